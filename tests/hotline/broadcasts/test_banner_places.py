"""Rules proved: no banner stands on pages of other units or procedures; sources speak in order, each for itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.broadcasts.showing import InForce
from portal.ui import banners
from portal.ui.banners import Banner, Place
from procedures.models import Procedure
from tests.dossiers.desk import new_draft, page_url, signed_in, words
from tests.dossiers.filings import submitted
from tests.dossiers.world import BIRTH, World
from tests.hotline.broadcasts.notices import TITLE, TITLE_EN, announced, planned
from tests.hotline.desk import Desk
from units.working_time import VIETNAM

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=VIETNAM)
#: A province, two wards of which one code opens with the letters of the other's, a part, and another province.
UNITS = ("H29", "H29.10", "H29.101", "H29.10.9", "H30.10")
CODES = ("1.001", "1.0011", "2.000")
NOTICES = st.builds(
    InForce, st.integers(1, 9), st.just("Sự cố"), st.just("Incident"), st.booleans(), st.just(NOON),
    st.none() | st.just(NOON + dt.timedelta(hours=1)), st.frozensets(st.sampled_from(UNITS), max_size=3),
    st.frozensets(st.sampled_from(CODES), max_size=2),
)  # fmt: skip
PLACES = st.builds(
    Place, st.sampled_from(("", *CODES)), st.lists(st.sampled_from(UNITS), max_size=3).map(tuple), st.just(False)
)


def is_beneath(unit: str, above: frozenset[str]) -> bool:
    """Part by part, not letter by letter."""
    parts = unit.split(".")
    return any(parts[: len(one.split("."))] == one.split(".") for one in above)


@given(NOTICES, PLACES)
def test_a_page_of_other_procedures_or_other_units_is_left_alone(notice: InForce, place: Place) -> None:
    assume(notice.units or notice.procedures)
    speaks_of_unit = any(is_beneath(unit, notice.units) for unit in place.units)
    speaks_of_procedure = place.procedure in notice.procedures

    if not speaks_of_unit and not speaks_of_procedure:
        assert not notice.concerns(place), "the page speaks of nothing of it"
    if notice.procedures and place.procedure and not speaks_of_procedure:
        assert not notice.concerns(place), "another procedure"
    if notice.units and place.units and not speaks_of_unit:
        assert not notice.concerns(place), "other units"


@given(NOTICES, PLACES)
def test_a_page_that_speaks_of_the_same_tells_it(notice: InForce, place: Place) -> None:
    fits_unit = not notice.units or any(is_beneath(unit, notice.units) for unit in place.units)
    fits_procedure = not notice.procedures or place.procedure in notice.procedures

    if fits_unit and fits_procedure:
        assert notice.concerns(place)
    assert notice.concerns(replace(place, is_whole=True))


@given(NOTICES, PLACES, st.sampled_from(UNITS))
def test_a_page_of_more_units_tells_no_less(notice: InForce, place: Place, unit: str) -> None:
    assume(place.units)

    if notice.concerns(place):
        assert notice.concerns(replace(place, units=(*place.units, unit)))


@given(NOTICES, st.integers(-100, 100))
def test_only_downtime_that_is_over_by_the_clock_leaves_by_itself(notice: InForce, minutes: int) -> None:
    now = NOON + dt.timedelta(hours=1, minutes=minutes)

    is_over = not notice.is_incident and notice.ends_at is not None and minutes >= 0
    assert notice.is_shown(now) is not is_over


@given(NOTICES)
def test_a_banner_speaks_the_readers_language_and_leads_to_its_page(notice: InForce) -> None:
    for language, title in (("vi", "Sự cố"), ("en", "Incident")):
        with translation.override(language):
            told = notice.banner()
        assert (told.title, told.url) == (title, f"/thong-bao/{notice.pk}/")
        assert (told.begins_at, told.ends_at, told.is_incident) == (NOON, notice.ends_at, notice.is_incident)


@dataclass
class Known:
    """A source that says what it is told to, and remembers where it was asked."""

    title: str
    asked: list[Place] = field(default_factory=list)
    forgot: int = 0

    def mark(self) -> str:
        return self.title

    def at(self, place: Place) -> list[Banner]:
        self.asked.append(place)
        return [Banner(self.title, "/", NOON, None, is_incident=True)] if self.title else []

    def forget(self) -> None:
        self.forgot += 1


def test_sources_speak_in_the_order_of_their_coming_and_a_name_has_one_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banners, "_sources", {})
    assert banners.shown_at(is_whole=True) == [] and banners.mark() == ""
    old, new, other = Known("cũ"), Known("mới"), Known("khác")
    for name, source in (("một", old), ("hai", other), ("một", new)):
        banners.register(name, source)

    shown = banners.shown_at("1.001", ["H29", "", "H29.10"])

    assert [banner.title for banner in shown] == ["mới", "khác"] and old.asked == []
    assert new.asked == other.asked == [Place("1.001", ("H29", "H29.10"))], "a unit without a code is none"
    banners.forget()
    assert (old.forgot, new.forgot, other.forgot) == (0, 1, 1)


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.text("ab", max_size=2)), min_size=1, max_size=3))
def test_a_stored_page_is_never_taken_for_one_that_says_something_else(told: list[tuple[str, str]]) -> None:
    def mark_of(titles: list[str]) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(banners, "_sources", {str(n): Known(title) for n, title in enumerate(titles)})
            return banners.mark()

    first, then = ([pair[n] for pair in told] for n in (0, 1))
    assert (mark_of(first) == mark_of(then)) is (first == then)


def test_pages_of_other_wards_and_procedures_stay_clean_for_strangers_and_owners(world: World, desk: Desk) -> None:
    """Given notices of another ward, of another procedure, and of another procedure here: nothing here tells them."""
    other = Procedure.objects.create(code="9.000001")
    dossier, draft = submitted(world), new_draft(world)
    announced(desk.operator, units=[world.other_ward.committee])
    announced(desk.operator, procedures=[other])
    announced(desk.operator, procedures=[other], units=[world.ward.committee])
    mother, stranger = signed_in(world.mother), Client()
    own = [reverse("dossiers:detail", args=[dossier.code]), reverse("dossiers:start", args=[BIRTH])]
    own += [page_url(draft, "applicant"), reverse("dossiers:draft", args=[draft.public_id])]

    for address in own:
        assert TITLE not in words(mother.get(address)), address
    for address in (reverse("procedures:detail", args=[BIRTH]), reverse("hotline:send")):
        assert TITLE not in words(stranger.get(address)), address
    assert words(stranger.get("/")).count(TITLE) == 3, "the home page tells everything"
    assert words(stranger.get(world.other_ward.office.get_absolute_url())).count(TITLE) == 1
    assert words(stranger.get(world.ward.office.get_absolute_url())).count(TITLE) == 1


def test_maintenance_is_told_with_both_moments_and_leaves_when_its_time_is_over(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = announced(desk.operator, **planned())
    assert shown.ends_at is not None
    html, english = words(Client().get("/")), words(Client(headers={"accept-language": "en"}).get("/"))
    assert "Tạm ngừng để bảo trì" in html and "dự kiến đến" in html and "Maintenance" in english
    assert TITLE_EN not in english

    over = shown.ends_at
    monkeypatch.setattr(timezone, "now", lambda: over)

    assert "Bảo trì hệ thống" not in words(Client().get("/")), "nobody has to end it"
    assert "Bảo trì hệ thống" in words(Client().get(reverse("hotline:broadcasts"))), "and it stays to be read"
