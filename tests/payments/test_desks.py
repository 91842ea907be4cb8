"""Rule proved: every đồng that a provider tells lies on an order or at exactly one desk, and somebody sits there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q, Sum
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from payments import desk_list, ledger
from payments.models import BankAccount, LedgerEntry, Notice, Order, Payment
from payments.national_platform import State
from payments.providers import national_platform as driver
from payments.receiving import receive
from payments.vocabulary import Account, Outcome, Provider
from portal.accounts.models import User
from tests.payments.books import agree, everything
from tests.payments.desk import accountant_of, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.test_simulated_platform import told_of
from tests.units import factories as make
from units.models import Unit
from units.roles import Role

DESK = "/can-bo/thu-phi/doi-chieu/"


def committee() -> Unit:
    """The province's own committee."""
    made: Unit = make.CommitteeFactory.create()
    return made


def from_the_platform(code: str, amount: int = 30_000, reference: str = "PP-1") -> Payment:
    """Money for an order that we do not have."""
    order = Order(code=code, due_dong=amount)
    receive(driver.reported(told_of(order, transaction=reference, state=State.PAID)))
    return Payment.objects.get(provider_reference=reference)


def at_the_desk_of(user: User) -> set[str]:
    return set(desk_list.waiting_for(user).values_list("provider_reference", flat=True))


@pytest.mark.django_db
def test_money_from_the_platform_for_no_order_of_ours_reaches_the_agency_that_its_code_names() -> None:
    account, other = make_account(), make_account()
    committee()

    payment = from_the_platform(f"{account.unit.code}-251231-0007")

    assert (payment.order, payment.account_number, payment.desk) == (None, "", account.unit)
    assert at_the_desk_of(accountant_of(account.unit)) == {"PP-1"}
    assert at_the_desk_of(accountant_of(other.unit)) == set()
    assert agree()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["K99.1-251231-0007", "KHONG-PHAI-MA", "X"])
def test_money_that_names_nobody_falls_to_the_province(code: str) -> None:
    ward, province = make_account().unit, committee()

    payment = from_the_platform(code)

    assert payment.desk is None
    assert at_the_desk_of(accountant_of(province)) == {"PP-1"}
    assert at_the_desk_of(accountant_of(ward)) == set()
    assert at_the_desk_of(accountant_of(province, role=Role.LEADER)) == set(), "a leader keeps no accounts"


@pytest.mark.django_db
def test_the_provinces_accountant_gives_it_to_any_order_by_its_code_and_back(client: Client) -> None:
    """Given money of nobody's, when the province finds whose it is, that order is paid though its unit is another."""
    order, province = place(), committee()
    payment = from_the_platform("K99.1-251231-0007", 50_000)
    desk = browser_of(accountant_of(province))
    page = f"{DESK}{payment.pk}/"
    assert "PP-1" in desk.get(DESK).content.decode()
    assert order.code not in desk.get(page).content.decode(), "orders of others are not suggested, only typed"

    desk.post(page, {"code": order.code.lower()})

    order.refresh_from_db()
    assert (order.state, order.received_dong) == ("paid", 50_000)
    assert "PP-1" not in desk.get(DESK).content.decode()
    assert agree()


@pytest.mark.django_db
def test_a_unit_gives_its_money_to_no_order_of_another_agency() -> None:
    mine, theirs = make_account(), place()
    receive(report(None, 50_000, "FT-1", account_number=mine.number))
    payment = Payment.objects.get(provider_reference="FT-1")
    desk, books = browser_of(accountant_of(mine.unit)), everything()

    answer = desk.post(f"{DESK}{payment.pk}/", {"code": theirs.code})

    assert answer.status_code == 422
    assert "Đơn vị không có khoản thu nào mang mã này." in answer.content.decode()
    assert everything() == books


