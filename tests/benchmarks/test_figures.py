"""The other benchmarks: what they refuse to measure, how figures are made of seconds, and their own data."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from benchmarks import _large_catalogue, _throwaway, hello, import_procedures, publish, search
from procedures.models import Decision, DecisionState, ProcedureVersion
from tests.dossiers.world import BIRTH, World, make_world
from units.models import Unit


def test_pages_are_shown_as_a_share_of_the_empty_view(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"hello": 400.0, "procedure page": 300.0, "search page": 200.0, "home page": 100.0}
    monkeypatch.setattr(hello, "rates", lambda contenders: {name: found[name] for name in contenders})

    empty, *pages = hello.run()

    assert (empty.name, empty.value, empty.ratio) == ("hello: empty view", 400.0, None)
    assert [(page.value, page.ratio) for page in pages] == [(300.0, 0.75), (200.0, 0.5), (100.0, 0.25)]


def test_a_page_that_does_not_answer_200_is_not_measured(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error page is quick: it would make the best figure of all."""
    monkeypatch.setattr(hello, "rates", lambda _contenders: pytest.fail("measured a page that is not there"))

    with pytest.raises(RuntimeError, match="procedure page answers 404"):
        list(hello.run())


def test_without_the_real_file_there_is_no_import_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("PORTAL_SHARED_DATA", str(tmp_path))

    assert list(import_procedures.run()) == []


def test_the_import_is_shown_beside_the_least_that_keeps_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    file = tmp_path / import_procedures.FILE
    file.parent.mkdir()
    file.write_text(json.dumps([{"code": "1.001193", "name": "khai sinh\n\\."}] * 3), encoding="utf-8")
    monkeypatch.setenv("PORTAL_SHARED_DATA", str(tmp_path))
    monkeypatch.setattr(import_procedures, "_import_seconds", lambda _file: (12.0, 300.4))

    reference, seconds, memory = import_procedures.run()

    assert reference.unit == "s"
    assert seconds.ratio is not None
    assert (memory.value, memory.unit) == (300, "MiB")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_records')")
        assert cursor.fetchone() == (None,), "the reference leaves nothing behind"


ADDRESSES = [
    ("postgresql://portal@db:5432/portal", "postgresql://portal@db:5432/bench"),
    ("postgresql://p:m%40t@db/portal?sslmode=require", "postgresql://p:m%40t@db/bench?sslmode=require"),
    ("postgresql://postgres@/portal?host=/tmp/pg", "postgresql://postgres@/bench?host=/tmp/pg"),
]


@pytest.mark.parametrize(("portals", "own"), ADDRESSES)
def test_a_database_of_its_own_is_on_the_same_server_with_the_same_account(portals: str, own: str) -> None:
    assert _throwaway.address_of("bench", portals) == own


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("breaks", [False, True])
def test_a_database_of_its_own_is_there_and_gone_also_when_it_breaks(breaks: bool) -> None:
    name = f"bench_throwaway_{os.getpid()}"

    def exists() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def use() -> None:
        with _throwaway.database(name) as environment:
            assert exists()
            assert environment["DATABASE_URL"] == _throwaway.address_of(name, os.environ["DATABASE_URL"])
            if breaks:
                raise RuntimeError("the benchmark broke off")

    if breaks:
        with pytest.raises(RuntimeError, match="broke off"):
            use()
    else:
        use()
    assert not exists()


def questions(file: str) -> list[dict[str, str]]:
    with Path(search.__file__).with_name(file).open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("file", search.OWN.values())
def test_our_questions_are_asked_once_and_each_half_asks_every_kind(file: str) -> None:
    """The half "measuring" stays unseen while tuning: a question in both would tell nothing."""
    asked = questions(file)

    assert len({row["query"] for row in asked}) == len(asked)
    assert {row["half"] for row in asked} == {"tuning", "measuring"}
    for half in ("tuning", "measuring"):
        assert {row["behaviour"] for row in asked if row["half"] == half} == {"answer", "clarify", "no_match"}
    assert all(row["expected_codes"] for row in asked if row["behaviour"] == "answer")


def test_codes_that_the_catalogue_has_not_are_not_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text("query,expected_codes,behaviour\nkhai sinh,1.1 2.2,answer\nxây nhà,3.3,answer\n", encoding="utf-8")

    first, second = search.read(file, {"1.1", "9.9"})

    assert (first.text, first.codes, first.half) == ("khai sinh", frozenset({"1.1"}), "")
    assert second.codes == frozenset()


@pytest.mark.parametrize(("best", "share"), [(1, 1 / 3), (2, 2 / 3), (3, 2 / 3)])
def test_a_question_counts_when_any_of_its_codes_is_among_the_best(best: int, share: float) -> None:
    asked = [search.Question(text, frozenset(codes), "answer") for text, codes in (("a", "xy"), ("b", "y"), ("c", "q"))]

    assert search._share([["x", "z"], ["z", "y"], []], asked, best) == pytest.approx(share)


def test_a_share_of_nothing_is_none_right() -> None:
    assert search._share([], [], 3) == 0


def test_recall_is_shown_beside_plain_full_text(world: World) -> None:
    asked = [search.Question("đăng ký khai sinh", frozenset({BIRTH}), "answer"), search.Question("?", frozenset(), "")]

    figures = {figure.name: figure for figure in search._recall("thử", asked)}

    ours = figures["search, thử: recall@1, ours"]
    assert (ours.value, ours.unit, ours.reference) == (1.0, "of 1 questions", "full text")
    assert len(figures) == 6


def test_two_ways_are_asked_in_turn_and_timed_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    now, order = [0.0], []
    monkeypatch.setattr("benchmarks._large_catalogue.time.perf_counter", lambda: now[0])

    def way(name: str, seconds: float) -> Callable[[str], object]:
        def ask(question: str) -> None:
            order.append(f"{name} {question}")
            now[0] += seconds

        return ask

    slow, quick = _large_catalogue._alternately(["a", "b"], way("slow", 2.0), way("quick", 1.0))

    assert order[:4] == ["slow a", "quick a", "slow b", "quick b"]
    assert len(slow) == len(quick) == 2 * _large_catalogue.ROUNDS
    assert (set(slow), set(quick)) == ({2.0}, {1.0})


@pytest.mark.parametrize(("count", "expected"), [(1, 0), (20, 19), (100, 95), (101, 95)])
def test_the_95th_percentile_leaves_out_the_slowest_twentieth(count: int, expected: int) -> None:
    seconds = [float(number) for number in reversed(range(count))]

    assert _large_catalogue._percentile(seconds) == expected


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_really_published_while_a_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    monkeypatch.setattr(publish, "COUNT", 2)
    make_world(tmp_path)
    assert Unit.objects.filter(code="H29").exists()

    figures = list(publish.run())

    assert Decision.objects.get().state == DecisionState.PUBLISHED
    in_force = ProcedureVersion.objects.valid_on().filter(procedure__code__startswith="8.9")
    assert sorted(in_force.values_list("number", flat=True)) == [2, 2]
    assert [figure.unit for figure in figures] == ["s", "s", "s", "s", "ms"]
    assert figures[3].reference == "the same rows by two UPDATEs"
