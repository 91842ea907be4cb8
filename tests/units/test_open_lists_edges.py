"""Rules proved: what is open of units by REST stands up to odd questions: a day is written one way alone, what has
ended is found but does nothing, pages hold while rows come, and who only asks about an address is told no row.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.rest.asking_oddly import assert_only_asked_about, rest_of, said_in_both
from tests.rest.walking import read, walked
from tests.units import factories as make
from units.models import (
    CalendarException,
    CentreService,
    Counter,
    Division,
    Reorganisation,
    Unit,
    UnitSuccession,
    WorkingCalendar,
    today_in_vietnam,
)

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
DAYS = (
    ("units/", "on"), ("counters/", "on"), ("divisions/", "on"), ("successions/", "since"), ("successions/", "until"),
    ("calendars/test/special-days/", "since"), ("calendars/test/special-days/", "until"),
)  # fmt: skip
LISTS = ("units/", "counters/", "divisions/", "successions/", "calendars/", "calendars/test/special-days/")
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def centre() -> Unit:
    unit: Unit = make.CentreFactory()
    return unit


def receive(unit: Unit, code: str, counter: Counter | None = None, **dates: dt.date) -> None:
    told = {"valid_from": make.SINCE} | dates
    CentreService.objects.create(unit=unit, counter=counter, field_code=code, field_name=f"Lĩnh vực {code}", **told)


def received(row: dict[str, Any]) -> list[str]:
    return [field["code"] for field in row["fields_received"]]


# -- days


def test_a_day_is_written_year_first_and_no_other_way_in_no_language(client: Client, centre: Unit) -> None:
    """01/02/2026 is February here, and was read as a day of January without a word."""
    wrong = (
        "01/02/2026",
        "13/01/2026",
        "1/2/26",
        "Feb 1 2026",
        "20260201",
        "2026-02-30",
        "0000-01-01",
        "2026-02-01T00",
    )
    for path, name in DAYS:
        for language in ("vi", "en") if path == "units/" else ("vi",):
            for value in wrong:
                answer = client.get(ROOT + path, {name: value}, headers={"Accept-Language": language})
                assert answer.status_code == 400, (path, value)
                assert [error["field"] for error in answer.json()["errors"]] == [name]
            for value in ("2026-02-01", "0001-01-01", "9999-12-31", ""):
                answer = client.get(ROOT + path, {name: value}, headers={"Accept-Language": language})
                assert answer.status_code == 200, (path, value)


def test_the_first_day_counts_and_the_day_of_the_end_does_not(client: Client, centre: Unit) -> None:
    begins, ends = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
    make.WardFactory(code="26700", valid_from=begins, valid_to=ends)
    counter = make.CounterFactory(unit=centre, number=5, valid_from=begins, valid_to=ends)
    for day, is_there in ((begins - A_DAY, False), (begins, True), (ends - A_DAY, True), (ends, False)):
        divisions = [row["code"] for row in read(client, f"{ROOT}divisions/?on={day}")["results"]]
        counters = [row["id"] for row in read(client, f"{ROOT}counters/?on={day}&unit={centre.code}")["results"]]
        assert ("26700" in divisions, counter.pk in counters) == (is_there, is_there), day


# -- counters


def test_a_counter_that_has_closed_receives_nothing_and_one_to_come_nothing_yet(client: Client, centre: Unit) -> None:
    """What is received at any counter of a centre is received at those that stand."""
    today = today_in_vietnam()
    open_one, closed, coming = (make.CounterFactory(unit=centre, number=number) for number in (1, 2, 3))
    receive(centre, "G13-TN02")
    Counter.objects.filter(pk=closed.pk).update(valid_to=today)
    Counter.objects.filter(pk=coming.pk).update(valid_from=today + A_DAY)

    shown = {one.number: received(read(client, f"{ROOT}counters/{one.pk}/")) for one in (open_one, closed, coming)}
    assert shown == {1: ["G13-TN02"], 2: [], 3: []}
    # On a day on which they stand, the list tells it of them as well.
    for day, numbers in ((today - A_DAY, [1, 2]), (today + A_DAY, [1, 3])):
        rows = read(client, f"{ROOT}counters/?on={day}&unit={centre.code}")["results"]
        assert [(row["number"], received(row)) for row in rows] == [(number, ["G13-TN02"]) for number in numbers]


def test_each_centre_receives_its_own_and_a_field_said_twice_is_one(client: Client, centre: Unit) -> None:
    other = make.CentreFactory()
    mine, theirs = make.CounterFactory(unit=centre, number=1), make.CounterFactory(unit=other, number=1)
    receive(centre, "G01", mine)
    receive(centre, "G01")
    receive(other, "G02")
    receive(other, "G03", valid_to=today_in_vietnam())
    rows = {row["id"]: received(row) for row in read(client, f"{ROOT}counters/")["results"]}
    assert (rows[mine.pk], rows[theirs.pk]) == (["G01"], ["G02"])
    for field, found in (("G01", [mine.pk]), ("G02", [theirs.pk]), ("G03", []), ("g01", [])):
        assert [row["id"] for row in read(client, f"{ROOT}counters/?field={field}")["results"]] == found, field
    assert read(client, f"{ROOT}counters/?field=G01&unit={other.code}")["results"] == []


# -- divisions and successions


def test_words_of_a_place_are_words_and_no_pattern(client: Client) -> None:
    for code, name in (("26740", "Sài Gòn"), ("26743", "Đức Nhuận"), ("26746", "Thới An Đông")):
        make.WardFactory(code=code, name=name)

    def found(words: str) -> list[str]:
        rows = read(client, f"{ROOT}divisions/?kind=ward&search={quote(words)}")["results"]
        return [str(row["code"]) for row in rows]

    assert found("SÀI gòn") == found("phường sài") == ["26740"]
    assert found("duc nhuan") == found("ĐỨC") == found("Ðức") == ["26743"]
    for nothing in ("%", "_", "\\", "s_i", "%gon%", "sài nhuận", "'; --"):
        assert found(nothing) == [], nothing
    assert found("sai " * 500) == ["26740"], "ten words are looked at"


def test_a_succession_names_what_kind_of_change_it_was(client: Client) -> None:
    old, new = make.CommuneCommitteeFactory(), make.CommuneCommitteeFactory()
    writer: User = make.StaffFactory()
    day = dt.date(2026, 1, 1)
    change = Reorganisation.objects.create(
        kind="merge", decision_number="1/NQ", decision_date=day, decision_agency="HĐND", effective_on=day,
        written_by=writer,
    )  # fmt: skip
    UnitSuccession.objects.create(predecessor=old, successor=new, effective_from=day, reorganisation=change)
    [row] = read(client, f"{ROOT}successions/?successor={new.code}")["results"]
    assert (row["kind"], row["predecessor"], row["share"]) == ("merge", old.code, "1.0000")
    assert writer.full_name not in str(row)


# -- pages


def test_rows_that_come_while_somebody_pages_shift_nothing(client: Client) -> None:
    for code in ("26710", "26720", "26730"):
        make.WardFactory(code=code)
    first = read(client, f"{ROOT}divisions/?kind=ward&page_size=2")
    make.WardFactory(code="26705")
    make.WardFactory(code="26725")
    seen = [row["code"] for row in first["results"] + rest_of(client, first)]
    assert seen == ["26710", "26720", "26725", "26730"]

    committees = [make.CommuneCommitteeFactory() for _number in range(4)]

    def follows(old: Unit, new: Unit) -> int:
        day = dt.date(2026, 1, 1)
        return int(UnitSuccession.objects.create(predecessor=old, successor=new, effective_from=day).pk)

    known = [follows(committees[0], one) for one in committees[1:]]
    first = read(client, f"{ROOT}successions/?page_size=1")
    newest = follows(committees[1], committees[2])
    assert [row["id"] for row in first["results"] + rest_of(client, first)] == known[::-1]
    assert read(client, f"{ROOT}successions/")["results"][0]["id"] == newest


def test_a_day_written_meanwhile_is_read_where_it_belongs(client: Client) -> None:
    base: WorkingCalendar = make.CalendarFactory(slug="nen")
    own = WorkingCalendar.objects.create(slug="rieng", name="Lịch riêng", base=base)

    def write(calendar: WorkingCalendar, day: int, reason: str) -> None:
        CalendarException.objects.create(calendar=calendar, date=dt.date(2032, 5, day), reason=reason, hours=[])

    for day in (3, 5, 7):
        write(base, day, "Nền")
    page = read(client, f"{ROOT}calendars/rieng/special-days/?since=2032-01-01&page_size=1")
    for day in (2, 5, 6):
        write(own, day, "Riêng")
    rows = page["results"] + rest_of(client, page)
    told = [(row["date"][-2:], row["reason"], row["calendar"]) for row in rows]
    assert told == [("03", "Nền", "nen"), ("05", "Riêng", "rieng"), ("06", "Riêng", "rieng"), ("07", "Nền", "nen")]


def test_a_made_up_place_in_a_list_is_not_found_and_no_error(client: Client, centre: Unit) -> None:
    def cursor(position: str) -> str:
        return b64encode(f"p={position}".encode()).decode()

    odd = {"calendars/test/special-days/": ("ngay-mai", "2026-13-45", "%00"), "counters/": ("một", "%00"),
           "successions/": ("một",), "divisions/": ("%00",), "calendars/": ("%00",)}  # fmt: skip
    for path, positions in odd.items():
        for position in positions:
            answer = client.get(ROOT + path, {"cursor": cursor(quote(position, safe="%"))})
            assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path
    far = client.get(f"{ROOT}counters/", {"cursor": cursor(str(10**30))})
    assert (far.status_code, far.json().get("results")) == (200, [])


# -- methods and languages


def test_who_only_asks_about_an_address_is_told_no_row(client: Client, centre: Unit) -> None:
    counter = make.CounterFactory(unit=centre)
    singles = (f"counters/{counter.pk}/", f"divisions/{centre.division.code}/", "calendars/test/", "counters/0/")
    for path in (*LISTS, *singles, f"units/{centre.code}/", "calendars/khong-co/", "calendars/khong-co/special-days/"):
        assert_only_asked_about(client, ROOT + path)
    for path in (*LISTS, *singles):
        for method in (client.post, client.put, client.patch, client.delete):
            answer: Any = method(ROOT + path, {"name": "Khác"}, content_type="application/json")
            assert answer.status_code in {401, 403, 405}, path
    assert Counter.objects.get(pk=counter.pk).name == counter.name


def test_what_is_wrong_is_said_in_the_callers_language_and_data_stays_as_it_is(client: Client, centre: Unit) -> None:
    for path, asked in (("divisions/", {"kind": "quan"}), ("counters/", {"on": "mai"}), ("calendars/khong-co/", {})):
        said_in_both(client, ROOT + path, **asked)
    for path in LISTS:
        told = [read(Client(headers={"Accept-Language": language}), ROOT + path) for language in ("vi", "en")]
        assert told[0]["results"] == told[1]["results"], path


def test_an_ended_place_and_a_unit_without_followers_are_told_as_they_are(client: Client, centre: Unit) -> None:
    Division.objects.filter(pk=centre.division.pk).update(valid_to=today_in_vietnam())
    code = centre.division.code
    assert code not in [row["code"] for row in walked(client, f"{ROOT}divisions/", size=2)]
    assert read(client, f"{ROOT}divisions/{code}/")["valid_to"] == str(today_in_vietnam())
    assert read(client, f"{ROOT}successions/?unit={centre.code}")["results"] == []
    mark = client.get(f"{ROOT}divisions/{code}/").headers["ETag"]
    assert client.get(f"{ROOT}divisions/{code}/", headers={"If-None-Match": mark}).status_code == 304
    Division.objects.filter(code=code).update(valid_to=None)
    assert client.get(f"{ROOT}divisions/{code}/", headers={"If-None-Match": mark}).status_code == 200
