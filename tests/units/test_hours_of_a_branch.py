"""Rules proved: each centre or branch has opening hours of its own; checks name what it lacks and where that is mended.

Issue 4 item 8. Through HTTP, as people do it; negative cases assert that nothing changed.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.units import factories as make
from tests.units.desk_pages import page, shown
from units import calendars, desk_log, own_calendars, services, working_time
from units.desk import checks
from units.models import Absence, CalendarException, Unit, UnitKind, WorkingCalendar, WorkingPeriod, today_in_vietnam
from units.roles import Role
from units.working_time import VIETNAM, Period

pytestmark = pytest.mark.django_db
SATURDAYS = {**{f"day_{n}": "07:30-11:30, 13:00-17:00" for n in range(5)}, "day_5": "07:30-11:30", "day_6": ""}
NO_ROSTER = "Chưa có lịch trực đường dây nóng."
MORNING = [(dt.time(7, 30), dt.time(11, 30))]


@pytest.fixture
def branches() -> list[Unit]:
    """Two branches of the provincial centre, by the calendar of the whole city."""
    centre = make.ProvincialCentreFactory()
    return [
        make.PartFactory(
            parent=centre, code=f"H29.90.{number}", kind=UnitKind.BRANCH, level="province", slug="",
            division=centre.division, name=f"Chi nhánh {number}",
        )
        for number in (1, 2)
    ]  # fmt: skip


@pytest.fixture
def keeper(branches: list[Unit], client: Client) -> Client:
    """The browser of who administers the provincial centre with its branches."""
    client.force_login(make.StaffRoleFactory(unit=branches[0].parent, role=Role.UNIT_ADMIN).user)
    return client


def fresh(unit: Unit) -> Unit:
    return Unit.objects.select_related("calendar", "parent").get(pk=unit.pk)


def saturday(unit: Unit) -> list[Period]:
    return list(calendars.opening_hours_of(fresh(unit)).weekly.get(5, []))


def test_one_branch_opens_on_saturday_and_the_other_does_not(keeper: Client, branches: list[Unit]) -> None:
    first, second = branches
    start = dt.datetime(2026, 11, 27, 16, 0, tzinfo=VIETNAM)
    due = working_time.add(calendars.calendar_of(fresh(first)), start, Decimal(5), "working_hour")
    asked = shown(keeper.get(page("hours", first.code)))
    assert "dùng chung lịch" in asked
    assert "07:30-11:30, 13:00-17:00" in asked

    answer = keeper.post(page("hours", first.code), SATURDAYS)

    assert answer["Location"] == page("unit", first.code)
    assert (saturday(first), saturday(second)) == (MORNING, [])
    assert fresh(second).calendar.slug == "test"
    assert working_time.add(calendars.calendar_of(fresh(first)), start, Decimal(5), "working_hour") == due
    assert "Thứ 7" in re.sub(r"\s+", " ", shown(keeper.get(page("unit", first.code))))
    assert "07:30–11:30" in shown(Client().get(first.get_absolute_url()))
    told = desk_log.changes_of(fresh(first)).get()
    assert told.before == "theo giờ làm việc"
    assert told.after.endswith("; Thứ 7: 07:30-11:30")
    assert not desk_log.changes_of(fresh(second)).exists()


def test_a_second_change_makes_no_second_calendar_and_the_doors_follow_again(
    keeper: Client, branches: list[Unit]
) -> None:
    keeper.post(page("hours", branches[0].code), SATURDAYS)
    own = fresh(branches[0]).calendar
    assert "dùng chung lịch" not in shown(keeper.get(page("hours", branches[0].code)))
    keeper.post(page("hours", branches[0].code), {**SATURDAYS, "day_6": "8h00-10h00"})
    assert fresh(branches[0]).calendar == own

    keeper.post(page("hours", branches[0].code), {"follow": "1"})

    assert (fresh(branches[0]).calendar, saturday(branches[0])) == (own, [])
    assert WorkingCalendar.objects.count() == 2


@pytest.mark.parametrize("typed", [{"day_0": "sáng"}, {}, {"day_5": "11:30-07:30"}])
def test_hours_that_cannot_be_read_change_nothing(keeper: Client, branches: list[Unit], typed: dict[str, str]) -> None:
    before = (list(WorkingPeriod.objects.order_by("pk").values()), WorkingCalendar.objects.count())

    answer = keeper.post(page("hours", branches[0].code), typed)

    assert answer.status_code == 422
    assert typed.get("day_0", "") in shown(answer), "what was typed stays"
    assert (list(WorkingPeriod.objects.order_by("pk").values()), WorkingCalendar.objects.count()) == before


def test_nobody_writes_the_hours_of_others_or_of_a_unit_that_receives_nobody(
    keeper: Client, branches: list[Unit]
) -> None:
    ward = make.CommuneCommitteeFactory()
    keeper.force_login(make.StaffRoleFactory(unit=ward, role=Role.UNIT_ADMIN).user)

    for unit in (branches[0], ward):
        assert keeper.post(page("hours", unit.code), SATURDAYS).status_code == 404

    assert WorkingCalendar.objects.count() == 1


# Checks


def lacks(unit: Unit) -> dict[str, str]:
    """What a unit lacks, with the address where it is mended; its roster is the hotline's (tests/hotline)."""
    found = {str(lack.words): lack.url for lack in checks.lacks_of(Unit.objects.filter(pk=unit.pk))}
    return {words: url for words, url in found.items() if words != NO_ROSTER}


