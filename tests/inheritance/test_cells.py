"""Rules proved: each cell is read as its column means it, to the last character that fits, and nothing breaks a run."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from dossiers import aliases
from dossiers.models import DossierAlias, InheritedFile, Party
from dossiers.statuses import Channel, PartyKind, Status
from portal.accounts.models import User
from portal.inheritance.columns import (
    ACCOUNTS,
    DOSSIERS,
    FILES,
    LONGEST_CODE,
    LONGEST_EMAIL,
    RESULTS,
    TABLES,
    UNITS,
    WrongCell,
    read_row,
)
from portal.inheritance.models import TakenAccount
from portal.vietnamese.moments import VIETNAM
from tests.inheritance.packing import account, dossier, paper, result


def said(table: str, cells: dict[str, str], column: str) -> object:
    return read_row(table, cells)[column]


def wrong(table: str, cells: dict[str, str]) -> tuple[str, str]:
    """The column that is refused, and the words."""
    with pytest.raises(WrongCell) as caught:
        read_row(table, cells)
    return caught.value.column, str(caught.value)


def moment(cell: str) -> datetime:
    read = said(DOSSIERS, dossier(ngay_nop=cell), "ngay_nop")
    assert isinstance(read, datetime)
    return read


def test_every_status_is_read_but_those_that_wait_for_somebody_outside() -> None:
    for status in Status:
        cells = dossier(trang_thai=str(int(status)))
        if status not in (Status.SUPPLEMENT, Status.PAYING):
            assert said(DOSSIERS, cells, "trang_thai") is status
        else:
            assert wrong(DOSSIERS, cells) == (
                "trang_thai",
                "Hồ sơ đang chờ người nộp bổ sung giấy tờ hoặc nộp tiền: hãy kết thúc việc chờ ở hệ thống cũ rồi nhập.",
            )


def test_words_of_a_list_are_read_in_any_case_and_others_are_answered_with_the_list() -> None:
    for cell, channel in (
        ("truc_tuyen", Channel.ONLINE),
        ("TRUC_TIEP", Channel.DIRECT),
        (" Buu_Chinh ", Channel.POSTAL),
    ):
        assert said(DOSSIERS, dossier(kenh=cell), "kenh") == channel
    for cell, kind in (
        ("ca_nhan", PartyKind.CITIZEN), ("Doanh_nghiep", PartyKind.BUSINESS), ("to_chuc", PartyKind.ORGANISATION),
    ):  # fmt: skip
        assert said(DOSSIERS, dossier(loai_chu_ho_so=cell), "loai_chu_ho_so") == kind
        assert said(ACCOUNTS, account(loai=cell), "loai") == kind
    assert wrong(DOSSIERS, dossier(kenh="qua mạng")) == ("kenh", "Chỉ nhận: truc_tuyen, truc_tiep, buu_chinh.")
    assert wrong(ACCOUNTS, account(loai="can_bo")) == ("loai", "Chỉ nhận: ca_nhan, doanh_nghiep, to_chuc.")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001 - what people type knows no zone
    st.sampled_from(["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"]),
)
def test_a_moment_is_the_same_however_it_is_written(when: datetime, form: str) -> None:
    exact = when.replace(microsecond=0, second=when.second if "%S" in form else 0)

    assert moment(when.strftime(form)) == exact.replace(tzinfo=VIETNAM)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_a_moment_that_names_its_zone_is_that_moment(when: datetime, hours: int) -> None:
    """Programs write "2024-03-15T01:30:00Z": read as a moment of Vietnam it would be seven hours off."""
    exact = when.replace(microsecond=0)
    told = f"{exact.isoformat()}{'+' if hours >= 0 else '-'}{abs(hours):02}:00"

    assert moment(told) == exact.replace(tzinfo=UTC) - timedelta(hours=hours)
    assert moment(f"{exact.isoformat()}Z") == exact.replace(tzinfo=UTC)
    assert moment(told).utcoffset() == timedelta(hours=7)


def test_a_day_alone_is_its_first_moment_in_vietnam() -> None:
    first = datetime.combine(date(2024, 2, 29), time(), VIETNAM)

    assert moment("2024-02-29") == moment("29/02/2024") == moment("29/2/2024") == first
    assert wrong(DOSSIERS, dossier(ngay_nop="29/02/2023"))[0] == "ngay_nop"


def test_years_that_cannot_be_are_told_by_their_number() -> None:
    next_year = datetime.now(VIETNAM).year + 1
    assert moment("1990-01-01").year == 1990
    assert moment(f"{next_year}-01-01").year == next_year
    for year in ("1989", "0001", "9999", str(next_year + 1)):
        column, words = wrong(DOSSIERS, dossier(ngay_nop=f"{year}-06-01"))
        assert (column, words) == ("ngay_nop", f"Năm {int(year)} không thể đúng.")


def test_the_edges_of_the_calendar_are_refused_and_break_nothing() -> None:
    for cell in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1/1/1/1", "-1/1/2024"):
        assert wrong(DOSSIERS, dossier(ngay_nop=cell))[0] == "ngay_nop", cell


def test_numbers_of_people_lose_their_signs_and_one_that_lost_its_zero_is_refused() -> None:
    """A spreadsheet that took 074… for a number gives eleven digits back: whose they are is not guessed."""
    assert said(DOSSIERS, dossier(so_dinh_danh="074.190-001 234"), "so_dinh_danh") == "074190001234"
    assert said(DOSSIERS, dossier(so_dinh_danh="280123456"), "so_dinh_danh") == "280123456"
    assert said(DOSSIERS, dossier(so_dinh_danh=""), "so_dinh_danh") is None
    for cell in ("74190001234", "0741900012345", "٠٧٤١٩٠٠٠١٢٣٤", "074190001234.0"):
        assert wrong(DOSSIERS, dossier(so_dinh_danh=cell))[0] == "so_dinh_danh", cell


def test_telephones_are_kept_as_the_world_dials_them() -> None:
    for cell in ("0912345678", "0912 345 678", "(0912) 345-678", "+84 912.345.678"):
        assert said(DOSSIERS, dossier(dien_thoai=cell), "dien_thoai") == "+84912345678"
    assert said(ACCOUNTS, account(dien_thoai="+1 202 555 0143"), "dien_thoai") == "+12025550143"
    for cell in ("912345678", "+0912345678", "0912345678 hoặc 0987", "+84" + "9" * 14, "0٩12345678"):
        assert wrong(DOSSIERS, dossier(dien_thoai=cell)) == ("dien_thoai", "Không phải số điện thoại."), cell


def test_an_address_is_kept_in_small_letters_up_to_what_an_account_holds() -> None:
    fits = "a" * (LONGEST_EMAIL - len("@cu.vn")) + "@cu.vn"
    assert said(ACCOUNTS, account(thu_dien_tu="Lan.NGUYEN@Cu.VN"), "thu_dien_tu") == "lan.nguyen@cu.vn"
    assert said(ACCOUNTS, account(thu_dien_tu=fits), "thu_dien_tu") == fits
    assert wrong(ACCOUNTS, account(thu_dien_tu=f"a{fits}")) == ("thu_dien_tu", "Dài hơn 254 ký tự.")
    assert wrong(ACCOUNTS, account(thu_dien_tu="lan@@cu.vn")) == ("thu_dien_tu", "Không phải địa chỉ thư điện tử.")


def test_a_code_is_measured_in_the_capitals_in_which_it_is_kept() -> None:
    """A few letters are two in capitals: sixty of them would not fit and end the run."""
    assert said(DOSSIERS, dossier("a" * LONGEST_CODE), "ma_ho_so") == "a" * LONGEST_CODE
    assert wrong(DOSSIERS, dossier("a" * (LONGEST_CODE + 1)))[0] == "ma_ho_so"
    assert wrong(DOSSIERS, dossier("ß" * LONGEST_CODE))[0] == "ma_ho_so"
    assert wrong(ACCOUNTS, account("ŉ" * LONGEST_CODE))[0] == "ma_tai_khoan"


@given(st.text("aß\u0149 é\u0301Đ", min_size=1, max_size=LONGEST_CODE + 2))
def test_no_code_that_is_taken_is_longer_than_its_place(code: str) -> None:
    kept = "x"
    with suppress(WrongCell):
        kept = aliases.tidy(read_row(FILES, paper(code))["ma_ho_so"])

    assert 0 < len(kept) <= LONGEST_CODE


def test_checksums_are_read_in_either_case_and_never_half() -> None:
    whole = "AB" * 32
    assert said(FILES, paper(sha256=whole), "sha256") == whole.lower()
    for cell in (whole[:-1], f"{whole}0", "g" * 64, "", "sha256:" + whole):
        assert wrong(FILES, paper(sha256=cell))[0] == "sha256", cell


def test_a_result_needs_its_number_its_day_and_its_file() -> None:
    for column in ("so", "ngay_ky", "tep", "sha256", "ten", "ma_ho_so"):
        assert wrong(RESULTS, result() | {column: ""}) == (column, "Không được để trống.")
    assert said(RESULTS, result(nguoi_ky=""), "nguoi_ky") is None


def test_the_table_of_units_needs_both_of_its_columns() -> None:
    assert read_row(UNITS, {"co_quan": " UBND  huyện X ", "ma_don_vi": "H29.101"})["co_quan"] == "UBND huyện X"
    assert wrong(UNITS, {"co_quan": "UBND huyện X"}) == ("ma_don_vi", "Không được để trống.")


def test_nothing_read_is_longer_than_the_column_that_keeps_it() -> None:
    """One row that the database refuses would end the whole run."""
    kept = {
        (DOSSIERS, "ma_ho_so"): DossierAlias._meta.get_field("code").max_length,
        (DOSSIERS, "chu_ho_so"): Party._meta.get_field("full_name").max_length,
        (DOSSIERS, "dia_chi"): Party._meta.get_field("street").max_length,
        (DOSSIERS, "thu_dien_tu"): Party._meta.get_field("email").max_length,
        (ACCOUNTS, "ho_ten"): User._meta.get_field("full_name").max_length,
        (ACCOUNTS, "thu_dien_tu"): User._meta.get_field("email").max_length,
        (ACCOUNTS, "ma_tai_khoan"): TakenAccount._meta.get_field("code").max_length,
        (FILES, "ten"): InheritedFile._meta.get_field("title").max_length,
        (FILES, "tep"): InheritedFile._meta.get_field("file_name").max_length,
        (RESULTS, "so"): InheritedFile._meta.get_field("number").max_length,
        (RESULTS, "nguoi_ky"): InheritedFile._meta.get_field("signed_by").max_length,
    }
    for (table, name), longest in kept.items():
        assert longest, name
        column = next(column for column in TABLES[table] if column.name == name)
        long = "x" * (longest + 1)
        with pytest.raises(WrongCell):
            column.read(f"{long[: -len('@cu.vn')]}@cu.vn" if name == "thu_dien_tu" else long)


@given(st.sampled_from(sorted(TABLES)), st.sampled_from(["", " ", "\t", "\u00a0"]))
def test_an_empty_cell_is_nothing_or_a_fault_of_its_column(table: str, empty: str) -> None:
    cells = {DOSSIERS: dossier(), ACCOUNTS: account(), FILES: paper(), RESULTS: result()}.get(
        table, {"co_quan": "X", "ma_don_vi": "Y"}
    )
    for column in TABLES[table]:
        changed = cells | {column.name: empty}
        if column.is_required:
            assert wrong(table, changed) == (column.name, "Không được để trống.")
        else:
            assert read_row(table, changed)[column.name] is None


@given(st.text(max_size=40))
def test_a_name_is_stored_in_one_form_whatever_keyboard_wrote_it(name: str) -> None:
    assume("\x00" not in name)
    try:
        told = str(said(DOSSIERS, dossier(chu_ho_so=name), "chu_ho_so"))
    except WrongCell:
        return
    assert said(DOSSIERS, dossier(chu_ho_so=told), "chu_ho_so") == told
    assert "Ð" not in told


def test_what_is_wrong_is_told_in_the_language_that_is_spoken() -> None:
    rows = [dossier(trang_thai="5"), dossier(ngay_nop="hôm qua"), dossier(kenh="fax"), dossier(chu_ho_so="")]
    for cells in rows:
        told = set()
        for language in ("vi", "en"):
            with override(language):
                told.add(wrong(DOSSIERS, cells))
        assert len(told) == 2, told


def test_a_row_is_told_by_its_first_wrong_column_alone() -> None:
    assert wrong(DOSSIERS, dossier(trang_thai="5", kenh="fax", chu_ho_so=""))[0] == "trang_thai"
