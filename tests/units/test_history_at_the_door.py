"""Rules proved: the history of a unit's desk opens to who administers the unit alone, shows words as they were written,
holds each change once through all its pages, and keeps what belongs to others out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.units import factories as make
from tests.units.desk_pages import page, shown
from tests.units.plans import Wards
from units import desk_log, opening_hours
from units.desk.history_page import Question
from units.models import DeskChange, Unit, WorkingCalendar, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
What = DeskChange.What
SATURDAY = {5: [(dt.time(7, 30), dt.time(11, 30))]}


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR, Role.PUBLISHER])
def test_whoever_does_not_administer_reads_no_history(wards: Wards, client: Client, role: str) -> None:
    client.force_login(make.StaffRoleFactory(unit=wards.first, role=role).user)
    assert client.get(page("history", wards.first.code)).status_code == 403


def test_a_neighbours_history_does_not_exist_and_that_of_ones_own_parts_does(admin: Client, wards: Wards) -> None:
    for code in (wards.second.code, wards.centres[1].code, "H29", "H29.999"):
        assert admin.get(page("history", code)).status_code == 404
    for code in (wards.first.code, "H29.201.3", wards.centres[0].code):
        assert admin.get(page("history", code)).status_code == 200


def test_a_unit_that_has_ended_is_at_no_desk(admin: Client, wards: Wards) -> None:
    desk_log.note(wards.author, wards.centres[0], What.COUNTER, "", "Quầy 1")
    Unit.objects.filter(pk=wards.centres[0].pk).update(valid_to=today_in_vietnam())
    assert admin.get(page("history", wards.centres[0].code)).status_code == 404
    assert DeskChange.objects.count() == 1, "what was written stays"


def test_it_is_looked_at_and_nothing_else(admin: Client, wards: Wards) -> None:
    address = page("history", wards.first.code)
    assert admin.head(address).status_code == 200
    for answer in (admin.post(address, {"after": "khác"}), admin.put(address), admin.delete(address)):
        assert answer.status_code == 405


def test_hostile_names_stay_words(admin: Client, wards: Wards) -> None:
    admin.post(page("counter", wards.centres[0].code), {"number": "7", "name": "<img src=x onerror=alert(1)>"})
    told = shown(admin.get(page("history", wards.centres[0].code)))
    assert "<img src=x" not in told
    assert "Quầy 7: &lt;img src=x" in told


def test_changes_of_one_unit_are_none_of_another(admin: Client, wards: Wards) -> None:
    desk_log.note(wards.author, wards.centres[0], What.COUNTER, "", "Quầy số 77")
    assert "Quầy số 77" in shown(admin.get(page("history", wards.centres[0].code)))
    for code in (wards.first.code, "H29.201.3"):
        assert "Quầy số 77" not in shown(admin.get(page("history", code)))


def test_hours_of_a_calendar_that_a_unit_does_not_live_by_are_not_its_history(admin: Client, wards: Wards) -> None:
    other = WorkingCalendar.objects.get(pk=wards.first.calendar_id)
    other.pk, other.slug = None, "khac"
    other.save(force_insert=True)
    opening_hours.write_week(other, SATURDAY, wards.author)

    assert DeskChange.objects.count() == 1
    assert "Thứ 7: 07:30-11:30" not in shown(admin.get(page("history", wards.centres[0].code)))


@pytest.mark.parametrize("what", What.values)
def test_a_kind_without_changes_says_so_and_keeps_its_tab(admin: Client, wards: Wards, what: str) -> None:
    told = shown(admin.get(page("history", wards.first.code), {"loai": what}))
    assert "Chưa có thay đổi nào" in told
    assert told.count('aria-current="page"') >= 1
    assert f'href="?loai={what}" aria-current="page"' in told


def test_its_pages_hold_each_change_once_newest_first_there_and_back(admin: Client, wards: Wards) -> None:
    centre = wards.centres[0]
    for number in range(65):
        desk_log.note(wards.author, centre, What.COUNTER, "", f"Quầy số {number}")
        if number % 13 == 0:
            desk_log.note(wards.author, centre, What.CONTACT, "", f"địa chỉ: Số {number}")
    address, query, seen, sizes = page("history", centre.code), "?loai=counter", list[str](), list[int]()
    while query:
        found = admin.get(address + query).context["page"]
        seen += [row.after for row in found.rows]
        sizes.append(len(found.rows))
        query = found.next
        assert not query or "loai=counter" in query, "the next page keeps the kind"
    assert seen == [f"Quầy số {number}" for number in reversed(range(65))]
    assert sizes == [30, 30, 5]

    back = []
    while found.previous:
        found = admin.get(address + found.previous).context["page"]
        back.append(len(found.rows))
    assert back == [30, 30]
    assert found.rows[0].after == "Quầy số 64"


def test_a_change_is_of_one_thing_and_of_a_known_kind(wards: Wards) -> None:
    wrong: list[dict[str, Any]] = [
        {"what": What.COUNTER},
        {"what": What.COUNTER, "unit": wards.first, "calendar": wards.first.calendar},
        {"what": "khac", "unit": wards.first},
    ]
    for told in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            DeskChange.objects.create(by=wards.author, before="", after="x", **told)
    assert not DeskChange.objects.exists()


def test_a_change_that_is_rolled_back_leaves_no_word(wards: Wards) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        opening_hours.write_week(wards.first.calendar, SATURDAY, wards.author)
        raise RuntimeError("the disk is full")
    assert not DeskChange.objects.exists()


@pytest.mark.parametrize("query", [{"loai": "COUNTER"}, {"sau": "-1"}, {"truoc": "1e3"}, {"sau": "9" * 30}])
def test_what_an_address_does_not_mean_is_as_good_as_absent(query: dict[str, str]) -> None:
    assert Question.read(query) == Question()


def test_the_history_is_read_in_english_with_the_words_as_they_were_written(admin: Client, wards: Wards) -> None:
    desk_log.note(wards.author, wards.first, What.CONTACT, "địa chỉ: –", "địa chỉ: Số 9")
    admin.cookies["django_language"] = "en"
    told = shown(admin.get(page("history", wards.first.code)))
    assert '<html lang="en"' in told
    assert "địa chỉ: Số 9" in told