@pytest.mark.django_db
def test_money_in_the_account_of_another_unit_lies_with_whoever_has_the_account() -> None:
    """The payer named an order of one ward and paid into the account of another."""
    order, other = place(), make_account()

    receive(report(order, 50_000, "FT-2", account_number=other.number))

    assert Notice.objects.get().outcome == Outcome.WRONG_ACCOUNT
    assert Payment.objects.get().desk == other.unit
    assert at_the_desk_of(accountant_of(other.unit)) == {"FT-2"}
    assert at_the_desk_of(accountant_of(order.unit)) == set()


@pytest.mark.django_db
def test_of_several_units_with_one_account_the_last_to_have_it_answers() -> None:
    account = make_account()
    part = make.CentreFactory.create(parent=account.unit)
    BankAccount.objects.create(
        unit=part, bank_bin=account.bank_bin, bank_name="Vietcombank", number=account.number, holder="X",
        valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip

    receive(report(None, 50_000, "FT-3", account_number=account.number))

    assert Payment.objects.get().desk == part
    assert at_the_desk_of(accountant_of(account.unit)) == {"FT-3"}, "who keeps the agency's accounts reaches its parts"


@pytest.mark.django_db
def test_money_for_an_order_lies_at_no_desk_and_a_desk_is_written_once() -> None:
    order = place()
    receive(report(order, 50_000))
    [payment] = Payment.objects.all()

    assert payment.desk is None
    assert not desk_list.payments_of(accountant_of(committee())).exists()


@pytest.mark.django_db
def test_the_list_of_a_desk_asks_as_much_with_a_hundred_payments(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    province = committee()
    desk = browser_of(accountant_of(province))
    counts = []
    for many in (1, 9):
        for number in range(many):
            from_the_platform("X", reference=f"PP-{many}-{number}")
        with django_assert_max_num_queries(999) as asked:
            assert desk.get(DESK).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


TOLD = st.lists(
    st.tuples(
        st.sampled_from(["for an order", "no order", "elsewhere", "platform", "platform, a ward's code", "twice"]),
        st.integers(1, 90_000),
    ),
    max_size=6,
)


class TestEveryDong(TestCase):
    """hypothesis' own TestCase gives each example a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=settings().max_examples // 3)
    @given(told=TOLD)
    def test_every_dong_that_came_lies_on_an_order_or_at_exactly_one_desk(self, told: list[tuple[str, int]]) -> None:
        # Given two wards, the province, and their accountants
        order, other, province = place(), make_account(), committee()
        people = [accountant_of(unit) for unit in (order.unit, other.unit, province)]
        # When providers tell of money in every way they have
        for number, (way, amount) in enumerate(told):
            self._tell(way, amount, f"R{number}", order, other)
        # Then each desk has its own, none has another's, and all of it is there
        desks = [at_the_desk_of(person) for person in people]
        assert sum(map(len, desks)) == len(set().union(*desks))
        lying = Payment.objects.filter(provider_reference__in=set().union(*desks))
        on_desks = lying.aggregate(Sum("amount_dong"))["amount_dong__sum"] or 0
        came = ledger.balances(LedgerEntry.objects.filter(~Q(kind="placed")))[Account.PROVIDER]
        order.refresh_from_db()
        assert came == sum(amount for _way, amount in told) == on_desks + order.received_dong
        assert agree()

    def _tell(self, way: str, amount: int, reference: str, order: Order, other: BankAccount) -> None:
        more: dict[str, Any] = {"occurred_at": timezone.now() - dt.timedelta(minutes=1)}
        code = f"{other.unit.code}-251231-0001" if way == "platform, a ward's code" else "K99-0"
        platform = {"provider": Provider.NATIONAL_PLATFORM, "account_number": "", "order_code": code}
        told = {
            "for an order": report(order, amount, reference, **more),
            "no order": report(None, amount, reference, account_number=other.number, **more),
            "elsewhere": report(order, amount, reference, account_number=other.number, **more),
            "twice": report(order, amount, reference, **more),
        }.get(way) or report(None, amount, reference, **platform, **more)
        for _again in range(2 if way == "twice" else 1):
            receive(told)
