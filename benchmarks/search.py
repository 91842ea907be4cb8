"""Finding what people mean, on real questions, beside plain full text; and how long it takes beside ILIKE on a name.

Needs the real procedures in the database (`bin/manage import_procedures FILE --accept-doubtful`) to mean something.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from portal.commands.benching import Measurement
from portal.commands.bootstrap import ROOT
from portal.vietnamese import without_accents
from procedures.models import SearchEntry
from procedures.search import search

FILE = "queries/queries_public.csv"
PAGE_SIZE = 20
Finder = Callable[[str], list[str]]


def run() -> Iterator[Measurement]:
    """recall@1, recall@3 and the ratio of the 95th percentiles of time; nothing where the real data is absent."""
    folder = Path(os.environ.get("PORTAL_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / FILE).is_file():
        return
    asked = _answerable(folder / FILE)
    ours, _seconds = _ask(asked, _ours)
    plain, _seconds = _ask(asked, _full_text)
    for best in (1, 3):
        reference, found = _recall(plain, asked, best), _recall(ours, asked, best)
        yield Measurement(f"search: plain full text recall@{best}", round(reference, 3), f"of {len(asked)} questions")
        ratio = round(found / reference, 2) if reference else None
        yield Measurement(f"search: recall@{best}", round(found, 3), f"of {len(asked)} questions", ratio, "full text")
    slow, own = _percentile(_ask(asked, _ilike)[1]), _percentile(_ask(asked, _ours)[1])
    yield Measurement("search: ILIKE p95", round(slow * 1000, 1), "ms")
    yield Measurement("search: p95", round(own * 1000, 1), "ms", round(own / slow, 2), "ILIKE on the name")


def _answerable(file: Path) -> list[tuple[str, set[str]]]:
    known = {entry.card["code"] for entry in SearchEntry.objects.only("card")}
    with file.open(encoding="utf-8") as rows:
        told = [(row["query"], set(row["expected_codes"].split()) & known) for row in csv.DictReader(rows)]
    return [(question, expected) for question, expected in told if expected]


def _ask(asked: list[tuple[str, set[str]]], finder: Finder) -> tuple[list[list[str]], list[float]]:
    """What the finder answers to each question, and the seconds it took."""
    answers, seconds = [], []
    for question, _expected in asked:
        start = time.perf_counter()
        answers.append(finder(question))
        seconds.append(time.perf_counter() - start)
    return answers, seconds


def _ours(question: str) -> list[str]:
    return [str(entry.card["code"]) for entry in search(question, limit=PAGE_SIZE).results]


def _full_text(question: str) -> list[str]:
    """All words of the question in the name and keywords, as websites usually search."""
    query = SearchQuery(without_accents(question), config="simple")
    found = SearchEntry.objects.filter(vector=query).annotate(rank=SearchRank(F("vector"), query))
    return [str(entry.card["code"]) for entry in found.only("card").order_by("-rank", "pk")[:PAGE_SIZE]]


def _ilike(question: str) -> list[str]:
    """The plainest SQL that returns a page: the question's longest word in the name."""
    word = max(without_accents(question).split(), key=len)
    found = SearchEntry.objects.filter(plain_name__icontains=word).only("card").order_by("pk")[:PAGE_SIZE]
    return [str(entry.card["code"]) for entry in found]


def _recall(answers: list[list[str]], asked: list[tuple[str, set[str]]], best: int) -> float:
    hits = [bool(set(answer[:best]) & expected) for answer, (_question, expected) in zip(answers, asked, strict=True)]
    return sum(hits) / max(len(hits), 1)


def _percentile(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
