"""The catalogue that search is timed on is like a real one, and both contenders find something in it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import _large_catalogue, _throwaway, search
from portal.commands.measurement import Measurement
from procedures import search as procedures_search
from procedures.models import ProcedureVersion, SearchEntry
from tests.dossiers.world import BIRTH, World

NAMES: list[list[Any]] = [
    ["Thủ tục đăng ký khai sinh", '["làm giấy khai sinh"]', '["commune"]', "5"],
    ["Cấp giấy phép xây dựng nhà ở", None, '["commune", "province"]', "0"],
]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six procedures instead of ten thousand."""
    monkeypatch.setattr(_large_catalogue, "PROCEDURES", 6)


@pytest.fixture
def filled(db: None, small: None) -> None:
    _large_catalogue._fill(NAMES)


def test_each_procedure_has_five_versions_and_the_last_is_in_force(filled: None) -> None:
    versions = ProcedureVersion.objects.filter(field__code="BENCH")

    assert versions.count() == 6 * _large_catalogue.VERSIONS
    assert Counter(versions.values_list("state", flat=True)) == {"published": 6, "retired": 24}
    assert versions.valid_on(date(2026, 11, 22)).count() == 6


def test_versions_of_one_procedure_follow_each_other_without_gap_or_overlap(filled: None) -> None:
    """The table's own rule would refuse overlaps; gaps would make old dates cheap to read."""
    procedure = ProcedureVersion.objects.filter(field__code="BENCH").first()
    assert procedure is not None

    rows = list(ProcedureVersion.objects.filter(procedure=procedure.procedure).order_by("number"))

    assert [row.valid_to for row in rows[:-1]] == [row.valid_from for row in rows[1:]]
    assert rows[-1].valid_to is None


def test_names_are_the_given_ones_each_with_another_qualifier(filled: None) -> None:
    """The same name ten times would have an index answer that no real list has."""
    names = set(SearchEntry.objects.values_list("name", flat=True))

    assert len(names) == 6
    assert {name for name in names if name.startswith(NAMES[0][0])} == {
        NAMES[0][0] + qualifier for qualifier in _large_catalogue.QUALIFIERS[:3]
    }


def test_words_and_levels_of_the_given_catalogue_are_kept(filled: None) -> None:
    birth = ProcedureVersion.objects.get(procedure__code="9.000000", state="published")
    house = ProcedureVersion.objects.get(procedure__code="9.000001", state="published")

    assert (birth.keywords, birth.levels) == (["làm giấy khai sinh"], ["commune"])
    assert (house.keywords, house.levels) == ([], ["commune", "province"])


def test_both_contenders_find_a_page_in_it(filled: None) -> None:
    """A contender that finds nothing is the fastest of all."""
    assert "9.000000" in _large_catalogue._ilike("đăng ký khai sinh ở đâu")
    assert [entry.card["code"] for entry in procedures_search.search("khai sinh", limit=20).results]


@pytest.mark.parametrize(("told", "read"), [(None, []), ("[]", []), ('["a", "b"]', ["a", "b"]), ("[1]", ["1"])])
def test_arrays_come_as_postgresql_writes_them(told: str | None, read: list[str]) -> None:
    assert _large_catalogue._array(told) == read


def test_the_process_tells_three_figures_and_nothing_else(
    db: None, small: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The parent reads its last line."""
    told = {"names": NAMES, "questions": ["khai sinh", "xây nhà"]}
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(told)))

    _large_catalogue.main()

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert len(figures) == 3
    assert all(figure > 0 for figure in figures)


def test_the_parent_shows_search_beside_ilike(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Any] = []

    @contextmanager
    def database(name: str) -> Iterator[dict[str, str]]:
        yield {"DATABASE_URL": name}

    def run(command: list[str], **options: Any) -> Any:
        ran.append((command[1:], options))
        return SimpleNamespace(stdout="a warning\n[0.002, 0.005, 0.4]")

    monkeypatch.setattr(_throwaway, "database", database)
    monkeypatch.setattr(subprocess, "run", run)

    slow, own, first = _large_catalogue.measured([search.Question("khai sinh", frozenset(), "answer")])

    assert (slow.value, slow.unit) == (2.0, "ms")
    assert (own.value, own.ratio, own.reference) == (5.0, 2.5, "ILIKE on the name")
    assert first.value == 400
    assert {options["env"]["DATABASE_URL"] for _command, options in ran} == {_large_catalogue.DATABASE}
    told = json.loads(ran[-1][1]["input"])
    assert told["questions"] == ["khai sinh"]
    assert [name for name, *_rest in told["names"]] == [world.birth.name]


BEHAVIOURS = [
    ("clarify", {"clarify": "x"}, True),
    ("clarify", {"clarify": None}, False),
    ("no_match", {"out_of_scope": "công an"}, True),
    ("no_match", {"out_of_scope": None}, False),
    ("answer", {}, True),
    ("answer", {"clarify": "x"}, False),
    ("answer", {"out_of_scope": "công an"}, False),
    ("answer", {"out_of_scope": "công an", "results": ["một thủ tục"]}, True),
]


@pytest.mark.parametrize(("wanted", "page", "is_right"), BEHAVIOURS)
def test_what_a_question_should_bring_is_judged_by_what_the_page_shows(
    monkeypatch: pytest.MonkeyPatch, wanted: str, page: dict[str, Any], is_right: bool
) -> None:
    shown = SimpleNamespace(**{"clarify": None, "out_of_scope": None, "results": []} | page)
    monkeypatch.setattr(search, "search", lambda _text, limit: shown)

    assert search._behaves(search.Question("?", frozenset(), wanted)) is is_right


def test_a_behaviour_that_nobody_asked_for_has_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_behaves", lambda question: question.text == "a")
    asked = [search.Question(text, frozenset(), "answer") for text in "ab"]

    assert list(search._behaviour("thử", asked)) == [
        Measurement("search, thử: answer as wanted", 0.5, "of 2 questions")
    ]


@pytest.mark.parametrize("finder", [search._ours, search._full_text, search._trigrams])
def test_each_way_of_searching_gives_codes_best_first(world: World, finder: search.Finder) -> None:
    assert finder("đăng ký khai sinh")[:1] == [BIRTH]


def test_plain_full_text_needs_every_word(world: World) -> None:
    """As websites usually search: that is the reference, with its weakness."""
    assert search._full_text("đăng ký khai sinh cho bé nhà tôi") == []
