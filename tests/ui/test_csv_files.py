"""Rules proved: a list as a file is read by spreadsheets as it was written, and runs nothing in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.utils.translation import get_language, override
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.csv_files import csv_file, csv_lines

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


def read(lines: Iterator[str]) -> list[list[str]]:
    return list(csv.reader("".join(lines).removeprefix("\ufeff").splitlines(keepends=True)))


def told(cells: list[str]) -> list[str]:
    """The language in which a line is written, and its cells."""
    return [get_language() or "", *cells]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=4))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    lines = list(csv_lines("vi", lambda: ["Đơn vị"], rows, lambda row: row))

    assert lines[0] == "\ufeffĐơn vị\r\n"
    assert len(lines) == 1 + len(rows)
    for line, row in zip(lines[1:], rows, strict=True):
        found = next(csv.reader([line]))
        assert [cell.removeprefix("'") for cell in found] == [cell.removeprefix("'") for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in found)


def test_a_file_speaks_its_language_and_leaves_none_behind() -> None:
    lines = csv_lines("en", lambda: told([]), [["a"], ["b"]], told)

    with override("vi"):
        spoken = []
        for line in lines:
            spoken.append(line.removeprefix("\ufeff")[:2])
            assert get_language() == "vi"

    assert spoken == ["en", "en", "en"]


def test_it_is_saved_under_its_name() -> None:
    response = csv_file(iter(["a\r\n"]), "danh-sach.csv", "private, no-store")

    assert response["Content-Disposition"] == 'attachment; filename="danh-sach.csv"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.getvalue() == b"a\r\n"
