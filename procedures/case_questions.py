"""Two or three plain questions that lead to the case (trường hợp) that is the reader's. Pure: no database.

A small tree, stored with the version as a list in the order of asking:
``[{"key", "ask", "hint"?, "answers": [{"key", "say", "next" or "case"}]}]``. ``next`` is always a later question, so
that every way ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_QUESTIONS = 3


@dataclass(frozen=True)
class Answer:
    """What one may say: it leads to another question or to a case."""

    key: str
    say: str
    next: str = ""
    case: str = ""


@dataclass(frozen=True)
class Question:
    """One question with its answers."""

    key: str
    ask: str
    hint: str
    answers: tuple[Answer, ...]

    def answer(self, key: str) -> Answer | None:
        """The answer called so; None for what nobody offered."""
        return next((answer for answer in self.answers if answer.key == key), None)


@dataclass(frozen=True)
class Walk:
    """How far the answers lead: what was answered, what to ask next (None at the end), and the case found."""

    answered: tuple[tuple[Question, Answer], ...] = ()
    asks: Question | None = None
    case: str = ""


def read(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions of a version. Raises KeyError for one that lacks a part."""
    return tuple(
        Question(
            key=str(question["key"]),
            ask=str(question["ask"]),
            hint=str(question.get("hint") or ""),
            answers=tuple(
                Answer(str(a["key"]), str(a["say"]), str(a.get("next") or ""), str(a.get("case") or ""))
                for a in question["answers"]
            ),
        )
        for question in stored
    )


def walk(questions: Sequence[Question], given: Mapping[str, str]) -> Walk:
    """Follow the answers from the first question; an answer that nobody offered is asked for again."""
    by_key = {question.key: question for question in questions}
    answered: list[tuple[Question, Answer]] = []
    asks = questions[0] if questions else None
    while asks is not None:
        answer = asks.answer(given.get(asks.key, ""))
        if answer is None:
            return Walk(tuple(answered), asks)
        answered.append((asks, answer))
        if answer.case:
            return Walk(tuple(answered), None, answer.case)
        asks = by_key.get(answer.next)
    return Walk(tuple(answered))


def way_to(questions: Sequence[Question], case: str) -> dict[str, str]:
    """Answers that lead to a case, the first that do: for links that name the case alone. Empty when none do."""
    for index, question in enumerate(questions):
        for answer in question.answers:
            if answer.case == case:
                return {**_way_to_question(questions[:index], question.key), question.key: answer.key}
    return {}


def _way_to_question(earlier: Sequence[Question], key: str) -> dict[str, str]:
    for index, question in enumerate(earlier):
        for answer in question.answers:
            if answer.next == key:
                return {**_way_to_question(earlier[:index], question.key), question.key: answer.key}
    return {}


def faults(questions: Sequence[Question], cases: Sequence[str]) -> list[str]:
    """What is wrong with a tree, in English for whoever writes it; nothing for a sound one."""
    keys = [question.key for question in questions]
    found = [f"question {key} comes twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if len(keys) > MOST_QUESTIONS:
        found.append(f"{len(keys)} questions: nobody answers more than {MOST_QUESTIONS}")
    for index, question in enumerate(questions):
        found += _faults_of(question, later=keys[index + 1 :], cases=cases)
    if questions:
        led_to = {answer.case for question in questions for answer in question.answers}
        asked = {answer.next for question in questions for answer in question.answers} | set(keys[:1])
        found += [f"no answer leads to case {case}" for case in cases if case not in led_to]
        found += [f"no answer leads to question {key}" for key in keys if key not in asked]
    return found


def _faults_of(question: Question, later: Sequence[str], cases: Sequence[str]) -> list[str]:
    found = [f"question {question.key} offers no choice"] if len(question.answers) < 2 else []
    said = [answer.key for answer in question.answers]
    found += [f"{question.key}: answer {key} comes twice" for key in sorted({k for k in said if said.count(k) > 1})]
    for answer in question.answers:
        if bool(answer.case) == bool(answer.next):
            found.append(f"{question.key}.{answer.key} must lead to one case or to one question")
        elif answer.case and answer.case not in cases:
            found.append(f"{question.key}.{answer.key} leads to unknown case {answer.case}")
        elif answer.next and answer.next not in later:
            found.append(f"{question.key}.{answer.key} leads to {answer.next}, which is no later question")
    return found
