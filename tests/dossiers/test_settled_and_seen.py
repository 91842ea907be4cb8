"""Rules proved: what is settled is found by whoever did it, as they write it and within the days they ask for; an alert
is marked as seen by one press and settled by another, and a day that changes late is carried batch after batch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import alert_list, processing, recounting
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier, Task
from dossiers.settled_work import View
from dossiers.statuses import Action
from tests.dossiers import filings, stages
from tests.dossiers.away import away, over
from tests.dossiers.calendar_changes import FLOOD, administrator, changed
from tests.dossiers.desk import words
from tests.dossiers.test_alert_reach import LIST, page_of_alert, raised, shown
from tests.dossiers.test_recounted_steps import MONDAY, TUESDAY, fresh
from tests.dossiers.test_settled_work import LIST as SETTLED
from tests.dossiers.test_settled_work import codes
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.calendar_hooks import ChangedDay
from units.calendars import calendar_of
from units.roles import Role

# What was settled


def test_a_unit_is_asked_for_with_its_parts_and_not_with_whose_code_begins_alike(world: World, client: Client) -> None:
    done = stages.issued(world)
    found = {"H29.101": [done.code], "H29": [done.code], "H29.10": [], "H29.101.3": [], "H29.102": []}
    for unit, expected in found.items():
        assert codes(client, world.ward.leader, xem=View.UNIT, noi=unit) == expected, unit
    assert len(codes(client, world.ward.officer, noi="H29.101.3")) == 1, "a step lies where it was done"


def test_titles_are_found_without_marks_and_signs_of_the_database_mean_nothing(world: World, client: Client) -> None:
    done = stages.issued(world)
    Dossier.objects.filter(pk=done.pk).update(title="Đăng ký khai sinh 100%")
    for text in ("khai sinh", "KHAI SINH", "100%", done.code.lower()):
        assert codes(client, world.ward.leader, xem=View.UNIT, tim=text) == [done.code], text
    for text in ("_", "%%", "khai%sinh"):
        assert codes(client, world.ward.leader, xem=View.UNIT, tim=text) == [], text


@pytest.mark.parametrize(
    ("days", "age", "is_found"), [("7", 6, True), ("7", 8, False), ("30", 29, True), ("30", 31, False)]
)
def test_days_are_counted_back_from_now(world: World, client: Client, days: str, age: int, is_found: bool) -> None:
    filings.handed_over(world)
    Task.objects.exclude(finished_at=None).update(finished_at=timezone.now() - timedelta(days=age))
    assert bool(codes(client, world.ward.clerk, ky=days)) is is_found
    assert codes(client, world.ward.clerk)


def test_a_step_stays_with_who_did_it_after_the_dossier_went_elsewhere(world: World, client: Client) -> None:
    dossier = stages.rerouted(world)
    assert dossier.code in codes(client, world.ward.clerk)
    client.force_login(world.ward.clerk)
    assert client.get(reverse("dossiers:work", args=[dossier.code])).status_code == 200, "and its line leads there"
    assert codes(client, world.other_ward.clerk) == []


def test_a_stand_in_has_done_it_and_who_was_away_has_not(world: World, client: Client) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.other_ward.office)
    dossier = filings.handed_over(world)
    absence = away(world.ward.officer, deputy)
    processing.submit_for_signature(dossier, deputy, content={}, opinion="")

    assert codes(client, deputy) == [dossier.code]
    assert codes(client, world.ward.officer) == []
    over(absence)
    forget(deputy)
    assert codes(client, deputy) == [dossier.code], "it is theirs for good"


def test_nothing_settled_says_what_will_stand_here(world: World, client: Client) -> None:
    client.force_login(world.other_ward.leader)
    for view in View:
        page = words(client.get(SETTLED, {"xem": view}))
        assert "Chưa có hồ sơ nào được giải quyết" in page
        assert f'href="?xem={view}" aria-current="page"' in page
    client.logout()
    assert client.get(SETTLED).status_code == 302


# Seen and settled


@pytest.fixture
def alert(world: World) -> Alert:
    return raised(filings.submitted(world), Role.CLERK, world.ward.centre)


def test_the_second_press_is_told_that_somebody_saw_it(world: World, client: Client, alert: Alert) -> None:
    client.force_login(world.ward.clerk)
    first = words(client.post(page_of_alert(alert), {"seen": "1"}, follow=True))
    second = words(client.post(page_of_alert(alert), {"seen": "1"}, follow=True))
    assert f"Đã ghi là đã xem cảnh báo về hồ sơ {alert.dossier.code}." in first
    assert "Cảnh báo này đã có người xem trước đó." in second


def test_a_press_on_seen_settles_nothing_whatever_stands_in_the_note(
    world: World, client: Client, alert: Alert
) -> None:
    client.force_login(world.ward.clerk)
    client.get(page_of_alert(alert), {"seen": "1"})
    alert.refresh_from_db()
    assert alert.seen_at is None, "an address that is looked at marks nothing"
    client.post(page_of_alert(alert), {"seen": "1", "note": "Đã gọi điện."})
    alert.refresh_from_db()
    assert (alert.seen_by, alert.settled_at, alert.note) == (world.ward.clerk, None, "")


def test_settled_alerts_still_tell_who_saw_them(world: World, client: Client, alert: Alert) -> None:
    second = make_staff("clerk2@example.vn", "Vũ Minh", Role.CLERK, world.ward.centre)
    client.force_login(world.ward.clerk)
    client.post(page_of_alert(alert), {"seen": "1"})
    client.force_login(second)
    client.post(page_of_alert(alert), {"note": "Đã gọi điện."})

    page = words(client.get(LIST, {"xem": alert_list.View.SETTLED}))

    assert world.ward.clerk.full_name in page
    assert "Vũ Minh: Đã gọi điện." in page
    assert "Đánh dấu đã xem" not in page


def test_the_figure_counts_ones_own_open_unseen_and_nothing_else(world: World, client: Client, alert: Alert) -> None:
    dossier = alert.dossier
    raised(dossier, Role.OFFICER, world.ward.office, number=1)
    raised(dossier, Role.CLERK, world.other_ward.centre, number=2)
    settled = raised(dossier, Role.CLERK, world.ward.centre, number=3)
    Alert.objects.filter(pk=settled.pk).update(settled_at=timezone.now(), settled_by=world.ward.clerk, note="Xong.")

    assert alert_list.unseen_by(world.ward.clerk) == 1
    assert shown(client, world.ward.clerk) == [alert.pk]
    assert shown(client, world.ward.clerk, f"?loai={AlertKind.CIRCLING}") == []
    assert "1 cảnh báo chưa ai xem." in words(client.get(LIST, {"loai": AlertKind.CIRCLING})), "a filter hides no duty"


# Counting again


def day_of(world: World) -> ChangedDay:
    """Tuesday, which everybody's calendar still has as it was."""
    pk = world.ward.office.calendar_id
    return ChangedDay(frozenset({pk}), TUESDAY, FLOOD, administrator(world), calendar_of)


def test_a_change_is_carried_in_batches_each_dossier_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30").pk for _number in range(3)]
    day, after, rounds = day_of(world), 0, list[Any]()
    while True:
        done = recounting.carry(day, after, 2)
        rounds.append((done.seen, done.after))
        if done.after is None:
            break
        after = done.after

    assert rounds == [(2, made[1]), (1, None)]
    assert recounting.foresee(day, 1).count == 3, "all are counted, however few are shown"


def test_an_event_names_the_day_and_the_reason_and_the_archive_has_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    done = stages.stopped(world)
    before = (fresh(done).last_sequence, fresh(done).due_at, list(done.tasks.values_list("due_at", flat=True)))

    changed(world, TUESDAY)

    event = dossier.events.latest("sequence")
    assert (event.action, event.note, event.data["day"]) == (Action.RECOUNT, FLOOD, "2026-12-01")
    after = (fresh(done).last_sequence, fresh(done).due_at, list(done.tasks.values_list("due_at", flat=True)))
    assert after == before, "the archive keeps what was promised"
