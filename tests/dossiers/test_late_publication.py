"""Rules proved: a month is published with units and counts after explanations, and names no citizen and no dossier.

QĐ 766/QĐ-TTg. An officer is named only where nothing was said in time, or what was said was sent back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, LateEntry, LateList
from dossiers.responsibility import published, publishing
from dossiers.responsibility.words import Lateness, Standing
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.late_months import DECEMBER, DUE, JUDGED_BY, MADE
from tests.dossiers.moments import at
from tests.dossiers.world import World
from units.models import Unit
from units.roles import Role

MONTHS = reverse("dossiers:late-lists")
PUBLISHED = at("2027-01-15 06:15")


@pytest.fixture
def dossier(world: World) -> Dossier:
    return filings.submitted(world)


@pytest.fixture
def made(db: None) -> LateList:
    """December's list, to be published on 15/1/2027."""
    return LateList.objects.create(month=DECEMBER, made_at=MADE, publish_on=PUBLISHED.date())


def late(
    made: LateList,
    dossier: Dossier,
    unit: Unit,
    person: User | None = None,
    standing: str = Standing.OPEN,
    kind: str = Lateness.OVERDUE,
) -> LateEntry:
    """An entry of the list."""
    moment = DUE + timedelta(minutes=LateEntry.objects.count())
    return LateEntry.objects.create(
        late_list=made,
        dossier=dossier,
        kind=kind,
        due_at=moment,
        unit=unit,
        role=Role.OFFICER,
        person=person,
        person_name=person.full_name if person else "",
        standing=standing,
        reason="Chờ xác minh." if standing == Standing.APOLOGISED else "",
        explain_until=JUDGED_BY,
        decide_until=JUDGED_BY,
    )


def month(client: Client, query: str = "") -> Any:
    return client.get(reverse("dossiers:late-list", args=["2026-12"]) + query)


