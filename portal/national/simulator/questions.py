"""What people asked at the simulated national portal, what was answered, and the public answers of the provinces."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portal.simulating.keeping import SimulatorStore

Message = dict[str, Any]


class UnknownQuestion(Exception):
    """An answer to what nobody asked."""


class QuestionStore(SimulatorStore):
    """Questions, answers and what is public; threads take turns."""

    tables = """
    CREATE TABLE IF NOT EXISTS question (id TEXT PRIMARY KEY, message TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS answer (question TEXT NOT NULL, message TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS public (id TEXT PRIMARY KEY, message TEXT NOT NULL);
    """

    def ask(self, message: Message) -> None:
        """Keep what somebody asked, under its HOIDAPID."""
        row = (message["HOIDAPID"], json.dumps(message))
        self._write("INSERT OR REPLACE INTO question (id, message) VALUES (?, ?)", [row])

    def asked(self, *, only_open: bool) -> list[Message]:
        """What was asked, the oldest first; only what has no answer yet."""
        which = " WHERE id NOT IN (SELECT question FROM answer)" if only_open else ""
        return self._messages(f"SELECT message FROM question{which} ORDER BY rowid")  # noqa: S608 - no word of a stranger

    def answer(self, messages: Sequence[Message]) -> None:
        """Add answers, all or none, as often as they come. Raises UnknownQuestion."""
        known = {row["HOIDAPID"] for row in self.asked(only_open=False)}
        if any(message["HOIDAPID"] not in known for message in messages):
            raise UnknownQuestion
        rows = [(message["HOIDAPID"], json.dumps(message)) for message in messages]
        self._write("INSERT INTO answer (question, message) VALUES (?, ?)", rows)

    def answers(self, question: str) -> list[Message]:
        """The answers to one question, the oldest first. Raises UnknownQuestion."""
        if not self._read("SELECT message FROM question WHERE id = ?", question):
            raise UnknownQuestion
        return self._messages("SELECT message FROM answer WHERE question = ? ORDER BY rowid", question)

    def publish(self, messages: Sequence[Message]) -> None:
        """Write public answers, over what stands under their ids."""
        rows = [(message["HOIDAPID"], json.dumps(message)) for message in messages]
        self._write("INSERT OR REPLACE INTO public (id, message) VALUES (?, ?)", rows)

    def public(self) -> list[Message]:
        """The public answers."""
        return self._messages("SELECT message FROM public ORDER BY id")

    def _messages(self, question: str, *values: object) -> list[Message]:
        return [json.loads(row[0]) for row in self._read(question, *values)]

    def _write(self, statement: str, rows: list[tuple[str, str]]) -> None:
        with self._written() as file:
            file.executemany(statement, rows)
