"""Messages of the national payment platform: by field name, signed, read only when they can be trusted."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.national_platform import (
    Due,
    Partner,
    Payer,
    Paying,
    Service,
    State,
    Told,
    acknowledge,
    ask_receipt,
    ask_state,
    checksum,
    init,
    is_checksum,
    read_notice,
    read_state,
    signed_notice,
)
from payments.national_platform.words import SIGNED_NOTICE, VIETNAM, Kind, moment_of

PARTNER = Partner("H29", "a secret of forty letters or so, shared once")
AT = dt.datetime(2026, 11, 22, 8, 15, 30, tzinfo=VIETNAM)
SERVICE = Service(
    service_code="1.001193.000.00.00.H29",
    service_name="Đăng ký khai sinh",
    procedure_code="1.001193",
    procedure_name="Thủ tục đăng ký khai sinh",
    unit_code="H29.151",
    unit_name="UBND phường Sài Gòn",
    dossier_code="H29.151-261122-0001",
    account="0011001932418",
    bank_bin="970436",
    holder="UBND PHUONG SAI GON",
)
PAYER = Payer("Nguyễn Thị Hòa", "079123456789", "Số 1 Lê Lợi", "Thành phố Hồ Chí Minh")
PAYING = Paying(
    reference="H2915126112200011",
    started_at=AT,
    ip="203.0.113.7",
    purpose="Lệ phí hộ tịch | hồ sơ H29.151-261122-0001",
    service=SERVICE,
    payer=PAYER,
    dues=[Due("fee", "LP-HT", "Lệ phí hộ tịch", 50_000), Due("charge", "P-BS", "Phí bản sao", 8_000)],
)
TOLD = Told(
    reference=PAYING.reference,
    transaction="PP261122000001",
    state=State.PAID,
    amount_dong=58_000,
    currency="VND",
    bank="VIETCOMBANK",
    purpose="Lệ phí hộ tịch",
    at=AT,
    is_authentic=True,
)


def notice(**changes: Any) -> dict[str, Any]:
    """A notice signed by the platform, then changed by somebody else."""
    return {**signed_notice(TOLD, PARTNER), **changes}


def resigned(**changes: Any) -> dict[str, Any]:
    """A notice that says something else, signed by the platform."""
    message = notice(**changes)
    message["MaXacThuc"] = checksum([str(message[name]) for name in SIGNED_NOTICE], PARTNER.secret)
    return message


def test_the_check_value_of_init_is_sha_256_over_its_fields_in_order_and_the_secret() -> None:
    message = init(PAYING, PARTNER)
    joined = (
        "INIT|1.0.6|H29|H2915126112200011|58000|PAY|1|1|vi-VN|VND|PAYMENT|"
        f"Lệ phí hộ tịch / hồ sơ H29.151-261122-0001|20261122081530|203.0.113.7|{PARTNER.secret}"
    )

    assert message["MaXacThuc"] == hashlib.sha256(joined.encode()).hexdigest()
    assert PARTNER.secret not in str(message)
    assert PARTNER.secret not in repr(PARTNER)


def test_init_tells_what_is_paid_to_whom_by_whom_line_by_line() -> None:
    receipt = init(PAYING, PARTNER)["ThongTinBienLai"]

    assert receipt["MaDichVu"] == "2"
    assert (receipt["MaHoSo"], receipt["MaTTHC"]) == ("H29.151-261122-0001", "1.001193")
    assert (receipt["TKThuHuong"], receipt["MaNHThuHuong"]) == ("0011001932418", "970436")
    assert (receipt["HoTenNguoiNop"], receipt["HuyenNguoiNop"]) == ("Nguyễn Thị Hòa", "")
    assert [line["LoaiPhiLePhi"] for line in receipt["PhiLePhi"]] == ["2", "1"]
    assert [line["SoTien"] for line in receipt["PhiLePhi"]] == ["50000", "8000"]
    assert [line["SoTien"] for line in receipt["DSKhoanNop"]] == ["50000", "8000"]


@pytest.mark.parametrize("amounts", [[], [0], [-5, 10], [5, -5]])
def test_what_costs_nothing_is_not_sent_to_the_platform(amounts: list[int]) -> None:
    dues = [Due("fee", "x", "x", amount) for amount in amounts]

    with pytest.raises(ValueError, match="more than 0"):
        init(Paying("r", AT, "", "", SERVICE, PAYER, dues), PARTNER)


def test_a_moment_is_told_in_viet_nam_and_never_without_a_zone() -> None:
    utc = AT.astimezone(dt.UTC)

    assert ask_state("r", utc, PARTNER)["ThoiGianGD"] == "20261122081530"
    with pytest.raises(ValueError, match="zone"):
        ask_state("r", AT.replace(tzinfo=None), PARTNER)


def test_questions_are_signed_and_say_which_kind_they_are() -> None:
    state, receipt = ask_state("r", AT, PARTNER), ask_receipt("r", AT, PARTNER)
    joined = f"QUERY|1.0.6|H29|r|20261122081530|{PARTNER.secret}"

    assert state["MaXacThuc"] == hashlib.sha256(joined.encode()).hexdigest()
    assert receipt["LoaiBanTin"] == "GETBILL"
    assert receipt["MaXacThuc"] != state["MaXacThuc"]


def test_a_notice_that_the_platform_signed_is_read_as_it_says() -> None:
    assert read_notice(notice(), PARTNER) == TOLD
    assert read_notice(notice(SoTien=58_000, MaXacThuc=notice()["MaXacThuc"].upper()), PARTNER) == TOLD
    assert read_state(signed_notice(TOLD, PARTNER, Kind.QUERY), PARTNER) == TOLD


@pytest.mark.parametrize(
    "changes",
    [
        {"SoTien": "58001"},
        {"MaThamChieu": "H2915126112200012"},
        {"MaGiaoDich": "PP2"},
        {"MaTienTe": "USD"},
        {"ThoiGianGD": "20261122081531"},
        {"MaDoiTac": "H30"},
        {"MaXacThuc": ""},
        {"MaXacThuc": "0" * 64},
        {"MaXacThuc": "đ"},
        {"ThongTinGiaoDich": "a|b"},
    ],
)
def test_a_changed_notice_is_not_authentic(changes: dict[str, str]) -> None:
    assert not read_notice(notice(**changes), PARTNER).is_authentic


def test_a_notice_to_another_partner_or_with_no_secret_of_ours_is_not_authentic() -> None:
    assert not read_notice(resigned(MaDoiTac="H30"), PARTNER).is_authentic
    assert not read_notice(notice(), Partner("H29", "another")).is_authentic
    unset = Partner("H29", "")
    assert not read_notice(signed_notice(TOLD, unset), unset).is_authentic


@pytest.mark.parametrize(
    ("code", "words", "state"),
    [
        ("00", "", State.PAID),
        ("00", "Đã thanh toán", State.PAID),
        ("00", "chờ thanh toán", State.PENDING),
        ("00", "đã hoàn phí", State.REFUNDED),
        ("99", "đã thanh toán", State.UNPAID),
        ("99", "hủy", State.CANCELLED),
        ("01", "", State.UNPAID),
        ("", "đã thanh toán", State.UNPAID),
    ],
)
def test_unsigned_words_make_less_of_a_message_and_never_more(code: str, words: str, state: State) -> None:
    told = read_notice(resigned(MaLoi=code, TrangThai=words), PARTNER)

    assert (told.state, told.is_authentic) == (state, True)


@pytest.mark.parametrize("amount", [0, -1, 10**15, 10**20])
def test_an_impossible_amount_is_passed_on_as_told_for_receiving_to_judge(amount: int) -> None:
    assert read_notice(resigned(SoTien=str(amount)), PARTNER).amount_dong == amount


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"LoaiBanTin": "INIT"}, "LoaiBanTin"),
        ({"MaThamChieu": ""}, "MaThamChieu is missing"),
        ({"MaThamChieu": None}, "MaThamChieu is missing"),
        ({"MaGiaoDich": ""}, "MaGiaoDich is missing"),
        ({"SoTien": "58.000"}, "SoTien"),
        ({"SoTien": "x"}, "SoTien"),
        ({"SoTien": 1.5}, "SoTien is neither"),
        ({"SoTien": True}, "SoTien is neither"),
        ({"SoTien": "9" * 400}, "SoTien"),
        ({"MaNganHang": ["x"]}, "MaNganHang is neither"),
        ({"ThongTinGiaoDich": "x" * 501}, "longer than 500"),
        ({"ThoiGianGD": "2026-11-22"}, "ThoiGianGD"),
        ({"ThoiGianGD": "20261322081530"}, "."),
    ],
)
def test_what_is_no_notice_is_refused_and_names_the_field(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_notice(notice(**changes), PARTNER)


@pytest.mark.parametrize(("is_taken", "code"), [(True, "00"), (False, "99")])
def test_our_answer_says_whether_the_platform_may_forget(is_taken: bool, code: str) -> None:
    answer = acknowledge(notice(), PARTNER, is_taken=is_taken)
    joined = f"{code}|H29|{PAYING.reference}|20261122081530|{PARTNER.secret}"

    assert answer["MaXacThuc"] == hashlib.sha256(joined.encode()).hexdigest()
    assert acknowledge({"MaThamChieu": "a|b"}, PARTNER, is_taken=False)["MaThamChieu"] == "ab"


VALUES = st.lists(st.text(max_size=8), min_size=2, max_size=5)


@given(VALUES, VALUES, st.text(min_size=1, max_size=10))
def test_two_messages_never_share_a_check_value(one: list[str], other: list[str], secret: str) -> None:
    has_sign = any("|" in value for value in one)
    if has_sign:
        assert not is_checksum("0" * 64, one, secret)
        with pytest.raises(ValueError, match=r"may not hold"):
            checksum(one, secret)
        return
    assert is_checksum(checksum(one, secret), one, secret)
    assert is_checksum(checksum(one, secret), other, secret) == (one == other)


@given(st.dictionaries(st.sampled_from([*SIGNED_NOTICE, "MaXacThuc", "TrangThai"]), st.text(max_size=20)))
def test_nobody_without_the_secret_makes_an_authentic_notice(changes: dict[str, str]) -> None:
    message = notice(**changes)
    try:
        told = read_notice(message, PARTNER)
    except ValueError:
        return
    unchanged = all(message[name] == notice()[name] for name in SIGNED_NOTICE)
    assert unchanged or not told.is_authentic


@given(st.datetimes(min_value=dt.datetime(2000, 1, 1), max_value=dt.datetime(2099, 1, 1)))  # noqa: DTZ001
def test_moments_come_back(moment: dt.datetime) -> None:
    exact = moment.replace(microsecond=0, tzinfo=VIETNAM)

    assert moment_of(ask_state("r", exact, PARTNER)["ThoiGianGD"]) == exact
