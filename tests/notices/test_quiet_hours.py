"""Rules proved: nobody is woken by a text message (NĐ 91/2020/NĐ-CP Đ13 keeps advertisers to 7:00–22:00)."""

from __future__ import annotations

import datetime as dt

from django.conf import LazySettings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from portal.notices.sms import quiet_hours
from portal.vietnamese.moments import VIETNAM

HOURS = st.integers(0, 23)
FIRST = dt.datetime(2025, 1, 1, tzinfo=VIETNAM)
MOMENTS = st.integers(0, 6 * 366 * 24 * 60).map(lambda minutes: FIRST + dt.timedelta(minutes=minutes))


def at(hour: int, minute: int = 0, day: int = 31) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=VIETNAM)


def test_the_night_ends_at_seven(settings: LazySettings) -> None:
    settings.SMS_QUIET_HOURS = "22-7"
    seven = dt.datetime(2027, 1, 1, 7, tzinfo=VIETNAM)
    assert [quiet_hours.waits_until(at(*when)) for when in ((22, 0), (23, 59), (21, 59), (7, 0))] == [
        seven, seven, None, None,
    ]  # fmt: skip
    assert quiet_hours.waits_until(at(6, 59)) == at(7)
    assert quiet_hours.next_morning(at(9)) == quiet_hours.next_morning(at(0)) == seven


@how(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOMENTS, HOURS, HOURS)
def test_what_waits_may_leave_when_it_waited(settings: LazySettings, now: dt.datetime, begin: int, end: int) -> None:
    settings.SMS_QUIET_HOURS = f"{begin}-{end}"

    until = quiet_hours.waits_until(now)

    assert until is None or (now < until <= now + dt.timedelta(days=1) and quiet_hours.waits_until(until) is None)
    morning = quiet_hours.next_morning(now)
    assert morning.astimezone(VIETNAM).date() > now.date() or begin == end
    assert quiet_hours.waits_until(morning) is None
