"""Shifts: every đồng of a drawer stands in the ledger, from the float to the treasurer."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from payments import ledger, orders
from payments.counter import reversing, shifts, taking
from payments.counter.denominations import MOST_OF_ONE, NOTES, total_dong
from payments.models import LedgerEntry, Shift, ShiftEntry
from payments.models.shifts import EntryKind
from payments.nightly_check import run
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from payments.tasks import draw_receipts
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.factories import make_account, place, report
from tests.payments.till import Till, make_till

pytestmark = pytest.mark.django_db
_INSERT = """
INSERT INTO payments_shiftentry (shift_id, kind, amount_dong, actor_id, at)
SELECT id, {}, clerk_id, now() FROM payments_shift
"""

#: By rule of the nightly check: what somebody does to a shift behind the back of the triggers.
PLANTED_AT_THE_TILL = {
    "what was taken at the till stands in a shift": "DELETE FROM payments_shiftentry WHERE kind = 'cash'",
    "a drawer moves as the ledger says": "UPDATE payments_shiftentry SET amount_dong = 1 WHERE kind = 'opened'",
    "a closed shift holds what was counted and then nothing": "UPDATE payments_shift SET counted_dong = 1",
    "what left a drawer was seen by two": "DELETE FROM payments_reversal",
}


@pytest.fixture
def till() -> Till:
    return make_till()


def test_from_the_float_to_the_treasurer_the_ledger_follows_the_drawer(till: Till) -> None:
    # Given a float of 200.000 and a payment of 50.000 for which the payer gave 100.000
    entry = till.take(given_dong=100_000)
    assert (entry.change_dong, shifts.drawer_dong(till.shift)) == (50_000, 250_000)
    # When one note of 10.000 too few is counted and handed over
    shift = shifts.close(till.shift, till.clerk, {200_000: 1, 20_000: 2}, reason="Trả thừa một tờ")
    shifts.hand_over(shift, till.clerk, "NQ-01/2026")
    # Then the treasurer has what was counted, less the float, and the difference stands by itself
    held = ledger.balances(LedgerEntry.objects.filter(order=None))
    assert (held["treasury"], held["difference"], held["provider"]) == (40_000, 10_000, -50_000)
    kinds = list(shift.entries.values_list("kind", "amount_dong"))
    assert kinds == [("opened", 200_000), ("cash", 50_000), ("difference", -10_000), ("handed_over", -240_000)]
    assert agree()


def test_cash_pays_the_order_once_however_often_the_form_is_sent(till: Till) -> None:
    order, key = till.order(), uuid.uuid4()
    first = taking.take_cash(till.shift, order, till.clerk, 50_000, key)
    assert taking.take_cash(till.shift, order, till.clerk, 50_000, key) == first
    assert (state_of(order), story(order)) == ("paid", ["placed", "paid", "receipt_issued"])
    assert balances(order) == {"unit": -50_000, "provider": 50_000}
    assert ShiftEntry.objects.filter(kind="cash").count() == 1
    assert agree()


@pytest.mark.parametrize(
    ("given_dong", "words"), [(49_999, "ít nhất 50.000"), (0, "ít nhất"), (-1, "ít nhất"), (10**15, "ít nhất")]
)
def test_too_little_or_too_much_to_be_true_is_refused(till: Till, given_dong: int, words: str) -> None:
    order, before = till.order(), everything()
    with pytest.raises(PaymentProblem, match=words) as caught:
        till.take(order, given_dong)
    assert caught.value.field == "given_dong"
    assert (everything()[0], state_of(order)) == (before[0], "open")


def test_what_is_paid_cancelled_or_of_another_agency_is_not_taken(till: Till) -> None:
    paid, cancelled, strange = till.order(), till.order(), place(make_account())
    till.take(paid)
    orders.cancel(cancelled, "Rút hồ sơ")
    before = everything()
    for order, words in ((paid, "đã nộp đủ"), (cancelled, "đã hủy"), (strange, "cơ quan khác")):
        with pytest.raises(NotPossibleNow, match=words):
            till.take(order)
    assert everything() == before


def test_the_rest_of_an_order_that_is_part_paid_is_what_the_till_takes(till: Till) -> None:
    order = till.order()
    receive(report(order, 20_000))
    assert till.take(order, 50_000).change_dong == 20_000
    assert state_of(order) == "paid"


def test_a_card_is_known_by_its_slip_and_fills_no_drawer(till: Till) -> None:
    order = till.order()
    entry = taking.take_card(till.shift, order, till.clerk, " ab12 3456 ")
    assert entry.payment is not None
    assert (entry.payment.provider, entry.payment.provider_reference) == ("card", "AB123456")
    assert (shifts.drawer_dong(till.shift), shifts.card_dong(till.shift)) == (200_000, 50_000)
    # The same slip again is the same payment; for another order it is a mistake.
    assert taking.take_card(till.shift, order, till.clerk, "AB123456") == entry
    for slip, words in (("AB123456", "lần thu khác"), ("12", "chữ và số"), ("12;45", "chữ và số")):
        with pytest.raises(PaymentProblem, match=words):
            taking.take_card(till.shift, till.order(), till.clerk, slip)
    # And the terminal's total is compared when the shift is closed.
    with pytest.raises(PaymentProblem, match="phiếu kết toán"):
        shifts.close(till.shift, till.clerk, {200_000: 1})
    with pytest.raises(PaymentProblem, match="lệch 1.000 đồng"):
        shifts.close(till.shift, till.clerk, {200_000: 1}, terminal_dong=51_000)
    assert shifts.close(till.shift, till.clerk, {200_000: 1}, terminal_dong=50_000).counted_dong == 200_000
    assert agree()


def test_a_difference_needs_its_reason_and_says_which_way(till: Till) -> None:
    for counted, words in (({100_000: 1}, "Thiếu 100.000"), ({500_000: 1}, "Thừa 300.000")):
        with pytest.raises(PaymentProblem, match=words) as caught:
            shifts.close(till.shift, till.clerk, counted)
        assert caught.value.field == "reason"
    assert Shift.objects.get().is_open


def test_one_shift_a_clerk_and_none_goes_on_after_its_count(till: Till) -> None:
    with pytest.raises(NotPossibleNow, match="chưa đóng"):
        shifts.open_shift(till.clerk, till.shift.unit, 0)
    with pytest.raises(NotPossibleNow, match="đóng ca trước"):
        shifts.hand_over(till.shift, till.clerk, "NQ-01")
    shifts.close(till.shift, till.clerk, {200_000: 1})
    for act in (till.take, lambda: shifts.close(till.shift, till.clerk, {})):
        with pytest.raises(NotPossibleNow, match="đã đóng"):
            act()
    with pytest.raises(PaymentProblem, match="số chứng từ"):
        shifts.hand_over(till.shift, till.clerk, " ")
    shifts.hand_over(till.shift, till.clerk, "NQ-01")
    with pytest.raises(NotPossibleNow, match="đã nộp"):
        shifts.hand_over(till.shift, till.clerk, "NQ-02")
    # The next shift may begin, with nothing.
    assert shifts.open_shift(till.clerk, till.shift.unit, 0).is_open
    assert agree()


@given(st.dictionaries(st.sampled_from(NOTES), st.integers(0, MOST_OF_ONE)))
def test_notes_are_worth_their_sum(counted: dict[int, int]) -> None:
    assert total_dong(counted) == sum(note * count for note, count in counted.items())


@pytest.mark.parametrize("counted", [{3_000: 1}, {1_000: -1}, {1_000: MOST_OF_ONE + 1}])
def test_notes_that_do_not_exist_are_not_counted(counted: dict[int, int]) -> None:
    with pytest.raises(PaymentProblem, match="Số tờ"):
        total_dong(counted)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE payments_shift SET float_dong = 1", "cannot be changed"),
        ("UPDATE payments_shift SET counted_dong = 1", "cannot be changed"),
        ("UPDATE payments_shift SET handover_document = 'x'", "handed_over_on_a_document|cannot be changed"),
        ("UPDATE payments_shift SET closed_at = NULL, counted = NULL, counted_dong = NULL", "cannot be changed"),
        ("UPDATE payments_shift SET handed_over_at = now(), handover_document = 'x'", "not what its entries say"),
        ("DELETE FROM payments_shiftentry", "append-only"),
        ("UPDATE payments_shiftentry SET amount_dong = 1", "append-only"),
        ("DELETE FROM payments_shift", "cannot be deleted"),
        (
            _INSERT.format("'difference', 5"),
            "does not fit its shift",
        ),
        (
            _INSERT.format("'handed_over', -5"),
            "not what its entries say",
        ),
    ],
)
def test_postgresql_keeps_a_closed_shift_as_it_was(till: Till, statement: str, words: str) -> None:
    till.take()
    shifts.close(till.shift, till.clerk, {200_000: 1, 50_000: 1})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_shift_cannot_be_closed_on_another_count_than_its_drawer(till: Till) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with pytest.raises(DatabaseError, match="not what its entries say"), transaction.atomic():
        Shift.objects.update(closed_at=till.shift.opened_at, counted={}, counted_dong=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("rule", PLANTED_AT_THE_TILL)
def test_the_nightly_check_knows_shifts(till: Till, undrawn: None, rule: str) -> None:
    entry = till.take()
    till.take()
    draw_receipts()
    reversing.approve(reversing.ask(entry, till.clerk, "Khách đổi ý"), till.leader)
    shifts.close(till.shift, till.clerk, {200_000: 1, 50_000: 1})
    assert agree()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute(PLANTED_AT_THE_TILL[rule])
        cursor.execute("SET session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")
    assert rule in {problem["rule"] for problem in run().problems}


def test_every_kind_of_entry_of_the_triggers_is_known_to_python() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname IN ('payments_drawer_agrees', 'payments_entry_fits_its_shift')"
        )
        sources = " ".join(row[0] for row in cursor.fetchall())
    named = set(re.findall(r"'([a-z_]+)'", sources)) - {"payments_shift", "integrity_constraint_violation"}
    assert named <= set(EntryKind.values)
