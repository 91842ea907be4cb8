"""Rules proved: an officer sees their own late entries, a head the unit's, a supervisor all; the menu counts them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Explanation, LateEntry, LateList
from dossiers.responsibility.words import Lateness, Standing
from portal.accounts.models import User
from portal.ui import paging, paging_by_moment
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.late_months import DECEMBER, DUE, EXPLAINED_BY, JUDGED_BY, MADE
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.models import Unit
from units.roles import Role

LIST = reverse("dossiers:late")
EXPORT = reverse("dossiers:late-export")
TODAY = at("2027-01-05 09:00")


@pytest.fixture(autouse=True)
def _day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after the list was made."""
    stand_at(monkeypatch, TODAY)


@pytest.fixture
def dossier(world: World) -> Dossier:
    return filings.submitted(world)


@pytest.fixture
def made(db: None) -> LateList:
    return LateList.objects.create(month=DECEMBER, made_at=MADE, publish_on=at("2027-01-15 06:15").date())


def late(made: LateList, dossier: Dossier, unit: Unit, role: str, person: User | None = None, **more: Any) -> LateEntry:
    """An entry due a minute after the one before."""
    return LateEntry.objects.create(
        late_list=made,
        dossier=dossier,
        unit=unit,
        role=role,
        person=person,
        person_name=person.full_name if person else "",
        **{"kind": Lateness.OVERDUE, "due_at": DUE + timedelta(minutes=LateEntry.objects.count())} | more,
        explain_until=EXPLAINED_BY,
        decide_until=JUDGED_BY,
    )


@pytest.fixture
def entries(world: World, made: LateList, dossier: Dossier) -> dict[str, LateEntry]:
    """By whose they are: in the first ward an officer's, the pool's, the clerk's and the leader's; one elsewhere."""
    ward, other = world.ward, world.other_ward
    return {
        "officer": late(made, dossier, ward.office, Role.OFFICER, ward.officer),
        "pool": late(made, dossier, ward.office, Role.OFFICER),
        "clerk": late(made, dossier, ward.centre, Role.CLERK, ward.clerk),
        "leader": late(made, dossier, ward.committee, Role.LEADER, ward.leader),
        "elsewhere": late(made, dossier, other.office, Role.OFFICER, other.officer),
    }


def supervisor(world: World) -> User:
    parent = world.ward.committee.parent
    assert parent is not None
    return make_staff("watch@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, parent)


def user_of(world: World, who: str) -> User:
    if who == "supervisor":
        return supervisor(world)
    if who == "colleague":
        return make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)
    return world.other_ward.officer if who == "elsewhere" else getattr(world.ward, who)


def shown(client: Client, user: User, query: str = "?xem=tat-ca") -> list[int]:
    client.force_login(user)
    return [line.entry.pk for line in client.get(LIST + query).context["lines"]]


REACH = {
    "officer": {"officer", "pool"},
    "colleague": {"pool"},
    "clerk": {"clerk"},
    "leader": {"officer", "pool", "clerk", "leader"},
    "supervisor": {"officer", "pool", "clerk", "leader", "elsewhere"},
    "elsewhere": {"elsewhere"},
}


@pytest.mark.parametrize("who", REACH)
def test_each_sees_what_is_theirs_on_list_page_and_file(
    world: World, client: Client, entries: dict[str, LateEntry], who: str
) -> None:
    user = user_of(world, who)

    listed = shown(client, user)
    opened = {
        name
        for name, one in entries.items()
        if client.get(reverse("dossiers:late-entry", args=[one.pk])).status_code == 200
    }
    lines = client.get(EXPORT + "?xem=tat-ca").getvalue().decode().splitlines()

    assert sorted(listed) == sorted(entries[name].pk for name in REACH[who])
    assert opened == REACH[who]
    assert len(lines) == 1 + len(REACH[who])


OWN = {"officer": ["officer", "pool"], "clerk": ["clerk"], "leader": ["leader"], "supervisor": []}


@pytest.mark.parametrize("who", OWN)
def test_own_are_those_held_and_those_of_the_pool(
    world: World, client: Client, entries: dict[str, LateEntry], who: str
) -> None:
    user = user_of(world, who)

    own, to_do = (sorted(shown(client, user, f"?xem={view}")) for view in ("cua-toi", "can-lam"))

    assert own == to_do == sorted(entries[name].pk for name in OWN[who])


@pytest.mark.parametrize("address", [LIST, EXPORT])
def test_strangers_and_citizens_have_no_business_here(world: World, address: str) -> None:
    client = Client()
    assert client.get(address).status_code == 302
    client.force_login(world.mother)
    assert client.get(address).status_code == 403


