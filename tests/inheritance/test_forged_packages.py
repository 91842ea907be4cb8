"""Rules proved: whatever bytes are handed over, a package is read exactly or refused in words; the worker lives on."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.inheritance import packages, running
from portal.inheritance.columns import DOSSIERS, FILES
from portal.inheritance.models import JobState
from portal.inheritance.packages import FileMissing, PackageRefused, opened
from portal.inheritance.tables import LONGEST_CELL, Row, TableRefused, rows_of
from tests.inheritance.packing import PDF, as_csv, as_xlsx, dossier, packed, paper, waiting

HEADING = as_csv([dossier()]).decode("utf-8-sig").splitlines()[0]


def refusal(content: bytes, name: str = "ho_so.csv") -> str:
    with pytest.raises(TableRefused) as caught:
        rows_of(DOSSIERS, name, content)
    return str(caught.value)


def read(content: bytes, name: str = "ho_so.csv") -> list[dict[str, str]]:
    return [cells for _number, cells in rows_of(DOSSIERS, name, content)]


def refused(content: bytes) -> str:
    """Why a package is not taken."""
    with pytest.raises(PackageRefused) as caught, opened(content) as package:
        package.rows(DOSSIERS)
    return str(caught.value)


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def book(*rows: list[Any], more: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook cell by cell, as people type it; `more` are sheets behind the first."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for title, lines in (more or {}).items():
        other = made.create_sheet(title)
        for line in lines:
            other.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def file_problem(content: bytes, name: str) -> str:
    with opened(content) as package, pytest.raises(FileMissing) as caught:
        package.file(name)
    return str(caught.value)


def test_text_in_utf_16_with_a_torn_letter_is_refused_not_a_crash() -> None:
    torn = b"\xff\xfe" + HEADING.encode("utf-16-le") + b"\n\x00\x00\xd8A\x00"
    assert refusal(torn) == "Tệp bị cắt cụt."
    assert refusal(b"\xfe\xff\xdc\x00\x00A") == "Tệp bị cắt cụt."
    assert refused(zipped({"ho_so.csv": torn})) == "ho_so.csv: Tệp bị cắt cụt."


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", HEADING.encode() + b"\n"])
)
def test_no_bytes_whatever_end_in_anything_but_rows_or_a_sentence(content: bytes, mark: bytes) -> None:
    for name in ("ho_so.csv", "ho_so.xlsx"):
        rows: list[Row] = []
        with suppress(TableRefused):
            rows = rows_of(DOSSIERS, name, mark + content)
        assert all(number > 1 for number, _cells in rows)


@given(st.binary(max_size=300))
def test_no_archive_whatever_ends_in_anything_but_a_sentence(content: bytes) -> None:
    for forged in (content, b"PK\x03\x04" + content, zipped({"ho_so.csv": b"x"})[:-22] + content):
        rows: list[Row] = []
        with suppress(PackageRefused), opened(forged) as package:
            rows = package.rows(DOSSIERS)
        assert rows == []


@given(st.integers(30, 400), st.integers(0, 255))
def test_one_wrong_byte_never_ends_a_run(place: int, byte: int) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        content = bytearray(zipped({"ho_so.csv": as_csv([dossier()]), "tep/don.pdf": PDF}, method))
        content[place % len(content)] = byte
        found = PDF
        with suppress(PackageRefused, FileMissing), opened(bytes(content)) as package:
            package.rows(DOSSIERS)
            found = package.file("tep/don.pdf")
        assert len(found) == len(PDF)


def spoilt(method: int) -> bytes:
    """A package whose file was packed in this way and spoilt afterwards."""
    content = bytearray(zipped({"ho_so.csv": as_csv([dossier()]), "tep/don.pdf": PDF * 9}, method))
    at = content.index(b"tep/don.pdf") + len(b"tep/don.pdf")
    content[at + 6 : at + 60] = b"\xa5" * 54
    return bytes(content)


def test_a_file_that_was_spoilt_is_told() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert file_problem(spoilt(method), "tep/don.pdf") == "Tệp trong gói bị hỏng hoặc có mật khẩu.", method


def test_what_is_packed_in_an_unusual_way_is_not_unpacked_at_all() -> None:
    """A few bytes of LZMA may ask for gigabytes of memory."""
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        content = zipped({"ho_so.csv": as_csv([dossier()]), "tep/don.pdf": PDF}, method)
        assert "nén theo cách lạ" in file_problem(content, "tep/don.pdf")
        assert refused(content).startswith("ho_so.csv: Tệp trong gói được nén theo cách lạ")


def test_a_locked_file_is_told() -> None:
    content = bytearray(zipped({"ho_so.csv": as_csv([dossier()]), "tep/don.pdf": PDF}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.rindex(mark)
        content[at + flags] |= 1

    assert "mật khẩu" in file_problem(bytes(content), "tep/don.pdf")


def test_a_file_packed_in_a_way_nobody_knows_is_told() -> None:
    content = bytearray(zipped({"ho_so.csv": as_csv([dossier()]), "tep/don.pdf": PDF}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.rindex(mark)
        content[at + place : at + place + 2] = struct.pack("<H", 97)

    assert "nén theo cách lạ" in file_problem(bytes(content), "tep/don.pdf")


def test_a_file_that_claims_to_be_small_is_read_no_further_than_may_be(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    content = packed({"tep/lon.pdf": bytes(5 << 20)}, ho_so=[dossier()])

    assert len(content) < 1 << 20
    assert file_problem(content, "tep/lon.pdf") == "Tệp lớn hơn 1 MB."


def test_a_table_that_unpacks_to_too_much_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_TABLE_BYTES", 1 << 20)

    assert refused(zipped({"ho_so.csv": b"," * (2 << 20)})) == "ho_so.csv: Tệp lớn hơn 1 MB."


def test_names_lead_to_what_is_in_the_package_and_to_nothing_else() -> None:
    content = packed({"tep/don.pdf": PDF, "../thoat.pdf": PDF}, ho_so=[dossier()])

    for name in ("tep", "tep/", "TEP/don.pdf", "tep\\don.pdf", "./tep/don.pdf", "tep/../tep/don.pdf", "", "thoat.pdf"):
        assert file_problem(content, name) == "Gói không có tệp này.", name
    with opened(content) as package:
        assert package.file("../thoat.pdf") == PDF, "a name within the archive; nothing is unpacked to a place"


def test_tables_stand_at_the_top_under_their_names() -> None:
    table = as_csv([dossier()])

    for name in ("goi/ho_so.csv", "HO_SO.CSV", "ho_so.txt", "ho_so", "ho_so.csv/"):
        assert refused(zipped({name: table})) == "Gói không có bảng ho_so.csv hoặc ho_so.xlsx.", name
    with opened(zipped({"ho_so.csv": table, "goi/ho_so.csv": b"", "la.csv": b""})) as package:
        assert package.tables == {DOSSIERS: "ho_so.csv"}


def test_two_entries_of_one_name_or_too_many_of_them_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ho_so.csv", as_csv([dossier()]))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("ho_so.csv", as_csv([dossier("B")]))
    assert "hai tệp cùng tên" in refused(out.getvalue())

    monkeypatch.setattr(packages, "MOST_ENTRIES", 2)
    assert "quá nhiều tệp" in refused(packed({"a": b"1", "b": b"2"}, ho_so=[dossier()]))
    with opened(packed({"a": b"1"}, ho_so=[dossier()])) as package:
        assert len(package.rows(DOSSIERS)) == 1


def test_every_table_is_checked_not_only_that_of_dossiers(db: None) -> None:
    job = waiting(packed(ho_so=[dossier()], giay_to=b"ma_ho_so,ten\nA,B\n"))

    running.run(job)

    assert job.state == JobState.FAILED
    assert job.problem == "giay_to.csv: Dòng đầu thiếu cột: tep, sha256."
    assert (job.done, job.counts) == (0, {}), "nothing of the sound tables is written before"


def test_a_line_of_the_table_of_units_that_says_nothing_refuses_the_package(db: None) -> None:
    decided = [{"co_quan": "UBND huyện X", "ma_don_vi": "H29.101"}, {"co_quan": "UBND huyện Y", "ma_don_vi": ""}]
    job = running.run(waiting(packed(ho_so=[dossier()], don_vi=decided)))

    assert (job.state, job.problem) == (JobState.FAILED, "don_vi, dòng 3: Không được để trống.")


def test_lines_end_and_cells_are_divided_as_each_program_does() -> None:
    lines = [HEADING, as_csv([dossier()]).decode("utf-8-sig").splitlines()[1]]
    assert read("\r\n".join(lines).encode()) == read("\n".join(lines).encode()) == [dossier()]
    tabs = "\t".join(dossier()) + "\n" + "\t".join(dossier().values())
    assert read(tabs.encode()) == [dossier()]
    assert read(tabs.encode("utf-16")) == [dossier()]


def test_headings_are_read_in_any_case_and_order_and_unknown_ones_passed_over() -> None:
    names = [*reversed(dossier()), "ghi_chu", ""]
    cells = [dossier().get(name, "lạ") for name in names]
    content = ",".join(f" {name.upper()} " for name in names) + "\n" + ",".join(cells)

    [row] = read(content.encode())

    assert {name: row[name] for name in dossier()} == dossier()
    assert row["ghi_chu"] == "lạ"
    assert "" not in row


def test_short_rows_lack_their_last_cells_and_long_ones_lose_what_has_no_heading() -> None:
    first = ",".join(list(dossier().values())[:4])
    [short, long] = read(f"{HEADING}\n{first}\n{','.join(dossier().values())},thừa,thừa\n".encode())

    assert list(short) == list(dossier())[:4]
    assert long == dossier()


def test_a_cell_up_to_the_bound_is_read_and_one_more_letter_is_told_by_its_line() -> None:
    assert read(as_csv([dossier(noi_dung="x" * LONGEST_CELL)]))[0]["noi_dung"] == "x" * LONGEST_CELL
    assert refusal(as_csv([dossier("A"), dossier("B", noi_dung="x" * (LONGEST_CELL + 1))])) == (
        f"Dòng 3 có ô dài hơn {LONGEST_CELL} ký tự."
    )


def test_a_workbook_says_moments_numbers_and_words_as_people_type_them() -> None:
    cells = dossier()
    told: dict[str, Any] = cells | {
        "ngay_nop": datetime(2024, 3, 15, 8, 30),  # noqa: DTZ001 - cells know no zone
        "ngay_hen_tra": date(2024, 3, 18),
        "trang_thai": 10,
        "ma_thu_tuc": 1.001193,
        "noi_dung": None,
    }

    [row] = read(book(list(told), list(told.values())), "ho_so.xlsx")

    assert row["ngay_nop"].startswith("2024-03-15 08:30")
    assert row["ngay_hen_tra"].startswith("2024-03-18")
    assert (row["trang_thai"], row["ma_thu_tuc"], row["noi_dung"]) == ("10", "1.001193", "")


def test_only_the_first_sheet_of_a_workbook_is_the_table() -> None:
    content = book(list(dossier()), list(dossier().values()), more={"Ghi chú": [["=1+1"], ["x" * 20_000]]})

    assert "công thức" in refusal(book(list(dossier()), ["=1+1"]), "ho_so.xlsx")
    assert read(content, "ho_so.xlsx") == [dossier()]


def test_a_workbook_without_a_cell_is_an_empty_table() -> None:
    assert refusal(book(), "ho_so.xlsx") == "Bảng trống."


def test_a_cell_far_from_its_table_is_refused_before_it_is_laid_out() -> None:
    made = openpyxl.load_workbook(io.BytesIO(as_xlsx([dossier()])))
    sheet: Any = made.active
    sheet["ZZ9"] = "xa"
    out = io.BytesIO()
    made.save(out)

    assert "xa ngoài bảng" in refusal(out.getvalue(), "ho_so.xlsx")


def test_a_table_of_csv_in_a_name_of_xlsx_is_told_what_it_is_not() -> None:
    assert "XLSX" in refusal(as_csv([dossier()]), "ho_so.xlsx")
    assert refusal(as_xlsx([dossier()]), "ho_so.csv"), "and the other way round"


def test_both_tables_of_files_may_come_as_workbooks() -> None:
    content = zipped({"ho_so.xlsx": as_xlsx([dossier()]), "giay_to.xlsx": as_xlsx([paper()])})
    with opened(content) as package:
        assert [cells["tep"] for _number, cells in package.rows(FILES)] == ["tep/don.pdf"]
        assert package.rows(DOSSIERS)[0][0] == 2


def test_who_reads_tables_of_units_keeps_the_last_word_of_a_name() -> None:
    """A name that is decided twice: the later line is the one that was added to mend it."""
    rows = [(2, {"co_quan": "X", "ma_don_vi": "H29.1"}), (3, {"co_quan": "X", "ma_don_vi": "H29.2"})]

    assert running._decided(rows) == {"X": "H29.2"}
