"""Tables from unknown hands: read exactly, or refused in words that say how to mend them; never guessed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.inheritance import tables
from portal.inheritance.columns import DOSSIERS, TABLES, WrongCell, read_row
from portal.inheritance.packages import FileMissing, PackageRefused, opened
from portal.inheritance.tables import TableRefused, rows_of
from portal.ui.csv_files import harmless
from tests.inheritance.packing import PDF, as_csv, as_xlsx, dossier, packed

VIETNAMESE = "Nguyễn Thị Hường đề nghị đăng ký khai sinh tại xã Phước Hoà, huyện Phú Giáo, tỉnh Bình Dương"


def read(content: bytes, name: str = "ho_so.csv") -> list[dict[str, str]]:
    return [cells for _number, cells in rows_of(DOSSIERS, name, content)]


def refusal(content: bytes, name: str = "ho_so.csv") -> str:
    with pytest.raises(TableRefused) as caught:
        rows_of(DOSSIERS, name, content)
    return str(caught.value)


def test_the_same_table_is_read_from_every_form_that_programs_save() -> None:
    rows = [dossier(), dossier("BDG-2", chu_ho_so="Trần, “Văn” B; C\nD")]
    text = as_csv(rows).decode("utf-8-sig")
    semicolons = as_csv([dossier()]).replace(b",", b";")
    assert read(as_csv(rows)) == read(text.encode()) == read(text.encode("utf-16")) == rows
    assert read(as_xlsx(rows), "ho_so.xlsx") == rows
    assert read(semicolons)[0]["ma_ho_so"] == "BDG-2024-0001"


def test_rows_keep_their_numbers_and_empty_ones_count_for_nothing() -> None:
    heading, *lines = as_csv([dossier("A"), dossier("B")]).decode("utf-8-sig").splitlines()
    content = "\n".join(["", heading, lines[0], ",,,", lines[1]]).encode()
    assert [number for number, _cells in rows_of(DOSSIERS, "ho_so.csv", content)] == [3, 5]


def test_old_encodings_are_named_and_never_converted_on_a_guess() -> None:
    heading = as_csv([dossier()]).decode("utf-8-sig").splitlines()[0]
    apart = "".join(
        {"ễ": "ê\u0303", "ị": "i\u0323", "ờ": "ơ\u0300", "ề": "ê\u0300", "ạ": "a\u0323"}.get(c, c) for c in VIETNAMESE
    )
    windows = (
        "".join(apart.split("à"))
        .replace("ướ", "ươ\u0301")
        .replace("ý", "y\u0301")
        .replace("ã", "a\u0303")
        .replace("ố", "ô\u0301")
    )
    assert "Windows-1258" in refusal(f"{heading}\n".encode() + windows.encode("cp1258", "replace") * 9)
    assert "TCVN3" in refusal(
        f"{heading}\n".encode() + "NguyÔn ThÞ H­êng ®Ò nghÞ ®¨ng ký khai sinh t¹i x· Ph­íc Hoµ".encode("latin-1")
    )
    assert "UTF-8" in refusal(b"\x81\x8d\x8f" * 20)
    assert "UTF-16" in refusal(as_csv([dossier()]).decode("utf-8-sig").encode("utf-16-le"))
    assert "cụt" in refusal(as_csv([dossier()]).decode().encode("utf-16")[:-1])


def test_a_heading_that_lacks_or_repeats_columns_is_refused_with_their_names() -> None:
    assert "ngay_nop" in refusal(as_csv([{"ma_ho_so": "A"}]))
    assert "ma_ho_so" in refusal(as_csv([dossier()]).replace(b"noi_dung", b"ma_ho_so"))
    assert refusal(b"") == refusal(b"\n\n") == "Bảng trống."


def test_a_cell_of_ten_megabytes_and_a_broken_line_are_told_by_their_line() -> None:
    assert "Dòng 3" in refusal(as_csv([dossier("A"), dossier("B", noi_dung="x" * 10_000_000)]))
    assert "Dòng" in refusal(as_csv([dossier()]) + b'"torn')


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert "3" in refusal(as_csv([dossier(str(number)) for number in range(3)]))


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to half a gigabyte."""
    out = io.BytesIO(as_xlsx([dossier()]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/a.bin", "w") as entry:
        for _piece in range(512):
            entry.write(bytes(1 << 20))
    return out.getvalue()


def test_workbooks_that_unpack_to_too_much_or_hold_formulas_are_refused() -> None:
    content = bomb()
    assert len(content) < 2 << 20
    assert "XLSX" in refusal(content, "ho_so.xlsx")
    assert "XLSX" in refusal(b"PK\x03\x04 nothing", "ho_so.xlsx")
    assert "công thức" in refusal(as_xlsx([dossier(chu_ho_so='=HYPERLINK("http://x")')]), "ho_so.xlsx")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30))
