"""Rules proved: the list shows each person all their alerts and no other's; settling is theirs alone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import alert_list, deadline_watch, processing
from dossiers.alert_kinds import AlertKind, Rung
from dossiers.alert_list import Question
from dossiers.models import Alert, Dossier
from portal.accounts.models import User
from portal.ui import paging
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, Unit
from units.roles import Role

LIST = reverse("dossiers:alerts")
MONDAY = at("2026-11-30 08:00")


def raised(dossier: Dossier, role: Role, unit: Unit, kind: str = AlertKind.OVERDUE, number: int = 0) -> Alert:
    """An open alert for a role at a unit; `number` tells alike ones apart."""
    since = MONDAY + timedelta(minutes=number)
    told = {"role": role, "unit": unit, "rung": Rung.OFFICER, "since": since, "raised_at": since}
    return Alert.objects.create(kind=kind, dossier=dossier, **told)


@pytest.fixture
def dossier(world: World) -> Dossier:
    return filings.submitted(world)


@pytest.fixture
def alert(world: World, dossier: Dossier) -> Alert:
    """For the clerks of the first ward's centre."""
    return raised(dossier, Role.CLERK, world.ward.centre, AlertKind.LATE_RECEPTION)


def page_of_alert(alert: Alert) -> str:
    return reverse("dossiers:alert", args=[alert.pk])


def settle(client: Client, user: User, alert: Alert, note: str = "Đã tiếp nhận.") -> Any:
    client.force_login(user)
    return client.post(page_of_alert(alert), {"note": note})


def shown(client: Client, user: User, query: str = "") -> list[int]:
    client.force_login(user)
    return [row.pk for row in client.get(LIST + query).context["page"].rows]


ADDRESSES = [
    (role, ward, place)
    for ward in ("ward", "other_ward")
    for role, place in ((Role.CLERK, "centre"), (Role.OFFICER, "office"), (Role.LEADER, "committee"))
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.tuples(st.sampled_from(ADDRESSES), st.booleans()), max_size=14), size=st.integers(1, 5))
def test_pages_forward_and_back_hold_exactly_ones_own_newest_first(
    world: World, dossier: Dossier, told: list[tuple[tuple[Role, str, str], bool]], size: int
) -> None:
    """Whatever was told to whom, settled or not: no page repeats a row, leaves one out or shows another's."""
    Alert.objects.all().delete()
    made = []
    for number, ((role, ward, place), is_settled) in enumerate(told):
        alert = raised(dossier, role, getattr(getattr(world, ward), place), number=number)
        if is_settled:
            Alert.objects.filter(pk=alert.pk).update(settled_at=MONDAY)
        made.append((alert.pk, ward, role, is_settled))

    readers = (("ward", Role.LEADER, False), ("ward", Role.CLERK, True), ("other_ward", Role.OFFICER, False))
    for ward, role, is_settled in readers:
        user = getattr(getattr(world, ward), role)
        question = Question(view=alert_list.View.SETTLED if is_settled else alert_list.View.OPEN)
        found = Alert.objects.addressed_to(user).filter(settled_at__isnull=not is_settled)
        pages, page = [], paging.page_by_key(found, question, size=size)
        while True:
            pages.append([row.pk for row in page.rows])
            if not page.next:
                break
            query = dict(pair.split("=") for pair in page.next[1:].split("&"))
            page = paging.page_by_key(found, Question.read(query), size=size)

        own = [pk for pk, *address in made if address == [ward, role, is_settled]]
        assert [pk for rows in pages for pk in rows] == own[::-1]
        while page.previous:
            query = dict(pair.split("=") for pair in page.previous[1:].split("&"))
            page = paging.page_by_key(found, Question.read(query), size=size)
        assert [row.pk for row in page.rows] == pages[0]


@pytest.mark.parametrize("who", ["ward.officer", "ward.leader", "other_ward.clerk", "other_ward.leader"])
def test_the_alert_of_another_unit_or_role_is_as_good_as_none(
    world: World, client: Client, alert: Alert, who: str
) -> None:
    """Neither read nor settled, and the answer is that of a number nobody has."""
    ward, name = who.split(".")
    user = getattr(getattr(world, ward), name)

    assert shown(client, user) == []
    assert client.get(page_of_alert(alert)).status_code == 404
    assert settle(client, user, alert).status_code == 404
    assert client.get(reverse("dossiers:alert", args=[alert.pk + 1000])).status_code == 404

    alert.refresh_from_db()
    assert (alert.settled_at, alert.note) == (None, "")


def test_whoever_does_no_casework_comes_to_no_alert(world: World, client: Client, alert: Alert) -> None:
    publisher = make_staff("congkhai@example.vn", "Vũ Công Khai", Role.PUBLISHER, world.ward.centre)
    assert client.get(LIST).status_code == 302
    for user in (world.mother, publisher):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
        assert settle(client, user, alert).status_code == 403

    alert.refresh_from_db()
    assert alert.settled_at is None


