"""Rules proved: when a ticket is due and climbs, over kinds, calendars and moments (NĐ 20/2008 Đ9; QĐ 574/QĐ-TTg)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import due_times
from hotline.kinds import Level, Severity
from hotline.models import Ticket
from hotline.reports import Report
from tests.units.calendars_of_chance import MOMENTS, calendars, office_calendar
from units import working_time
from units.models import Unit
from units.working_time import Calendar

OFFICE = office_calendar()
LEVELS = st.sampled_from(list(Level))
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True, scope="module")
def _office() -> Any:
    """The unit's calendar is the office's, without a database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("units.calendars.calendar_of", lambda _unit: OFFICE)
        yield


def received(severity: str, at: dt.datetime, **changed: Any) -> Ticket:
    """A ticket of the hotline's centre that came in at a moment."""
    fields = due_times.at_receipt(severity, Unit(), at)
    return Ticket(severity=severity, received_at=at, handling_unit=Unit(), **(fields | changed))


def is_open(calendar: Calendar, moment: dt.datetime) -> bool:
    """Whether the moment lies within open hours, or is the end of some."""
    local = moment.astimezone(working_time.VIETNAM)
    return any(opens <= local.time() <= closes for opens, closes in calendar.periods(local.date()))


@given(MOMENTS)
def test_a_normal_ticket_reaches_its_unit_in_five_working_days_and_is_answered_within_twenty(at: dt.datetime) -> None:
    ticket = received(Severity.NORMAL, at)

    days = [dt.date.fromisoformat(day) for day in ticket.due_sum["counted"]]
    skipped = [dt.date.fromisoformat(day) for day, _reason in ticket.due_sum["skipped"]]
    assert ticket.due_at == working_time.add(OFFICE, at, Decimal(5), "working_day").at <= ticket.answer_due_at
    assert ticket.answer_due_at - at >= dt.timedelta(days=19), "twenty days, the first not counted"
    assert ticket.answer_due_at.astimezone(working_time.VIETNAM).date() == max(days)
    assert OFFICE.periods(max(days)) and min(days) > at.date() and not set(days) & set(skipped)


@given(MOMENTS)
def test_a_reporter_reads_of_every_day_off_that_moved_the_answer_why(at: dt.datetime) -> None:
    ticket = received(Severity.NORMAL, at)

    assert all(reason for _day, reason in ticket.due_sum["skipped"])
    assert (ticket.due_sum["amount"], ticket.due_sum["unit"]) == ("20", "day")


@given(MOMENTS)
def test_danger_is_passed_on_in_one_hour_and_answered_in_a_day_on_any_night_or_holiday(at: dt.datetime) -> None:
    ticket = received(Severity.URGENT, at)

    assert ticket.climbs_at == ticket.due_at
    # The clock of a day ends at 23:59:59.999999.
    assert abs(ticket.due_at - at - HOUR) < dt.timedelta(seconds=1)
    assert abs(ticket.answer_due_at - at - 24 * HOUR) < dt.timedelta(seconds=1)


@given(MOMENTS, MOMENTS)
def test_whoever_came_first_is_answered_first_within_the_same_gravity(one: dt.datetime, two: dt.datetime) -> None:
    first, second = sorted((one, two))
    for severity in Severity:
        earlier, later = received(severity, first), received(severity, second)
        assert earlier.answer_due_at <= later.answer_due_at and earlier.due_at <= later.due_at


@given(MOMENTS)
def test_danger_never_waits_longer_than_what_is_not(at: dt.datetime) -> None:
    urgent, normal = received(Severity.URGENT, at), received(Severity.NORMAL, at)
    assert urgent.due_at < normal.due_at and urgent.answer_due_at < normal.answer_due_at


@given(calendars(), MOMENTS, st.sampled_from([due_times.NORMAL, due_times.URGENT]))
def test_every_term_ends_after_it_began_in_open_hours_of_any_calendar(
    calendar: Calendar, at: dt.datetime, terms: due_times.Terms
) -> None:
    for term in (terms.transfer, terms.answer, terms.update):
        due = term.after(at, calendar).at
        assert due > at and is_open(calendar, due), (term, due)


