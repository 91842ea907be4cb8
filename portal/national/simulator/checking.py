"""What the services of the simulated national portal take, and how they refuse the rest."""

from __future__ import annotations

from portal.national.drivers import answers
from portal.national.messages import problems_of
from portal.national.messages.fields import Field
from portal.national.simulator.store import Message


class Refusal(Exception):
    """An answer with an error code."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words or answers.WORDS[code])
        self.code = code


def checked(message: Message, fields: tuple[Field, ...]) -> list[Message]:
    """The rows of a message, each as the table of its fields wants it."""
    rows = message.get("data")
    if not (isinstance(rows, list) and rows):
        raise Refusal(answers.MALFORMED, "data")
    problems = [problem for row in rows for problem in problems_of(row, fields)]
    if problems:
        raise Refusal(answers.MALFORMED, "; ".join(problems[:5]))
    return rows
