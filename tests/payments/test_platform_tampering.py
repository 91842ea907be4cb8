"""Messages of the national platform under attack: every signed field counts, every field is bounded, none breaks us."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from payments.models import Notice
from payments.national_platform import (
    Partner,
    Payer,
    State,
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
from payments.national_platform.words import (
    SIGNED_ANSWER,
    SIGNED_INIT,
    SIGNED_NOTICE,
    SIGNED_QUESTION,
    STATES,
    Kind,
)
from payments.providers import national_platform as driver
from payments.vocabulary import Happening
from tests.payments.books import everything
from tests.payments.test_national_platform import AT, PARTNER, PAYING, TOLD, notice, resigned

REFERENCE = "H29.151-261122-0001.20261122081530"


def signature(message: dict[str, Any], names: tuple[str, ...]) -> str:
    """The check value as a partner computes it from the specification, without our code."""
    return hashlib.sha256("|".join([*(str(message[name]) for name in names), PARTNER.secret]).encode()).hexdigest()


def knock(message: Any) -> Any:
    """Tell at the door as the platform does."""
    return Client(enforce_csrf_checks=True).post(
        reverse("providers:platform-notices"), json.dumps(message), "application/json"
    )


@pytest.mark.parametrize("name", [name for name in SIGNED_NOTICE if name not in {"LoaiBanTin", "ThoiGianGD", "SoTien"}])
@settings(max_examples=10)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0|"), min_size=1, max_size=20))
def test_no_signed_field_of_a_notice_can_be_changed_unseen(name: str, text: str) -> None:
    assume(text != notice()[name])

    assert not read_notice(notice(**{name: text}), PARTNER).is_authentic


@pytest.mark.parametrize("name", SIGNED_NOTICE)
def test_a_notice_that_leaves_a_signed_field_out_is_refused_or_not_authentic(name: str) -> None:
    message = notice()
    del message[name]

    try:
        told = read_notice(message, PARTNER)
    except ValueError as refusal:
        reason = str(refusal)
    else:
        reason = ""
        assert not told.is_authentic
    assert reason == "" or name in reason


@pytest.mark.parametrize("name", SIGNED_INIT)
def test_no_signed_field_of_our_beginning_can_be_changed_on_the_way(name: str) -> None:
    message = init(PAYING, PARTNER)
    assert message["MaXacThuc"] == signature(message, SIGNED_INIT)
    message[name] = f"{message[name]}1"

    values = [str(message[field]) for field in SIGNED_INIT]
    assert not is_checksum(message["MaXacThuc"], values, PARTNER.secret)


@pytest.mark.parametrize("ask", [ask_state, ask_receipt])
@pytest.mark.parametrize("name", SIGNED_QUESTION)
def test_no_field_of_our_questions_can_be_changed_on_the_way(ask: Any, name: str) -> None:
    message = ask(REFERENCE, AT, PARTNER)
    assert message["MaXacThuc"] == signature(message, SIGNED_QUESTION)
    assert set(message) == {*SIGNED_QUESTION, "MaXacThuc"}, "nothing unsigned is asked"
    message[name] += "1"

    assert not is_checksum(message["MaXacThuc"], [message[field] for field in SIGNED_QUESTION], PARTNER.secret)


@pytest.mark.parametrize("is_taken", [True, False])
def test_our_answer_to_a_notice_is_signed_over_all_that_it_means(is_taken: bool) -> None:
    answer = acknowledge(notice(), PARTNER, is_taken=is_taken)

    assert answer["MaXacThuc"] == signature(answer, SIGNED_ANSWER)
    assert answer["MaThamChieu"] == TOLD.reference
    turned = {**answer, "MaLoi": "99" if is_taken else "00"}
    assert signature(turned, SIGNED_ANSWER) != answer["MaXacThuc"], "a no cannot be turned into a yes"


@given(
    st.dictionaries(st.sampled_from(["MaThamChieu", "ThoiGianGD"]), st.text(max_size=600) | st.integers() | st.none())
)
@example({"MaThamChieu": "|" * 600})
def test_we_can_answer_whatever_was_told_and_sign_it(message: dict[str, Any]) -> None:
    answer = acknowledge(message, PARTNER, is_taken=False)

    assert answer["MaXacThuc"] == signature(answer, SIGNED_ANSWER)
    assert all(len(value) <= 500 for value in answer.values())


def test_a_notice_played_back_as_an_answer_or_an_answer_as_a_notice_is_refused() -> None:
    with pytest.raises(ValueError, match="LoaiBanTin is “CONFIRM”, not QUERY"):
        read_state(signed_notice(TOLD, PARTNER), PARTNER)
    with pytest.raises(ValueError, match="LoaiBanTin is “QUERY”, not CONFIRM"):
        read_notice(signed_notice(TOLD, PARTNER, Kind.QUERY), PARTNER)
    relabelled = {**signed_notice(TOLD, PARTNER, Kind.QUERY), "LoaiBanTin": "CONFIRM"}
    assert not read_notice(relabelled, PARTNER).is_authentic


@pytest.mark.parametrize("state", State)
def test_every_state_comes_back_as_it_was_told(state: State) -> None:
    told = dataclasses.replace(TOLD, state=state)

    assert read_notice(signed_notice(told, PARTNER), PARTNER) == told
    assert read_state(signed_notice(told, PARTNER, Kind.QUERY), PARTNER) == told


@given(code=st.text(max_size=4).filter(lambda code: code != "00"), words=st.sampled_from([*STATES, "", "lạ"]))
@example(code="000", words="đã thanh toán")
@example(code=" 00", words="đã thanh toán")
@example(code="0", words="đã thanh toán")
def test_no_code_but_that_of_success_ever_means_money(code: str, words: str) -> None:
    assume("\0" not in code)
    try:
        told = read_notice(notice(MaLoi=code, TrangThai=words), PARTNER)
    except ValueError:
        return
    assert told.state != State.PAID


@pytest.mark.parametrize("words", ["ĐÃ THANH TOÁN", "  Đã thanh toán\n", "Chờ thanh toán ", "HỦY", "Huỷ"])
def test_words_of_a_state_count_in_any_case_and_between_spaces(words: str) -> None:
    assert read_notice(resigned(TrangThai=words), PARTNER).state == STATES[words.strip().lower()]


@pytest.mark.parametrize(
    ("state", "happening"),
    [
        (State.PAID, Happening.PAID),
        (State.PENDING, Happening.PENDING),
        (State.UNPAID, Happening.FAILED),
        (State.CANCELLED, Happening.FAILED),
        (State.REFUNDED, Happening.FAILED),
    ],
)
def test_only_a_paid_state_is_money_for_our_books(state: State, happening: Happening) -> None:
    told = dataclasses.replace(TOLD, reference=REFERENCE, state=state)
    reported = driver.reported(told)

    assert reported.happening == happening
    assert (reported.order_code, reported.provider_reference) == ("H29.151-261122-0001", TOLD.transaction)
    assert reported.told == {"reference": REFERENCE, "bank": "VIETCOMBANK", "state": state}


@pytest.mark.parametrize(
    "reference",
    ["", "A", ".20261122081530", "A.2026112208153", "A.20261322081530", "A.20261122256130", "A.2026112208153x",
     "A" * 26 + ".20261122081530", "A.20261122081530 ", "A.٢٠٢٦١١٢٢٠٨١٥٣٠"],
)  # fmt: skip
def test_a_reference_that_is_not_ours_belongs_to_no_order(reference: str) -> None:
    with pytest.raises(ValueError, match=r"MaThamChieu|ThoiGianGD|time data|unconverted"):
        driver.attempt_of(reference)


def test_the_secret_shows_in_no_representation() -> None:
    assert PARTNER.secret not in repr(PARTNER)
    assert PARTNER.secret not in json.dumps(init(PAYING, PARTNER))
    assert PARTNER.secret not in json.dumps(signed_notice(TOLD, PARTNER))


def test_only_the_purpose_loses_the_sign_between_fields_and_every_other_field_refuses_it() -> None:
    assert init(PAYING, PARTNER)["ThongTinGiaoDich"] == "Lệ phí hộ tịch / hồ sơ H29.151-261122-0001"
    with pytest.raises(ValueError, match="may not hold"):
        init(dataclasses.replace(PAYING, reference="a|b"), PARTNER)
    with pytest.raises(ValueError, match="may not hold"):
        ask_state("a|b", AT, PARTNER)


def test_a_payers_name_with_any_letters_goes_out_as_written_since_it_is_not_signed() -> None:
    payer = Payer('Nguyễn "Tí" | \\ <b>', "079123456789", "Số 1\nLê Lợi", "Huế")
    receipt = init(dataclasses.replace(PAYING, payer=payer), PARTNER)["ThongTinBienLai"]

    assert (receipt["HoTenNguoiNop"], receipt["DiaChiNguoiNop"]) == (payer.name, payer.address)
    assert receipt["HuyenNguoiNop"] == "", "there are no districts any more"


@given(st.integers(0, 60), st.sampled_from("0123456789abcdefABCDEF"))
def test_a_check_value_counts_whole_and_in_any_case_only(length: int, letter: str) -> None:
    whole = checksum(["a", "b"], "s")

    assert is_checksum(whole.upper(), ["a", "b"], "s")
    assert not is_checksum(whole[:length], ["a", "b"], "s")
    assert not is_checksum(whole + letter, ["a", "b"], "s")


@pytest.mark.parametrize(
    "partner", [Partner("H29", ""), Partner("H29", "of somebody else"), Partner("H30", PARTNER.secret)]
)
def test_who_is_not_we_reads_nothing_authentic(partner: Partner) -> None:
    assert not read_notice(notice(), partner).is_authentic


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"MaGiaoDich": "P" * 101}, "MaGiaoDich is longer than 100 letters"),
        ({"MaGiaoDich": "PP\0"}, "MaGiaoDich is not text"),
        ({"MaThamChieu": "H29\0.20261122081530"}, "MaThamChieu is not text"),
        ({"ThongTinGiaoDich": "\ud800"}, "ThongTinGiaoDich is not text"),
        ({"MaDoiTac": "H30", "MaNganHang": "\udfff"}, "MaNganHang is not text"),
        ({"MaTienTe": {"VND": 1}}, "MaTienTe is neither text nor a whole number"),
    ],
)
def test_what_our_books_cannot_hold_is_refused_at_the_door_and_names_the_field(
    changes: dict[str, Any], reason: str
) -> None:
    books = everything()
    answer = knock({**notice(MaThamChieu=REFERENCE), **changes})

    assert (answer.status_code, answer.json()["title"]) == (400, reason)
    assert not Notice.objects.exists()
    assert everything() == books


@pytest.mark.django_db
def test_the_longest_reference_that_our_books_hold_is_taken() -> None:
    longest = dataclasses.replace(TOLD, reference=REFERENCE, transaction="P" * 100)
    answer = knock(signed_notice(longest, driver.partner()))

    assert answer.status_code == 200
    assert Notice.objects.get().provider_reference == "P" * 100
