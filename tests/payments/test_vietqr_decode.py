"""Reading a payment QR: what it says by name, what is kept though it has no name, and every reason for a refusal."""

from __future__ import annotations

import pytest

from payments.vietqr import bank_of, decode
from tests.payments.payloads import (
    DONG,
    DYNAMIC,
    MOMO,
    RECEIVER,
    START,
    STATIC,
    TO_A_CARD,
    TORN_SAMPLE,
    VIET_NAM,
    payment,
    sealed,
    tlv,
)


def refusal(text: str) -> str:
    """The words in which a payload is refused."""
    with pytest.raises(ValueError, match=r".{10,}") as caught:
        decode(text)
    return str(caught.value)


def test_a_transfer_says_bank_account_amount_and_purpose() -> None:
    payload = decode(DYNAMIC)

    assert (payload.bank_bin, payload.account, payload.service) == ("970416", "257678859", "QRIBFTTA")
    assert (payload.amount, payload.currency, payload.country) == (1000, "704", "VN")
    assert (payload.purpose, payload.point_of_initiation) == ("Chuyen tien", "dynamic")
    assert payload.is_napas


def test_one_without_an_amount_leaves_it_to_the_payer() -> None:
    payload = decode(STATIC)

    assert payload.amount is None
    assert payload.purpose is None
    assert payload.point_of_initiation == "static"


def test_a_transfer_to_a_card_names_the_bill_too() -> None:
    payload = decode(TO_A_CARD)

    assert (payload.service, payload.account) == ("QRIBFTTC", "9704031101234567")
    assert payload.additional == {"bill_number": "NPS6869", "purpose": "thanh toan don hang"}


def test_every_additional_value_has_its_name_and_unknown_ones_keep_their_tag() -> None:
    values = "".join(tlv(f"{tag:02d}", f"v{tag}") for tag in range(1, 11)) + tlv("50", "own")
    text = payment(tlv("62", values))

    assert decode(text).additional == {
        "bill_number": "v1",
        "mobile_number": "v2",
        "store": "v3",
        "loyalty_number": "v4",
        "reference": "v5",
        "06": "v6",
        "terminal": "v7",
        "purpose": "v8",
        "09": "v9",
        "10": "v10",
        "50": "own",
    }


@pytest.mark.parametrize(
    "text",
    [
        MOMO,
        payment(tlv("59", "UBND PHUONG SAI GON"), tlv("60", "TP HCM"), tlv("61", "700000")),
        payment(tlv("62", tlv("08", "b") + tlv("01", "a"))),
        payment(tlv("55", "02"), tlv("56", "500"), tlv("79", "x"), tlv("99", "no template")),
        payment(tlv("64", tlv("00", "VI") + tlv("01", "Phường Sài Gòn"))),
        payment(receiver=tlv("04", "5400000000000000") + RECEIVER),
        payment(receiver=tlv("26", tlv("00", "vn.airpay.www") + tlv("01", "1")) + RECEIVER),
        payment(receiver=tlv("40", tlv("00", "A000000727") + tlv("01", tlv("00", "970436") + tlv("01", "1")))),
        sealed(START, VIET_NAM, DONG, RECEIVER),
        payment(tlv("54", "0001000")),
    ],
)
def test_whatever_has_no_name_here_is_kept_and_written_again_in_its_order(text: str) -> None:
    assert decode(text).encode() == text


def test_where_several_makers_are_named_the_one_that_every_bank_reads_counts() -> None:
    payload = decode(payment(receiver=tlv("26", tlv("00", "vn.airpay.www") + tlv("01", "shop")) + RECEIVER))

    assert (payload.guid, payload.account, payload.vnpay_merchant) == ("A000000727", "257678859", None)


def test_a_payload_for_card_schemes_alone_names_no_bank_account() -> None:
    payload = decode(payment(receiver=tlv("02", "4000123456789012")))

    assert (payload.guid, payload.bank_bin, payload.account, payload.service) == (None, None, None, None)


