"""How surely a procedure asks to know its filer, at each page of a filing: levels, languages, roles."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Draft
from tests.dossiers.asked_accounts import asking_for, known_as
from tests.dossiers.desk import full_draft, signed_in, words
from tests.dossiers.test_filing_send import DECLARED, check_url
from tests.dossiers.world import BIRTH, World, given_world

START = reverse("dossiers:start", args=[BIRTH])
CASE = {"case": "standard", "commune": "26740"}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def test_each_level_opens_what_asks_for_it_or_less(world: World) -> None:
    for asked in (1, 2):
        asking_for(asked)
        for level in (None, 1, 2):
            may = (level or 0) >= asked
            answer = known_as(world.mother, level).get(START)
            assert answer.status_code == (200 if may else 403), (asked, level)
            assert (f"mức độ {asked}" in words(answer)) == (not may), "the page names the level that is missing"


def test_what_was_written_by_password_waits_and_is_sent_once_by_who_is_known(world: World) -> None:
    asking_for(2)
    draft = full_draft(world)
    low = known_as(world.mother, 1)
    for _ in range(2):
        refused = low.post(check_url(draft), DECLARED)
        assert refused.status_code == 403 and not Dossier.objects.exists()
    assert low.get(check_url(draft)).status_code == 200, "what was written can be read meanwhile"
    sure = known_as(world.mother, 2)
    for _ in range(2):
        assert sure.post(check_url(draft), DECLARED).status_code == 302
    assert Dossier.objects.count() == 1, "a second click is the same filing"


def test_the_way_on_leads_back_to_this_page_with_its_answers(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_SIGN_ON_URL, settings.NATIONAL_SIGN_ON_CLIENT = "https://sign-on.example", "portal"
    asking_for(2)
    page = words(known_as(world.mother, 1).get(START, {"commune": "26740", "x": 'a&b"<'}))
    assert f"?next={START.replace('/', '%2F')}%3Fcommune%3D26740" in page and 'b"<' not in page
    assert not Draft.objects.exists()


def test_english_readers_are_told_in_english(world: World) -> None:
    asking_for(2)
    page = words(known_as(world.mother, 1).get(START, {"lang": "en"}))
    assert '<html lang="en"' in page and "tài khoản" not in page.split("<main", 1)[1].split("</main", 1)[0]
    assert "level 2" in page


def test_staff_are_asked_as_anybody_and_strangers_sign_in_first(world: World) -> None:
    asking_for(1)
    for user in (world.ward.clerk, world.ward.officer, world.ward.leader):
        answer = signed_in(user).post(START, CASE)
        assert answer.status_code in (302, 403) and not Draft.objects.exists(), user.email
    for answer in (Client().get(START), Client().post(START, CASE)):
        assert answer.status_code == 302 and "next=" in answer.headers["Location"]


def test_a_procedure_that_is_not_there_asks_for_nothing(world: World) -> None:
    assert known_as(world.mother, None).get(reverse("dossiers:start", args=["9.999999"])).status_code == 404
