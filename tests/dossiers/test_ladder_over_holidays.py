"""Rules proved: rungs wait in working time over Tết, weekends and swapped days; often or seldom swept."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as conf
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import alert_digest, alerts, deadline_watch, escalating, tasks
from dossiers.alert_kinds import AlertKind, Rung
from dossiers.models import Alert, Dossier
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.moments import at, stand_at
from tests.dossiers.test_worker_rounds import together
from tests.dossiers.world import World, given_world
from units import calendars
from units.calendars import write_office_calendar
from units.models import Unit, WorkingPeriod
from units.roles import Role
from units.working_time import between

#: Tết 2027: off from Thursday 4 February to Wednesday 10 February.
EVE, BACK = "2027-02-03", "2027-02-11"
MINUTES = st.integers(0, 16 * 24 * 60)
EACH = [HealthCheck.function_scoped_fixture]


def moment(minutes: int) -> datetime:
    """A minute of the sixteen days around Tết 2027."""
    return at("2027-01-30 00:00") + timedelta(minutes=minutes)


def raised(dossier: Dossier, since: datetime, kind: AlertKind = AlertKind.OVERDUE, rung: int = Rung.OFFICER) -> Alert:
    """What was told to a rung, late since a moment."""
    role, unit = (
        (Role.OFFICER, dossier.handling_unit) if rung == Rung.OFFICER else (Role.LEADER, dossier.competent_unit)
    )
    told = {"role": role, "unit": unit, "rung": rung, "since": since, "raised_at": since}
    return Alert.objects.create(kind=kind, dossier=dossier, **told)


@pytest.fixture
def dossier(world: World) -> Dossier:
    return filings.handed_over(world)


@settings(max_examples=8, deadline=None, suppress_health_check=EACH)
@given(late=st.sets(MINUTES, min_size=1, max_size=8), now=MINUTES, rung=st.sampled_from([Rung.OFFICER, Rung.HEAD]))
@pytest.mark.parametrize("kind", [AlertKind.OVERDUE, AlertKind.LATE_HAND_OVER])
def test_the_next_rung_is_told_exactly_when_its_working_hours_have_passed(
    dossier: Dossier, kind: AlertKind, late: set[int], now: int, rung: Rung
) -> None:
    """As many alerts as one likes, late since any minute: each climbs by the working time that it lay."""
    Alert.objects.all().delete()
    waiting = [raised(dossier, moment(minutes), kind, rung) for minutes in late if minutes <= now]
    place = dossier.competent_unit if kind == AlertKind.OVERDUE else dossier.receiving_unit
    hours = conf.ESCALATION_HOURS[kind][rung]
    assert hours is not None

    escalating.climb(moment(now))

    calendar = calendars.calendar_of(place)
    due = {
        alert.since for alert in waiting if between(calendar, alert.since, moment(now)) >= timedelta(hours=float(hours))
    }
    assert set(Alert.objects.filter(rung=rung + 1).values_list("since", flat=True)) == due
    assert set(Alert.objects.exclude(escalated_at=None).values_list("since", flat=True)) >= due


@settings(max_examples=6, deadline=None, suppress_health_check=EACH)
@given(visits=st.lists(MINUTES, min_size=1, max_size=5))
def test_however_often_the_worker_came_in_between_the_same_people_know_in_the_end(
    world: World, dossier: Dossier, visits: list[int]
) -> None:
    due = {"due_at": at(f"{EVE} 11:00"), "due_soon_from": at("2027-02-01 09:00"), "hand_over_due_at": None}
    end = at("2027-03-01 08:00")

    def told_after(rounds: list[datetime]) -> set[tuple[str, int, str, int, datetime]]:
        with transaction.atomic():
            Alert.objects.all().delete()
            Dossier.objects.filter(pk=dossier.pk).update(overdue_at=None, due_soon_at=None, **due)
            dossier.tasks.filter(finished_at=None).update(overdue_at=None)
            for now in rounds:
                deadline_watch.mark(now)
                escalating.climb(now)
            found = set(Alert.objects.values_list("kind", "rung", "role", "unit", "since"))
            transaction.set_rollback(True)
        return found

    assert told_after([*map(moment, sorted(visits)), end, end]) == told_after([end]) != set()


@pytest.mark.parametrize(
    ("late_since", "told_at"),
    [
        (f"{EVE} 15:00", f"{BACK} 09:30"),  # two hours before Tết, two after it
        ("2027-02-06 09:00", f"{BACK} 11:30"),  # on the first day of the year, when nothing counts
        ("2027-02-12 14:00", "2027-02-15 08:30"),  # over a weekend
        ("2026-08-21 16:00", "2026-08-22 10:30"),  # the Saturday that is worked for the Monday after it
    ],
)
def test_four_hours_of_the_counter_are_not_four_hours_of_the_night(
    dossier: Dossier, late_since: str, told_at: str
) -> None:
    raised(dossier, at(late_since), AlertKind.LATE_HAND_OVER)

    escalating.climb(at(told_at) - timedelta(minutes=1))
    assert Alert.objects.count() == 1
    escalating.climb(at(told_at))

    assert Alert.objects.get(rung=Rung.HEAD).unit == dossier.receiving_unit


def test_each_ward_climbs_by_its_own_hours(world: World) -> None:
    """One ward works on Saturday mornings: its head hears on the Saturday, the other's on the Monday."""
    saturdays = write_office_calendar("saturdays", "Cả sáng thứ Bảy")
    WorkingPeriod.objects.create(calendar=saturdays, weekday=5, opens=time(7, 30), closes=time(11, 30))
    Unit.objects.filter(parent=world.other_ward.committee).update(calendar=saturdays)
    here, there = (filings.submitted(world, receiving_unit=ward.centre.code) for ward in (world.ward, world.other_ward))
    for dossier in (here, there):
        told = {"role": Role.CLERK, "unit": dossier.receiving_unit, "rung": Rung.OFFICER}
        since = at("2026-12-04 17:00")
        Alert.objects.create(kind=AlertKind.LATE_RECEPTION, dossier=dossier, since=since, raised_at=since, **told)

    def heads() -> set[int]:
        return set(Alert.objects.filter(rung=Rung.HEAD).values_list("dossier", flat=True))

    escalating.climb(at("2026-12-05 11:29"))
    assert heads() == set()
    escalating.climb(at("2026-12-05 11:30"))
    assert heads() == {there.pk}
    escalating.climb(at("2026-12-07 11:30"))
    assert heads() == {here.pk, there.pk}


