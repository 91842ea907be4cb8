"""Rules proved: what cannot be done at the till is refused in words where it was typed, and no money moves."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from payments import orders
from payments.counter import reversing, shifts, taking
from payments.models import Order, Reversal, Shift, ShiftEntry
from payments.tasks import draw_receipts
from tests.payments.books import agree, everything, state_of
from tests.payments.desk import browser_of
from tests.payments.factories import CHARGE, FEE, make_account, place
from tests.payments.till import Till, make_till, notes, page, staff
from tests.ui.forms import Marks
from units.roles import Role

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm mã"


@pytest.fixture
def till() -> Any:
    """A till whose books agree, whatever a test did at it."""
    yield make_till()
    assert agree()


@pytest.fixture
def clerk(till: Till) -> Client:
    return browser_of(till.clerk)


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def move(client: Client, entry: ShiftEntry, code: str, reason: str = WHY) -> Any:
    return client.post(page("mistake", entry.pk), {"way": "move", "move-code": code, "move-reason": reason})


def back(client: Client, entry: ShiftEntry, reason: str = WHY) -> Any:
    return client.post(page("mistake", entry.pk), {"way": "back", "back-reason": reason})


def drawn_entry(till: Till, order: Order | None = None) -> ShiftEntry:
    entry = till.take(order)
    draw_receipts()
    return entry


@pytest.mark.usefixtures("undrawn")
def test_a_payment_moves_only_to_an_order_that_awaits_exactly_as_much(till: Till, clerk: Client) -> None:
    """Given money for the wrong order, each order that it cannot be for is refused beside the code, all stays."""
    wrong = till.order()
    entry = drawn_entry(till, wrong)
    dearer, paid, gone, strange = till.order(FEE, CHARGE), till.order(), till.order(), place(make_account())
    drawn_entry(till, paid)
    orders.cancel(gone, "Rút hồ sơ")
    before = everything()

    for order, words in (
        (wrong, "Đây chính là khoản thu đã ghi"),
        (dearer, "không chờ đúng số tiền"),
        (paid, "không chờ đúng số tiền"),
        (gone, "không chờ đúng số tiền"),
        (strange, "của cơ quan khác"),
    ):
        answer = shown(move(clerk, entry, order.code), 422)
        assert words in answer, words
        assert Marks(answer).named("move-code")["value"] == order.code, "nothing typed is lost"
        assert (everything(), state_of(wrong)) == (before, "paid"), words
    assert not Reversal.objects.exists()
    assert wrong.receipts.get().state == "active"


@pytest.mark.usefixtures("undrawn")
def test_a_code_is_found_however_it_is_typed_and_the_payment_moves_once(till: Till, clerk: Client) -> None:
    entry, right, later = drawn_entry(till), till.order(), till.order()
    typed = f" {right.code[:4].lower()} {right.code[4:].lower()} "
    assert move(clerk, entry, typed).status_code == 302
    assert state_of(right) == "paid"
    before = everything()

    again = shown(move(clerk, entry, later.code), 422)

    assert "đã được hủy hoặc đang chờ duyệt" in again
    assert (everything(), state_of(later)) == (before, "open")
    assert "đã chuyển sang khoản thu" in shown(clerk.get(page("taken", entry.pk)))
    assert "Thu nhầm</a>" not in shown(clerk.get(page("taken", entry.pk)))


@pytest.mark.usefixtures("undrawn")
def test_a_card_payment_moves_with_its_slip_and_fills_no_drawer(till: Till, clerk: Client) -> None:
    wrong, right = till.order(), till.order()
    entry = taking.take_card(till.shift, wrong, till.clerk, "POS00123")
    draw_receipts()
    assert move(clerk, entry, right.code).status_code == 302
    assert (state_of(wrong), state_of(right)) == ("open", "paid")
    assert (shifts.drawer_dong(till.shift), shifts.card_dong(till.shift)) == (200_000, 50_000)
    assert "POS00123" in shown(clerk.get(page("taken", till.shift.entries.latest("pk").pk)))


def test_what_is_asked_to_be_taken_back_waits_and_is_not_asked_again(till: Till, clerk: Client) -> None:
    entry, right = till.take(), till.order()
    assert back(clerk, entry).status_code == 302
    before = everything()

    for again in (back(clerk, entry, "Lần nữa"), move(clerk, entry, right.code)):
        assert "đã được hủy hoặc đang chờ duyệt" in shown(again, 422)
    # The shift cannot be closed over an open question, and the page says why with the count still in its boxes
    closing = shown(clerk.post(page("close"), notes(n200000=1, n50000=1)), 422)
    assert "Còn đề nghị hủy lần thu đang chờ duyệt" in closing
    assert Marks(closing).named("note_200000")["value"] == "1"
    assert (everything(), Reversal.objects.get().reason) == (before, WHY)
    assert Shift.objects.get().is_open


@pytest.mark.parametrize(("reason", "words"), [(" ", "Hãy ghi lý do."), ("ă" * 501, "501"), ("\x01\u200b", "lý do")])
def test_a_mistake_needs_a_reason_that_can_be_kept(till: Till, clerk: Client, reason: str, words: str) -> None:
    entry = till.take()
    for answer in (back(clerk, entry, reason), move(clerk, entry, till.order().code, reason)):
        assert words in shown(answer, 422)
    assert not Reversal.objects.exists()


@pytest.mark.usefixtures("undrawn")
def test_money_given_back_is_no_payment_and_cannot_be_given_back_again(till: Till, clerk: Client) -> None:
    entry = drawn_entry(till)
    reversing.approve(reversing.ask(entry, till.clerk, WHY), till.leader)
    given = till.shift.entries.latest("pk")
    before = everything()
    assert given.amount_dong == -50_000
    for answer in (back(clerk, given), move(clerk, given, till.order().code)):
        assert "không phải một lần thu" in shown(answer, 422)
    assert everything()[:2] == (before[0], before[1] + 2), "only the new order was booked"
    assert "Trả lại khách 50.000 đồng nếu chưa trả" in shown(clerk.get(page("taken", entry.pk)))


def test_a_slip_pays_one_order_and_sent_twice_it_counts_once(till: Till, clerk: Client) -> None:
    first, second = till.order(), till.order()
    slip = {"way": "card", "slip": "pos 00-77".replace("-", "")}
    once, twice = clerk.post(page("take", first.code), slip), clerk.post(page("take", first.code), slip)
    assert once.url == twice.url  # type: ignore[attr-defined]
    before = everything()

    refused = shown(clerk.post(page("take", second.code), slip), 422)

    assert "đã dùng cho một lần thu khác" in refused
    assert Marks(refused).named("slip")["value"] == slip["slip"]
    assert '<details class="govuk-details" open>' in refused, "the box that must be mended is in sight"
    assert (everything(), state_of(second)) == (before, "open")


def test_the_same_form_of_cash_sent_twice_takes_once(till: Till, clerk: Client) -> None:
    order = till.order()
    form = {"way": "cash", "given_dong": "", "submission_key": str(uuid.uuid4())}
    answers = [clerk.post(page("take", order.code), form) for _time in range(2)]
    assert answers[0].url == answers[1].url  # type: ignore[attr-defined]
    assert shifts.drawer_dong(till.shift) == 250_000
    # A second form for what is paid already says so
    other = clerk.post(page("take", order.code), form | {"submission_key": str(uuid.uuid4())})
    assert "không còn phải thu" in shown(other, 422)


def test_where_cards_were_taken_the_terminals_total_is_asked_and_held_against_the_books(
    till: Till, clerk: Client
) -> None:
    assert "máy quẹt thẻ" not in shown(clerk.get(page("close")))
    taking.take_card(till.shift, till.order(), till.clerk, "POS1")
    assert "phiếu kết toán của máy quẹt thẻ" in shown(clerk.get(page("close")))
    counted = notes(n200000=1)
    before = everything()
    for typed, words in (("", "Hãy ghi tổng tiền"), ("40.000", "lệch 10.000 đồng"), ("x", "bằng chữ số")):
        assert words in shown(clerk.post(page("close"), counted | {"terminal_dong": typed}), 422)
    assert (everything(), till.shift.entries.count()) == (before, 2)

    told = {"terminal_dong": "40.000", "reason": "Máy in thiếu một giao dịch"}
    closed = shown(clerk.post(page("close"), counted | told, follow=True))

    assert "trên máy quẹt thẻ: 40.000 đồng" in closed
    assert "Máy in thiếu một giao dịch" in closed
    assert everything() == before, "the drawer was right: nothing is booked for a terminal"


def test_a_leader_reads_the_shift_but_hands_nothing_over(till: Till) -> None:
    shifts.close(till.shift, till.clerk, {200_000: 1})
    leader = browser_of(till.leader)
    address = page("shift", till.shift.pk)
    assert "Đếm được" in shown(leader.get(address))
    assert "về quỹ</button>" not in shown(leader.get(address))
    before = everything()
    assert leader.post(address, {"document": "NQ-01"}).status_code == 404
    assert leader.post(page("show"), {"unit": till.shift.unit_id, "float_dong": "0"}).status_code == 403
    assert (everything(), Shift.objects.get().handed_over_at) == (before, None)


def test_money_is_handed_over_once_and_not_before_the_count(till: Till, clerk: Client) -> None:
    address = page("shift", till.shift.pk)
    assert "Hãy đếm tiền và đóng ca" in shown(clerk.post(address, {"document": "NQ-01"}), 422)
    shifts.close(till.shift, till.clerk, {200_000: 1})
    assert clerk.post(address, {"document": "  NQ-01 "}).status_code == 302
    before = everything()
    assert "đã nộp về quỹ" in shown(clerk.post(address, {"document": "NQ-02"}), 422)
    assert (everything(), Shift.objects.get().handover_document) == (before, "NQ-01")


def test_a_code_that_is_unknown_is_told_where_another_can_be_typed(till: Till, clerk: Client) -> None:
    """Also to a clerk without a shift: the page must not end at an error with no way on."""
    shifts.close(till.shift, till.clerk, {200_000: 1})
    for code in ("KHONG-CO", "", "x" * 41, "H29'; --"):
        answer = shown(clerk.get(page("find"), {"code": code}), 422)
        assert Marks(answer).named("code")["id"] == "id_code", "the summary leads to the box"


def test_a_decision_is_for_whoever_leads_that_unit(till: Till) -> None:
    reversal = reversing.ask(till.take(), till.clerk, WHY)
    other = make_till()
    for user in (other.leader, staff(Role.ACCOUNTANT, other.shift.unit, "Kế toán khác")):
        client = browser_of(user)
        assert client.get(page("decide", reversal.pk)).status_code == 404
        assert client.post(page("decide", reversal.pk), {"decision": "approve"}).status_code == 404
        assert reversal.entry.payment.order.code not in shown(client.get(page("show")))  # type: ignore[union-attr]
    reversal.refresh_from_db()
    assert reversal.state == "asked"
    reversing.refuse(reversal, till.clerk)


def test_what_people_wrote_stays_text_at_the_till(till: Till, clerk: Client) -> None:
    evil = "<script>alert(1)</script>"
    entry = till.take(till.order(payer_name=evil, purpose=evil))
    shown_pages = [back(clerk, entry, evil)]
    reversal = Reversal.objects.get()
    shown_pages = [clerk.get(page(*each)) for each in (("show",), ("taken", entry.pk), ("mistake", entry.pk))]
    shown_pages += [browser_of(till.leader).get(page("decide", reversal.pk))]
    reversing.refuse(reversal, till.clerk)
    shifts.close(till.shift, till.clerk, {100_000: 1}, reason=evil)
    shifts.hand_over(till.shift, till.clerk, "<b>NQ</b>")
    shown_pages += [clerk.get(page("shift", till.shift.pk)), clerk.get(page("shifts"))]
    for answer in shown_pages:
        assert evil not in shown(answer)
        assert "<b>NQ" not in shown(answer)


def test_the_till_speaks_english_to_whoever_reads_english(till: Till, clerk: Client) -> None:
    entry = till.take()
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for address in (page("show"), page("taken", entry.pk), page("mistake", entry.pk), page("close"), page("shifts")):
        text = shown(clerk.get(address))
        assert 'lang="en"' in text
        for vietnamese in ("Thu tiền tại quầy", "Thu nhầm", "Đếm tiền", "Các ca", "Về trang"):
            assert vietnamese not in text, (address, vietnamese)
    refused = shown(clerk.post(page("close"), notes(n200000=1)), 422)
    assert "Thiếu" not in refused
    assert "50,000" in refused or "50.000" in refused
