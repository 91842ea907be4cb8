"""Rule proved: a code typed at a till tells its clerk who pays for what only where that till may take the money."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payments.models import Order
from payments.orders import Line
from payments.vocabulary import LineKind
from tests.payments.books import everything
from tests.payments.factories import make_account, place
from tests.payments.till import Till, make_till, page, staff
from tests.units.factories import CentreFactory
from units.models import UnitSuccession
from units.roles import Role

pytestmark = pytest.mark.django_db
SECRETS = ("Nguyễn Thị Hoa", "Lệ phí xác minh", "hộ nghèo")
WAIVED = Line(LineKind.FEE, "LP-XM", "Lệ phí xác minh", 50_000, reduction_dong=20_000, legal_basis="Giảm cho hộ nghèo")


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def clerk(till: Till, client: Client) -> Client:
    client.force_login(till.clerk)
    return client


@pytest.fixture
def elsewhere() -> Order:
    """An order of another agency, with a waiver that tells of its payer."""
    return place(make_account(), WAIVED)


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_clerk_of_its_agency_reads_who_pays_for_what_and_why_less(till: Till, clerk: Client) -> None:
    text = shown(clerk.get(page("take", till.order(WAIVED).code)))

    assert all(secret in text for secret in SECRETS)
    assert "Đã nhận tiền mặt" in text


def test_every_other_clerk_reads_what_anybody_reads_and_where_it_is_paid(clerk: Client, elsewhere: Order) -> None:
    text = shown(clerk.get(page("take", elsewhere.code)))

    assert not any(secret in text for secret in SECRETS)
    assert "30.000 đồng" in text and elsewhere.purpose in text and elsewhere.unit.name in text
    assert "Đã nhận tiền mặt" not in text and "quẹt thẻ" not in text


@pytest.mark.parametrize("form", [{"way": "cash", "given_dong": ""}, {"way": "card", "slip": "AB1234"}])
def test_money_for_it_is_refused_and_the_refusal_tells_no_more(
    clerk: Client, elsewhere: Order, form: dict[str, str]
) -> None:
    books = everything()

    text = shown(clerk.post(page("take", elsewhere.code), form), 422)

    assert not any(secret in text for secret in SECRETS)
    assert everything() == books


def test_a_shift_at_another_till_changes_nothing_of_what_is_read(till: Till, elsewhere: Order) -> None:
    """A clerk of both agencies reads both, at whichever the drawer stands."""
    centre = CentreFactory.create(parent=elsewhere.unit)
    both = staff(Role.CLERK, centre, "Vũ Văn Hai")
    client = Client()
    client.force_login(both)

    assert all(secret in shown(client.get(page("take", elsewhere.code))) for secret in SECRETS)
    assert "Nguyễn Thị Hoa" not in shown(client.get(page("take", till.order().code)))


def test_who_takes_over_from_a_unit_reads_its_orders(till: Till, clerk: Client, elsewhere: Order) -> None:
    """Given a ward that ended, when a payer comes to the till of the new one, it takes the money."""
    UnitSuccession.objects.create(
        predecessor=elsewhere.unit, successor=till.account.unit, effective_from=dt.date(2026, 1, 1)
    )

    text = shown(clerk.get(page("take", elsewhere.code)))

    assert all(secret in text for secret in SECRETS)
    assert clerk.post(page("take", elsewhere.code), {"way": "cash", "given_dong": ""}).status_code == 302


def test_the_page_asks_the_same_for_own_and_other_orders_beside_the_lines(
    till: Till, clerk: Client, elsewhere: Order, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    own = till.order(WAIVED)
    asked = []
    for order in (own, elsewhere):
        with django_assert_max_num_queries(99) as captured:
            clerk.get(page("take", order.code))
        asked.append(len(captured))
    assert asked[0] == asked[1] + 1, "the lines"