def test_a_role_that_ended_yesterday_reads_and_settles_nothing(world: World, client: Client, alert: Alert) -> None:
    clerk = world.ward.clerk
    assert shown(client, clerk) == [alert.pk]
    elsewhere = world.other_ward.centre
    StaffRole.objects.create(user=clerk, unit=elsewhere, role=Role.CLERK, valid_from="2026-01-01")
    StaffRole.objects.filter(user=clerk, unit=world.ward.centre).update(valid_to="2026-06-01")

    assert shown(client, User.objects.get(pk=clerk.pk)) == []
    assert settle(client, User.objects.get(pk=clerk.pk), alert).status_code == 404
    alert.refresh_from_db()
    assert alert.settled_at is None


def test_words_for_an_alert_that_settled_itself_meanwhile_are_given_back(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk writes about a late reception while a colleague receives the dossier: nothing typed is lost."""
    stand_at(monkeypatch, MONDAY)
    dossier = filings.submitted(world)
    deadline_watch.mark(at("2026-12-04 08:00"))
    alert = Alert.objects.get(kind=AlertKind.LATE_RECEPTION)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    answer = settle(client, world.ward.clerk, alert, "Máy quét hỏng <b>hai</b> ngày.\nĐã báo kỹ thuật.")

    page = words(answer)
    assert answer.status_code == 409
    assert "đã được giải quyết trước đó" in page
    left = page.partition('id="left-title"')[2].partition("</section>")[0]
    assert "Máy quét hỏng &lt;b&gt;hai&lt;/b&gt; ngày.<br>Đã báo kỹ thuật." in left
    alert.refresh_from_db()
    assert (alert.settled_by, alert.note) == (None, "")
    assert "left-title" not in words(client.get(page_of_alert(alert)))


@pytest.mark.parametrize("note", ["", "  \n\t ", "\u00a0\u200b", "x" * 2001])
def test_a_note_without_words_or_without_end_settles_nothing(
    world: World, client: Client, alert: Alert, note: str
) -> None:
    answer = settle(client, world.ward.clerk, alert, note)

    assert answer.status_code == 422
    assert "govuk-error-message" in words(answer)
    assert note.strip()[:50] in words(answer)
    alert.refresh_from_db()
    assert alert.settled_at is None


@pytest.mark.parametrize("typed", ["%", "_", "%25", "\\", "' OR 1=1", "*", "(", "H29.1"])
def test_signs_of_a_pattern_are_searched_for_as_signs(world: World, client: Client, alert: Alert, typed: str) -> None:
    client.force_login(world.ward.clerk)

    page = client.get(LIST, {"tim": typed}).context["page"]

    assert [row.pk for row in page.rows] == ([alert.pk] if typed in alert.dossier.code else [])


def test_the_next_page_and_the_tabs_keep_what_was_asked(
    world: World, client: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_list, "page_by_key", partial(paging.page_by_key, size=2))
    for number in range(5):
        raised(dossier, Role.CLERK, world.ward.centre, AlertKind.LATE_RECEPTION, number)
        raised(dossier, Role.CLERK, world.ward.centre, AlertKind.LATE_HAND_OVER, number)
    client.force_login(world.ward.clerk)
    asked = {"loai": AlertKind.LATE_HAND_OVER.value, "tim": dossier.code[-6:]}

    answer, walked = client.get(LIST, asked), []
    assert all(f"loai={asked['loai']}" in url for _label, url, _current in answer.context["tabs"])
    while True:
        walked += answer.context["page"].rows
        if not answer.context["page"].next:
            break
        answer = client.get(LIST + answer.context["page"].next)
        assert f'value="{asked["tim"]}"' in words(answer)
        assert f'<option value="{asked["loai"]}" selected' in words(answer)

    assert len({row.pk for row in walked}) == 5
    assert {row.kind for row in walked} == {AlertKind.LATE_HAND_OVER}


def test_the_pages_speak_english_and_are_kept_by_nobody(world: World, client: Client, alert: Alert) -> None:
    User.objects.filter(pk=world.ward.clerk.pk).update(language="en")
    client.force_login(User.objects.get(pk=world.ward.clerk.pk))
    client.cookies["django_language"] = "en"

    for url in (LIST, LIST + "?xem=da-giai-quyet", LIST + "?tim=khong-co", page_of_alert(alert)):
        answer = client.get(url)
        assert answer["Cache-Control"] == "private, no-store"
        main = words(answer).partition("<main")[2].partition("</main>")[0]
        for vietnamese in ("Cảnh báo", "Chậm tiếp nhận", "Chưa giải quyết", "Bỏ lọc", "Gửi đến", "Không có"):
            assert vietnamese not in main, (url, vietnamese)
