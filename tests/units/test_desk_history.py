"""Rules proved: who changed fields, counters, hours and contacts of a unit, when, from what to what; for good.

Issue 4 item 8. The history tells each change once and is shown to who administers the unit.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards
from units import desk_log, opening_hours, services
from units.models import Counter, DeskChange, Unit, today_in_vietnam

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()
CIVIL = ("G15-TP07", "Hộ tịch")


def said(unit: Unit) -> list[tuple[str, str, str]]:
    """The changes of a unit, oldest first."""
    rows = desk_log.changes_of(unit).order_by("pk")
    return list(rows.values_list("what", "before", "after"))


def test_each_change_of_a_counter_says_who_and_from_what_to_what(admin: Client, wards: Wards) -> None:
    centre, day = wards.centres[0], f"{TODAY + dt.timedelta(days=1):%d/%m/%Y}"
    admin.post(page("counter", centre.code), {"number": "4", "name": "Đất đai"})
    counter = Counter.objects.get(unit=centre)
    admin.post(page("counter-name", centre.code, counter.pk), {"name": "Hộ tịch"})
    admin.post(page("counter-close", centre.code, counter.pk))

    assert said(centre) == [
        ("counter", "", "Quầy 4: Đất đai"),
        ("counter", "Quầy 4: Đất đai", "Quầy 4: Hộ tịch"),
        ("counter", "Quầy 4: Hộ tịch", f"Quầy 4: đóng từ ngày {day}"),
    ]
    told = shown(admin.get(page("history", centre.code)))
    who = DeskChange.objects.values_list("by__full_name", flat=True).distinct().get()
    assert told.count(who) >= 3
    assert f"Quầy 4: đóng từ ngày {day}" in told


@pytest.mark.parametrize("name", ["contact", "counter-name"])
def test_what_stays_as_it_was_is_no_change(admin: Client, wards: Wards, name: str) -> None:
    centre = wards.centres[0]
    counter = make.CounterFactory(unit=centre, number=1)
    args = [centre.code, counter.pk] if name == "counter-name" else [centre.code]

    admin.post(page(name, *args), {"name": counter.name, "hotline": centre.hotline})
    admin.post(page("counter-close", centre.code, counter.pk))
    admin.post(page("counter-close", centre.code, counter.pk))

    assert [what for what, _before, _after in said(centre)] == ["counter"], "closed once"


def test_a_contact_names_only_what_became_different(admin: Client, wards: Wards) -> None:
    admin.post(page("contact", wards.centres[0].code), {"address": "Số 9", "hotline": wards.centres[0].hotline})

    assert said(wards.centres[0]) == [("contact", "địa chỉ: –", "địa chỉ: Số 9")]


def test_hours_of_a_calendar_are_in_the_history_of_each_unit_that_lives_by_it(admin: Client, wards: Wards) -> None:
    saturday = {5: [(dt.time(7, 30), dt.time(11, 30))]}
    opening_hours.write_week(wards.first.calendar, saturday, wards.author)
    opening_hours.write_week(wards.first.calendar, {}, wards.author)

    assert said(wards.centres[0]) == said(wards.second) == [
        ("hours", "theo giờ làm việc", "Thứ 7: 07:30-11:30"),
        ("hours", "Thứ 7: 07:30-11:30", "theo giờ làm việc"),
    ]  # fmt: skip


def test_fields_tell_their_counters_and_their_end(wards: Wards) -> None:
    centre, tomorrow = wards.centres[0], TODAY + dt.timedelta(days=1)
    counter = make.CounterFactory(unit=centre, number=2)
    services.receive(wards.author, centre, CIVIL, [None])
    services.receive(wards.author, centre, CIVIL, [counter])
    services.receive(wards.author, centre, CIVIL, [], tomorrow)

    since = f"từ ngày {TODAY:%d/%m/%Y}"
    assert [(before, after) for _what, before, after in said(centre)] == [
        ("", f"Hộ tịch: mọi quầy, {since}"),
        (f"Hộ tịch: mọi quầy, {since}", f"Hộ tịch: quầy 2, {since}"),
        (f"Hộ tịch: quầy 2, {since}", f"Hộ tịch: thôi tiếp nhận từ ngày {tomorrow:%d/%m/%Y}"),
    ]


def test_nothing_written_is_changed_or_taken_away(wards: Wards) -> None:
    services.receive(wards.author, wards.centres[0], CIVIL, [None])
    before = list(DeskChange.objects.values())

    for act in (lambda: DeskChange.objects.update(after="khác"), lambda: DeskChange.objects.all().delete()):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            act()

    assert list(DeskChange.objects.values()) == before


def test_the_page_keeps_one_kind_goes_on_by_pages_and_costs_the_same(
    admin: Client, wards: Wards, django_assert_max_num_queries: Any
) -> None:
    centre, address = wards.centres[0], page("history", wards.centres[0].code)
    assert "Chưa có thay đổi nào" in shown(admin.get(address))
    for number in range(31):
        desk_log.note(wards.author, centre, desk_log.What.COUNTER, "", f"Quầy số {number + 100}")
    services.receive(wards.author, centre, CIVIL, [None])

    with django_assert_max_num_queries(8):
        first = shown(admin.get(address))
    assert "Quầy số 130" in first
    assert "Quầy số 100" not in first
    assert "sau=" in first
    only = shown(admin.get(address, {"loai": "service"}))
    assert "Hộ tịch" in only
    assert "Quầy số 130" not in only
    assert "Quầy số 130" in shown(admin.get(address, {"loai": "khong-co", "sau": "x"})), "unknown words ask for nothing"


def test_the_loader_and_a_failed_act_leave_no_word(admin: Client, wards: Wards) -> None:
    make.CounterFactory(unit=wards.centres[0], number=1)

    assert admin.post(page("counter", wards.centres[0].code), {"number": "1", "name": "Mới"}).status_code == 422
    typed = {"counters": [], **parts("valid_from", TODAY - dt.timedelta(days=1))}
    assert admin.post(page("services", wards.centres[0].code), typed).status_code == 422

    assert said(wards.centres[0]) == []
