"""Figures by month: they add up to the year, are five minutes old at most, and a month that is none is the year."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from hotline import figures
from hotline.inbox import inbox_unit
from hotline.models import Ticket
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.tickets import filed
from units.models import Unit
from units.working_time import VIETNAM

PAGE, FILE, REST = reverse("hotline:figures"), reverse("hotline:figures-file"), reverse("api:reports-feedback")
ENGLISH = {"accept-language": "en"}


def filed_at(monkeypatch: pytest.MonkeyPatch, *moments: str) -> None:
    """A report at each of these moments of Vietnam."""
    with monkeypatch.context() as clock:
        for moment in moments:
            at = dt.datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
            clock.setattr(timezone, "now", lambda at=at: at)
            filed(content=f"Chờ mãi từ {at:%d/%m %H:%M}.")


def rest(**asked: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = Client().get(REST, asked).json()
    return rows


def test_the_months_add_up_to_the_year_in_every_column_and_unit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    edges = [f"2026-{month:02}-{edge}" for month in (1, 2, 6, 12) for edge in ("01T00:00", "28T23:59")]
    filed_at(monkeypatch, *edges, "2026-12-31T23:59", "2027-01-01T00:00", "2025-12-31T23:59")
    whole = {row["code"]: row for row in rest(year=2026)}

    months = [row for month in range(1, 13) for row in rest(year=2026, month=month)]

    for code, year in whole.items():
        for column in set(year) - {"code", "name", "sample_mean"}:
            assert sum(row[column] for row in months if row["code"] == code) == year[column], (code, column)
    assert whole[""]["received"] == 9 and Ticket.objects.count() == 11
    assert rest(year=2026, month=3) == [] and rest(year=2027, month=1)[0]["received"] == 1


def test_figures_are_kept_five_minutes_each_period_for_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    filed_at(monkeypatch, "2026-11-03T09:00")
    with django_assert_num_queries(3):  # reports, drawn answers by unit, and all of these
        assert figures.of_year(2026, 11)[0].received == 1
    filed_at(monkeypatch, "2026-11-04T09:00")
    with django_assert_num_queries(0):
        assert figures.of_year(2026, 11)[0].received == 1, "everybody may ask, and few seconds matter"

    assert figures.of_year(2026)[0].received == 2, "another period is counted by itself"
    cache.delete("hotline:figures:2026:11")  # five minutes later
    assert figures.of_year(2026, 11)[0].received == 2


def test_a_period_without_reports_is_remembered_too(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert figures.of_year(2026, 2) == []
    with django_assert_num_queries(0):
        assert figures.of_year(2026, 2) == []


@pytest.mark.parametrize("typed", ["0", "13", "01", "-1", "1.5", "mười", "１", "9" * 40, "\0", "<script>", "1 OR 1=1"])
def test_a_month_that_is_none_is_the_whole_year_on_page_and_sheet(
    world: World, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    filed_at(monkeypatch, "2026-01-05T09:00", "2026-07-05T09:00")
    asked = {"nam": "2026", "thang": typed}

    html = words(Client().get(PAGE, asked))

    assert "selected" not in html.partition('id="month"')[2].partition("</select>")[0] and "<script>alert" not in html
    sheet = Client().get(FILE, asked)
    assert 'filename="phan-anh-2026.xlsx"' in sheet["Content-Disposition"]
    rows = list(load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows[0][2] == 2


@pytest.mark.parametrize("typed", ["", "x", "1999", "2999", "2026 ", "-2026", "２０２６"])
def test_a_year_that_is_none_is_this_year(world: World, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    half_past_midnight = dt.datetime(2027, 1, 1, 0, 30, tzinfo=VIETNAM)  # in London it is still the old year
    monkeypatch.setattr(timezone, "now", lambda: half_past_midnight)

    answer = Client().get(PAGE, {"nam": typed})

    assert answer.context["year"] == 2027 and answer.context["years"] == [2027, 2026]


def test_the_chosen_month_survives_stands_in_the_sheets_name_and_is_told_in_english(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed_at(monkeypatch, "2026-07-05T09:00")
    asked = {"nam": "2026", "thang": "7"}

    html = words(Client().get(PAGE, asked))

    assert '<option value="7" selected>' in html and 'name="nam" value="2026"' in html
    assert 'filename="phan-anh-2026-07.xlsx"' in Client().get(FILE, asked)["Content-Disposition"]
    english = Client(headers=ENGLISH)
    assert "All units" in words(english.get(PAGE, asked))
    headings = next(load_workbook(BytesIO(english.get(FILE, asked).content)).worksheets[0].iter_rows(values_only=True))
    assert headings[:2] == ("Code", "Unit")
    assert "No report this month yet" in words(english.get(PAGE, {"nam": "2026", "thang": "8"}))
    assert "Chưa có phản ánh nào trong tháng này" in words(Client().get(PAGE, {"nam": "2026", "thang": "8"}))


def test_a_units_name_is_never_a_formula_nor_a_tag(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Unit.objects.filter(pk=inbox_unit().pk).update(name="=HYPERLINK(1)<script>")
    filed_at(monkeypatch, "2026-07-05T09:00")

    book = load_workbook(BytesIO(Client().get(FILE, {"nam": "2026"}).content))

    cell = book.worksheets[0]["B3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)<script>", "s", True)
    assert "=HYPERLINK(1)&lt;script&gt;" in words(Client().get(PAGE, {"nam": "2026"}))


def test_asking_by_machine_needs_no_token_reads_only_and_may_ask_for_the_last_year_there_is(db: None) -> None:
    assert rest() == [] and rest(year=9999) == [] and rest(year=9999, month=12) == []
    for method in ("post", "put", "delete"):
        assert getattr(Client(), method)(REST).status_code in {401, 403, 405, 415}
    for address in (PAGE, FILE):
        assert Client().post(address).status_code == 405
