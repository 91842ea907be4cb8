"""Money goes back with a reason, a legal ground and four eyes; the ledger follows it to the end."""

from __future__ import annotations

from typing import Any

import pytest

from payments import hooks, orders, refunding
from payments.locking import locked
from payments.models import Order, Refund
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.factories import place, report

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"reason": "Thu thừa của người nộp", "legal_ground": "Nghị định 82/2023/NĐ-CP"}


@pytest.fixture(autouse=True)
def _books_agree() -> Any:
    """Whatever a test did, the nightly check finds nothing."""
    yield
    assert agree()


@pytest.fixture
def order() -> Order:
    """An order of 50.000 đồng for which 70.000 came."""
    placed = place()
    receive(report(placed, 70_000))
    placed.refresh_from_db()
    return placed


def _sent(order: Order, amount: int, reference: str = "FT9") -> Refund:
    refund = refunding.approve(refunding.ask(order, make_user(), amount, **WHY), make_user())
    return refunding.note_sent(refund, reference)


def test_the_excess_goes_back_and_the_order_stays_paid(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    follower = hooks.Follower(
        lambda subject: None, lambda paid: None, lambda refunded: told.append(refunded.refund.amount_dong)
    )
    monkeypatch.setattr(hooks, "_followers", {"test": follower})
    # Asking moves nothing, approving sets it aside, sending lets it go.
    refund = refunding.ask(order, make_user(), 20_000, **WHY)
    assert balances(order) == {"unit": -50_000, "provider": 70_000, "difference": -20_000}
    refunding.approve(refund, make_user())
    assert balances(order) == {"unit": -50_000, "provider": 70_000, "refund": -20_000}
    assert told == []
    refunding.note_sent(refund, "FT26326000001")
    assert balances(order) == {"unit": -50_000, "provider": 50_000}
    assert state_of(order) == "paid"
    assert told == [20_000]
    assert story(order) == ["placed", "excess", "receipt_issued", "refund_asked", "refund_approved", "refund_sent"]


def test_more_than_the_excess_takes_from_the_unit_and_the_order_is_refunded(order: Order) -> None:
    _sent(order, 30_000)
    assert balances(order) == {"unit": -40_000, "provider": 40_000}
    assert state_of(order) == "refunded"


def test_a_cancelled_order_gives_everything_back(order: Order) -> None:
    orders.cancel(order, "Hồ sơ đã rút")
    _sent(order, 70_000)
    assert balances(order) == {}
    assert state_of(order) == "refunded"


def test_what_was_given_back_in_part_before_cancelling_is_not_given_twice(order: Order) -> None:
    _sent(order, 30_000)
    orders.cancel(order, "Hồ sơ đã rút")
    assert balances(order) == {"provider": 40_000, "difference": -40_000}
    order.refresh_from_db()
    assert refunding.refundable_dong(order) == 40_000


@pytest.mark.parametrize(
    ("amount", "words", "field"),
    [
        (0, WHY, "amount_dong"),
        (-1, WHY, "amount_dong"),
        (70_001, WHY, "amount_dong"),
        (1, WHY | {"reason": " "}, "reason"),
        (1, WHY | {"legal_ground": ""}, "legal_ground"),
    ],
)
def test_a_refund_needs_an_amount_that_is_there_a_reason_and_a_ground(
    order: Order, amount: int, words: dict[str, Any], field: str
) -> None:
    with pytest.raises(PaymentProblem) as refused:
        refunding.ask(order, make_user(), amount, **words)
    assert refused.value.field == field
    assert not Refund.objects.exists()


def test_what_is_asked_for_already_cannot_be_asked_again(order: Order) -> None:
    refunding.ask(order, make_user(), 60_000, **WHY)
    with pytest.raises(PaymentProblem, match="đến 10.000 đồng"):
        refunding.ask(order, make_user(), 10_001, **WHY)


def test_nobody_decides_on_what_they_asked_for(order: Order) -> None:
    clerk = make_user()
    refund = refunding.ask(order, clerk, 20_000, **WHY)
    before = everything()
    with pytest.raises(NotPossibleNow, match="không tự duyệt"):
        refunding.approve(refund, clerk)
    with pytest.raises(NotPossibleNow, match="không tự duyệt"):
        refunding.refuse(refund, clerk, "Không đúng")
    assert everything() == before
    refund.refresh_from_db()
    assert refund.state == "asked"


def test_a_refused_refund_says_why_and_frees_its_amount(order: Order) -> None:
    refund = refunding.ask(order, make_user(), 20_000, **WHY)
    with pytest.raises(PaymentProblem, match="vì sao"):
        refunding.refuse(refund, make_user(), " ")
    refunding.refuse(refund, make_user(), "Chưa đủ chứng từ")
    assert refunding.refundable_dong(order) == 70_000
    with pytest.raises(NotPossibleNow, match="Không được duyệt"):
        refunding.approve(refund, make_user())


def test_money_leaves_once_and_only_after_approval(order: Order) -> None:
    refund = refunding.ask(order, make_user(), 20_000, **WHY)
    with pytest.raises(NotPossibleNow, match="Chờ duyệt"):
        refunding.note_sent(refund, "FT1")
    refunding.approve(refund, make_user())
    with pytest.raises(PaymentProblem, match="mã giao dịch"):
        refunding.note_sent(refund, " ")
    refunding.note_sent(refund, "FT1")
    with pytest.raises(NotPossibleNow, match="Đã chuyển tiền hoàn"):
        refunding.note_sent(refund, "FT1")
    with locked(order) as fresh:
        assert fresh.refunded_dong == 20_000