def test_what_is_settled_before_the_letters_go_is_in_none(dossier: Dossier, world: World) -> None:
    OutboxMessage.objects.all().delete()
    alert = raised(dossier, at(f"{EVE} 08:00"))
    alerts.settle(alert, world.ward.officer, "Đã trình ký.")

    assert alert_digest.send_round(at(f"{EVE} 14:00")) == 0
    assert not OutboxMessage.objects.exists()


def test_nobody_is_written_to_all_through_tet_and_everybody_on_the_first_day_back(
    dossier: Dossier, world: World
) -> None:
    OutboxMessage.objects.all().delete()
    raised(dossier, at(f"{EVE} 16:00"))

    off = [alert_digest.send_round(at(f"2027-02-{day:02} 08:03")) for day in range(4, 11)]

    assert (off, alert_digest.send_round(at(f"{BACK} 08:03"))) == ([0] * 7, 1)


def test_a_round_tells_the_oldest_first_and_leaves_no_rest_for_ever(
    dossier: Dossier, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a round holds: the next rounds tell the rest, each alert once."""
    monkeypatch.setattr(alert_digest, "ROUND", 2)
    OutboxMessage.objects.all().delete()
    made = [raised(dossier, at("2026-12-01 08:00") + timedelta(minutes=number)).pk for number in range(5)]

    def told() -> list[int]:
        return list(Alert.objects.exclude(mailed_at=None).order_by("pk").values_list("pk", flat=True))

    counts = [(alert_digest.send_round(at("2026-12-02 08:00")), told()) for _round in range(4)]

    assert counts == [(1, made[:2]), (1, made[:4]), (1, made), (0, made)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_rung_once_and_write_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    world = given_world()
    for _number in range(3):
        filings.submitted(world)
    OutboxMessage.objects.all().delete()
    stand_at(monkeypatch, at("2026-12-04 08:03"))
    assert timezone.now() == at("2026-12-04 08:03")

    together(2, tasks.watch_deadlines)
    together(2, tasks.mail_alerts)

    late = Alert.objects.filter(kind=AlertKind.LATE_RECEPTION)
    assert sorted(late.values_list("rung", flat=True)) == [0] * 3 + [1] * 3 + [2] * 3
    letters = [message.payload["to"] for message in OutboxMessage.objects.all()]
    assert sorted(letters) == sorted([str(world.ward.clerk.email), str(world.ward.leader.email)])
    assert not late.filter(mailed_at=None).exists()


def test_never_told_to_a_head_is_never_told_to_a_supervisor(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "ESCALATION_HOURS", conf.ESCALATION_HOURS | {"overdue": (None, None)})
    raised(dossier, at(f"{EVE} 08:00"))

    escalating.climb(at("2028-01-01 08:00"))

    assert [alert.rung for alert in Alert.objects.all()] == [Rung.OFFICER]
    monkeypatch.setattr(conf, "ESCALATION_HOURS", conf.ESCALATION_HOURS | {"overdue": (Decimal(0), None)})
    escalating.climb(at("2028-01-01 08:00"))
    assert Alert.objects.filter(rung=Rung.HEAD).count() == 1
