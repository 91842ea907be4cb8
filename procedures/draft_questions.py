"""The questions that lead to a case, between the stored tree and the rows of the editor.

A row is a question with its answers in numbered boxes. ``to_3`` says where the third answer leads: ``case:late``, or
``question:2`` for the second question of the page. Keys stay with their question and with their box, so that links
which citizens shared go on leading to the same case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from procedures.case_questions import MOST_ANSWERS, MOST_QUESTIONS, Answer, Question
from procedures.case_questions import read as read_tree
from procedures.models import ProcedureVersion

Row = dict[str, Any]
CASE, QUESTION = "case:", "question:"
BOXES = range(1, MOST_ANSWERS + 1)
PLACES = range(1, MOST_QUESTIONS + 1)


def read(version: ProcedureVersion) -> list[Row]:
    """The questions as rows."""
    questions = read_tree(version.questions)
    places = {question.key: place for place, question in enumerate(questions, start=1)}
    return [_row(question, places) for question in questions]


def write(version: ProcedureVersion, rows: Sequence[Row]) -> None:
    """Store the rows that ask something, in their order."""
    standing = {question.key: question for question in read_tree(version.questions)}
    placed = _placed(rows)
    keys = _keys(placed, set(standing))
    version.questions = [
        {
            "key": keys[place],
            "ask": row["ask"],
            **({"hint": row["hint"]} if row["hint"] else {}),
            "answers": list(_answers(row, standing.get(keys[place]), keys)),
        }
        for place, row in placed.items()
    ]
    version.save(update_fields=["questions"])


def as_tree(rows: Sequence[Row]) -> tuple[Question, ...]:
    """The rows that ask something as a tree whose keys are their places, to be judged before it is stored."""
    return tuple(
        Question(str(place), row["ask"], row["hint"] or "", tuple(_judged_answer(row, box) for box in _filled(row)))
        for place, row in _placed(rows).items()
    )


def _placed(rows: Sequence[Row]) -> dict[int, Row]:
    """The rows that ask something by their place on the page, which ``to_…`` names; in its order."""
    return {row.get("place", place): row for place, row in enumerate(rows, start=1) if row.get("ask")}


def _row(question: Question, places: dict[str, int]) -> Row:
    row: Row = {"id": question.key, "ask": question.ask, "hint": question.hint}
    for box in BOXES:
        answer = question.answers[box - 1] if box <= len(question.answers) else None
        row[f"say_{box}"] = answer.say if answer else ""
        row[f"to_{box}"] = _leads_to(answer, places) if answer else ""
    return row


def _leads_to(answer: Answer, places: dict[str, int]) -> str:
    if answer.case:
        return f"{CASE}{answer.case}"
    return f"{QUESTION}{places[answer.next]}" if answer.next in places else ""


def _keys(placed: dict[int, Row], used: set[str]) -> dict[int, str]:
    """By place of the page: the stored key, or a new one that no question had."""
    keys: dict[int, str] = {}
    for place, row in placed.items():
        stored = row.get("id") or ""
        keys[place] = stored if stored in used and stored not in keys.values() else _free(used | set(keys.values()))
    return keys


def _free(used: set[str], letter: str = "q") -> str:
    return next(key for number in range(1, len(used) + 2) if (key := f"{letter}{number}") not in used)


def _filled(row: Row) -> list[int]:
    return [box for box in BOXES if row[f"say_{box}"]]


def _judged_answer(row: Row, box: int) -> Answer:
    goal = row[f"to_{box}"] or ""
    return Answer(
        str(box),
        row[f"say_{box}"],
        next=goal.removeprefix(QUESTION) if goal.startswith(QUESTION) else "",
        case=goal.removeprefix(CASE) if goal.startswith(CASE) else "",
    )


def _answers(row: Row, stored: Question | None, keys: dict[int, str]) -> Iterator[dict[str, str]]:
    before = {box: answer.key for box, answer in enumerate(stored.answers, start=1)} if stored else {}
    used = set(before.values())
    for box in _filled(row):
        key = before.get(box) or _free(used, "a")
        used.add(key)
        answer = _judged_answer(row, box)
        goal = {"case": answer.case} if answer.case else {"next": keys.get(int(answer.next or 0), "")}
        yield {"key": key, "say": answer.say, **goal}