def test_a_check_value_in_small_letters_counts_and_is_written_again_so() -> None:
    small = STATIC[:-4] + STATIC[-4:].lower()

    assert decode(small) == decode(STATIC)
    assert decode(small).encode() == small


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "không kết thúc bằng mã kiểm tra"),
        ("hello", "không kết thúc bằng mã kiểm tra"),
        (DYNAMIC[:-1], "không kết thúc bằng mã kiểm tra"),
        (DYNAMIC[:40], "không kết thúc bằng mã kiểm tra"),
        (DYNAMIC + " ", "không kết thúc bằng mã kiểm tra"),
        (DYNAMIC + "\n", "không kết thúc bằng mã kiểm tra"),
        (STATIC[:-4] + "Ae9f", "không kết thúc bằng mã kiểm tra"),
        (STATIC[:-4] + "AE9E", "ghi AE9E, tính ra AE9F"),
        (" " + STATIC, "Mã kiểm tra không khớp"),
        (TORN_SAMPLE, "trong trường 38.01: sau các trường đã đọc còn “8”, sai độ dài"),
        (sealed(), "không bắt đầu bằng 000201"),
        (sealed(tlv("00", "02"), RECEIVER, DONG, VIET_NAM), "không bắt đầu bằng 000201"),
        (sealed(RECEIVER, START, DONG, VIET_NAM), "không bắt đầu bằng 000201"),
        (sealed(START, tlv("01", "13"), RECEIVER, DONG, VIET_NAM), "chỉ có 11"),
        (sealed(START, RECEIVER, DONG, VIET_NAM, "6304ABCD"), "không đứng cuối"),
        (sealed(START, DONG, VIET_NAM), "không nêu người nhận"),
        (sealed(START, RECEIVER, VIET_NAM), "không phải đồng"),
        (sealed(START, RECEIVER, tlv("53", "840"), VIET_NAM), "“840”, không phải đồng"),
        (sealed(START, RECEIVER, DONG), "không phải Việt Nam"),
        (sealed(START, RECEIVER, DONG, tlv("58", "CN")), "“CN”, không phải Việt Nam"),
        (sealed(START, RECEIVER, DONG, tlv("58", "vn")), "“vn”, không phải Việt Nam"),
        (payment(DONG), "Trường 53 xuất hiện hai lần"),
        (payment(tlv("62", tlv("08", "a") + tlv("08", "b"))), "Trường 62.08 xuất hiện hai lần"),
        (payment("5400"), "Trường 54 ghi dài 0"),
        (payment("5499" + "1" * 5), "Trường 54 ghi dài 99 ký tự nhưng chỉ có 5"),
        (payment("59"), "còn “59”"),
        (payment("5A0212"), "còn “5A0212”"),
        (payment("59٠1x"), "còn “59٠1x”"),
        (payment(tlv("62", "0805abc")), "Trường 62.08 ghi dài 5 ký tự nhưng chỉ có 3"),
        (payment(tlv("62", "x")), "trong trường 62: sau các trường đã đọc còn “x”"),
        (payment(tlv("64", "0002VI01")), "trong trường 64"),
        (payment(tlv("62", tlv("08", "Lệ phí"))), "Trường 62 có ký tự không được dùng"),
        (payment(tlv("59", "a\tb")), "Trường 59 có ký tự không được dùng"),
        (payment("590" + "4phở"), "Trường 59 ghi dài 4 ký tự nhưng chỉ có 3"),
        (payment(tlv("54", "0")), "lớn hơn 0"),
        (payment(tlv("54", "-5")), "“-5” không phải số đồng"),
        (payment(tlv("54", "1000.50")), "không phải số đồng nguyên"),
        (payment(tlv("54", "1e5")), "không phải số đồng nguyên"),
        (payment(tlv("54", str(10**13))), "tối đa 13 chữ số"),
        (payment(tlv("54", str(10**15))), "tối đa 13 chữ số"),
        (payment(*(tlv(str(tag), "x" * 99) for tag in range(80, 86))), "quá 512"),
        (payment(receiver=tlv("38", tlv("01", "x"))), "không nêu tổ chức phát hành"),
        (payment(receiver=tlv("26", "no template")), "còn “no templ”"),
        (payment(receiver=tlv("38", tlv("00", "A000000775") + tlv("01", "x"))), "dành cho NAPAS"),
        (payment(receiver=RECEIVER.replace("QRIBFTTA", "QRIBFTTB")), "“QRIBFTTB” không phải dịch vụ"),
        (payment(receiver=RECEIVER.replace("970416", "97041X")), "“97041X” không gồm 6 chữ số"),
        (payment(receiver=tlv("38", tlv("00", "A000000727"))), "Mã ngân hàng “” không gồm 6 chữ số"),
        (payment(receiver=tlv("38", tlv("00", "A000000727") + tlv("01", tlv("00", "970416")))), "Số tài khoản"),
    ],
)
def test_a_payload_that_could_send_money_astray_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert reason in refusal(text)


def test_an_account_longer_than_napas_carries_is_refused() -> None:
    beneficiary = tlv("00", "970416") + tlv("01", "1" * 20)

    assert "từ 1 đến 19" in refusal(payment(receiver=tlv("38", tlv("00", "A000000727") + tlv("01", beneficiary))))


def test_a_bank_is_known_by_its_number_and_an_unknown_one_is_no_reason_to_refuse() -> None:
    bank = bank_of("970436")
    assert bank is not None
    assert (bank.short_name, bank.code, bank.takes_vietqr) == ("Vietcombank", "VCB", True)
    # One BIN, two names: that of today.
    renamed = bank_of("970449")
    assert renamed is not None
    assert renamed.short_name == "LPBank"

    assert bank_of("999999") is None
    assert decode(payment(receiver=RECEIVER.replace("970416", "999999"))).bank_bin == "999999"
