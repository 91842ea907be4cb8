"""Figures of provision where a month or a year ends: it ends in Vietnam; and a page that costs the same for all."""

from __future__ import annotations

import datetime as dt

from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.statuses import Channel
from portal.national.figures import rounds
from portal.national.figures.counting import COUNTERS
from portal.national.figures.months import Count, Month
from portal.national.figures.sync_list import this_month
from portal.national.models import ComparedFigure
from procedures.models import Decision
from tests.dossiers import filings, stages
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff
from tests.procedures import deciding_world
from tests.procedures.deciding_world import good, make_deciders
from units.roles import Role

PAGE = reverse("national:figures")
DECEMBER, JANUARY = Month(dt.date(2025, 12, 1)), Month(dt.date(2026, 1, 1))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_a_change_of_new_years_eve_is_shown_in_time_until_midnight_in_vietnam(db: None) -> None:
    people = make_deciders()
    good("1.000001")
    decision = deciding_world.approved(people, "1.000001")
    eve = dt.date(2025, 12, 31)
    for shown_at, in_time in (
        ("2025-12-30T20:00:00", 1),
        ("2025-12-31T16:59:59", 1),
        ("2025-12-31T17:00:00", 0),
        ("2026-01-01T01:00:00", 0),
    ):
        shown = {"state": "published", "published_at": utc(shown_at)}
        before = transaction.savepoint()  # nothing of it changes once it is published
        Decision.objects.filter(pk=decision.pk).update(signed_on=eve, effective_on=eve, **shown)
        assert COUNTERS["shown_on_time"](DECEMBER) == Count(in_time, 1), shown_at
        assert COUNTERS["shown_on_time"](JANUARY) == Count(0, 0), "it took effect the year before"
        transaction.savepoint_rollback(before)


def test_a_dossier_belongs_to_the_month_of_vietnam_in_which_it_was_filed(world: World) -> None:
    row = Dossier.objects.filter(pk=filings.submitted(world).pk)
    leap, march = Month(dt.date(2024, 2, 1)), Month(dt.date(2024, 3, 1))
    for filed_at, before, after, is_before in (
        ("2025-12-31T16:59:59.999999", DECEMBER, JANUARY, True),
        ("2025-12-31T17:00:00", DECEMBER, JANUARY, False),
        ("2024-02-29T16:59:59", leap, march, True),
        ("2024-02-29T17:00:00", leap, march, False),
        ("2024-02-28T17:00:00", leap, march, True),
    ):
        row.update(submitted_at=utc(filed_at))
        for name in ("online_dossiers", "wholly_online"):
            counts = COUNTERS[name](before), COUNTERS[name](after)
            assert counts == ((Count(1, 1), Count(0, 0)) if is_before else (Count(0, 0), Count(1, 1))), filed_at


def test_what_came_by_any_other_channel_lowers_the_share_and_never_the_number(world: World) -> None:
    row = Dossier.objects.filter(pk=filings.submitted(world).pk)
    for channel in Channel:
        row.update(channel=channel)
        online = int(channel == Channel.ONLINE)
        assert COUNTERS["online_dossiers"](Month(this_month())) == Count(online, 1), channel


def test_no_counter_counts_more_than_it_counts_among(world: World) -> None:
    for _more in range(2):
        filings.submitted(world)
    stages.issued(world)
    for name, count in COUNTERS.items():
        for month in (Month(this_month()), DECEMBER):
            found = count(month)
            assert 0 <= found.numerator <= found.denominator, name


def test_the_page_costs_the_same_for_one_figure_as_for_all(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    admin = signed_in(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    rounds.ask_for(this_month())
    rounds.bring_together()
    counts = []
    admin.get(PAGE)
    for most in (99, 1):
        ComparedFigure.objects.exclude(pk__in=ComparedFigure.objects.values("pk")[:most]).delete()
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] and ComparedFigure.objects.count() == 1


def test_points_without_their_most_are_shown_as_such(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    admin = signed_in(make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    rounds.ask_for(this_month())
    rounds.bring_together()
    figures = ComparedFigure.objects.filter(definition__code="DOSSIER_SYNC")
    for most, said in ((None, "4,5 / –<"), (6, "4,5 / 6<")):
        figures.update(their_score="4.5", their_most=most)
        assert said in words(admin.get(PAGE)), most


def test_a_month_that_is_asked_for_again_counts_what_changed_since(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    for filed in (1, 2):
        filings.submitted(world)
        rounds.ask_for(this_month())
        assert rounds.bring_together() == 1
        figure = ComparedFigure.objects.get(definition__code="PROVIDE_ONLINE_CHANNEL")
        assert (figure.our_numerator, figure.our_denominator) == (filed, filed)
    assert rounds.bring_together() == 0, "nothing is left to do"
