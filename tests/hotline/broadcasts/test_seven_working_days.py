"""Rules proved for any calendar: planned downtime is told seven working days ahead, as due times are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from hotline.broadcasts import announcing
from hotline.broadcasts.announcing import Notice
from hotline.models import BroadcastKind
from hotline.problems import Incomplete
from portal.accounts.models import User
from portal.ui import speaking
from tests.units.calendars_of_chance import CALENDARS, MOMENTS, office_calendar
from units import calendars, working_time
from units.working_time import VIETNAM, Calendar

MINUTE = dt.timedelta(minutes=1)


@contextmanager
def standing_at(now: dt.datetime, calendar: Calendar) -> Iterator[None]:
    """A hotline with these working hours at this moment; it asks no database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(announcing, "inbox_unit", lambda: None)
        patch.setattr(announcing, "may_announce", lambda _user, _units: True)
        patch.setattr(calendars, "calendar_of", lambda _unit: calendar)
        patch.setattr(timezone, "now", lambda: now)
        yield


def downtime(begins_at: dt.datetime, ends_at: dt.datetime | None) -> Notice:
    return Notice(BroadcastKind.PLANNED, "Bảo trì", "Maintenance", "Nâng cấp.", "Upgrade.", begins_at, ends_at)


def refusal(notice: Notice) -> Incomplete:
    """What the refusal of a notice says; whatever is not refused would ask the database, which is not there."""
    with pytest.raises(Incomplete) as refused:
        announcing.announce(User(), notice)
    return refused.value


@given(MOMENTS, CALENDARS)
def test_seven_whole_working_days_lie_between_the_announcement_and_the_downtime(
    now: dt.datetime, calendar: Calendar
) -> None:
    with standing_at(now, calendar):
        earliest = announcing.earliest_planned(now)

    after = [now.date() + dt.timedelta(days=ahead) for ahead in range(1, (earliest.date() - now.date()).days + 1)]
    worked = [day for day in after if calendar.is_working_day(day)]
    assert len(worked) == 7 and worked[-1] == earliest.date(), "the day of the announcement is not counted"
    assert earliest == calendar.last_closing(worked[-1]), "the seventh day is over"
    whole = sum((working_time.between(calendar, *_day(day)) for day in worked), dt.timedelta())
    assert working_time.between(calendar, _day(now.date())[1], earliest) == whole


def _day(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """A date from midnight to midnight."""
    midnight = dt.datetime.combine(day, dt.time(), VIETNAM)
    return midnight, midnight + dt.timedelta(days=1)


@given(MOMENTS, st.integers(0, 60 * 24 * 20), CALENDARS)
def test_whoever_announces_later_may_begin_no_earlier(now: dt.datetime, minutes: int, calendar: Calendar) -> None:
    with standing_at(now, calendar):
        later = announcing.earliest_planned(now + minutes * MINUTE)
        assert now < announcing.earliest_planned(now) <= later


@given(MOMENTS, CALENDARS, st.integers(1, 60 * 24 * 30))
def test_anything_sooner_is_refused_beside_its_beginning_with_the_lawful_moment(
    now: dt.datetime, calendar: Calendar, sooner: int
) -> None:
    with standing_at(now, calendar):
        earliest = announcing.earliest_planned(now)
        begins = earliest - sooner * MINUTE
        told = refusal(downtime(begins, max(begins, now) + dt.timedelta(hours=2)))

    assert told.field == "begins_at" and "ít nhất 7 ngày làm việc" in str(told)
    assert "Nghị định 224/2026/NĐ-CP, Điều 13" in str(told) and speaking.moment(earliest) in str(told)


def test_the_refusal_is_told_in_english_too() -> None:
    now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
    with standing_at(now, office_calendar()), translation.override("en"):
        told = str(refusal(downtime(now + dt.timedelta(days=1), now + dt.timedelta(days=2))))
        assert "at least 7 working days" in told and speaking.moment(announcing.earliest_planned(now)) in told

    assert told.isascii(), told


@given(MOMENTS, st.integers(-60 * 24, 60 * 24 * 90), st.integers(-60 * 24, 0))
def test_no_notice_ends_before_it_begins_or_has_ended_already(now: dt.datetime, begins: int, ends: int) -> None:
    with standing_at(now, office_calendar()):
        starts = now + begins * MINUTE
        told = refusal(downtime(starts, max(starts, now) + ends * MINUTE))

    assert told.field == "ends_at" and str(told) == "Lúc kết thúc phải muộn hơn lúc bắt đầu và muộn hơn bây giờ."


def test_downtime_without_an_end_and_an_incident_of_tomorrow_are_refused_in_words() -> None:
    now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
    tomorrow = Notice(BroadcastKind.INCIDENT, "Hỏng", "Broken", "Sắp hỏng.", "Soon.", now + dt.timedelta(days=1))

    with standing_at(now, office_calendar()):
        endless, future = refusal(downtime(now + dt.timedelta(days=60), None)), refusal(tomorrow)

    assert (endless.field, str(endless)) == ("ends_at", "Hãy ghi lúc kết thúc bảo trì.")
    assert future.field == "begins_at" and "chọn «Tạm ngừng để bảo trì»" in str(future)
