"""Rules proved: whenever people press (at night, Sunday, over Tết, at year's end, on a leap day) terms begin right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dossiers import deadline_watch, processing, standing
from dossiers.models import Dossier
from portal.ui.parts import Tone
from tests.dossiers import filings
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units.calendars import calendar_of


@dataclass(frozen=True)
class Filed:
    """A moment of filing online, and until when it is to be received (NĐ 118/2025 Đ17–18: one working day)."""

    at: str
    received_by: str
    why: str


FILED = [
    Filed("2026-11-20 09:00", "2026-11-23 17:00", "a day that is over whenever this runs"),
    Filed("2026-11-30 00:00", "2026-12-01 17:00", "the first second of a working day"),
    Filed("2026-11-30 23:59", "2026-12-01 17:00", "the last minute of it: the first day is not counted"),
    Filed("2026-11-30 12:15", "2026-12-01 17:00", "at lunch"),
    Filed("2026-12-04 17:00", "2026-12-07 17:00", "Friday at closing time"),
    Filed("2026-12-05 09:00", "2026-12-07 17:00", "on Saturday"),
    Filed("2026-12-06 23:59", "2026-12-07 17:00", "Sunday before midnight"),
    Filed("2026-12-31 16:30", "2027-01-04 17:00", "the last hour of the year, New Year's Day a Friday"),
    Filed("2027-01-01 00:00", "2027-01-04 17:00", "the first minute of the year"),
]


@pytest.mark.parametrize("filed", FILED, ids=lambda filed: filed.why)
def test_a_filing_at_any_hour_has_one_working_day_to_be_received(
    world: World, monkeypatch: pytest.MonkeyPatch, filed: Filed
) -> None:
    stand_at(monkeypatch, at(filed.at))
    dossier = filings.submitted(world)

    assert dossier.reception_due_at == at(filed.received_by)
    assert dossier.code.split("-")[1] == at(filed.at).strftime("%y%m%d"), "the code bears the day of Viet Nam"
    deadline_watch.mark(at(filed.received_by))
    assert not Dossier.objects.exclude(late_reception_at=None).exists()


@dataclass(frozen=True)
class Received:
    """A moment of receiving: due time (same day, from 15:00 the next working day) and time of the hand-over."""

    at: str
    due: str
    handed_over_by: str
    why: str


RECEIVED = [
    Received("2026-11-30 07:30", "2026-11-30 17:00", "2026-11-30 17:00", "at opening time"),
    Received("2026-11-30 06:00", "2026-11-30 17:00", "2026-11-30 17:00", "before opening time"),
    Received("2026-11-30 14:59", "2026-11-30 17:00", "2026-11-30 17:00", "one minute before three"),
    Received("2026-11-30 12:00", "2026-11-30 17:00", "2026-11-30 17:00", "at lunch"),
    Received("2026-12-05 10:00", "2026-12-07 17:00", "2026-12-07 11:30", "on Saturday"),
    Received("2026-12-31 15:30", "2027-01-04 17:00", "2027-01-04 11:30", "late on the last day of the year"),
]


@pytest.mark.parametrize("received", RECEIVED, ids=lambda received: received.why)
def test_a_dossier_received_at_any_hour_is_due_and_handed_over_in_working_time(
    world: World, monkeypatch: pytest.MonkeyPatch, received: Received
) -> None:
    """Birth registration: the same day when received before 15:00 (QĐ 163/QĐ-BTP), else the next working day."""
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at(received.at))

    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    dossier.refresh_from_db()
    assert dossier.received_at == dossier.clock_started_at == at(received.at)
    assert (dossier.due_at, dossier.hand_over_due_at) == (at(received.due), at(received.handed_over_by))
    assert dossier.tasks.get(finished_at=None).due_at == at(received.handed_over_by)
    assert dossier.received_at < dossier.due_soon_from <= dossier.due_at


ODD = ["2026-11-30 03:00", "2026-12-06 23:59", "2026-12-31 23:59", "2027-02-06 10:00", "2028-02-29 23:59"]


@pytest.mark.parametrize("moment", ODD)
def test_whatever_begins_at_an_odd_hour_ends_when_somebody_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Around Tết 2027 (from 5/2) and on the leap day of 2028 as well: no due time lies in a night or on a day off."""
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at(moment))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, world.ward.clerk)

    calendar = calendar_of(world.ward.committee)
    dossier.refresh_from_db()
    for due in (dossier.due_at, dossier.tasks.get(finished_at=None).due_at):
        local = due.astimezone(at(moment).tzinfo)
        assert local > at(moment)
        assert any(opens < local.time() <= closes for opens, closes in calendar.periods(local.date())), local


@pytest.mark.parametrize(("seconds", "tone"), [(-1, Tone.DUE_SOON), (0, Tone.DUE_SOON), (1, Tone.OVERDUE)])
def test_a_term_that_ends_with_the_year_is_over_a_second_later(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: int, tone: Tone
) -> None:
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at("2026-12-31 08:00"))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.due_at == at("2026-12-31 17:00")

    now = at(f"2026-12-31 {'16:59:59' if seconds < 0 else '17:00:00' if seconds == 0 else '17:00:01'}")

    assert standing.tone_of(dossier, now) == tone
    assert deadline_watch.mark(now).overdue == int(tone == Tone.OVERDUE)


def test_codes_of_a_day_begin_anew_at_midnight_in_viet_nam(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While servers in London still write the old year, the first code of the new one is number one."""
    codes = []
    for moment in ("2026-12-31 23:59", "2026-12-31 23:59", "2027-01-01 00:00"):
        stand_at(monkeypatch, at(moment))
        codes.append(filings.submitted(world).code)

    assert [code.split("-", 1)[1] for code in codes] == ["261231-0001", "261231-0002", "270101-0001"]
