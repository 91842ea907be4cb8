"""Rules proved: a promise for a day lasts until the office closes on it; an open one finds its place and step."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dossiers.statuses import OPEN, Status
from dossiers.taken_open import TAKEN_OPEN
from portal.inheritance import mapping
from portal.inheritance.columns import WrongCell
from portal.inheritance.mapping import Ways, end_of_day, step_of
from portal.vietnamese.moments import VIETNAM
from procedures.models import InternalProcess
from tests.dossiers.world import World, given_world, make_unit
from units import kept
from units.calendars import OFFICE_HOURS, calendar_of
from units.models import CalendarException, Unit, UnitKind, WorkingCalendar, WorkingPeriod

DAYS = st.dates(dt.date(2025, 12, 1), dt.date(2026, 12, 31))
HOURS = st.times(dt.time(0, 1), dt.time(23, 59))
CLOSES = OFFICE_HOURS[-1][1]


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def process(world: World) -> InternalProcess:
    return world.birth.processes.prefetch_related("steps").get()


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), VIETNAM)


def refusal(act: Any, *arguments: Any) -> tuple[str, str]:
    with pytest.raises(WrongCell) as caught:
        act(*arguments)
    return caught.value.column, str(caught.value)


def test_a_promise_for_a_day_lasts_until_its_office_closes_and_never_leaves_its_day(world: World) -> None:
    unit = world.ward.committee
    calendar = calendar_of(unit)

    @given(DAYS)
    def holds(day: dt.date) -> None:
        end = end_of_day(unit, midnight(day))
        assert end.astimezone(VIETNAM).date() == day
        closes = calendar.last_closing(day) if calendar.is_working_day(day) else midnight(day).replace(hour=CLOSES.hour)
        assert end == closes > midnight(day)

    holds()


def test_a_promise_that_names_its_hour_is_that_hour(world: World) -> None:
    @given(DAYS, HOURS)
    def holds(day: dt.date, hour: dt.time) -> None:
        told = dt.datetime.combine(day, hour, VIETNAM)
        assert end_of_day(world.ward.committee, told) is told

    holds()


def test_on_a_day_off_the_usual_hour_counts(world: World) -> None:
    """The old receipt named that day: no import moves it to another."""
    unit, sunday = world.ward.committee, dt.date(2026, 11, 22)
    assert not calendar_of(unit).is_working_day(sunday)

    assert end_of_day(unit, midnight(sunday)) == dt.datetime(2026, 11, 22, 17, tzinfo=VIETNAM)


def test_a_day_with_hours_of_its_own_ends_with_them(world: World) -> None:
    unit, day = world.ward.committee, dt.date(2026, 11, 24)
    own = WorkingCalendar.objects.create(slug="nua-ngay", name="Nửa ngày")
    WorkingPeriod.objects.create(calendar=own, weekday=1, opens=dt.time(7, 30), closes=dt.time(11, 30))
    CalendarException.objects.create(
        calendar=own, date=day + dt.timedelta(days=1), hours=[["08:00", "10:15"]], reason="Họp", source="Thử"
    )
    own.refresh_from_db()
    unit.calendar = own

    assert end_of_day(unit, midnight(day)) == dt.datetime(2026, 11, 24, 11, 30, tzinfo=VIETNAM)
    assert end_of_day(unit, midnight(day + dt.timedelta(days=1))) == dt.datetime(2026, 11, 25, 10, 15, tzinfo=VIETNAM)


def test_an_open_dossier_stands_at_the_step_of_its_status(process: InternalProcess) -> None:
    first = process.steps.get(position=min(process.steps.values_list("position", flat=True)))
    for status in TAKEN_OPEN:
        step = step_of(process, status, "")
        assert step.role == ("officer" if status == Status.PROCESSING else "clerk"), status
        assert (step == first) is (status != Status.PROCESSING)


def test_a_step_is_named_by_key_or_name_in_any_case_and_among_the_officers_alone(process: InternalProcess) -> None:
    officer = process.steps.get(key="process")
    for told in ("process", "PROCESS", officer.name, officer.name.upper(), officer.name.lower()):
        assert step_of(process, Status.PROCESSING, told) == officer
    for told in ("sign", "return", "receive", "Ký duyệt kết quả", "thẩm tra", "khong-co"):
        column, words = refusal(step_of, process, Status.PROCESSING, told)
        assert column == "buoc"
        assert f"{officer.name} (process)" in words, "what can be meant is told"
        assert "Ký duyệt" not in words, "a draft that waited for its signature goes back to its officer"


def test_a_step_is_told_for_nobody_who_waits_at_the_counter(process: InternalProcess) -> None:
    for status in (Status.SUBMITTED, Status.RECEIVED):
        assert refusal(step_of, process, status, "process") == (
            "buoc", "Chỉ ghi bước cho hồ sơ đang xử lý (trạng thái 4).",
        )  # fmt: skip


def test_a_process_of_several_officers_begins_with_the_first_unless_one_is_named(process: InternalProcess) -> None:
    second = process.steps.get(key="process")
    second.pk, second.key, second.name, second.position = None, "verify", "Xác minh", -1
    steps = [*process.steps.all(), second]

    class Several:
        """The steps in an order that means nothing."""

        def all(self) -> list[Any]:
            return steps[::-1]

    class WithSeveral:
        steps = Several()

    assert step_of(WithSeveral(), Status.PROCESSING, "").key == "verify"  # type: ignore[arg-type]
    assert step_of(WithSeveral(), Status.PROCESSING, "process").key == "process"  # type: ignore[arg-type]
    assert step_of(WithSeveral(), Status.RECEIVED, "").key == "verify"  # type: ignore[arg-type]


def test_what_waits_outside_never_comes_over_open() -> None:
    assert set(OPEN) - set(TAKEN_OPEN) == {Status.SUPPLEMENT, Status.PAYING}


def test_the_competent_agency_and_who_handles_it_follow_from_what_was_named(world: World) -> None:
    ward, ways = world.ward, Ways()

    for named in (ward.committee, ward.centre, ward.office):
        assert ways.places(world.birth, named) == (ward.committee, ward.office), named


def test_a_division_that_was_named_does_the_work_even_if_the_procedure_says_another(world: World) -> None:
    own = world.ward.committee
    other = make_unit("H29.101.5", "Phòng Kinh tế", UnitKind.COMMUNE_DIVISION, own.division, own.calendar, own)

    assert Ways().places(world.birth, other) == (own, other)


def test_an_agency_without_the_division_that_the_procedure_needs_is_told_by_its_name(world: World) -> None:
    bare = world.other_ward.committee
    Unit.objects.filter(pk=world.other_ward.office.pk).update(valid_to=dt.date(2025, 8, 1))
    kept.forget()

    column, words = refusal(Ways().places, world.birth, bare)

    assert column == "co_quan"
    assert words == f"{bare.name} không có bộ phận giải quyết thủ tục này."
    with override("en"):
        assert refusal(Ways().places, world.birth, bare)[1] != words


def test_places_are_asked_for_once_a_procedure_and_unit(world: World) -> None:
    ways = Ways()
    first = ways.places(world.birth, world.ward.committee)

    with CaptureQueriesContext(connection) as asked:
        assert all(ways.places(world.birth, world.ward.committee) == first for _time in range(5))

    assert len(asked) == 0
    assert ways.places(world.birth, world.other_ward.committee)[0] == world.other_ward.committee


def test_a_case_is_chosen_by_its_key_and_an_unknown_one_names_those_there_are(world: World) -> None:
    ways, day = Ways(), dt.date(2026, 3, 15)
    first = ways.matter(world.birth.procedure.code, day)[1]

    assert ways.matter(world.birth.procedure.code, day, "late")[1].key == "late"
    assert first.key == "standard", "none named is the first"
    column, words = refusal(ways.matter, world.birth.procedure.code, day, "khong-co")
    assert column == "truong_hop"
    assert all(case.key in words for case in world.birth.cases.all())
    assert mapping.Ways().matter(world.birth.procedure.code, day, "standard")[1] == first
