"""Rules proved: whoever an alert is for says that it was seen, once, with name and moment; what nobody has seen stands
first and is counted; seeing settles nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers import alert_list, alerts
from dossiers.alert_list import Question
from dossiers.models import Alert, Dossier
from dossiers.problems import NotYours
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.moments import stand_at
from tests.dossiers.test_alert_reach import LIST, MONDAY, page_of_alert, raised, shown
from tests.dossiers.world import World, make_staff
from units.roles import Role


@pytest.fixture
def dossier(world: World) -> Dossier:
    return filings.submitted(world)


@pytest.fixture
def alert(world: World, dossier: Dossier) -> Alert:
    """For the clerks of the first ward's centre."""
    return raised(dossier, Role.CLERK, world.ward.centre)


def see(client: Client, user: User, alert: Alert) -> Any:
    client.force_login(user)
    return client.post(page_of_alert(alert), {"seen": "1"})


def test_who_saw_it_and_when_stands_beside_it(
    world: World, client: Client, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, MONDAY + timedelta(hours=1))
    answer = see(client, world.ward.clerk, alert)

    assert answer["Location"] == LIST
    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == (world.ward.clerk, MONDAY + timedelta(hours=1))
    assert (alert.settled_at, alert.note) == (None, ""), "seeing settles nothing"
    for page in (LIST, page_of_alert(alert)):
        shown_words = words(client.get(page))
        assert world.ward.clerk.full_name in shown_words
        assert "Đánh dấu đã xem" not in shown_words


def test_the_first_who_saw_it_stays(world: World, client: Client, alert: Alert) -> None:
    second = make_staff("clerk2@example.vn", "Vũ Minh", Role.CLERK, world.ward.centre)
    see(client, world.ward.clerk, alert)
    alert.refresh_from_db()
    first = (alert.seen_by, alert.seen_at)

    answer = see(client, second, alert)

    assert answer.status_code == 302
    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == first


@pytest.mark.parametrize("who", ["ward.officer", "ward.leader", "other_ward.clerk", "mother"])
def test_only_whom_it_is_addressed_to_can_say_so(world: World, client: Client, alert: Alert, who: str) -> None:
    user = world
    for name in who.split("."):
        user = getattr(user, name)
    assert isinstance(user, User)

    assert see(client, user, alert).status_code in {403, 404}
    with pytest.raises(NotYours):
        alerts.see(alert, user)

    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == (None, None)


def test_a_stand_in_sees_in_their_own_name(world: World, client: Client, alert: Alert) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.CLERK, world.other_ward.centre)
    away(world.ward.clerk, deputy)
    see(client, deputy, alert)
    alert.refresh_from_db()
    assert alert.seen_by == deputy


def test_looking_at_the_page_or_settling_is_not_marking(world: World, client: Client, alert: Alert) -> None:
    client.force_login(world.ward.clerk)
    client.get(LIST)
    client.get(page_of_alert(alert))
    alert.refresh_from_db()
    assert alert.seen_at is None

    client.post(page_of_alert(alert), {"note": "Đã tiếp nhận."})
    assert see(client, world.ward.clerk, alert).status_code == 302
    alert.refresh_from_db()
    assert (alert.seen_at, alert.settled_by) == (None, world.ward.clerk), "what is settled is no longer to be seen"


def test_what_nobody_saw_stands_first_and_is_counted(world: World, client: Client, dossier: Dossier) -> None:
    old, middle, new = (raised(dossier, Role.CLERK, world.ward.centre, number=number) for number in range(3))
    see(client, world.ward.clerk, new)

    assert shown(client, world.ward.clerk) == [middle.pk, old.pk, new.pk]
    assert "2 cảnh báo chưa ai xem." in words(client.get(LIST))
    see(client, world.ward.clerk, middle)
    see(client, world.ward.clerk, old)
    assert shown(client, world.ward.clerk) == [new.pk, middle.pk, old.pk]
    assert "chưa ai xem" not in words(client.get(LIST))


def test_many_are_told_as_at_least_so_many(
    world: World, client: Client, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_list, "COUNT_CAP", 1)
    client.force_login(world.ward.clerk)
    assert "Từ 1 cảnh báo trở lên chưa ai xem." in words(client.get(LIST))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=st.lists(st.booleans(), max_size=9), size=st.integers(1, 4))
def test_pages_hold_every_open_alert_once_unseen_first(
    world: World, dossier: Dossier, seen: list[bool], size: int
) -> None:
    Alert.objects.all().delete()
    made = []
    for number, is_seen in enumerate(seen):
        alert = raised(dossier, Role.CLERK, world.ward.centre, number=number)
        if is_seen:
            Alert.objects.filter(pk=alert.pk).update(seen_at=MONDAY, seen_by=world.ward.clerk)
        made.append((not is_seen, alert.pk))

    pages: list[list[int]] = []
    question = Question()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.ui.paging.page_by_key.__kwdefaults__", {"size": size, "newest_first": True, "key": "pk"})
        page = alert_list.page_of(world.ward.clerk, question)
        while True:
            pages.append([row.pk for row in page.rows])
            if not page.next:
                break
            query = dict(pair.split("=") for pair in page.next[1:].split("&"))
            page = alert_list.page_of(world.ward.clerk, Question.read(query))
        while page.previous:
            query = dict(pair.split("=") for pair in page.previous[1:].split("&"))
            page = alert_list.page_of(world.ward.clerk, Question.read(query))

    assert [pk for rows in pages for pk in rows] == [pk for _unseen, pk in sorted(made, reverse=True)]
    assert [row.pk for row in page.rows] == pages[0]


def test_the_page_costs_the_same_with_one_alert_and_with_many(
    world: World, client: Client, dossier: Dossier, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, reach of the role, rows, how many unseen, reach and counts of the menu."""
    client.force_login(world.ward.clerk)
    for number in range(4):
        raised(dossier, Role.CLERK, world.ward.centre, number=number)
        with django_assert_max_num_queries(8):
            client.get(LIST)


def test_the_address_of_the_list_stays_the_same(world: World, client: Client, alert: Alert) -> None:
    """Marking leads back to the list with the alert still in it."""
    see(client, world.ward.clerk, alert)
    assert shown(client, world.ward.clerk) == [alert.pk]
    assert reverse("dossiers:alert", args=[alert.pk]) in words(client.get(LIST))