def test_what_was_made_harmless_for_a_spreadsheet_is_read_as_it_was(cell: str) -> None:
    if cell.startswith(("=", "+", "-", "@")):
        assert tables._unquoted(harmless(cell)) == cell
    elif not cell.startswith("'"):
        assert tables._unquoted(cell) == cell


def wrong(**cells: str) -> str:
    with pytest.raises(WrongCell) as caught:
        read_row(DOSSIERS, dossier(**cells))
    return f"{caught.value.column}: {caught.value}"


def test_every_cell_that_cannot_be_meant_is_told_with_its_column() -> None:
    bad = {
        "trang_thai": ["", "0", "11", "5", "mười", "٣", "1" * 400],
        "ngay_nop": ["", "2024-02-30", "31/31/2024", "1024-01-01", "9999-01-01", "hôm qua", "2024-01-01 25:00", "1/1"],
        "kenh": ["fax"],
        "so_dinh_danh": ["12", "07419000123x"],
        "dien_thoai": ["không có", "0"],
        "thu_dien_tu": ["nobody", "a@b"],
        "chu_ho_so": ["", "x" * 201, "A\x00B"],
        "ma_ho_so": [" ", "x" * 61],
    }
    for column, cells in bad.items():
        for cell in cells:
            assert wrong(**{column: cell}).startswith(f"{column}: "), cell
    assert "kết thúc" in wrong(trang_thai="5")


def test_what_is_sound_is_read_in_its_stored_form() -> None:
    said = read_row(DOSSIERS, dossier(dien_thoai="+84 912.345.678", chu_ho_so="  Nguyễn   Ðình  A ", ngay_tra=""))
    assert (said["dien_thoai"], said["chu_ho_so"], said["ngay_tra"]) == ("+84912345678", "Nguyễn Đình A", None)
    assert said["ngay_nop"].isoformat() == "2024-03-15T08:30:00+07:00"
    assert read_row(DOSSIERS, dossier())["ngay_hen_tra"].isoformat() == "2024-03-18T00:00:00+07:00"


@given(
    st.sampled_from(sorted(TABLES)), st.dictionaries(st.sampled_from(["tep", "so", *dossier()]), st.text(max_size=20))
)
def test_no_row_whatever_ends_in_anything_but_a_reading_or_a_sentence(table: str, cells: dict[str, str]) -> None:
    names = {column.name for column in TABLES[table]}
    try:
        told = set(read_row(table, cells))
    except WrongCell as refused:
        told = {refused.column}
    assert told <= names


def package_refusal(content: bytes) -> str:
    with pytest.raises(PackageRefused) as caught, opened(content) as package:
        package.rows(DOSSIERS)
    return str(caught.value)


def test_packages_that_cannot_be_read_are_refused_whole() -> None:
    twice = packed({"ho_so.xlsx": as_xlsx([dossier()])}, ho_so=[dossier()])
    assert "ZIP" in package_refusal(b"no zip at all")
    assert "ZIP" in package_refusal(packed(ho_so=[dossier()])[:-30])
    assert "ho_so" in package_refusal(packed(giay_to=[dossier()]))
    assert "hai bảng" in package_refusal(twice)
    assert package_refusal(packed(ho_so=b"a\n")).startswith("ho_so.csv: ")


def test_files_are_read_by_their_names_within_bounds(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    files = {"tep/a.pdf": PDF, "tep/large.bin": bytes(2 << 20)}
    with opened(packed(files, ho_so=[dossier()])) as package:
        assert package.file("tep/a.pdf") == PDF
        for name in ("tep/none.pdf", "../../etc/passwd", "/etc/passwd", "tep/large.bin"):
            with pytest.raises(FileMissing):
                package.file(name)
        assert package.rows("tai_khoan") == []
