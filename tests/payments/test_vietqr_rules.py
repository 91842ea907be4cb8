"""Payment QRs as a payer's application meets them: what may be added, what may be left out, and every bank."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.vietqr import Payload, bank_of, compose, decode, encode
from payments.vietqr.banks import all_banks
from payments.vietqr.checksum import checksum
from payments.vietqr.tlv import Item, join, split
from tests.payments.payloads import DYNAMIC, RECEIVER, STATIC, payment, sealed, tlv

NAPAS = tlv("00", "A000000727")
VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=99)


def to(bank_bin: str, account: str, service: str = "") -> str:
    """A template of NAPAS for an account."""
    beneficiary = tlv("01", tlv("00", bank_bin) + tlv("01", account))
    return tlv("38", NAPAS + beneficiary + (tlv("02", service) if service else ""))


def test_every_bank_that_takes_vietqr_can_be_paid_and_is_named_by_its_number() -> None:
    for bin_, bank in all_banks().items():
        payload = decode(encode(bank_bin=bin_, account="0123456789", amount=1, purpose="x"))
        assert payload.bank_bin == bin_
        assert bank_of(payload.bank_bin) is bank


def test_the_table_of_banks_is_in_the_order_of_names_and_names_nobody_twice() -> None:
    banks = list(all_banks().values())

    assert [bank.short_name for bank in banks] == sorted((bank.short_name for bank in banks), key=str.casefold)
    assert len({bank.code for bank in banks}) == len({bank.short_name for bank in banks}) == len(banks)
    assert all(len(bank.bin) == 6 and bank.bin.isdigit() and bank.name for bank in banks)


@given(st.lists(st.tuples(st.integers(0, 99).map("{:02d}".format), VALUES), unique_by=lambda item: item[0], max_size=8))
def test_objects_come_back_in_their_order_whatever_letters_they_hold(items: list[tuple[str, str]]) -> None:
    written = join(Item(tag, value) for tag, value in items)

    assert list(split(written)) == items
    assert written == "".join(tlv(tag, value) for tag, value in items)


@given(st.text(max_size=60))
def test_what_is_no_row_of_objects_is_refused_and_what_is_one_is_written_the_same(text: str) -> None:
    try:
        items = split(text)
    except ValueError as refusal:
        words = str(refusal)
        assert words.startswith(("Mã thanh toán hỏng", "Trường "))
        return
    assert join(items) == text


@pytest.mark.parametrize(
    ("text", "crc"), [("", "FFFF"), ("123456789", "29B1"), ("A", "B915"), (STATIC[:-4], "AE9F"), (DYNAMIC[:-4], "BBB8")]
)
def test_the_check_value_is_the_one_of_the_standard(text: str, crc: str) -> None:
    assert checksum(text) == crc


@settings(max_examples=25)
@given(st.sampled_from([STATIC, DYNAMIC]), st.data())
def test_two_letters_that_changed_places_are_noticed(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 10))
    if text[first] == text[first + 1]:
        return
    swapped = text[:first] + text[first + 1] + text[first] + text[first + 2 :]

    with pytest.raises(ValueError, match="Mã kiểm tra không khớp"):
        decode(swapped)


@given(st.integers(1, 10**13 - 1))
def test_every_amount_is_written_in_whole_dong_and_makes_the_payload_for_one_payment(amount: int) -> None:
    payload = decode(encode(bank_bin="970436", account="1", amount=amount))

    assert (payload.amount, payload.point_of_initiation) == (amount, "dynamic")
    assert dict(payload.items)["54"] == str(amount), "no point, no zeros in front"
    assert decode(encode(bank_bin="970436", account="1", amount=str(amount))) == payload


@pytest.mark.parametrize("initiation", ["static", "dynamic"])
@pytest.mark.parametrize("amount", [None, 5])
def test_how_often_a_code_is_paid_can_be_said_apart_from_the_amount(initiation: Any, amount: int | None) -> None:
    payload = compose(bank_bin="970436", account="1", amount=amount, point_of_initiation=initiation)

    assert (payload.point_of_initiation, payload.amount) == (initiation, amount)


@pytest.mark.parametrize(
    ("receiver", "account", "service"),
    [
        (to("970436", "1"), "1", None),
        (to("970436", "A" * 19, "QRIBFTTA"), "A" * 19, "QRIBFTTA"),
        (to("970436", "9704000000000018", "QRIBFTTC"), "9704000000000018", "QRIBFTTC"),
        (to("970436", "SHOP 1", "QRPUSH"), "SHOP 1", "QRPUSH"),
        (to("970436", "ATM-7", "QRCASH"), "ATM-7", "QRCASH"),
    ],
)
def test_every_service_of_napas_is_read(receiver: str, account: str, service: str | None) -> None:
    payload = decode(payment(receiver=receiver))

    assert (payload.bank_bin, payload.account, payload.service) == ("970436", account, service)


def test_the_template_of_napas_counts_wherever_it_stands() -> None:
    elsewhere = tlv("51", to("970415", "7")[4:])
    payload = decode(payment(receiver=tlv("27", tlv("00", "vn.shop") + tlv("01", "1")) + elsewhere))

    assert (payload.bank_bin, payload.account, payload.is_napas) == ("970415", "7", True)


def test_another_makers_code_is_read_but_names_no_bank() -> None:
    payload = decode(encode(guid="vn.shop", vnpay_merchant="77", merchant_name="CHO"))

    assert (payload.guid, payload.vnpay_merchant, payload.merchant_name) == ("vn.shop", "77", "CHO")
    assert (payload.is_napas, payload.bank_bin, payload.account, payload.service) == (False, None, None, None)
    assert payload.parameters() == {
        "point_of_initiation": "static", "guid": "vn.shop", "vnpay_merchant": "77", "currency": "704", "country": "VN",
        "merchant_name": "CHO",
    }  # fmt: skip


@pytest.mark.parametrize("left_out", ["01", "54", "62"])
def test_what_a_payload_may_leave_out_it_does_not_say(left_out: str) -> None:
    items = tuple(item for item in decode(DYNAMIC).items if item.tag != left_out)
    payload = decode(Payload(items).encode())

    said = {"01": payload.point_of_initiation, "54": payload.amount, "62": payload.purpose}
    assert [tag for tag, value in said.items() if value is None] == [left_out]


@pytest.mark.parametrize("left_out", ["00", "38", "53", "58"])
def test_what_a_payload_must_say_can_not_be_left_out(left_out: str) -> None:
    items = tuple(item for item in decode(DYNAMIC).items if item.tag != left_out)

    with pytest.raises(ValueError, match=r"000201|người nhận|đồng|Việt Nam"):
        Payload(items)
    with pytest.raises(ValueError, match=r"000201|người nhận|đồng|Việt Nam"):
        decode(sealed(*(tlv(*item) for item in items)))


def test_a_payload_says_the_same_in_any_order_of_its_objects_behind_the_first() -> None:
    first, *rest = decode(DYNAMIC).items
    turned = decode(Payload((first, *reversed(rest))).encode())

    assert turned.parameters() == decode(DYNAMIC).parameters()
    assert turned.encode() != DYNAMIC


def test_the_longest_payload_is_of_512_letters_and_one_more_is_refused() -> None:
    base = len(payment())
    fill = [tlv(str(tag), "x" * 99) for tag in (80, 81, 82, 83)]
    rest = 512 - base - sum(map(len, fill)) - 4

    assert len(payment(*fill, tlv("84", "x" * rest))) == 512
    assert decode(payment(*fill, tlv("84", "x" * rest))).account == "257678859"
    with pytest.raises(ValueError, match="Mã dài 513 ký tự, quá 512"):
        decode(payment(*fill, tlv("84", "x" * (rest + 1))))


def test_a_purpose_named_twice_the_same_is_no_contradiction_but_by_its_number_it_stands_twice() -> None:
    same = encode(bank_bin="970436", account="1", purpose="a", additional={"purpose": "a"})
    assert decode(same).purpose == "a"
    with pytest.raises(ValueError, match=r"62\.08 xuất hiện hai lần"):
        encode(bank_bin="970436", account="1", purpose="a", additional={"08": "b"})


@pytest.mark.parametrize("text", [payment(receiver=to("970436", "1") + RECEIVER), payment(tlv("38", NAPAS))])
def test_two_receivers_under_one_number_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Trường 38 xuất hiện hai lần"):
        decode(text)