def rows(response: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response.context["page"].rows
    return found


def publish(made: LateList) -> None:
    assert publishing.publish_due(PUBLISHED) == 1
    made.refresh_from_db()


def test_nothing_is_to_be_seen_before_its_day(client: Client, world: World, made: LateList, dossier: Dossier) -> None:
    late(made, dossier, world.ward.office, world.ward.officer)

    assert publishing.publish_due(PUBLISHED - timedelta(days=1)) == 0

    assert "Chưa công khai tháng nào" in words(client.get(MONTHS))
    assert month(client).status_code == 404
    assert client.get(reverse("dossiers:late-list-export", args=["2026-12"])).status_code == 404


def test_everybody_reads_units_with_their_counts(
    client: Client, world: World, made: LateList, dossier: Dossier
) -> None:
    office, centre = world.ward.office, world.other_ward.centre
    for standing in (Standing.OPEN, Standing.ACCEPTED, Standing.WAITING, Standing.APOLOGISED):
        late(made, dossier, office, world.ward.officer, standing)
    late(made, dossier, centre, kind=Lateness.RECEPTION)
    publish(made)

    response = month(client)

    assert [
        (row["unit__name"], row["late"], row["excused"], row["unjudged"], row["unexcused"]) for row in rows(response)
    ] == [
        (office.name, 4, 2, 1, 2),
        (centre.name, 1, 0, 0, 1),
    ]
    sums = response.context["sums"]
    assert (sums["late"], sums["excused"], sums["unexcused"]) == (5, 2, 3)
    assert (sums["overdue"], sums["reception"], sums["hand_over"]) == (4, 1, 0)
    listed = client.get(MONTHS).context["lists"]
    assert [(one.month, one.late, one.unexcused) for one in listed] == [(DECEMBER, 5, 3)]


NAMED = [
    (Standing.OPEN, True, True),
    (Standing.SENT_BACK, True, True),
    (Standing.WAITING, True, False),
    (Standing.ACCEPTED, False, False),
    (Standing.APOLOGISED, False, False),
]


@pytest.mark.parametrize(("standing", "is_listed", "is_named"), NAMED)
def test_an_officer_is_named_only_without_an_accepted_reason(
    client: Client, world: World, made: LateList, dossier: Dossier, standing: str, *, is_listed: bool, is_named: bool
) -> None:
    late(made, dossier, world.ward.office, world.ward.officer, standing)
    publish(made)

    response = month(client, "?xem=khong-ly-do")

    assert bool(rows(response)) is is_listed
    assert (world.ward.officer.full_name in words(response)) is is_named
    assert world.ward.officer.full_name not in words(month(client)), "the units' tab names nobody"


def test_what_lay_in_a_pool_stands_with_the_unit(
    client: Client, world: World, made: LateList, dossier: Dossier
) -> None:
    late(made, dossier, world.ward.office)
    late(made, dossier, world.ward.office, world.ward.officer, Standing.WAITING)
    publish(made)

    response = month(client, "?xem=khong-ly-do")

    assert [(row["named"], row["late"]) for row in rows(response)] == [("", 2)]
    assert "Đơn vị chịu trách nhiệm chung" in words(response)


def test_no_citizen_and_no_dossier_is_named(client: Client, world: World, made: LateList, dossier: Dossier) -> None:
    late(made, dossier, world.ward.office, world.ward.officer, Standing.SENT_BACK)
    publish(made)
    export = reverse("dossiers:late-list-export", args=["2026-12"])

    pages = [words(month(client)), words(month(client, "?xem=khong-ly-do")), words(client.get(MONTHS))]
    pages += [client.get(export + query).getvalue().decode() for query in ("", "?xem=khong-ly-do")]

    for page in pages:
        assert dossier.code not in page
        assert dossier.owner.full_name not in page
        assert dossier.title not in page


def units_of(world: World) -> list[Unit]:
    return [world.ward.office, world.ward.centre, world.other_ward.office, world.other_ward.centre]


@pytest.mark.parametrize("order", ["nhieu", "ten"])
def test_pages_hold_every_unit_once_in_the_order_asked_for(
    client: Client, world: World, made: LateList, dossier: Dossier, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    for count, unit in enumerate(units_of(world), start=1):
        for _number in range(count):
            late(made, dossier, unit)
    publish(made)
    monkeypatch.setattr(published, "PAGE_SIZE", 3)

    first = month(client, f"?xem=don-vi&xep={order}")
    second = month(client, first.context["page"].next)

    shown = [row["unit__name"] for row in (*rows(first), *rows(second))]
    by_count = [unit.name for unit in reversed(units_of(world))]
    assert sorted(shown) == sorted(by_count)
    if order == "nhieu":
        assert shown == by_count
    assert (first.context["page"].previous, second.context["page"].next) == ("", "")
    assert [row["unit__name"] for row in rows(month(client, second.context["page"].previous))] == shown[:3]


@pytest.mark.parametrize(
    "query", ["?trang=0", "?trang=-1", "?trang=x", "?trang=99999", "?trang=²", "?xem=x&xep=y", "?trang="]
)
def test_nonsense_in_the_address_shows_the_first_page(
    client: Client, world: World, made: LateList, dossier: Dossier, query: str
) -> None:
    late(made, dossier, world.ward.office)
    publish(made)

    assert len(rows(month(client, query))) == 1


def test_a_page_beyond_the_end_says_so(client: Client, world: World, made: LateList, dossier: Dossier) -> None:
    late(made, dossier, world.ward.office)
    publish(made)

    response = month(client, "?trang=9")

    assert (rows(response), response.status_code) == ([], 200)
    assert "Không có ai trong danh sách này" in words(response)


def test_a_month_without_anything_late_says_so(client: Client, made: LateList) -> None:
    publish(made)

    assert "Không có hồ sơ nào chậm hạn trong tháng này" in words(month(client))


@pytest.mark.parametrize("address", ["2026-13", "2026-00", "1999-12", "x", "2026-12-01"])
def test_what_is_no_month_is_not_found(client: Client, db: None, address: str) -> None:
    assert client.get(reverse("dossiers:late-list", args=[address])).status_code == 404


def test_the_file_has_every_row_and_no_formula(client: Client, world: World, made: LateList, dossier: Dossier) -> None:
    world.ward.officer.full_name = "=HYPERLINK(1)"
    late(made, dossier, world.ward.office, world.ward.officer)
    late(made, dossier, world.other_ward.office)
    publish(made)
    export = reverse("dossiers:late-list-export", args=["2026-12"])

    units = client.get(export).getvalue().decode("utf-8-sig").splitlines()
    people = client.get(export + "?xem=khong-ly-do").getvalue().decode("utf-8-sig").splitlines()

    assert len(units) == len(people) == 3
    assert units[0].startswith("Mã đơn vị,Đơn vị,Số lần chậm hạn")
    assert any(f"{world.ward.office.code},{world.ward.office.name},'=HYPERLINK(1),1" in line for line in people)


def test_years_with_lists_are_offered(client: Client, made: LateList) -> None:
    LateList.objects.create(month="2027-01-01", made_at=MADE, publish_on=PUBLISHED.date())
    publishing.publish_due(PUBLISHED)

    newest, older = client.get(MONTHS), client.get(MONTHS + "?nam=2026")

    assert newest.context["years"] == [2027, 2026]
    assert [one.month.year for one in newest.context["lists"]] == [2027]
    assert [one.month for one in older.context["lists"]] == [DECEMBER]
    assert client.get(MONTHS + "?nam=1").context["year"] == 2027


def test_a_month_costs_the_same_with_one_unit_and_with_many(
    client: Client,
    world: World,
    made: LateList,
    dossier: Dossier,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """The list, its sums, its rows."""
    late(made, dossier, world.ward.office)
    publish(made)
    for _round in range(2):
        for view in ("don-vi", "khong-ly-do"):
            with django_assert_max_num_queries(3, connection=connection):
                month(client, f"?xem={view}")
        for unit in units_of(world):
            late(made, dossier, unit, world.ward.officer)
