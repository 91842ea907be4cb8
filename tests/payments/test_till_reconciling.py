"""Each night every shift is held against the ledger: counted, handed over, and the total of the card terminal."""

from __future__ import annotations

import datetime as dt

import pytest

from payments import receipt_drawing
from payments.counter import reconciling, reversing, shifts, taking
from payments.models import Difference, Payment, Reconciliation, ShiftEntry
from payments.tasks import reconcile
from tests.payments.books import agree
from tests.payments.desk import at_the_desk
from tests.payments.till import Till, make_till
from units.models import today_in_vietnam

pytestmark = pytest.mark.django_db
TOMORROW = today_in_vietnam() + dt.timedelta(days=1)
DIFFERENCES = "/can-bo/thu-phi/doi-soat/sai-lech/"


@pytest.fixture
def till() -> Till:
    """A till with a float of 200.000 đồng that took 50.000 in cash and 50.000 by card."""
    made = make_till()
    made.take()
    taking.take_card(made.shift, made.order(), made.clerk, "AB1234")
    return made


def compared(provider: str) -> tuple[str, int, int]:
    """What became of the one shift (its kind), what the ledger has and what was counted."""
    reconciling.compare(TOMORROW)
    row = Reconciliation.objects.get(provider=provider)
    kinds = {"matched": row.matched, "missing_there": row.missing_there, "differing": row.differing}
    [kind] = [kind for kind, count in kinds.items() if count]
    return kind, row.here_dong, row.there_dong


def closed(till: Till, notes: int = 5, terminal_dong: int = 50_000) -> None:
    """Counted: so many notes of 50.000 đồng, and the terminal's total."""
    told = {50_000: notes}
    shifts.close(till.shift, till.clerk, told, reason="Đã đếm lại", terminal_dong=terminal_dong)


def test_a_shift_agrees_once_it_was_counted_and_handed_over(till: Till) -> None:
    """Until then it is missing there: what nobody closes or hands over stands in the aged list."""
    assert compared("cash") == ("missing_there", 250_000, 0)
    assert compared("card") == ("missing_there", 50_000, 0)
    closed(till)
    assert compared("cash") == ("missing_there", 250_000, 0), "counted, and still in the drawer"
    assert compared("card") == ("matched", 50_000, 50_000)
    shifts.hand_over(till.shift, till.clerk, "NQ-1")
    assert compared("cash") == ("matched", 250_000, 250_000)
    ended = Difference.objects.values_list("provider", "reason")
    assert sorted(ended) == [("card", "Lần đối soát sau đã khớp."), ("cash", "Lần đối soát sau đã khớp.")]
    assert agree()


def test_a_count_that_is_off_is_a_difference_of_the_unit_until_somebody_closes_it(till: Till) -> None:
    closed(till, notes=4, terminal_dong=49_000)
    shifts.hand_over(till.shift, till.clerk, "NQ-1")

    assert compared("cash") == ("differing", 250_000, 200_000)
    assert compared("card") == ("differing", 50_000, 49_000)
    desk = at_the_desk(till.account.unit)
    page = desk.get(DIFFERENCES, {"kenh": "cash"}).content.decode()
    assert f"CA-{till.shift.pk}" in page and "200.000 đồng" in page
    difference = Difference.objects.get(provider="cash")
    shown = desk.get(f"{DIFFERENCES}{difference.pk}/").content.decode()
    assert "250.000 đồng" in shown and "200.000 đồng" in shown and "Tiền mặt" in shown
    desk.post(f"{DIFFERENCES}{difference.pk}/", {"reason": "Thủ quỹ đã lập biên bản"})
    reconciling.compare(TOMORROW)
    difference.refresh_from_db()
    assert difference.reason == "Thủ quỹ đã lập biên bản"


def test_what_was_given_back_counts_on_neither_side(till: Till, undrawn: None) -> None:
    """A mistake taken back under four eyes leaves the drawer as if nothing had been taken."""
    receipt_drawing.draw_waiting()
    reversing.approve(reversing.ask(ShiftEntry.objects.get(kind="cash"), till.clerk, "Nhầm"), till.leader)
    closed(till, notes=4)
    shifts.hand_over(till.shift, till.clerk, "NQ-1")

    assert compared("cash") == ("matched", 200_000, 200_000)
    assert agree()


def test_money_at_the_till_that_stands_in_no_shift_is_missing_there(till: Till) -> None:
    """Nobody can make it through the pages; a restored backup can lack the shift."""
    Payment.objects.create(
        provider="cash", provider_reference="TM0-LOST", order=till.order(), amount_dong=7_000,
        received_at=till.shift.opened_at,
    )  # fmt: skip

    reconciling.compare(TOMORROW)

    lost = Difference.objects.get(reference="TM0-LOST")
    assert (lost.kind, lost.unit, lost.here_dong) == ("missing_there", till.account.unit, 7_000)


def test_a_shift_of_today_may_still_be_open_and_one_without_cards_has_no_terminal() -> None:
    till = make_till()
    reconciling.compare(today_in_vietnam())
    assert not Reconciliation.objects.exists()
    reconciling.compare(TOMORROW)
    assert [row.provider for row in Reconciliation.objects.all()] == ["cash"]
    assert Difference.objects.get().unit == till.shift.unit


def test_comparing_again_changes_nothing_and_the_nightly_task_does_it(till: Till) -> None:
    reconciling.compare(TOMORROW)
    before = list(Difference.objects.order_by("pk").values())
    reconciling.compare(TOMORROW)
    assert reconcile() == 0, "no account at a bank had a statement"
    assert list(Difference.objects.order_by("pk").values()) == before
