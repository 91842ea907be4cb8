"""How a dossier stands: one tone and one sentence for each of the ten national statuses, and the days that are left."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier, Task
from dossiers.standing import due_of, state_of, tone_of, whereabouts, working_days_left
from dossiers.statuses import CLOSED, ResultDelivery, Status
from dossiers.tracking import completion_of
from portal.ui.parts import Tone
from tests.dossiers.moments import at
from tests.units.calendars_of_chance import DATES, TURNS, office_calendar
from units.models import Unit
from units.roles import Role
from units.working_time import VIETNAM

OFFICE = office_calendar()
CENTRE, COMMITTEE, OFFICE_NAME = "Trung tâm phường Sài Gòn", "Ủy ban phường Sài Gòn", "Phòng Văn hóa phường Sài Gòn"
WARNED, DUE = at("2026-11-25 14:00"), at("2026-11-26 17:00")
#: Where the clock of the agency runs; everywhere else lateness is nobody's fault any more.
RUNNING = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING)
STILL = {
    Status.NOT_RECEIVED: Tone.STOPPED,
    Status.SUPPLEMENT: Tone.PAUSED,
    Status.PAYING: Tone.PAUSED,
    Status.WITHDRAWN: Tone.STOPPED,
    Status.STOPPED: Tone.STOPPED,
    Status.FINISHED: Tone.DONE,
    Status.RETURNED: Tone.DONE,
}
days = st.one_of(DATES, TURNS)
statuses = st.sampled_from(list(Status))
minutes = st.integers(-60 * 24 * 30, 60 * 24 * 30).map(lambda number: dt.timedelta(minutes=number))


def dossier(status: Status, delivery: str = ResultDelivery.COUNTER) -> Dossier:
    """A dossier that was never saved: at its centre, for its committee, on the table of a division."""
    return Dossier(
        status=status,
        due_soon_from=WARNED,
        due_at=DUE,
        result_delivery=delivery,
        receiving_unit=Unit(name=CENTRE),
        competent_unit=Unit(name=COMMITTEE),
        handling_unit=Unit(name=OFFICE_NAME),
    )


@pytest.mark.parametrize("status", RUNNING)
@pytest.mark.parametrize(
    ("moment", "tone"),
    [
        ("2026-11-25 13:59", Tone.IN_TIME),
        ("2026-11-25 14:00", Tone.DUE_SOON),
        ("2026-11-26 17:00", Tone.DUE_SOON),
        ("2026-11-26 17:01", Tone.OVERDUE),
    ],
)
def test_while_the_clock_runs_the_tone_turns_at_the_warning_and_after_the_due_minute(
    status: Status, moment: str, tone: Tone
) -> None:
    """The due minute itself is still in time: what is handed out at 17:00 is not late."""
    assert tone_of(dossier(status), at(moment)) == tone


@given(status=statuses, away=minutes)
def test_a_clock_that_stands_still_is_never_late(status: Status, away: dt.timedelta) -> None:
    """NĐ 61/2018 Đ19: while the owner is asked, and after the end, no day counts against the agency."""
    tone = tone_of(dossier(status), DUE + away)

    assert tone == STILL.get(status, tone)
    assert (status in RUNNING) == (tone in {Tone.IN_TIME, Tone.DUE_SOON, Tone.OVERDUE})


@given(status=st.sampled_from(RUNNING), away=minutes, later=minutes)
def test_with_the_hours_a_tone_only_grows_more_urgent(status: Status, away: dt.timedelta, later: dt.timedelta) -> None:
    order = [Tone.IN_TIME, Tone.DUE_SOON, Tone.OVERDUE]
    first, second = tone_of(dossier(status), DUE + away), tone_of(dossier(status), DUE + away + abs(later))

    assert order.index(first) <= order.index(second)


@pytest.mark.parametrize("status", Status)
def test_signed_in_people_read_the_same_word_as_public_tracking(status: Status) -> None:
    """Two words for one state would have people ask which is true."""
    assert state_of(dossier(status)).label == completion_of(status).label


@pytest.mark.parametrize("status", CLOSED)
def test_what_is_over_has_no_due_time(status: Status) -> None:
    assert due_of(dossier(status)) is None


@pytest.mark.parametrize(
    ("status", "names", "silent"),
    [
        (Status.SUBMITTED, [CENTRE], [COMMITTEE]),
        (Status.RECEIVED, [CENTRE, COMMITTEE], []),
        (Status.NOT_RECEIVED, [CENTRE], [COMMITTEE]),
        (Status.PROCESSING, [OFFICE_NAME], [CENTRE]),
        (Status.SUPPLEMENT, ["bạn bổ sung"], [CENTRE]),
        (Status.PAYING, ["nghĩa vụ tài chính"], [CENTRE]),
        (Status.WITHDRAWN, ["yêu cầu của bạn"], [CENTRE]),
        (Status.STOPPED, [COMMITTEE], [CENTRE]),
        (Status.FINISHED, [CENTRE], [COMMITTEE]),
        (Status.RETURNED, ["Đã trả kết quả"], [COMMITTEE]),
    ],
)
def test_each_status_says_in_a_sentence_where_the_dossier_is(
    status: Status, names: list[str], silent: list[str]
) -> None:
    told = whereabouts(dossier(status), None)

    assert told.endswith(".")
    assert all(name in told for name in names)
    assert not any(name in told for name in silent)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("delivery", ResultDelivery)
def test_no_sentence_shows_its_blanks_and_english_readers_get_their_own(status: Status, delivery: str) -> None:
    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            told[language] = whereabouts(dossier(status, delivery), None)

    assert told["vi"] != told["en"]
    assert not any("%(" in sentence for sentence in told.values())


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (ResultDelivery.POST, "qua bưu chính"),
        (ResultDelivery.COUNTER, "mời bạn đến"),
    ],
)
def test_a_result_that_waits_says_how_it_reaches_the_owner(delivery: str, words: str) -> None:
    """Form 01, item 6: fetched at the place of filing, or sent by post; nobody is sent on an errand for the post."""
    told = whereabouts(dossier(Status.FINISHED, delivery), None)

    assert words in told
    assert ("mời bạn đến" in told) == (delivery != ResultDelivery.POST)


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.LEADER, "đang chờ lãnh đạo"), (Role.OFFICER, "giải quyết"), (Role.CLERK, "giải quyết")],
)
def test_in_process_the_unit_of_the_open_step_is_named_and_only_a_leader_signs(role: Role, words: str) -> None:
    task = Task(unit=Unit(name="Đơn vị của bước"), role=role)

    told = whereabouts(dossier(Status.PROCESSING), task)

    assert words in told
    assert "Đơn vị của bước" in told
    assert OFFICE_NAME not in told


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PROCESSING])
def test_outside_the_process_a_forgotten_step_tells_nothing(status: Status) -> None:
    task = Task(unit=Unit(name="Đơn vị của bước"), role=Role.LEADER)

    assert whereabouts(dossier(status), task) == whereabouts(dossier(status), None)


def moment(day: dt.date, minute: int = 600) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), VIETNAM)


def counted(after: dt.date, until: dt.date) -> int:
    """Working days after one date up to another, counted on the fingers."""
    span = [after + dt.timedelta(days=step) for step in range(1, (until - after).days + 1)]
    return len([day for day in span if OFFICE.periods(day)])


@given(today=days, ahead=st.integers(0, 40), now=st.integers(0, 1439), due=st.integers(0, 1439))
def test_the_days_left_are_those_of_the_calendar_whatever_the_hour(
    today: dt.date, ahead: int, now: int, due: int
) -> None:
    """At 00:00 and at 23:59 a person reads the same number: days are those of Viet Nam, today is not counted."""
    due_day = today + dt.timedelta(days=ahead)

    assert working_days_left(OFFICE, moment(today, now), moment(due_day, due)) == counted(today, due_day)


@given(one=days, ahead=st.integers(1, 40))
def test_days_too_many_are_as_many_as_days_left_would_have_been(one: dt.date, ahead: int) -> None:
    other = one + dt.timedelta(days=ahead)

    late = working_days_left(OFFICE, moment(other), moment(one))

    assert late == -working_days_left(OFFICE, moment(one), moment(other)) <= 0


@given(first=days, middle=st.integers(0, 20), rest=st.integers(0, 20))
def test_days_left_add_up(first: dt.date, middle: int, rest: int) -> None:
    between = first + dt.timedelta(days=middle)
    last = between + dt.timedelta(days=rest)

    whole = working_days_left(OFFICE, moment(first), moment(last))

    assert whole == counted(first, between) + working_days_left(OFFICE, moment(between), moment(last))


def test_an_evening_in_utc_is_the_next_day_in_viet_nam() -> None:
    """18:00 UTC is 01:00 in Viet Nam: one working day less is left than the server's own clock says."""
    now = dt.datetime(2026, 11, 25, 18, tzinfo=dt.UTC)

    assert working_days_left(OFFICE, now, at("2026-11-27 17:00")) == 1
