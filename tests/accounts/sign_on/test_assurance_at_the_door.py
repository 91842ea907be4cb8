"""How surely a procedure asks to know its filer, at each page of a filing: levels, languages, roles, bad settings."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier, Draft
from portal.settings.sign_on import levels_by_procedure
from tests.dossiers.desk import full_draft, signed_in, words
from tests.dossiers.test_filing_send import DECLARED, check_url
from tests.dossiers.world import BIRTH, World, given_world

START = reverse("dossiers:start", args=[BIRTH])
CASE = {"case": "standard", "commune": "26740"}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def known_as(world: World, level: int | None) -> Client:
    """The mother's browser, signed on there with a level; by password for None."""
    browser = signed_in(world.mother)
    if level is not None:
        session = browser.session
        session["sign_on"] = {"level": level}
        session.save()
    return browser


def test_each_level_opens_what_asks_for_it_or_less(world: World, settings: LazySettings) -> None:
    for asked in (1, 2):
        settings.PROCEDURE_ASSURANCE = {BIRTH: asked}
        for level in (None, 1, 2):
            may = (level or 0) >= asked
            answer = known_as(world, level).get(START)
            assert answer.status_code == (200 if may else 403), (asked, level)
            assert (f"mức độ {asked}" in words(answer)) == (not may), "the page names the level that is missing"


def test_what_was_begun_while_nothing_was_asked_waits_and_is_sent_by_who_is_known(
    world: World, settings: LazySettings
) -> None:
    draft = full_draft(world)
    settings.PROCEDURE_ASSURANCE = {BIRTH: 2}
    low = known_as(world, 1)
    for _ in range(2):
        refused = low.post(check_url(draft), DECLARED)
        assert refused.status_code == 403 and not Dossier.objects.exists()
    assert low.get(check_url(draft)).status_code == 200, "what was written can be read meanwhile"
    sure = known_as(world, 2)
    for _ in range(2):
        assert sure.post(check_url(draft), DECLARED).status_code == 302
    assert Dossier.objects.count() == 1, "a second click is the same filing"


def test_the_way_on_leads_back_to_this_page_with_its_answers(world: World, settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {BIRTH: 2}
    page = words(known_as(world, 1).get(START, {"commune": "26740", "x": 'a&b"<'}))
    assert f"?next={START.replace('/', '%2F')}%3Fcommune%3D26740" in page and 'b"<' not in page
    assert not Draft.objects.exists()


def test_english_readers_are_told_in_english(world: World, settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {BIRTH: 2}
    page = words(known_as(world, None).get(START, {"lang": "en"}))
    assert '<html lang="en"' in page and "Cần tài khoản định danh" not in page and "level 2" in page


def test_staff_are_asked_as_anybody_and_strangers_sign_in_first(world: World, settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {BIRTH: 1}
    for user in (world.ward.clerk, world.ward.officer, world.ward.leader):
        answer = signed_in(user).post(START, CASE)
        assert answer.status_code in (302, 403) and not Draft.objects.exists(), user.email
    for answer in (Client().get(START), Client().post(START, CASE)):
        assert answer.status_code == 302 and "next=" in answer.headers["Location"]


def test_a_procedure_that_is_not_there_asks_for_nothing(world: World, settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {"9.999999": 2}
    assert known_as(world, None).get(reverse("dossiers:start", args=["9.999999"])).status_code == 404


_CODES = st.from_regex(r"\A[0-9]{1,3}\.[0-9]{1,8}\Z")


@given(st.dictionaries(_CODES, st.sampled_from([1, 2]), max_size=5))
def test_whatever_levels_are_written_are_read(levels: dict[str, int]) -> None:
    assert levels_by_procedure("  ".join(f"{code}={level}" for code, level in levels.items())) == levels


@given(st.text(min_size=1, max_size=12).filter(lambda text: bool(text.split())))
def test_nothing_else_is_taken_for_a_level(written: str) -> None:
    """A setting with a slip stops the start, and never opens a procedure wider than was meant."""
    try:
        levels = levels_by_procedure(written)
    except ImproperlyConfigured:
        return
    assert " ".join(f"{code}={level}" for code, level in levels.items()) == " ".join(written.split())
