"""Banners: on the pages they concern and on no other, at once, in both languages, without a query when warm."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hotline.broadcasts import announcing, showing
from hotline.broadcasts.showing import InForce
from portal.ui import banners
from portal.ui.banners import Place
from procedures.models import Procedure
from tests.dossiers.desk import new_draft, page_url, signed_in, words
from tests.dossiers.filings import submitted
from tests.dossiers.world import BIRTH, World
from tests.hotline.broadcasts.notices import TITLE, TITLE_EN, announced, planned
from tests.hotline.desk import Desk
from units.working_time import VIETNAM

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=VIETNAM)


def in_force(units: str = "", procedures: str = "", ends_at: dt.datetime | None = None, **changed: bool) -> InForce:
    told = {"is_incident": True} | changed
    return InForce(
        1, "Sự cố", "Incident", begins_at=NOON, ends_at=ends_at,
        units=frozenset(units.split()), procedures=frozenset(procedures.split()), **told,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("broadcast", "place", "is_shown"),
    [
        (in_force(), Place(), True),
        (in_force(), Place("1.1", ("H29",)), True),
        (in_force("H29.101"), Place(), False),
        (in_force("H29.101"), Place(is_whole=True), True),
        (in_force("H29.101"), Place("", ("H29.101",)), True),
        (in_force("H29.101"), Place("", ("H29.101.9",)), True),
        (in_force("H29.101"), Place("", ("H29.1019",)), False),
        (in_force("H29.101"), Place("", ("H29",)), False),
        (in_force("H29.101"), Place("1.1"), False),
        (in_force("", "1.1 1.2"), Place("1.2"), True),
        (in_force("", "1.1"), Place("1.2", ("H29",)), False),
        (in_force("H29.101", "1.1"), Place("1.1"), True),
        (in_force("H29.101", "1.1"), Place("", ("H29.101",)), True),
        (in_force("H29.101", "1.1"), Place("1.1", ("H29.102",)), False),
        (in_force("H29.101", "1.1"), Place("1.2", ("H29.101",)), False),
        (in_force("H29.101", "1.1"), Place("1.1", ("H29.102", "H29.101.9")), True),
    ],
)
def test_it_stands_where_the_page_speaks_of_the_same(broadcast: InForce, place: Place, is_shown: bool) -> None:
    assert broadcast.concerns(place) is is_shown


@given(st.lists(st.sampled_from(["H29.1", "H29.2", "H29.1.9"]), max_size=2), st.sampled_from(["", "1.1", "1.2"]))
def test_what_concerns_everything_stands_everywhere_and_the_home_page_shows_all(units: list[str], code: str) -> None:
    place = Place(code, tuple(units))

    assert in_force().concerns(place)
    assert in_force("H29.1", "1.1").concerns(Place(code, tuple(units), is_whole=True))


def test_planned_downtime_leaves_by_itself_and_an_incident_only_when_somebody_says_so() -> None:
    end = NOON + dt.timedelta(hours=1)
    for moment, is_planned_shown in ((NOON, True), (end - dt.timedelta(seconds=1), True), (end, False)):
        assert in_force(ends_at=end, is_incident=False).is_shown(moment) is is_planned_shown
        assert in_force(ends_at=end).is_shown(moment)


def test_every_page_that_it_concerns_tells_it_at_once_in_the_readers_language(world: World, desk: Desk) -> None:
    birth = Procedure.objects.get(code=BIRTH)
    draft, dossier = new_draft(world), submitted(world)
    unit, other = world.ward.centre, world.other_ward.centre
    strangers, mother = Client(), signed_in(world.mother)
    public = ["/", reverse("procedures:detail", args=[BIRTH])]
    own = [reverse("dossiers:start", args=[BIRTH]), reverse("dossiers:draft", args=[draft.public_id])]
    own += [page_url(draft, "applicant"), reverse("dossiers:detail", args=[dossier.code])]
    for address in public:
        assert TITLE not in words(strangers.get(address)), "and the whole page is kept now"

    shown = announced(desk.operator, units=[world.ward.committee], procedures=[birth])

    for address in [*public, unit.get_absolute_url()]:
        html = words(strangers.get(address))
        assert TITLE in html and shown.get_absolute_url() in html, address
    for address in own:
        assert TITLE in words(mother.get(address)), address
    assert TITLE not in words(strangers.get(other.get_absolute_url()))
    assert TITLE not in words(strangers.get(reverse("hotline:door")))
    english = Client(headers={"accept-language": "en"})
    assert TITLE_EN in words(english.get("/")) and TITLE not in words(english.get("/"))

    announcing.end(shown, desk.operator, "Xong.")
    assert TITLE not in words(strangers.get("/")) and TITLE not in words(mother.get(own[-1]))


def test_hostile_words_stay_words(world: World, desk: Desk) -> None:
    hostile = "<script>alert(1)</script>{{ 7|add:7 }}"
    shown = announced(desk.operator, title=hostile, text=hostile)

    for address in ("/", shown.get_absolute_url(), reverse("hotline:broadcasts")):
        html = Client().get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in html and "<script>alert" not in html


def test_a_warm_page_asks_the_database_nothing(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    announced(desk.operator, units=[world.ward.committee])
    Client().get("/")

    with django_assert_num_queries(0):
        assert TITLE in words(Client().get("/"))
        assert [banner.title for banner in banners.shown_at("", [world.ward.centre.code])] == [TITLE]


def test_a_cold_look_up_is_one_query_while_nothing_is_announced(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cache.clear()
    banners.forget()

    with django_assert_num_queries(1):
        assert banners.shown_at(is_whole=True) == []
        assert banners.mark() == ""


def test_incidents_stand_before_maintenance_and_the_mark_changes_with_each(world: World, desk: Desk) -> None:
    marks = {banners.mark()}
    announced(desk.operator, **planned())
    marks.add(banners.mark())
    incident = announced(desk.operator)
    marks.add(banners.mark())

    assert [banner.is_incident for banner in banners.shown_at(is_whole=True)] == [True, False]
    announcing.extend(incident, desk.operator, timezone.now() + dt.timedelta(hours=2), "Chờ.")
    marks.add(banners.mark())
    announcing.end(incident, desk.operator, "Xong.")
    marks.add(banners.mark())
    assert len(marks) == 4, "the end leaves what was shown before the incident"


def test_another_process_tells_it_when_the_hold_is_over(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = showing.Broadcasts()
    assert elsewhere.at(Place()) == []
    announced(desk.operator)

    monkeypatch.setattr(time, "monotonic", lambda: elsewhere._until)
    with translation.override("en"):
        assert [banner.title for banner in elsewhere.at(Place())] == [TITLE_EN]


def test_the_list_the_feed_and_one_that_there_is_not(world: World, desk: Desk) -> None:
    feed, public = reverse("hotline:broadcast-feed"), reverse("hotline:broadcasts")
    assert "Chưa có thông báo nào" in words(Client().get(public))
    shown = announced(desk.operator)
    announcing.end(shown, desk.operator, "Đã đổi đường truyền.")

    told = Client().get(feed)
    assert told["Content-Type"].startswith("application/atom+xml")
    assert TITLE in told.content.decode() and "Đã đổi đường truyền." in told.content.decode()
    assert "đã kết thúc lúc" in words(Client().get(public))
    assert Client().get(reverse("hotline:broadcast", args=[shown.pk + 1])).status_code == 404
    for odd in ({"sau": "x"}, {"truoc": "\u0000"}, {"sau": "9" * 40}):
        assert Client().get(public, odd).status_code == 200
