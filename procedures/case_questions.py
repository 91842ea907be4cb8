"""Two or three plain questions that lead to the case (trường hợp) that is the reader's. Pure: no database.

A small tree, stored with the version as a list in the order of asking:
``[{"key", "ask", "hint"?, "answers": [{"key", "say", "next" or "case"}]}]``. ``next`` is always a later question, so
that every way ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 3
#: Nobody chooses well among more.
MOST_ANSWERS = 6


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


class Kind(StrEnum):
    """What can be wrong with a tree."""

    QUESTION_TWICE = "question_twice"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_CHOICE = "no_choice"
    TOO_MANY_ANSWERS = "too_many_answers"
    ANSWER_TWICE = "answer_twice"
    NOT_ONE_WAY = "not_one_way"
    UNKNOWN_CASE = "unknown_case"
    NOT_LATER = "not_later"
    CASE_NOT_REACHED = "case_not_reached"
    QUESTION_NOT_REACHED = "question_not_reached"


_ENGLISH = {
    Kind.QUESTION_TWICE: "question {fault.question} comes twice",
    Kind.TOO_MANY_QUESTIONS: f"{{fault.count}} questions: nobody answers more than {MOST_QUESTIONS}",
    Kind.NO_CHOICE: "question {fault.question} offers no choice",
    Kind.TOO_MANY_ANSWERS: f"{{fault.question}}: {{fault.count}} answers, more than {MOST_ANSWERS}",
    Kind.ANSWER_TWICE: "{fault.question}: answer {fault.answer} comes twice",
    Kind.NOT_ONE_WAY: "{fault.question}.{fault.answer} must lead to one case or to one question",
    Kind.UNKNOWN_CASE: "{fault.question}.{fault.answer} leads to unknown case {fault.goal}",
    Kind.NOT_LATER: "{fault.question}.{fault.answer} leads to {fault.goal}, which is no later question",
    Kind.CASE_NOT_REACHED: "no answer leads to case {fault.goal}",
    Kind.QUESTION_NOT_REACHED: "no answer leads to question {fault.question}",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: at which question and answer (keys), and with which goal or count."""

    kind: Kind
    question: str = ""
    answer: str = ""
    goal: str = ""
    count: int = 0


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
    """What is wrong with a tree, in English for whoever writes a starter file; nothing for a sound one."""
    return [_ENGLISH[fault.kind].format(fault=fault) for fault in judge(questions, cases)]


def judge(questions: Sequence[Question], cases: Sequence[str]) -> list[Fault]:
    """What is wrong with a tree, for those who say it in words of their own; nothing for a sound one."""
    keys = [question.key for question in questions]
    found = [Fault(Kind.QUESTION_TWICE, key) for key in sorted({key for key in keys if keys.count(key) > 1})]
    if len(keys) > MOST_QUESTIONS:
        found.append(Fault(Kind.TOO_MANY_QUESTIONS, count=len(keys)))
    for index, question in enumerate(questions):
        found += _faults_of(question, later=keys[index + 1 :], cases=cases)
    if questions:
        led_to = {answer.case for question in questions for answer in question.answers}
        asked = {answer.next for question in questions for answer in question.answers} | set(keys[:1])
        found += [Fault(Kind.CASE_NOT_REACHED, goal=case) for case in cases if case not in led_to]
        found += [Fault(Kind.QUESTION_NOT_REACHED, key) for key in keys if key not in asked]
    return found


def _faults_of(question: Question, later: Sequence[str], cases: Sequence[str]) -> list[Fault]:
    key, said = question.key, [answer.key for answer in question.answers]
    found = [Fault(Kind.NO_CHOICE, key)] if len(said) < 2 else []
    if len(said) > MOST_ANSWERS:
        found.append(Fault(Kind.TOO_MANY_ANSWERS, key, count=len(said)))
    found += [Fault(Kind.ANSWER_TWICE, key, twin) for twin in sorted({k for k in said if said.count(k) > 1})]
    for answer in question.answers:
        if bool(answer.case) == bool(answer.next):
            found.append(Fault(Kind.NOT_ONE_WAY, key, answer.key))
        elif answer.case and answer.case not in cases:
            found.append(Fault(Kind.UNKNOWN_CASE, key, answer.key, answer.case))
        elif answer.next and answer.next not in later:
            found.append(Fault(Kind.NOT_LATER, key, answer.key, answer.next))
    return found