@given(MOMENTS, st.integers(0, 40 * 24 * 60), st.sampled_from(list(Severity)))
def test_routing_never_moves_the_answer_and_a_passed_one_goes_on_climbing(
    at: dt.datetime, minutes: int, severity: Severity
) -> None:
    ticket, now = received(severity, at), at + dt.timedelta(minutes=minutes)

    changes = due_times.at_routing(ticket, Unit(), now)

    assert "answer_due_at" not in changes
    if ticket.answer_due_at > now:
        assert changes == {"due_at": ticket.answer_due_at, "climbs_at": ticket.answer_due_at}
    else:
        assert "climbs_at" not in changes and changes["due_at"] > now


@given(MOMENTS, st.lists(st.integers(1, 9 * 24 * 60), min_size=1, max_size=6), st.sampled_from(list(Severity)))
def test_telling_how_far_it_is_never_puts_off_the_answer_however_often(
    at: dt.datetime, waits: list[int], severity: Severity
) -> None:
    ticket, now = received(severity, at), at
    promised, climbs = ticket.answer_due_at, ticket.climbs_at
    for minutes in waits:
        now += dt.timedelta(minutes=minutes)
        for name, value in due_times.at_telling(ticket, Unit(), now).items():
            setattr(ticket, name, value)
        assert ticket.answer_due_at == promised and ticket.climbs_at == climbs
        assert ticket.due_at <= promised or promised <= now, "what is next lies before the answer, until it is late"


@given(MOMENTS)
def test_the_next_telling_comes_seven_working_days_after_the_last(at: dt.datetime) -> None:
    ticket = received(Severity.NORMAL, at, answer_due_at=at + dt.timedelta(days=60))

    due = due_times.at_telling(ticket, Unit(), at)["due_at"]

    assert len(working_time.add(OFFICE, at, Decimal(7), "working_day").counted) == 7
    assert due == working_time.add(OFFICE, at, Decimal(7), "working_day").at


@given(MOMENTS, LEVELS, st.sampled_from(list(Severity)))
def test_each_rung_has_its_pause_and_the_top_has_no_next(at: dt.datetime, level: Level, severity: Severity) -> None:
    ticket = received(severity, at, level=level)

    climbs_at = due_times.at_climbing(ticket, at)["climbs_at"]

    if level >= Level.SUPERVISOR:
        assert climbs_at is None
    else:
        assert climbs_at is not None and climbs_at > at


@given(MOMENTS)
def test_from_its_term_to_the_chair_danger_takes_three_hours_and_the_rest_five_working_days(at: dt.datetime) -> None:
    for severity, most in ((Severity.URGENT, 3 * HOUR + dt.timedelta(seconds=1)), (Severity.NORMAL, None)):
        rungs, moment = [at], at
        for level in (Level.UNIT, Level.HEAD):
            moment = due_times.at_climbing(received(severity, at, level=level), moment)["climbs_at"]
            rungs.append(moment)
        assert all(earlier < later for earlier, later in pairwise(rungs))
        assert moment - at <= most if most else moment == working_time.add(OFFICE, at, Decimal(5), "working_day").at


@given(MOMENTS, MOMENTS, st.sampled_from(list(Severity)))
def test_what_came_back_has_the_whole_term_of_an_answer_again_and_nothing_to_be_passed_on(
    at: dt.datetime, again: dt.datetime, severity: Severity
) -> None:
    fields = due_times.at_reopening(severity, Unit(), again)

    assert fields["due_at"] == fields["climbs_at"] == fields["answer_due_at"]
    assert fields["answer_due_at"] == received(severity, again).answer_due_at


@given(st.text(max_size=80), st.sampled_from(["tự tử", "Họ dọa giết tôi", "ĐANG BỊ ĐÁNH", "bomb"]))
def test_words_of_danger_are_heard_in_the_place_as_in_the_words(text: str, danger: str) -> None:
    for content, place in ((danger, text), ("Xin giúp", danger)):
        assert Report(kind="guidance", content=content, place=place).severity == Severity.URGENT
