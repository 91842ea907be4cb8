"""Money that named no order gets its order from a person, in parts or whole, or is set aside; the books stay exact."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import matching_desk, orders, refunding
from payments.models import BankAccount, Decision, Order, Payment
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.factories import make_account, place, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books_agree() -> Any:
    """Whatever a test did, the nightly check finds nothing."""
    yield
    assert agree()


@pytest.fixture
def account() -> BankAccount:
    return make_account()


def unnamed(account: BankAccount, amount: int, reference: str = "FT1") -> Payment:
    """Money that came into an account and says nothing."""
    receive(report(None, amount, reference, account_number=account.number))
    return Payment.objects.get(provider_reference=reference)


def test_matched_money_pays_the_order_as_if_it_had_named_it(account: BankAccount) -> None:
    order, user = place(account), make_user()
    payment = unnamed(account, 50_000)

    matching_desk.match(payment, [(order, 50_000)], user)

    assert (state_of(order), story(order)) == ("paid", ["placed", "paid", "receipt_issued"])
    assert balances(order) == {"provider": 50_000, "unit": -50_000}
    payment.refresh_from_db()
    assert payment.settled_at is not None
    assert order.events.get(kind="matched").actor == user
    assert receive(report(order, 50_000, "FT1")).outcome == "duplicate"


def test_parts_go_to_several_orders_and_what_remains_waits(account: BankAccount) -> None:
    first, second = place(account), place(account)
    payment = unnamed(account, 120_000)

    matching_desk.match(payment, [(second, 20_000), (first, 60_000)], make_user())

    assert (state_of(first), state_of(second)) == ("overpaid", "part_paid")
    assert matching_desk.remaining_dong(payment) == 40_000
    payment.refresh_from_db()
    assert payment.settled_at is None
    aside = matching_desk.set_aside(payment, "Chuyển nhầm, đã báo ngân hàng", make_user())
    assert (aside.amount_dong, matching_desk.remaining_dong(payment)) == (40_000, 0)


REFUSED: list[tuple[list[int], str]] = [
    ([], "amount_dong"),
    ([0], "amount_dong"),
    ([-5], "amount_dong"),
    ([60_000, 60_001], "amount_dong"),
    ([10**15], "amount_dong"),
]


def test_more_than_came_nothing_and_the_same_order_twice_are_refused(account: BankAccount) -> None:
    made, payment = [place(account), place(account)], unnamed(account, 120_000)
    before = everything()
    for amounts, field in REFUSED:
        with pytest.raises(PaymentProblem) as refused:
            matching_desk.match(payment, list(zip(made, amounts, strict=False)), make_user())
        assert refused.value.field == field
    with pytest.raises(PaymentProblem, match="chỉ ghi một lần"):
        matching_desk.match(payment, [(made[0], 1), (made[0], 2)], make_user())
    with pytest.raises(PaymentProblem, match="vì sao"):
        matching_desk.set_aside(payment, "  ", make_user())
    assert everything() == before
    assert not Decision.objects.exists()


def test_a_payment_is_decided_once(account: BankAccount) -> None:
    order, other, payment = place(account), place(account), unnamed(account, 50_000)
    matching_desk.match(payment, [(order, 50_000)], make_user())
    named = place(account)
    receive(report(named, 50_000, "FT2"))
    for decided in (payment, named.payments.get()):
        with pytest.raises(NotPossibleNow, match="người khác vừa"):
            matching_desk.match(decided, [(other, 1)], make_user())
        with pytest.raises(NotPossibleNow):
            matching_desk.set_aside(decided, "Không phải", make_user())
    assert state_of(other) == "open"


def test_money_for_a_cancelled_order_waits_to_go_back(account: BankAccount) -> None:
    order = place(account)
    orders.cancel(order, "Hồ sơ đã rút")
    matching_desk.match(unnamed(account, 50_000), [(order, 50_000)], make_user())
    assert balances(order) == {"provider": 50_000, "difference": -50_000}
    assert refunding.refundable_dong(Order.objects.get(pk=order.pk)) == 50_000


def test_undone_the_money_is_at_the_desk_again_and_the_order_owes_it(account: BankAccount) -> None:
    order, user, payment = place(account), make_user(), unnamed(account, 30_000)
    (decision,) = matching_desk.match(payment, [(order, 30_000)], make_user())
    matching_desk.undo(decision, user)

    assert (state_of(order), balances(order)) == ("open", {"payer": 50_000, "unit": -50_000})
    payment.refresh_from_db()
    assert payment.settled_at is None
    assert story(order) == ["placed", "partial", "match_undone"]
    with pytest.raises(NotPossibleNow, match="đã được gỡ"):
        matching_desk.undo(decision, user)
    aside = matching_desk.set_aside(payment, "Tiền của phường khác", user)
    matching_desk.undo(aside, user)
    matching_desk.match(payment, [(order, 30_000)], user)
    assert state_of(order) == "part_paid"


def test_nothing_is_undone_once_something_followed(account: BankAccount) -> None:
    """A receipt, a cancelling or a refund rests on the money: it goes back as a refund, with four eyes."""
    paid, gone, asked = place(account), place(account), place(account)
    decided = {
        order: matching_desk.match(unnamed(account, amount, f"FT{order.pk}"), [(order, amount)], make_user())[0]
        for order, amount in ((paid, 50_000), (gone, 10_000), (asked, 10_000))
    }
    orders.cancel(gone, "Rút")
    refunding.ask(Order.objects.get(pk=asked.pk), make_user(), 1, reason="Thừa", legal_ground="Điều 8")
    before = everything()

    for order, words in ((paid, "biên lai"), (gone, "đã hủy"), (asked, "hoàn trả")):
        with pytest.raises(NotPossibleNow, match=words):
            matching_desk.undo(decided[order], make_user())
    assert everything() == before


def test_the_database_keeps_decisions_as_they_were_made(account: BankAccount) -> None:
    order, payment = place(account), unnamed(account, 30_000)
    (decision,) = matching_desk.match(payment, [(order, 10_000)], make_user())
    wrong: list[dict[str, Any]] = [{"amount_dong": 1}, {"order_id": None}, {"reason": "khác"}]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(payment=payment, amount_dong=1, made_by=make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(amount_dong=1)


def test_what_was_set_aside_is_taken_back_before_the_rest_joins_it(account: BankAccount) -> None:
    """A part given to an order came back after the rest was set aside: two reasons for one payment would stand."""
    transfer, user = unnamed(account, 50_000), make_user()
    [part] = matching_desk.match(transfer, [(place(account), 1_000)], user)
    aside = matching_desk.set_aside(transfer, "Không rõ", user)
    matching_desk.undo(part, user)

    with pytest.raises(NotPossibleNow, match="gỡ phần đó trước"):
        matching_desk.set_aside(transfer, "Vẫn không rõ", user)

    assert matching_desk.remaining_dong(transfer) == 1_000
    matching_desk.undo(aside, user)
    matching_desk.set_aside(transfer, "Vẫn không rõ", user)
    assert matching_desk.remaining_dong(transfer) == 0


class AnyOrderOfDecisions(TestCase):
    """Whatever is matched, split, set aside and undone in whatever order: nothing is lost and the books agree."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @example([(0, 1_000), (2, 1), (3, 1), (2, 1)])
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 80_000)), min_size=1, max_size=7))
    def test_the_money_is_all_there(self, acts: list[tuple[int, int]]) -> None:
        account, user = make_account(), make_user()
        made, payment = [place(account), place(account)], unnamed(account, 100_000)
        for which, amount in acts:
            standing = payment.decisions.filter(undone_at=None).first()
            try:
                if which < 2:
                    matching_desk.match(payment, [(made[which], amount)], user)
                elif which == 2:
                    matching_desk.set_aside(payment, "Không rõ", user)
                elif standing:
                    matching_desk.undo(standing, user)
            except PaymentProblem:
                continue
        given_out = sum(Order.objects.get(pk=order.pk).received_dong for order in made)
        aside = sum(payment.decisions.filter(order=None, undone_at=None).values_list("amount_dong", flat=True))
        assert given_out + aside + matching_desk.remaining_dong(payment) == 100_000
        assert everything()[2]["provider"] == 100_000
        assert agree()
