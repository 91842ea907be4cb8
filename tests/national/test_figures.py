"""Our figures beside the national ones: what each counts, what they say, that nothing is not zero, who may see it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers import supplementing
from dossiers.models import Dossier, Rating
from hotline.models import Ticket
from portal.accounts.models import User
from portal.national.figures import asking, definitions, rounds
from portal.national.figures.counting import COUNTERS
from portal.national.figures.definitions import METRICS
from portal.national.figures.months import Count, Month
from portal.national.figures.sync_list import this_month
from portal.national.models import ComparedFigure, Difference, FigureRound, MetricDefinition, Standing
from portal.national.models.figures import month_of
from portal.national.simulator.manners import Fault, Manners
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from tests.hotline import tickets
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from units.roles import Role

PAGE, LIST, BRING = reverse("national:figures"), reverse("national:unsynced"), reverse("national:figures-bring")


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


@pytest.fixture
def published(connected: Portal, settings: LazySettings) -> Portal:
    """The national portal publishes figures, too; it may be asked as often as tests like."""
    settings.NATIONAL_FIGURES_URL, settings.NATIONAL_FIGURES_PER_SECOND = connected.address, 0
    return connected


def told(dossier: Dossier, until: int | None = None) -> Standing:
    """What the national portal was told of a dossier: all, or until an event."""
    now = timezone.now()
    until = dossier.last_sequence if until is None else until
    return Standing.objects.create(dossier=dossier, told_sequence=until, told_at=now, first_told_at=now)


def counted(name: str, day: dt.date | None = None) -> Count:
    """One of our counts, for the month that runs."""
    return COUNTERS[name](Month(day or this_month()))


def test_every_definition_is_counted_by_a_counter_that_is_there() -> None:
    assert {metric.counter for metric in METRICS} - {""} == COUNTERS.keys()
    assert all(bool(metric.counter) != bool(metric.uncounted_because) for metric in METRICS), "counted, or said why not"
    assert len({metric.code for metric in METRICS}) == len(METRICS)


def test_in_sync_is_what_was_told_whole_and_stands_alike(world: World) -> None:
    whole, part, other, never = (filings.submitted(world) for _ in range(4))
    told(whole)
    told(part, until=0)
    told(other)
    found = Difference.objects.create(dossier=other, kind="status", here="2", there="1")
    assert counted("sync") == Count(1, 4)

    found.mended_at = timezone.now()
    found.save()
    assert counted("sync") == Count(2, 4)
    assert never.code


def test_a_month_holds_what_came_lay_there_or_went_out(world: World) -> None:
    dossier = filings.submitted(world)
    long_ago = this_month() - dt.timedelta(days=200)
    before = month_of(this_month() - dt.timedelta(days=1))
    assert (counted("progress").denominator, counted("progress", before).denominator) == (1, 0)

    Dossier.objects.filter(pk=dossier.pk).update(submitted_at=Month(long_ago).starts_at)
    assert (counted("progress").denominator, counted("progress", before).denominator) == (1, 1)
    Dossier.objects.filter(pk=dossier.pk).update(finished_at=Month(before).starts_at)
    assert (counted("progress").denominator, counted("progress", before).denominator) == (0, 1)
    Dossier.objects.filter(pk=dossier.pk).update(finished_at=None, client_id="old:binh-duong")
    assert counted("progress").denominator == 0


def test_late_is_what_ended_late_or_runs_past_its_time(world: World) -> None:
    in_time, late, paused, done = (filings.submitted(world) for _ in range(4))
    component = paused.papers.get().component_id
    supplementing.request(paused, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})
    past = timezone.now() - dt.timedelta(minutes=5)
    Dossier.objects.filter(pk__in=[late.pk, paused.pk, done.pk]).update(due_at=past)
    Dossier.objects.filter(pk=done.pk).update(finished_at=timezone.now())
    Dossier.objects.filter(pk=in_time.pk).update(due_at=timezone.now() + dt.timedelta(days=40))
    assert counted("progress") == Count(2, 4)


def test_satisfaction_loses_what_was_rated_badly_or_complained_of(world: World) -> None:
    happy, rated, complained = (filings.submitted(world) for _ in range(3))
    Dossier.objects.update(due_at=timezone.now() + dt.timedelta(days=40))
    row = {"rated_by": world.mother, "rated_at": timezone.now()}
    Rating.objects.create(dossier=rated, score=1, comment="Chờ lâu.", **row)
    Rating.objects.create(dossier=happy, score=3, **row)
    tickets.filed(dossier=complained.code)
    assert counted("reception_satisfaction") == Count(1, 3)


def test_papers_are_digital_where_none_lies_on_paper(world: World) -> None:
    digital, brought = filings.submitted(world), filings.submitted(world)
    brought.papers.update(source="brought", upload=None)
    digital.papers.update(source="in_database", upload=None)
    assert (counted("digitised"), counted("reused")) == (Count(1, 2), Count(1, 2))
    assert (counted("paid_online"), counted("electronic_results")) == (Count(0, 0), Count(0, 0))


def test_reports_count_by_their_answer(world: World) -> None:
    waiting, late, answered = (tickets.filed().ticket for _ in range(3))
    now = timezone.now()
    Ticket.objects.filter(pk=late.pk).update(answer_due_at=now - dt.timedelta(minutes=1))
    Ticket.objects.filter(pk=answered.pk).update(first_answered_at=now, was_late=False)
    assert waiting.is_open
    assert (counted("petitions_on_time"), counted("petition_satisfaction")) == (Count(2, 3), Count(1, 1))
    Ticket.objects.filter(pk=answered.pk).update(score=1)
    assert counted("petition_satisfaction") == Count(0, 1)


def test_both_sides_come_together_and_what_is_not_told_is_not_zero(world: World, published: Portal) -> None:
    filings.submitted(world)
    deliver()
    filings.submitted(world)
    rounds.ask_for(this_month())
    assert rounds.bring_together() == 1

    figures = {one.definition.code: one for one in ComparedFigure.objects.select_related("definition")}
    assert len(figures) == len(METRICS)
    sync = figures["DOSSIER_SYNC"]
    assert (sync.our_numerator, sync.our_denominator, sync.ours) == (1, 2, Decimal(50))
    assert (sync.their_numerator, sync.their_denominator, sync.their_score) == (1, 1, Decimal(6))
    assert sync.apart == Decimal(-50)
    assert (figures["PROGRESS"].our_denominator, figures["PROGRESS"].their_denominator) == (2, 1)
    silent = figures["PUBLISH_ON_TIME"]
    assert (silent.our_denominator, silent.their_numerator, silent.their_score, silent.apart) == (None,) * 4


def test_a_national_portal_that_fails_leaves_ours_and_what_it_said_before(world: World, published: Portal) -> None:
    filings.submitted(world)
    deliver()
    rounds.ask_for(this_month())
    rounds.bring_together()
    filings.submitted(world)
    published.services.manners = Manners(always=frozenset({Fault.DOWN}))
    rounds.ask_for(this_month())
    rounds.bring_together()

    assert "không trả lời" in FigureRound.objects.latest("pk").problem
    sync = ComparedFigure.objects.get(definition__code="DOSSIER_SYNC")
    assert (sync.our_denominator, sync.their_denominator) == (2, 1)


def test_a_round_is_open_once_a_month_and_the_night_asks_for_what_still_moves(db: None) -> None:
    for _ in range(3):
        rounds.ask_for(this_month())
    assert FigureRound.objects.count() == 1
    rounds.ask_for_tonight()
    assert FigureRound.objects.count() == 1 + (timezone.localdate().day <= rounds.SETTLES_DAYS)
    assert rounds.bring_together() == FigureRound.objects.count()
    assert rounds.bring_together() == 0


def test_a_definition_holds_from_its_day(db: None) -> None:
    definitions.keep()
    definitions.keep()
    later = MetricDefinition.objects.get(code="DOSSIER_SYNC")
    later.pk, later.valid_from, later.name = None, dt.date(2026, 12, 1), "Tên mới"
    later.save()
    names = [
        rounds.definitions_of(month).get(code="DOSSIER_SYNC").name
        for month in (dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    ]
    assert names == ["Đồng bộ hồ sơ lên Cổng quốc gia", "Tên mới"]
    assert rounds.definitions_of(dt.date(2026, 12, 1)).count() == len(METRICS)
    assert rounds.definitions_of(dt.date(2020, 1, 1)).count() == 0


_ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "numerator", "denominator", "score", "maxScore", "x"]), inside)
    ),
    max_leaves=8,
)


@given(_ANY)
def test_whatever_is_answered_gives_numbers_that_a_column_holds_or_none(data: Any) -> None:
    row = {"code": "DOSSIER_SYNC", "numerator": data, "denominator": data, "score": data, "maxScore": data}
    metric = MetricDefinition(code="DOSSIER_SYNC")
    found = asking.figure_of(metric, [data, {"deep": [row]}])
    assert found is not None
    assert found.numerator is None or 0 <= found.numerator <= 10**15
    assert found.score is None or 0 <= found.score <= 1000
    totals = MetricDefinition(code="PROGRESS", numerator_key="totalOnTime", denominator_key="totalReceived")
    assert asking.figure_of(totals, data) is None


def test_the_page_shows_both_sides_and_leads_to_what_is_missing(
    admin: User,
    client: Client,
    world: World,
    published: Portal,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    first = filings.submitted(world)
    deliver()
    second = filings.submitted(world)
    assert "Chưa có số liệu của tháng này" in client.get(PAGE).content.decode()
    page = client.post(BRING, {"thang": f"{this_month():%Y-%m}"}, follow=True).content.decode()
    assert "Đang lấy số liệu" in page
    rounds.bring_together()

    with django_assert_max_num_queries(20):
        page = client.get(PAGE).content.decode()
    assert "Đồng bộ hồ sơ lên Cổng quốc gia" in page and "không công bố" in page and "Không đếm được tại đây" in page
    assert f"{LIST}?thang={this_month():%Y-%m}" in page

    listed = client.get(LIST).content.decode()
    assert second.code in listed and first.code not in listed
    assert "Chưa báo lần nào" in listed
    assert "Nguyễn Thị Lan" not in listed
    assert second.code not in client.get(LIST, {"vi-sao": "khac"}).content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(
    admin: User, client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(32):
        dossier = filings.submitted(world)
        if number % 2:
            told(dossier)
            Difference.objects.create(dossier=dossier, kind="status", here="2", there="1")
    client.get(LIST)
    with django_assert_max_num_queries(14):
        page = client.get(LIST).content.decode()
    assert "Trạng thái khác nhau" in page and "sau=" in page


@pytest.mark.parametrize("address", [PAGE, LIST])
def test_addresses_that_nobody_wrote_are_read_as_the_month_that_runs(admin: User, client: Client, address: str) -> None:
    for month in ("2026-13", "9999-12", "\x00", "x" * 300, "2026-11; DROP", "2099-01"):
        page = client.get(address, {"thang": month, "vi-sao": "la"})
        assert page.status_code == 200
        assert f'<option value="{this_month():%Y-%m}" selected>' in page.content.decode()
    assert client.post(BRING, {"thang": "2099-01"}).status_code == 302
    assert FigureRound.objects.get().month == this_month()


def test_only_system_administrators_see_figures(world: World, client: Client) -> None:
    client.force_login(world.ward.clerk)
    for address in (PAGE, LIST):
        assert client.get(address).status_code in (403, 404)
    assert client.post(BRING).status_code in (403, 404)
    assert not FigureRound.objects.exists()


def test_a_month_knows_its_ends() -> None:
    december, february = Month(dt.date(2026, 12, 1)), Month(dt.date(2028, 2, 1))
    assert (december.last, february.last) == (dt.date(2026, 12, 31), dt.date(2028, 2, 29))
    assert december.ends_at - december.starts_at == dt.timedelta(days=31)
    assert Month(this_month()).judged_at <= timezone.now()
