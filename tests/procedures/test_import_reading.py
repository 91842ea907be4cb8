"""Rules proved: a file of records is read piece by piece as it was written, and tells where it breaks."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.ui.csv_files import harmless
from procedures.national import reading
from procedures.national.importing import Outcome
from procedures.national.reading import LOST, UnreadableFile, records
from procedures.national.report import counts, write_report

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@anew
@given(
    told=st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=6),
    piece=st.integers(1, 40),
    indent=st.sampled_from([None, 0, 3]),
    is_escaped=st.booleans(),
)
def test_what_was_written_is_read_whatever_the_pieces(
    tmp_path: Path, told: list[Any], piece: int, indent: int | None, is_escaped: bool
) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(told, indent=indent, ensure_ascii=is_escaped), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PIECE", piece)
        found = list(records(path))

    assert [each for each, _done in found] == told
    assert [done for _each, done in found] == sorted(done for _each, done in found)


@anew
@given(told=st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3), min_size=1, max_size=4), data=st.data())
def test_a_file_cut_anywhere_gives_what_stood_before_and_says_so(
    tmp_path: Path, told: list[Any], data: st.DataObject
) -> None:
    whole = json.dumps(told)
    path = tmp_path / "p.json"
    path.write_text(whole[: data.draw(st.integers(0, len(whole) - 1))], encoding="utf-8")
    found: list[Any] = []

    with pytest.raises(UnreadableFile) as broken:
        found.extend(each for each, _done in records(path))

    assert found == told[: len(found)]
    assert 0 <= broken.value.after <= len(whole)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (r'"a\u0000b"', f"a{LOST}b"),
        (r'"a\ud800b"', f"a{LOST}b"),
        (r'"\ud83d\ude00"', "😀"),
        (r'{"k\u0000": ["\udfff", 5, null]}', {f"k{LOST}": [LOST, 5, None]}),
        (r'"\\u0000"', r"\u0000"),
        ("1e999", "1e999"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("1.5", 1.5),
    ],
)
def test_what_no_database_holds_is_marked_or_kept_as_words(tmp_path: Path, raw: str, value: Any) -> None:
    path = tmp_path / "p.json"
    path.write_text(f'[{{"x": {raw}}}]', encoding="utf-8")

    assert [each for each, _done in records(path)] == [{"x": value}]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1.000001", "1.000002", ""]),
        st.sampled_from(["no_result", "no_law", "time_zero"]),
        st.sampled_from(["a", "b"]),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    ),
    max_size=12,
)


@given(ROWS)
def test_doubts_are_counted_by_kind_and_by_procedure(rows: list[Any]) -> None:
    found = counts(Outcome(rows=rows))

    assert {flag for flag, _doubts, _codes in found} == {row[1] for row in rows}
    for flag, doubts, procedures in found:
        own = [row for row in rows if row[1] == flag]
        assert (doubts, procedures) == (len(own), len({row[0] for row in own}))
    assert [doubts for _flag, doubts, _codes in found] == sorted((n for _flag, n, _codes in found), reverse=True)


@anew
@given(ROWS)
def test_both_reports_hold_every_doubt(tmp_path: Path, rows: list[Any]) -> None:
    outcome = Outcome(read=5, queued=2, unchanged=1, refused=2, rows=rows)
    write_report(outcome, tmp_path / "deep" / "r.csv")
    write_report(outcome, tmp_path / "r.JSON")

    with (tmp_path / "deep" / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))[1:]
    assert table == [[harmless(cell) for cell in row] for row in rows]
    told = json.loads((tmp_path / "r.JSON").read_text(encoding="utf-8"))
    assert [tuple(each.values()) for each in told["doubts"]] == rows
    assert (told["read"], told["queued"], told["unchanged"], told["refused"]) == (5, 2, 1, 2)


@given(st.text(max_size=12))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    found = harmless(text)

    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found in (text, f"'{text}")
