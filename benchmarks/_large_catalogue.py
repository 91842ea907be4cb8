"""10,000 procedures of 5 versions in a database of their own, and how long a search among them takes beside ILIKE.

The names are those of the catalogue at hand, each several times with a qualifier, so that words are as common as in
real lists; four versions of each are retired, one is in force.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from benchmarks import _throwaway
from portal.commands.bootstrap import ROOT
from portal.commands.measurement import Measurement
from portal.vietnamese import without_accents

DATABASE = "bench_search"
PROCEDURES, VERSIONS = 10_000, 5
PAGE_SIZE = 20
ROUNDS = 3

# Names and keywords of the catalogue at hand, repeated with a qualifier until there are enough.
COPY_OUT = """
COPY (SELECT name, array_to_json(string_to_array(nullif(keywords, ''), E'\\n')), array_to_json(levels), popularity
        FROM procedures_searchentry ORDER BY procedure_id) TO STDOUT
"""
QUALIFIERS = ("", " tại khu công nghiệp", " đối với cơ sở trực thuộc", " theo cơ chế một cửa", " (mở rộng)")


def measured(questions: Sequence[Any]) -> Iterator[Measurement]:
    """The 95th percentiles of search and of ILIKE on the indexed name, page for page, in one process."""
    with connection.cursor() as cursor, cursor.copy(COPY_OUT) as copy:
        names = list(copy.rows())
    told = json.dumps({"names": names, "questions": [question.text for question in questions]})
    with _throwaway.database(DATABASE) as environment:
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], env=environment, check=True, cwd=ROOT
        )
        code = "import django; django.setup(); from benchmarks import _large_catalogue as here; here.main()"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            check=True,
            cwd=ROOT,
            input=told,
            text=True,
            capture_output=True,
        )
    slow, own, warm = (value * 1000 for value in json.loads(done.stdout.splitlines()[-1]))
    size = f"{PROCEDURES:,} procedures × {VERSIONS} versions"
    yield Measurement(f"search among {size}: ILIKE p95", round(slow, 2), "ms")
    yield Measurement(f"search among {size}: p95", round(own, 2), "ms", round(own / slow, 2), "ILIKE on the name")
    yield Measurement(f"search among {size}: first of a process", round(warm, 1), "ms")


def main() -> None:
    """Fill the database of DATABASE_URL and print the seconds: ILIKE p95, search p95, the first search."""
    told = json.load(sys.stdin)
    _fill(told["names"])
    from procedures.search import search  # noqa: PLC0415 - Django must be set up

    start = time.perf_counter()
    search("khai sinh", limit=PAGE_SIZE)
    first = time.perf_counter() - start
    slow, own = _alternately(told["questions"], _ilike, lambda question: search(question, limit=PAGE_SIZE))
    sys.stdout.write(json.dumps([_percentile(slow), _percentile(own), first]))


def _fill(names: list[list[str]]) -> None:
    """All versions straight into the table: publishing each would take an hour and make the same rows."""
    from procedures.models import Field, Procedure, ProcedureVersion  # noqa: PLC0415 - Django must be set up
    from procedures.search_index import refresh  # noqa: PLC0415

    field = Field.objects.create(code="BENCH", name="Đo tốc độ")
    procedures = Procedure.objects.bulk_create(Procedure(code=f"9.{n:06}") for n in range(PROCEDURES))
    for number in range(1, VERSIONS + 1):
        versions = (
            _version(procedure, field, number, names[n % len(names)], QUALIFIERS[n // len(names) % len(QUALIFIERS)])
            for n, procedure in enumerate(procedures)
        )
        ProcedureVersion.objects.bulk_create(versions, batch_size=1000)
    refresh([procedure.pk for procedure in procedures])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _version(procedure: Any, field: Any, number: int, told: list[str], qualifier: str) -> Any:
    from procedures.choices import Competence, OnlineLevel, Source, VersionState  # noqa: PLC0415
    from procedures.models import ProcedureVersion  # noqa: PLC0415

    name, keywords, levels, _popularity = told
    is_last = number == VERSIONS
    return ProcedureVersion(
        procedure=procedure,
        number=number,
        state=VersionState.PUBLISHED if is_last else VersionState.RETIRED,
        valid_from=date(2018 + number, 1, 1),
        valid_to=None if is_last else date(2019 + number, 1, 1),
        name=name + qualifier,
        field=field,
        levels=_array(levels),
        targets=["citizen"],
        online_level=OnlineLevel.FULL,
        competence=Competence.RESIDENCE,
        executing_agency="Ủy ban nhân dân",
        keywords=_array(keywords),
        source=Source.LOCAL,
        content_hash=f"{procedure.code}-{number}",
    )


def _array(told: str | None) -> list[str]:
    return [str(value) for value in json.loads(told)] if told else []


def _alternately(questions: list[str], *ways: Callable[[str], object]) -> tuple[list[float], ...]:
    """Seconds of each way for each question, in turn, so that a busy moment of the machine meets both."""
    seconds: tuple[list[float], ...] = tuple([] for _way in ways)
    for _round in range(ROUNDS):
        for question in questions:
            for way, taken in zip(ways, seconds, strict=True):
                start = time.perf_counter()
                way(question)
                taken.append(time.perf_counter() - start)
    return seconds


def _ilike(question: str) -> list[str]:
    """The plainest SQL that returns a page: the question's longest word in the name."""
    from procedures.models import SearchEntry  # noqa: PLC0415 - Django must be set up

    word = max(without_accents(question).split(), key=len)
    found = SearchEntry.objects.filter(plain_name__icontains=word).only("card").order_by("pk")[:PAGE_SIZE]
    return [str(entry.card["code"]) for entry in found]


def _percentile(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
