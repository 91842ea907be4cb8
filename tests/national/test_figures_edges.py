"""Our figures beside the national ones at their edges: rounds that fail, months, counters, roles, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.models.dossier import TAKEN_OVER
from hotline.models import Ticket
from portal.accounts.models import User
from portal.national.drivers.base import Away
from portal.national.figures import asking, definitions, rounds, sync_list
from portal.national.figures.counting import COUNTERS
from portal.national.figures.months import Count, Month
from portal.national.figures.sync_list import Question, Why, month_in, this_month
from portal.national.models import ComparedFigure, Difference, FigureRound, MetricDefinition, Standing
from portal.national.models.figures import month_of
from portal.national.views import figures as pages
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff
from tests.hotline import tickets
from units.roles import Role

PAGE, LIST, BRING = reverse("national:figures"), reverse("national:unsynced"), reverse("national:figures-bring")
NOVEMBER = Month(dt.date(2026, 11, 1))


@pytest.fixture
def admin(world: World) -> Client:
    """A browser of a system administrator."""
    return signed_in(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))


# -- bringing together


def answered_with(patch: pytest.MonkeyPatch, settings: LazySettings, answers: Mapping[str, Any]) -> None:
    """The services answer so; those that are not named are away."""

    def answer(service: str, _month: Month) -> Any:
        if service not in answers:
            raise Away(f"{service} không trả lời")
        return answers[service]

    settings.NATIONAL_FIGURES_URL = "https://quoc-gia.example"
    patch.setattr(asking, "answers", answer)


def brought(month: dt.date) -> FigureRound:
    """A round that was just done."""
    rounds.ask_for(month)
    assert rounds.bring_together() == 1
    return FigureRound.objects.latest("pk")


def theirs(code: str = "DOSSIER_SYNC") -> tuple[Any, ...]:
    """What stands of theirs."""
    found = ComparedFigure.objects.get(definition__code=code)
    return found.their_numerator, found.their_denominator, found.their_score, bool(found.fetched_at)


def test_what_was_read_before_one_service_failed_is_kept(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = [{"code": "DOSSIER_SYNC", "numerator": 1, "denominator": 2}]
    answered_with(monkeypatch, settings, {"transparency": sync})
    done = brought(this_month())
    assert "dvc-progress-tree không trả lời" in done.problem and done.finished_at is not None
    assert theirs() == (1, 2, None, True) and theirs("PROGRESS") == (None, None, None, False)


def test_what_is_not_published_any_more_is_none_again(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {metric.service for metric in definitions.METRICS}
    for rows, left in (([{"code": "DOSSIER_SYNC", "numerator": 5}], 5), ([], None)):
        answered_with(monkeypatch, settings, dict.fromkeys(services, rows))
        assert brought(this_month()).problem == ""
        assert theirs() == (left, None, None, True)
    assert ComparedFigure.objects.count() == len(definitions.METRICS), "one row a month and figure"


def test_without_an_address_ours_are_counted_alone(db: None, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    assert brought(this_month()).problem == ""
    figure = ComparedFigure.objects.get(definition__code="DOSSIER_SYNC")
    assert (figure.our_numerator, figure.our_denominator, figure.fetched_at) == (0, 0, None)
    assert figure.ours is None, "none of none is no share"


def test_a_definition_whose_way_of_counting_is_not_there_yet_is_not_counted(db: None, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    definitions.keep()
    MetricDefinition.objects.filter(code="DOSSIER_SYNC").update(counter="of-next-year", name="Tên đã sửa")
    brought(this_month())
    figure = ComparedFigure.objects.select_related("definition").get(definition__code="DOSSIER_SYNC")
    assert (figure.our_denominator, figure.counted_at, figure.definition.name) == (None, None, "Tên đã sửa")


def test_a_month_is_judged_by_the_definitions_of_its_day(db: None, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    brought(dt.date(2022, 5, 1))
    assert not ComparedFigure.objects.exists(), "before the decision there was no figure"
    brought(dt.date(2022, 7, 14))
    assert set(ComparedFigure.objects.values_list("month", flat=True)) == {dt.date(2022, 7, 1)}


def test_the_night_asks_for_the_month_before_while_it_settles(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, months in (
        (dt.date(2027, 1, 10), [dt.date(2026, 12, 1), dt.date(2027, 1, 1)]),
        (dt.date(2027, 1, 11), [dt.date(2027, 1, 1)]),
    ):
        FigureRound.objects.all().delete()
        monkeypatch.setattr(rounds, "timezone", SimpleNamespace(localdate=lambda day=day: day, now=timezone.now))
        rounds.ask_for_tonight()
        assert sorted(FigureRound.objects.values_list("month", flat=True)) == months


# -- counting


def test_what_ends_at_its_due_moment_is_in_time_and_a_second_later_is_late(world: World) -> None:
    dossier, now = filings.submitted(world), timezone.now()
    row, month = Dossier.objects.filter(pk=dossier.pk), Month(this_month())
    for ended, count in ((now, Count(1, 1)), (now + dt.timedelta(seconds=1), Count(0, 1))):
        row.update(due_at=now, finished_at=ended)
        assert COUNTERS["progress"](month) == count, ended


def test_a_month_that_is_over_judges_by_its_own_end(world: World) -> None:
    """Due in the month after, it was not late then, however late it is today."""
    last = Month(month_of(this_month() - dt.timedelta(days=1)))
    dossier = filings.submitted(world)
    row = Dossier.objects.filter(pk=dossier.pk)
    row.update(submitted_at=last.starts_at, due_at=last.ends_at)
    assert COUNTERS["progress"](last) == Count(1, 1)
    row.update(due_at=last.ends_at - dt.timedelta(seconds=1))
    assert COUNTERS["progress"](last) == Count(0, 1)


def test_results_count_in_the_month_they_were_handed_out(world: World) -> None:
    dossier, month = filings.submitted(world), Month(this_month())
    for returned, count in (
        (month.starts_at, Count(0, 1)),
        (month.starts_at - dt.timedelta(seconds=1), Count(0, 0)),
        (month.ends_at, Count(0, 0)),
    ):
        Dossier.objects.filter(pk=dossier.pk).update(returned_at=returned)
        assert COUNTERS["electronic_results"](month) == count, returned


def test_reports_count_in_the_month_they_came_and_reopened_ones_are_not_content(world: World) -> None:
    ticket, month = tickets.filed().ticket, Month(this_month())
    row = Ticket.objects.filter(pk=ticket.pk)
    row.update(first_answered_at=timezone.now(), was_late=False)
    assert COUNTERS["petition_satisfaction"](month) == Count(1, 1)
    row.update(reopened_count=1)
    assert COUNTERS["petition_satisfaction"](month) == Count(0, 1)
    row.update(reopened_count=0, was_late=True)
    assert COUNTERS["petition_satisfaction"](month) == Count(0, 1)
    before = Month(month_of(month.first - dt.timedelta(days=1)))
    assert COUNTERS["petitions_on_time"](before) == COUNTERS["petition_satisfaction"](before) == Count(0, 0)


def test_each_counter_asks_a_fixed_number_of_questions(db: None, django_assert_max_num_queries: Any) -> None:
    for name, count in COUNTERS.items():
        with django_assert_max_num_queries(6):
            assert count(NOVEMBER) == Count(0, 0), name


# -- pages


def test_only_system_administrators_of_all_roles_may_look_and_ask(world: World) -> None:
    people = {role: make_staff(f"{role}@vai.example", f"Người {role}", role, world.ward.committee) for role in Role}
    browsers = [(str(role), signed_in(user)) for role, user in people.items()]
    browsers += [("citizen", signed_in(world.mother)), ("nobody", Client())]
    for role, browser in browsers:
        may = role == Role.SYSTEM_ADMIN
        seen = {browser.get(address).status_code == 200 for address in (PAGE, LIST)}
        assert seen == {may}, role
        browser.post(BRING)
        assert FigureRound.objects.exists() == may, role
        FigureRound.objects.all().delete()


def test_pressed_twice_it_is_one_round_and_only_a_press_asks(admin: Client) -> None:
    for _ in range(2):
        answer = admin.post(BRING, {"thang": "2026-01"})
        assert answer.status_code == 302 and answer.headers["Location"] == f"{PAGE}?thang=2026-01"
    assert FigureRound.objects.get().month == dt.date(2026, 1, 1)
    assert admin.get(BRING).status_code == 405
    assert "Đang lấy số liệu từ" in words(admin.get(PAGE, {"thang": "2026-01"}))


def test_what_went_wrong_there_is_shown_as_text(admin: Client) -> None:
    FigureRound.objects.create(month=this_month(), finished_at=timezone.now(), problem="HTTP 503 <script>")
    page = words(admin.get(PAGE))
    assert "Không đọc được số của Cổng quốc gia: HTTP 503 &lt;script&gt;. Số của lần trước được giữ lại." in page
    assert "chỉ có số của ta" in page


def test_english_readers_have_the_pages_in_english(admin: Client) -> None:
    User.objects.filter(email="system@example.vn").update(language="en")
    admin.cookies["django_language"] = "en"
    for address in (PAGE, LIST):
        page = words(admin.get(address, headers={"Accept-Language": "en"}))
        assert '<html lang="en"' in page and "Chỉ số của hai bên" not in page, address


def test_the_pages_offer_a_year_of_months_across_new_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "this_month", lambda: dt.date(2027, 2, 1))
    months = pages._months()
    assert (len(months), months[0], months[1], months[2], months[-1]) == (
        13, dt.date(2027, 2, 1), dt.date(2027, 1, 1), dt.date(2026, 12, 1), dt.date(2026, 2, 1),
    )  # fmt: skip
    assert all(later > earlier for later, earlier in pairwise(months))


def test_an_address_names_a_month_that_was_or_none() -> None:
    assert month_in("2026-01") == dt.date(2026, 1, 1)
    assert month_in(f"{this_month():%Y-%m}") == this_month()
    to_come = month_of(this_month() + dt.timedelta(days=40))
    for nothing in ("", "2026", "2026-00", "2026-13", "1999-12", "2026-1", " 2026-01", "2026-01\n", f"{to_come:%Y-%m}"):
        assert month_in(nothing) is None, nothing


def test_the_address_of_the_list_keeps_month_and_reason_from_page_to_page() -> None:
    asked = Question.read({"thang": "2026-01", "vi-sao": "khac", "sau": "7"})
    assert (asked.of, asked.why, asked.after) == (dt.date(2026, 1, 1), Why.DIFFERS, 7)
    assert asked.address(after=9) == "?thang=2026-01&vi-sao=khac&sau=9"
    assert Question.read({}).of == this_month() and Question.read({}).address() == "?"
    assert not Question.read({"vi-sao": "khac' OR 1=1"}).has_filters


def unsynced(world: World) -> dict[str, Dossier]:
    """A dossier of each kind, one that is in order, and one that lacks a step and differs."""
    made = {name: filings.submitted(world) for name in ("never", "part", "differs", "both", "whole", "mended")}
    now = timezone.now()
    for name, dossier in made.items():
        if name != "never":
            until = 0 if name in ("part", "both") else dossier.last_sequence
            Standing.objects.create(dossier=dossier, told_sequence=until, told_at=now, first_told_at=now)
        if name in ("differs", "both", "mended"):
            ended = now if name == "mended" else None
            Difference.objects.create(dossier=dossier, kind="status", here="2", there="1", mended_at=ended)
    return made


def test_each_reason_finds_its_own_and_says_so_in_words(world: World) -> None:
    made = unsynced(world)
    names = {dossier.pk: name for name, dossier in made.items()}

    def listed(why: str = "") -> dict[str, list[str]]:
        return {names[row.pk]: sync_list.whys(row) for row in sync_list.found(Question(why=why))}

    never, part, differs = "Chưa báo lần nào", "Chưa báo đến bước mới nhất", "Trạng thái khác nhau"
    assert listed() == {"never": [never], "part": [part], "differs": [differs], "both": [part, differs]}
    assert listed(Why.NOTHING).keys() == {"never"}
    assert listed(Why.NOT_ALL).keys() == {"part", "both"}
    assert listed(Why.DIFFERS).keys() == {"differs", "both"}
    assert COUNTERS["sync"](Month(this_month())) == Count(2, 6), "the list is what the figure lacks"


def test_the_list_is_of_its_month_and_of_nobody_who_was_taken_over(world: World, admin: Client) -> None:
    dossier = filings.submitted(world)
    before = month_of(this_month() - dt.timedelta(days=1))
    assert dossier.code in words(admin.get(LIST))
    assert dossier.code not in words(admin.get(LIST, {"thang": f"{before:%Y-%m}"}))
    Dossier.objects.filter(pk=dossier.pk).update(client_id=f"{TAKEN_OVER}binh-duong")
    page = words(admin.get(LIST))
    assert dossier.code not in page and "Không có hồ sơ nào chưa đồng bộ" in page


def test_a_reader_of_the_list_sees_no_person(world: World, admin: Client) -> None:
    unsynced(world)
    page = words(admin.get(LIST))
    for private in (filings.LAN.full_name, filings.LAN.email, filings.LAN.phone, filings.LAN.id_number):
        assert private not in page
