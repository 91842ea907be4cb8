"""Rules proved: what a lead types about a team and its shifts is read kindly, or refused in words beside its field.

Pure: the forms are asked, with people who are in no database.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.forms.roster import MOST_NUMBERS, LineForm, PutOnForm, ShiftForm, StandInForm, SwapForm, TeamForm
from hotline.models import Coverage, Days, Team
from portal.accounts.models import User
from portal.ui.fields import today

AN, BICH = User(full_name="Nguyễn Văn An"), User(full_name="Trần Thị Bích")
PEOPLE = [AN, BICH]
SOUND = {
    "name": "Tổ trực đêm",
    "numbers": "1022, 028 3829 1022",
    "lead": str(AN.public_id),
    "coverage": "always",
    "call_minutes": "2",
    "urgent_minutes": "15",
    "tree": "Trưởng ca: 0901 234 567",
}


def team(**typed: str) -> TeamForm:
    return TeamForm(SOUND | typed, people=PEOPLE)


def test_a_team_is_read_with_its_numbers_as_exchanges_dial_them() -> None:
    form = team()

    assert form.is_valid(), form.errors
    setting = form.setting()
    assert (setting.name, setting.lead, setting.coverage) == ("Tổ trực đêm", AN, Coverage.ALWAYS)
    assert setting.numbers == ["1022", "+842838291022"]
    assert setting.tree == [("Trưởng ca", "+84901234567")]
    assert (setting.call_minutes, setting.urgent_minutes) == (2, 15)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "Hãy ghi tên tổ trực"),
        ("name", "x" * 121, ""),
        ("numbers", "12", "không phải số điện thoại"),
        ("numbers", "1022, mười hai", "mười hai"),
        ("numbers", "1022; 1080", "không phải số điện thoại"),
        ("lead", "", "Hãy chọn người phụ trách"),
        ("lead", "5", ""),
        ("coverage", "", ""),
        ("coverage", "never", ""),
        ("call_minutes", "0", ""),
        ("call_minutes", "61", ""),
        ("call_minutes", "hai", ""),
        ("call_minutes", "", ""),
        ("urgent_minutes", "0", ""),
        ("urgent_minutes", "1441", ""),
        ("tree", "Trưởng ca 0901 234 567", "dấu hai chấm"),
        ("tree", ": 0901 234 567", "dấu hai chấm"),
        ("tree", "Trưởng ca:", "không phải số điện thoại"),
        ("tree", "Trưởng ca: 0901 234 567\nVăn phòng: chưa có", "chưa có"),
    ],
)
def test_what_is_no_team_is_refused_beside_its_field(field: str, typed: str, told: str) -> None:
    form = team(**{field: typed})

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert told in str(form.errors[field])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        (" , ,", []),
        ("1022", ["1022"]),
        ("1022,1022 , 10 22", ["1022"]),
        ("0283829-1022", ["+842838291022"]),
        ("+84 28 3829 1022, 02838291022", ["+842838291022"]),
        ("115, 113, 114", ["115", "113", "114"]),
    ],
)
def test_numbers_are_read_as_people_write_them_and_each_once(typed: str, read: list[str]) -> None:
    form = team(numbers=typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["numbers"] == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("\n \n", []),
        ("Văn phòng: 1022", [("Văn phòng", "1022")]),
        ("  Chị Bích :0901234567  ", [("Chị Bích", "+84901234567")]),
        ("Tầng 2: phòng trực: 1022", [("Tầng 2: phòng trực", "1022")]),
        ("A: 113\n\nB: 114\r\nC: 115", [("A", "113"), ("B", "114"), ("C", "115")]),
    ],
)
def test_the_list_to_ring_is_read_line_by_line_in_its_order(typed: str, read: list[tuple[str, str]]) -> None:
    form = team(tree=typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["tree"] == read


def test_more_numbers_than_anybody_rings_are_cut_in_the_table_of_the_team() -> None:
    form = team(tree="\n".join(f"Người {place}: {1000 + place}" for place in range(MOST_NUMBERS + 5)))

    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["tree"]) == MOST_NUMBERS
    assert form.cleaned_data["tree"][0] == ("Người 0", "1000")


def test_the_number_of_a_team_is_shown_as_people_write_it() -> None:
    form = TeamForm(initial={"numbers": ["1022", "+842838291022"]}, people=PEOPLE)

    assert form["numbers"].value() == "1022, 028 3829 1022"
    assert Team(name="Tổ").numbers == []


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(st.sampled_from(["", *map(str, range(7))]), clocks, clocks, st.sampled_from(Days.values))
def test_every_line_of_a_pattern_reads_as_it_was_typed(weekday: str, starts: dt.time, ends: dt.time, days: str) -> None:
    form = LineForm(
        {"weekday": weekday, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "days": days}, people=PEOPLE
    )

    assert form.is_valid(), form.errors
    line = form.line()
    assert (line.weekday, line.starts, line.ends, line.days) == (int(weekday) if weekday else None, starts, ends, days)
    assert form.cleaned_data["people"] == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("weekday", "7", ""),
        ("weekday", "-1", ""),
        ("weekday", "thứ hai", ""),
        ("starts", "", "Hãy ghi giờ bắt đầu"),
        ("starts", "25:00", "Hãy ghi giờ như 07:30"),
        ("starts", "7h30", "Hãy ghi giờ như 07:30"),
        ("ends", "", "Hãy ghi giờ kết thúc"),
        ("ends", "24:00", "Hãy ghi giờ như 07:30"),
        ("days", "", ""),
        ("days", "monthly", ""),
        ("people", "ai đó", ""),
    ],
)
def test_what_is_no_line_is_refused_beside_its_field(field: str, typed: str, told: str) -> None:
    sound = {"weekday": "0", "starts": "07:30", "ends": "17:00", "days": "every", "people": [str(AN.public_id)]}
    form = LineForm(sound | {field: [typed] if field == "people" else typed}, people=PEOPLE)

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert told in str(form.errors[field])


def shift(day: dt.date, **typed: Any) -> ShiftForm:
    parts = {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}
    return ShiftForm({**parts, "starts": "22:00", "ends": "06:00", **typed}, people=PEOPLE)


@pytest.mark.parametrize(("ahead", "is_sound"), [(-1, False), (0, True), (1, True), (366, True), (367, False)])
def test_a_shift_is_planned_from_today_to_a_year_ahead(ahead: int, is_sound: bool) -> None:
    form = shift(today() + dt.timedelta(days=ahead))

    assert form.is_valid() is is_sound
    assert is_sound or list(form.errors) == ["day"]


def test_people_are_put_on_in_the_order_of_the_list_and_each_once() -> None:
    form = shift(today(), people=[str(BICH.public_id), str(AN.public_id), str(BICH.public_id)])

    assert form.is_valid(), form.errors
    assert form.cleaned_data["people"] == [AN, BICH]


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        (PutOnForm, "person", "Hãy chọn người trực"),
        (StandInForm, "person", "Hãy chọn người trực thay"),
        (StandInForm, "reason", "Hãy ghi lý do"),
        (SwapForm, "other", "Hãy chọn một đồng nghiệp"),
    ],
)
def test_an_empty_form_says_what_is_missing(form: Any, field: str, told: str) -> None:
    empty = form({}, people=PEOPLE)

    assert not empty.is_valid()
    assert told in str(empty.errors[field])


@given(st.text(max_size=80))
def test_nobody_is_chosen_by_a_name_that_leads_nowhere(typed: str) -> None:
    """Numbers of rows are no names of people: only the ids that the list itself offers."""
    form = PutOnForm({"person": typed}, people=PEOPLE)

    assert not form.is_valid()


@given(st.text(max_size=300))
def test_no_list_of_numbers_breaks_the_form(typed: str) -> None:
    form = team(numbers=typed, tree=typed)

    if form.is_valid():
        setting = form.setting()
        assert all(number.isascii() for number in setting.numbers)
        assert all(name and phone for name, phone in setting.tree)
