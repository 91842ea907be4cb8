"""Finding what people mean, on real questions and on our own, beside full text and trigrams; how long it takes.

Needs the real procedures in the database (`bin/manage import_procedures FILE --accept-doubtful`). Our own
questions (questions.csv, and questions_chat.csv as people type in chats and in dialects) were written before tuning;
only the half called "tuning" was looked at while tuning.
The time is taken in a database of its own with 10,000 procedures of 5 versions (_large_catalogue.py).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db.models import F

from benchmarks import _large_catalogue
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement
from portal.vietnamese import without_accents
from procedures.models import SearchEntry
from procedures.search import search

FILE = "queries/queries_public.csv"
OWN = {"own questions": "questions.csv", "chat questions": "questions_chat.csv"}
PAGE_SIZE = 20
Finder = Callable[[str], list[str]]


@dataclass(frozen=True)
class Question:
    """What somebody typed, the codes that answer it, and what should happen."""

    text: str
    codes: frozenset[str]
    behaviour: str
    half: str = ""


def run() -> Iterator[Measurement]:
    """recall@1, recall@3, behaviour and the 95th percentiles of time; real questions where there are any."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    known = {str(entry.card["code"]) for entry in SearchEntry.objects.only("card")}
    own = {name: read(Path(__file__).with_name(file), known) for name, file in OWN.items()}
    if (folder / FILE).is_file():
        yield from _recall("real questions", read(folder / FILE, known))
        yield from _behaviour("real questions", read(folder / FILE, known))
    for name, half in product(own, ("tuning", "measuring")):
        asked = [question for question in own[name] if question.half == half]
        yield from _recall(f"{name}, {half} half", asked)
        yield from _behaviour(f"{name}, {half} half", asked)
    yield from _large_catalogue.measured([*chain.from_iterable(own.values())])


def read(file: Path, known: set[str]) -> list[Question]:
    """The questions of a file, with those of their codes that the catalogue has."""
    with file.open(encoding="utf-8") as rows:
        return [
            Question(
                row["query"], frozenset(row["expected_codes"].split()) & known, row["behaviour"], row.get("half", "")
            )
            for row in csv.DictReader(rows)
        ]


def _recall(name: str, questions: list[Question]) -> Iterator[Measurement]:
    asked = [question for question in questions if question.codes]
    ways: dict[str, Finder] = {"plain full text": _full_text, "trigrams": _trigrams, "ours": _ours}
    answers = {way: [finder(question.text) for question in asked] for way, finder in ways.items()}
    for best in (1, 3):
        found = {way: _share(answer, asked, best) for way, answer in answers.items()}
        for way, share in found.items():
            reference = found["plain full text"] if way == "ours" else 0
            ratio = round(share / reference, 2) if reference else None
            unit = f"of {len(asked)} questions"
            told = f"search, {name}: recall@{best}, {way}"
            yield Measurement(told, round(share, 3), unit, ratio, "full text" if ratio else "")


def _behaviour(name: str, questions: list[Question]) -> Iterator[Measurement]:
    """Ambiguous questions are asked back, those of others are sent there, the rest is answered without either."""
    for behaviour in ("clarify", "no_match", "answer"):
        asked = [question for question in questions if question.behaviour == behaviour]
        if asked:
            right = sum(_behaves(question) for question in asked)
            told = f"search, {name}: {behaviour} as wanted"
            yield Measurement(told, round(right / len(asked), 3), f"of {len(asked)} questions")


def _behaves(question: Question) -> bool:
    page = search(question.text, limit=3)
    if question.behaviour == "clarify":
        return page.clarify is not None
    if question.behaviour == "no_match":
        return page.out_of_scope is not None
    return page.clarify is None and (page.out_of_scope is None or bool(page.results))


def _ours(question: str) -> list[str]:
    return [str(entry.card["code"]) for entry in search(question, limit=PAGE_SIZE).results]


def _full_text(question: str) -> list[str]:
    """All words of the question in the name and keywords, as websites usually search."""
    query = SearchQuery(without_accents(question), config="simple")
    found = SearchEntry.objects.filter(vector=query).annotate(rank=SearchRank(F("vector"), query))
    return [str(entry.card["code"]) for entry in found.only("card").order_by("-rank", "pk")[:PAGE_SIZE]]


def _trigrams(question: str) -> list[str]:
    """The names most alike, without accents."""
    likeness = TrigramSimilarity("plain_name", without_accents(question))
    found = SearchEntry.objects.annotate(likeness=likeness).only("card").order_by("-likeness", "pk")
    return [str(entry.card["code"]) for entry in found[:PAGE_SIZE]]


def _share(answers: list[list[str]], asked: list[Question], best: int) -> float:
    hits = [bool(set(answer[:best]) & question.codes) for answer, question in zip(answers, asked, strict=True)]
    return sum(hits) / max(len(hits), 1)