def test_each_lack_leads_to_the_page_that_mends_it(keeper: Client, branches: list[Unit]) -> None:
    """A branch with nothing: every lack at once, each with a page that opens."""
    branch = branches[0]
    Unit.objects.filter(pk=branch.pk).update(calendar=WorkingCalendar.objects.create(slug="trong", name="Trống"))

    found = lacks(branch)

    assert found == {
        "Chưa có địa chỉ.": page("contact", branch.code),
        "Chưa có đường dây nóng riêng.": page("contact", branch.code),
        "Chưa có quầy nào đang mở.": page("counter", branch.code),
        "Chưa có giờ mở cửa.": page("hours", branch.code),
        "Chưa ghi chi nhánh tiếp nhận lĩnh vực nào.": page("services", branch.code),
        "Chưa có công chức tiếp nhận.": page("role", branch.code),
    }
    listed, own = shown(keeper.get(page("units"))), shown(keeper.get(page("unit", branch.code)))
    for address in found.values():
        assert f'href="{address}"' in listed
        assert f'href="{address}"' in own
        assert keeper.get(address).status_code == 200


def test_what_is_mended_on_those_pages_is_lacking_no_more(keeper: Client, branches: list[Unit]) -> None:
    branch = branches[0]
    Unit.objects.filter(pk=branch.pk).update(calendar=WorkingCalendar.objects.create(slug="trong", name="Trống"))

    keeper.post(page("hours", branch.code), SATURDAYS)
    keeper.post(page("contact", branch.code), {"address": "Số 9", "hotline": "1022"})
    keeper.post(page("counter", branch.code), {"number": "1", "name": "Hộ tịch"})
    services.receive(make.StaffFactory(), branch, ("G15-TP07", "Hộ tịch"), [None])
    for _ in range(2):
        make.StaffRoleFactory(unit=branch)

    assert lacks(branch) == {}


def test_all_of_them_away_leads_to_the_absences(keeper: Client, branches: list[Unit]) -> None:
    held = make.StaffRoleFactory(unit=branches[0])
    today = today_in_vietnam()
    Absence.objects.create(
        user=held.user, valid_from=today, valid_to=today + dt.timedelta(days=1), reason="leave", written_by=held.user
    )

    (address,) = {url for words, url in lacks(branches[0]).items() if "đều vắng" in words}

    assert keeper.get(address).status_code == 200


def test_checks_cost_four_queries(branches: list[Unit], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):  # two of them ask the hotline for rosters
        checks.lacks_of(Unit.objects.current())


# The centre above its branches


def test_hours_of_the_centre_leave_those_of_its_branches(keeper: Client, branches: list[Unit]) -> None:
    centre = branches[0].parent
    assert centre is not None
    assert "giờ của các đơn vị khác không đổi" in shown(keeper.get(page("hours", centre.code)))

    assert keeper.post(page("hours", centre.code), SATURDAYS).status_code == 302

    assert [saturday(unit) for unit in (centre, *branches)] == [MORNING, [], []]
    assert not desk_log.changes_of(fresh(branches[0])).exists()


def test_a_centre_with_a_calendar_of_its_own_and_its_branches_part_and_keep_its_days_off(
    keeper: Client, branches: list[Unit]
) -> None:
    """The calendar was made for a flood: days off go on for all of them, hours of the doors do not."""
    centre = branches[0].parent
    assert centre is not None
    own_calendars.give_own_calendar(centre)
    flood = today_in_vietnam() + dt.timedelta(days=1)
    CalendarException.objects.create(calendar=fresh(centre).calendar, date=flood, reason="Ngập")
    assert fresh(branches[0]).calendar == fresh(centre).calendar

    keeper.post(page("hours", centre.code), SATURDAYS)
    keeper.post(page("hours", branches[1].code), {**SATURDAYS, "day_5": "", "day_6": "07:30-11:30"})

    assert [saturday(unit) for unit in (centre, *branches)] == [MORNING, [], []]
    assert calendars.opening_hours_of(fresh(branches[1])).weekly.get(6) == MORNING
    for unit in (centre, *branches):
        assert calendars.calendar_of(fresh(unit)).reason(flood) == "Ngập"
