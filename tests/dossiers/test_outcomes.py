"""Rules proved: how something came out depends on its due time and its end alone, and later is never better."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dossiers import outcomes
from tests.dossiers.moments import at

MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, MOMENTS, MOMENTS)
def test_what_is_done_stays_as_it_came_out_however_late_one_looks(due: datetime, done: datetime, now: datetime) -> None:
    assert outcomes.outcome(due, done, now) == outcomes.outcome(due, done, due) != ""


@given(MOMENTS, MOMENTS, st.integers(0, 10**6).map(lambda minutes: timedelta(minutes=minutes)))
def test_later_is_never_better(due: datetime, done: datetime, more: timedelta) -> None:
    ranks = ["Trước hạn", "Đúng hạn", "Quá hạn"]
    first, then = (ranks.index(outcomes.outcome(due, moment, moment)) for moment in (done, done + more))
    assert first <= then


@given(MOMENTS, MOMENTS)
def test_the_last_moment_is_in_time_and_the_next_minute_is_not(due: datetime, now: datetime) -> None:
    assert outcomes.outcome(due, due, now) == "Đúng hạn"
    assert outcomes.outcome(due, due + timedelta(minutes=1), now) == "Quá hạn"
