"""Rules proved: a file of centres' addresses is read as spreadsheets write it, or refused with its row. Pure."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.addresses import BadAddressFile, CentreAddress, read, shipped
from units.divisions_source import provinces

HEAD = "commune_code,point,address,hotline\n"
CELL = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=40)


def written(folder: Path, content: str | bytes) -> str:
    path = folder / "addresses.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(("way", "why"), [
    (lambda text: text, "as it is"),
    (lambda text: "\ufeff" + text, "with the mark that Excel puts first"),
    (lambda text: text.replace("\n", "\r\n"), "with the line ends of Windows"),
    (lambda text: text.rstrip("\n"), "without an end of its last line"),
    (lambda text: text.replace("1 Lê Lợi", '"1 Lê Lợi"'), "in quotes"),
    (lambda text: text.replace("1 Lê Lợi", "  1  Lê Lợi "), "with stray blanks"),
    (lambda text: text + "\n\n", "with empty lines below"),
])  # fmt: skip
def test_a_file_is_read_however_a_spreadsheet_saved_it(tmp_path: Path, way: Callable[[str], str], why: str) -> None:
    path = written(tmp_path, way(f"{HEAD}26740,main,1 Lê Lợi,028 3822 0000\n26740,second,2 Lê Lợi,\n"))

    assert read(path) == [CentreAddress("26740", "1 Lê Lợi", "028 3822 0000")], why


@pytest.mark.parametrize("row", ["26740,main", "26740,main,1 Lê Lợi", "26740", "26740,main,a,b,c"])
def test_a_row_with_too_few_or_too_many_cells_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadAddressFile, match="line 3"):
        read(written(tmp_path, f"{HEAD}26743,main,1 Lê Lợi,\n{row}\n"))


@pytest.mark.parametrize(
    "content", ["", "\n", "commune_code;point;address;hotline\n", "point,address,hotline\n1,2,3\n"]
)
def test_columns_that_are_missing_are_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadAddressFile, match="columns are missing: .*commune_code"):
        read(written(tmp_path, content))


@pytest.mark.parametrize("content", [b"\xff\xfe", HEAD.encode() + b"26740,main,\xe9,\n", HEAD.encode("utf-16")])
def test_what_is_no_utf8_is_refused_with_the_name_of_the_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadAddressFile, match=r"addresses\.csv"):
        read(written(tmp_path, content))


def test_a_cell_that_never_ends_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadAddressFile):
        read(written(tmp_path, f'{HEAD}26740,main,"{"x" * 200_000}'))


@given(st.lists(st.tuples(CELL, st.sampled_from(["main", "second", ""]), CELL, CELL), max_size=6))
def test_every_main_point_is_read_in_order_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("addresses") / "addresses.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([HEAD.strip().split(","), *rows])

    found = read(str(path))

    assert [entry.commune_code for entry in found] == [code for code, point, _address, _line in rows if point == "main"]
    assert all("  " not in entry.address and entry.address == entry.address.strip() for entry in found)


def test_what_is_shipped_names_a_place_for_each_centre_once() -> None:
    for province in provinces():
        entries = shipped(province.code)
        assert all(entry.address for entry in entries)
        assert len({entry.commune_code for entry in entries}) == len(entries)
    assert shipped("79")