WAITING = [
    ("officer", Standing.OPEN, TODAY, 2),
    ("officer", Standing.OPEN, at("2027-01-11 17:01"), 0),
    ("officer", Standing.WAITING, TODAY, 0),
    ("leader", Standing.WAITING, TODAY, 3),
    ("leader", Standing.OPEN, TODAY, 1),
    ("supervisor", Standing.WAITING, TODAY, 1),
    ("supervisor", Standing.OPEN, TODAY, 0),
]


@pytest.mark.parametrize(("who", "standing", "moment", "count"), WAITING)
def test_the_menu_counts_what_waits_for_the_person(
    world: World,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    entries: dict[str, LateEntry],
    who: str,
    standing: str,
    moment: Any,
    count: int,
) -> None:
    """Of a head's own, the supervisor judges; a published list waits for nobody."""
    for entry in entries.values():
        if standing == Standing.WAITING:
            author = entry.person or world.ward.officer
            Explanation.objects.create(entry=entry, text="Hệ thống lỗi.", written_by=author, written_at=TODAY)
    LateEntry.objects.update(standing=standing)
    stand_at(monkeypatch, moment)
    client.force_login(user_of(world, who))

    assert counted(client) == count
    assert len(client.get(LIST).context["lines"]) == count
    LateList.objects.update(published_at=TODAY)
    assert counted(client) == 0


def counted(client: Client) -> int:
    """What stands behind the entry of the menu, on a page that has no figures of its own."""
    items = client.get(reverse("dossiers:alerts")).context["staff_menu"]
    return next(item.count or 0 for item in items() if item.url == LIST)


FILTERS = [
    ("?xem=tat-ca&thang=2026-12", 4),
    ("?xem=tat-ca&thang=2026-11", 0),
    ("?xem=tat-ca&thang=x", 4),
    ("?xem=tat-ca&loai=overdue", 4),
    ("?xem=tat-ca&loai=late_reception", 0),
    ("?xem=tat-ca&trang-thai=open", 4),
    ("?xem=tat-ca&trang-thai=accepted", 0),
    ("?xem=x&trang-thai=%00&sau=x", 1),
]


@pytest.mark.parametrize(("query", "count"), FILTERS)
def test_the_list_is_narrowed_by_its_address(
    world: World, client: Client, entries: dict[str, LateEntry], query: str, count: int
) -> None:
    found = shown(client, world.ward.leader, query)

    assert len(found) == count
    if not count:
        assert "Không có hồ sơ nào khớp với bộ lọc" in words(client.get(LIST + query))


@pytest.mark.parametrize("order", ["moi", "cu"])
def test_pages_hold_each_entry_once_in_order(
    world: World, client: Client, entries: dict[str, LateEntry], monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(paging_by_moment.page_by_moment, "__kwdefaults__", {"size": 3})
    assert paging.PAGE_SIZE > 3
    client.force_login(world.ward.leader)
    first = client.get(f"{LIST}?xem=tat-ca&xep={order}")
    second = client.get(LIST + first.context["page"].next)

    dues = [line.entry.due_at for page in (first, second) for line in page.context["lines"]]

    assert dues == sorted(dues, reverse=order == "moi")
    assert len(dues) == 4
    back = client.get(LIST + second.context["page"].previous)
    assert [line.entry.pk for line in back.context["lines"]] == [line.entry.pk for line in first.context["lines"]]


@pytest.mark.parametrize(
    ("query", "says"), [("", "Không có việc nào chờ bạn"), ("?xem=tat-ca", "Không có hồ sơ nào chậm hạn")]
)
def test_an_empty_list_says_what_will_stand_here(world: World, client: Client, query: str, says: str) -> None:
    client.force_login(world.ward.officer)

    assert says in words(client.get(LIST + query))


LATE_BY = [
    (at("2026-12-08 09:30"), "2 giờ làm việc"),
    (at("2026-12-08 09:45"), "2 giờ 15 phút làm việc"),
    (None, "144 giờ làm việc"),
]


@pytest.mark.parametrize(("done", "told"), LATE_BY)
def test_lateness_is_told_in_the_working_time_of_the_unit(
    world: World, client: Client, made: LateList, dossier: Dossier, done: Any, told: str
) -> None:
    """From 17:00 on Monday 7/12; 18 working days until the list was made, New Year's Day left out."""
    late(made, dossier, world.ward.office, Role.OFFICER, world.ward.officer, done_at=done)
    client.force_login(world.ward.officer)

    assert told in words(client.get(LIST))


def test_the_list_costs_the_same_with_one_entry_and_with_many(
    world: World,
    client: Client,
    made: LateList,
    dossier: Dossier,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session, person, roles, reach of officers, page, messages, months, menu."""
    client.force_login(world.ward.officer)
    for _round in range(2):
        for _number in range(3):
            late(made, dossier, world.ward.office, Role.OFFICER, world.ward.officer)
        with django_assert_max_num_queries(8, connection=connection):
            client.get(LIST)
