"""Writing a payment QR: from what is to be paid, and from a payload that was read; both ways round for all of them."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from payments.vietqr import Payload, compose, decode, encode
from payments.vietqr.tags import ADDITIONAL_NAMES
from payments.vietqr.tlv import Item
from tests.payments.payloads import DYNAMIC, MOMO, STATIC, TO_A_CARD

CODE = "H29.151-261122-0001"
PRINTABLE = "".join(chr(code) for code in range(32, 127))
LETTERS = st.text(PRINTABLE, min_size=1, max_size=25)
DIGITS = st.text(string.digits, min_size=13, max_size=19)
MANY = settings(max_examples=25)


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Any]:
    """Any transfer that can be asked for."""
    to_card = draw(st.booleans())
    account = DIGITS if to_card else st.text(string.ascii_letters + string.digits, min_size=1, max_size=19)
    given_: dict[str, Any] = {
        "bank_bin": draw(st.text(string.digits, min_size=6, max_size=6)),
        "account": draw(account),
        "service": "QRIBFTTC" if to_card else "QRIBFTTA",
        "point_of_initiation": draw(st.sampled_from(["static", "dynamic"])),
    }
    optional = {
        "amount": st.integers(1, 10**13 - 1),
        "merchant_name": LETTERS,
        "merchant_city": LETTERS,
        "merchant_category": st.text(string.digits, min_size=4, max_size=4),
        "additional": st.dictionaries(
            st.sampled_from([*ADDITIONAL_NAMES.values(), "06", "09", "50"]), LETTERS, min_size=1, max_size=3
        ),
    }
    return given_ | draw(st.fixed_dictionaries({}, optional=optional))


def test_an_order_becomes_the_payload_that_banks_print() -> None:
    assert encode(bank_bin="970416", account="257678859", amount=1000, purpose="Chuyen tien") == DYNAMIC
    assert encode(bank_bin="970416", account="257678859") == STATIC
    card = encode(
        bank_bin="970403",
        account="9704031101234567",
        service="QRIBFTTC",
        amount="180000",
        additional={"purpose": "thanh toan don hang", "bill_number": "NPS6869"},
    )
    assert card == TO_A_CARD


def test_the_code_of_a_dossier_fits_the_purpose_and_comes_back() -> None:
    text = encode(bank_bin="970436", account="1031933430", amount=50_000, purpose=CODE)

    assert decode(text).purpose == CODE
    assert decode(text).point_of_initiation == "dynamic"


def test_another_makers_shop_is_written_under_its_own_template() -> None:
    text = encode(guid="A000000775", vnpay_merchant="0108799042", merchant_category="5977", merchant_name="MYPHAMHER",
                  merchant_city="HANOI", additional={"store": "MY PHAM HER", "terminal": "MPHER01"})  # fmt: skip

    assert text == (
        "00020101021126280010A000000775011001087990425204597753037045802VN5909MYPHAMHER6005HANOI"
        "62260311MY PHAM HER0707MPHER0163041C50"
    )


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": 0}, "lớn hơn 0"),
        ({"amount": -1}, "lớn hơn 0"),
        ({"amount": 10**13}, "tối đa 13 chữ số"),
        ({"amount": 10**15}, "tối đa 13 chữ số"),
        ({"amount": 1000.5}, "số đồng nguyên"),
        ({"amount": "1.000"}, "số đồng nguyên"),
        ({"amount": True}, "số đồng nguyên"),
        ({"purpose": "Lệ phí hộ tịch"}, "chỉ chữ không dấu"),
        ({"purpose": "x" * 26}, "dài 26 ký tự, quá 25"),
        ({"purpose": "a", "additional": {"purpose": "b"}}, "hai lần, khác nhau"),
        ({"additional": {"colour": "red"}}, "Không có trường bổ sung “colour”"),
        ({"additional": {"store": ""}}, "từ 1 đến 99"),
        ({"additional": {str(tag): "x" * 25 for tag in range(50, 54)}}, "từ 1 đến 99"),
        ({"bank_bin": "97041"}, "6 chữ số"),
        ({"bank_bin": ""}, "Trường 00 phải có"),
        ({"account": ""}, "Số tài khoản"),
        ({"account": "1" * 20}, "Số tài khoản"),
        ({"account": "12-34"}, "Số tài khoản"),
        ({"service": "QRIBFTTC"}, "số thẻ gồm 13 đến 19 chữ số"),
        ({"service": "QRTEST"}, "không phải dịch vụ"),
        ({"currency": "840"}, "không phải đồng"),
        ({"country": "US"}, "không phải Việt Nam"),
        ({"point_of_initiation": "11"}, "chỉ có static hoặc dynamic"),
        ({"merchant_name": "x" * 100}, "từ 1 đến 99"),
        ({"guid": "A000000775"}, "từ 1 đến 99"),
    ],
)
def test_what_no_bank_could_pay_is_refused_before_anybody_scans_it(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        encode(**{"bank_bin": "970416", "account": "257678859", **wrong})


def test_a_slip_in_a_name_is_the_programmers_and_no_payload() -> None:
    with pytest.raises(TypeError, match="amout"):
        encode(bank_bin="970416", account="1", amout=5)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="not both"):
        encode(decode(STATIC), amount=5)


def test_a_payload_can_not_be_made_with_objects_that_break_a_rule() -> None:
    items = decode(STATIC).items

    with pytest.raises(ValueError, match="hai lần"):
        Payload((*items, items[-1]))
    with pytest.raises(ValueError, match="không phải đồng"):
        Payload(tuple(item for item in items if item.tag != "53"))
    with pytest.raises(ValueError, match="không đứng cuối"):
        Payload((*items, Item("63", "0000")))


@MANY
@given(parameters())
def test_what_is_written_is_read_again(asked: dict[str, Any]) -> None:
    text = encode(**asked)
    payload = decode(text)

    said = payload.parameters()
    assert {name: said[name] for name in asked} == asked
    assert payload == compose(**asked)
    assert encode(payload) == text
    assert text.isascii()


def read_or_refused(text: str) -> Payload | None:
    """The payload, or None after a refusal in words."""
    try:
        return decode(text)
    except ValueError as refusal:
        words = str(refusal)
    assert len(words) > 10
    return None


@MANY
@given(text=st.sampled_from([STATIC, DYNAMIC, MOMO, TO_A_CARD]), data=st.data())
def test_one_changed_letter_is_refused_or_changes_no_meaning(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.one_of(st.sampled_from(PRINTABLE), st.characters()))
    changed = text[:place] + letter + text[place + 1 :]
    assume(changed != text)

    assert read_or_refused(changed) in {None, decode(text)}


@MANY
@given(text=st.sampled_from([STATIC, DYNAMIC, MOMO, TO_A_CARD]), data=st.data())
def test_a_torn_payload_is_refused(text: str, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, len(text) - 1))

    with pytest.raises(ValueError, match="không kết thúc bằng mã kiểm tra"):
        decode(text[:kept])


@MANY
@example("63046304")
@given(st.one_of(st.text(), st.lists(st.sampled_from(["00", "02", "01", "99", "63", "38", "6304"])).map("".join)))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    payload = read_or_refused(text)
    assert payload is None or payload.encode() == text
