"""What is counted of the catalogue and of online provision: shown in time, shown whole, filed online; or why not."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from dossiers.models.dossier import TAKEN_OVER
from dossiers.statuses import Channel
from portal.national.figures import definitions, rounds
from portal.national.figures.counting import COUNTERS
from portal.national.figures.months import Count, Month
from portal.national.figures.sync_list import this_month
from portal.national.models import ComparedFigure, MetricDefinition
from portal.national.models.figures import month_of
from procedures import decision_publishing
from procedures.models import Component, Decision, ProcedureVersion, TimeLimit
from procedures.publishing import publish
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff
from tests.procedures import deciding_world
from tests.procedures.deciding_world import good, make_deciders
from tests.procedures.factories import VersionFactory, announced, draft
from units.roles import Role

COMPLETE = import_module("portal.national.migrations.0010_figures_counted_or_explained").complete


def counted(name: str, day: dt.date | None = None) -> Count:
    """One of our counts, for the month of a day (today)."""
    return COUNTERS[name](Month(month_of(day or timezone.localdate())))


# -- the catalogue


def test_a_change_is_in_time_when_everybody_sees_it_on_the_day_it_takes_effect(db: None) -> None:
    people, today = make_deciders(), timezone.localdate()
    for code in ("1.000001", "1.000002"):
        good(code)
    in_time = deciding_world.approved(people, "1.000001")
    late = deciding_world.approved(people, "1.000002", number="1235/QĐ-UBND")
    assert counted("shown_on_time") == Count(2, 2), "the day is not over"

    yesterday = today - dt.timedelta(days=1)
    shown_now = {"state": "published", "published_at": timezone.now()}
    Decision.objects.filter(pk=late.pk).update(signed_on=yesterday, effective_on=yesterday, **shown_now)
    assert [decision.pk for decision in decision_publishing.publish_due()] == [in_time.pk]

    month_of_both = Count(1, 2) if yesterday.month == today.month else Count(1, 1)
    assert counted("shown_on_time") == month_of_both
    assert counted("shown_on_time", yesterday) == (month_of_both if yesterday.month == today.month else Count(0, 1))


def test_what_waits_for_its_publication_is_late_from_the_day_after_and_not_due_before(db: None) -> None:
    people, today = make_deciders(), timezone.localdate()
    good("1.000001")
    decision = deciding_world.approved(people, "1.000001")
    row = Decision.objects.filter(pk=decision.pk)
    for days, count in ((1, Count(0, 0)), (0, Count(1, 1)), (-1, Count(0, 1))):
        day = today + dt.timedelta(days=days)
        row.update(signed_on=day, effective_on=day)
        assert counted("shown_on_time", day) == count, days
    good("1.000002")
    deciding_world.submitted(people, "1.000002")
    assert counted("shown_on_time", today - dt.timedelta(days=1)) == Count(0, 1), "what nobody signed binds nobody"


def test_content_is_full_when_no_part_that_each_must_have_is_missing(db: None) -> None:
    empty: dict[str, Any] = {"guide": [], "results": [], "legal_basis": [], "executing_agency": "", "targets": []}
    for name in ("", *empty):
        good(**({name: empty[name]} if name else {}))
    without: list[type[Component | TimeLimit]] = [Component, TimeLimit]
    for number, model in enumerate(without):
        whole = good(f"2.00000{number}")
        lacking = draft(procedure=whole.procedure, number=2, **_parts(whole))
        model._default_manager.filter(case__version=lacking).delete()
        publish([lacking])
    bare = VersionFactory(**_parts(whole))
    publish([bare])
    assert counted("full_content") == Count(1, 9)


def _parts(whole: ProcedureVersion) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in ("guide", "results", "legal_basis")}


def test_the_catalogue_is_that_of_the_months_last_day_and_of_our_two_levels(db: None) -> None:
    announced(online_level="partial", online_reason="Phải ký trước mặt cán bộ")
    announced(online_level="none", online_reason="Chưa có biểu mẫu")
    announced(levels=["ministry"])
    assert counted("online_procedures") == Count(1, 2)
    before = this_month() - dt.timedelta(days=1)
    assert counted("online_procedures", before) == counted("full_content", before) == Count(0, 0)


# -- online provision


def test_dossiers_count_in_the_month_in_which_they_were_filed_by_their_channel(world: World) -> None:
    online, direct, partly, before, taken_over = (filings.submitted(world) for _ in range(5))
    row = Dossier.objects.filter
    row(pk=direct.pk).update(channel=Channel.DIRECT)
    partial = announced(online_level="partial", online_reason="Phải ký trước mặt cán bộ")
    row(pk=partly.pk).update(procedure_version=partial)
    row(pk=before.pk).update(submitted_at=Month(this_month()).starts_at - dt.timedelta(seconds=1))
    row(pk=taken_over.pk).update(client_id=f"{TAKEN_OVER}binh-duong")

    assert (counted("wholly_online"), counted("online_dossiers")) == (Count(1, 2), Count(2, 3))
    last_month = this_month() - dt.timedelta(days=1)
    assert (counted("wholly_online", last_month), counted("online_dossiers", last_month)) == (Count(1, 1),) * 2
    assert online.code


def test_a_count_is_two_queries_however_much_there_is(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        filings.submitted(world)
        good()
    for name in ("shown_on_time", "full_content", "wholly_online", "online_procedures", "online_dossiers"):
        with django_assert_num_queries(2):
            counted(name)


# -- what cannot be counted says why


def test_the_page_says_why_and_counts_the_rest(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_FIGURES_URL = ""
    admin = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    browser = signed_in(admin)
    filings.submitted(world)
    rounds.ask_for(this_month())
    rounds.bring_together()

    page = words(browser.get(reverse("national:figures")))
    assert "chưa đếm" not in page
    assert definitions.UNKNOWN_DUTIES in page and definitions.NO_PROACTIVE in page
    assert page.count("Không đếm được tại đây:") == 2
    english = words(browser.get(reverse("national:figures"), headers={"Accept-Language": "en"}))
    assert english.count("Cannot be counted here:") == 2

    uncounted = ComparedFigure.objects.filter(our_denominator=None).values_list("definition__code", flat=True)
    assert set(uncounted) == {"PUBLISH_ON_TIME", "PROVIDE_PROACTIVE"}
    # A month of before this release: the figure is there, its count is not.
    ComparedFigure.objects.update(our_numerator=None, our_denominator=None)
    assert "chưa đếm cho tháng này" in words(browser.get(reverse("national:figures")))


def test_an_upgrade_completes_what_says_nothing_and_leaves_what_an_operator_wrote(db: None) -> None:
    """Given the rows of the release before, when the migration runs, then counters and reason stand in them."""
    before = {"valid_from": definitions.SINCE, "service": "transparency"}
    new = [metric.code for metric in definitions.METRICS if metric.service == "provide-online-tree"]
    codes = [metric.code for metric in definitions.METRICS if metric.code not in new]
    for position, code in enumerate(codes, start=1):
        MetricDefinition.objects.create(code=code, position=position, name=code, counts=code, **before)
    MetricDefinition.objects.filter(code="PUBLIC_CONTENT_FULL").update(counter="of-their-own")

    with connection.schema_editor() as editor:
        COMPLETE(apps, editor)
    definitions.keep()

    told = {one.code: (one.counter, bool(one.uncounted_because)) for one in MetricDefinition.objects.all()}
    assert told["PUBLISH_ON_TIME"] == ("", True)
    assert (told["PUBLIC_UPDATE_ON_TIME"], told["PUBLIC_CONTENT_FULL"]) == (
        ("shown_on_time", False),
        ("of-their-own", False),
    )
    shown = [one.code for one in rounds.definitions_of(this_month())]
    assert shown == [metric.code for metric in definitions.METRICS], "in the order of the decision"


@pytest.mark.parametrize("first", [dt.date(2024, 2, 1), dt.date(2026, 12, 1)])
def test_a_month_is_judged_on_its_last_day_or_today(first: dt.date) -> None:
    month = Month(first)
    assert month.judged_on == min(month.last, timezone.localdate())
