"""The figures A, B and C of online payment: counted by dossier and by procedure, scored by the published curve."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.payment_figures import NATIONAL, Figure, figures
from payments import orders
from payments.models import BankAccount, Order
from payments.receiving import receive
from payments.revenue import Period
from payments.vocabulary import Provider
from procedures.models import Fee
from tests.dossiers.desk import signed_in
from tests.dossiers.filings import submitted
from tests.dossiers.world import World, make_staff
from tests.payments.factories import FEE, make_account, place, report
from units.models import today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/chi-so-thanh-toan/"
TODAY = Period(today_in_vietnam(), today_in_vietnam())


@pytest.fixture
def account(world: World) -> BankAccount:
    return make_account(unit=world.ward.committee)


def owing(dossier: Dossier, account: BankAccount) -> Order:
    return place(account, FEE, subject_ref=dossier.code, code=orders.free_code(dossier.code))


def shares(units: set[int], **asked: Any) -> list[tuple[int, int]]:
    found = figures(units, TODAY, **asked)
    return [(each.numerator, each.denominator) for each in (found.a, found.b, found.c)]


def test_a_counts_dossiers_and_b_and_c_the_procedures_that_cost_something(world: World, account: BankAccount) -> None:
    """Given four dossiers of one procedure that owe: online, at the counter, on the national platform, not yet."""
    made = [submitted(world) for _number in range(4)]
    placed = [owing(dossier, account) for dossier in made]
    for order, provider in zip(placed, (Provider.BANK, Provider.CASH, Provider.NATIONAL_PLATFORM), strict=False):
        receive(report(order, 50_000, provider=provider))
    assert Fee.objects.filter(case__version=world.birth).exists()
    here = {account.unit_id}

    assert shares(here) == [(2, 4), (1, 1), (1, 1)]
    assert shares(here, providers=NATIONAL) == [(1, 4), (1, 1), (1, 1)]
    assert figures(here, TODAY).score == Decimal("3.00") + 2 + 2
    assert shares({world.other_ward.committee.pk})[0] == (0, 0)
    tomorrow = today_in_vietnam() + dt.timedelta(days=1)
    assert figures(here, Period(tomorrow, tomorrow)).a.denominator == 0


def test_what_owes_nothing_was_cancelled_or_belongs_to_no_dossier_is_left_out(
    world: World, account: BankAccount
) -> None:
    first, second = submitted(world), submitted(world)
    orders.cancel(owing(first, account), "Hồ sơ đã rút")
    receive(report(place(account), 50_000))
    twice = owing(second, account), owing(second, account)
    receive(report(twice[1], 20_000))
    assert shares({account.unit_id}) == [(0, 1), (0, 1), (1, 1)], (
        "one dossier however many orders, paid in part is not paid"
    )


def test_the_page_shows_both_ways_and_only_to_whom_it_concerns(world: World, account: BankAccount) -> None:
    receive(report(owing(submitted(world), account), 50_000))
    keeper = make_staff("ke.toan@example.vn", "Tạ Thị Thanh Thúy", Role.ACCOUNTANT, world.ward.committee)
    shown = signed_in(keeper).get(PAGE).content.decode()
    assert "1 / 1 (100,0 %)" in shown
    assert "0 / 1 (0,0 %)" in shown
    assert "10,00 / 10" in shown
    assert "(100,0 %)" not in signed_in(world.other_ward.leader).get(PAGE).content.decode()
    assert signed_in(world.ward.clerk).get(PAGE).status_code == 403
    assert signed_in(world.mother).get(PAGE).status_code == 403
    for nonsense in ({"tu": "\0"}, {"den": "31/02/2026"}, {"tu": "9999-12-31"}):
        assert signed_in(keeper).get(PAGE, nonsense).status_code == 200


def test_the_figures_cost_the_same_for_many_dossiers(
    world: World, account: BankAccount, django_assert_num_queries: Any
) -> None:
    for _number in range(3):
        receive(report(owing(submitted(world), account), 50_000))
    with django_assert_num_queries(6):
        assert figures({account.unit_id}, TODAY).a.numerator == 3


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from([(6, 6), (2.5, 2)]))
def test_a_score_never_leaves_its_bounds_and_never_falls_with_the_share(few: int, many: int, curve: Any) -> None:
    factor, most = Decimal(str(curve[0])), curve[1]
    low, high = min(few, many), max(few, many)
    score = Figure("A", low, high, factor, most).score
    assert 0 <= score <= most
    assert Figure("A", low, high + 1, factor, most).score <= score
    assert Figure("A", high, high, factor, most).score == (most if high else 0)
