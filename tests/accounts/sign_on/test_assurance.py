"""Rules proved: a procedure may ask how surely somebody is known; a password is not enough, no text is lost."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Draft
from portal.settings.sign_on import levels_by_procedure
from tests.accounts.sign_on.provider import LAN, Visitor, path_of
from tests.dossiers.desk import full_draft, signed_in, words
from tests.dossiers.test_filing_send import DECLARED, check_url
from tests.dossiers.world import BIRTH, World, given_world

START = reverse("dossiers:start", args=[BIRTH])
CASE = {"case": "standard", "commune": "26740"}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def asking(settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {BIRTH: 2}


def test_a_password_is_not_enough_and_the_page_leads_on(world: World, asking: None) -> None:
    browser = signed_in(world.mother)
    for answer in (browser.get(START), browser.post(START, CASE)):
        assert answer.status_code == 403
        assert "tài khoản định danh mức độ 2" in words(answer)
        assert f"/tai-khoan/lien-thong/noi/?next={START.replace('/', '%2F')}" in words(answer)
    assert not Draft.objects.exists()


def test_what_was_written_before_is_not_sent_and_not_lost(world: World, asking: None) -> None:
    draft = full_draft(world)
    answer = signed_in(world.mother).post(check_url(draft), DECLARED)
    assert answer.status_code == 403
    assert not Dossier.objects.exists()
    assert Draft.objects.get().data == draft.data


def test_signing_on_opens_it_and_leads_back(visitor: Visitor, world: World, asking: None) -> None:
    visitor.portal.force_login(world.mother)
    away = visitor.portal.get("/tai-khoan/lien-thong/noi/", {"next": START})
    back = visitor.portal.get(visitor.prove(away.headers["Location"], LAN))
    assert path_of(back.headers["Location"]).rstrip("?") == START
    assert visitor.portal.get(START).status_code == 200


def test_a_lower_level_is_not_enough(visitor: Visitor, world: World, asking: None) -> None:
    visitor.server.wish(changes='{"loAs": "LoA1"}')
    visitor.sign_on(LAN)
    assert visitor.portal.get(START).status_code == 403


def test_other_procedures_ask_for_nothing(world: World, settings: LazySettings) -> None:
    settings.PROCEDURE_ASSURANCE = {"9.999999": 2}
    assert signed_in(world.mother).get(START).status_code == 200


def test_people_of_a_demonstration_have_the_level_of_their_account(world: World, asking: None) -> None:
    world.mother.is_demo, world.mother.assurance_level = True, 2
    world.mother.save()
    browser = Client()
    browser.force_login(world.mother)
    assert browser.get(START).status_code == 200


def test_the_setting_is_read_strictly() -> None:
    assert levels_by_procedure("1.001193=2 2.000001=1") == {"1.001193": 2, "2.000001": 1}
    assert levels_by_procedure("") == {}
    for wrong in ("1.001193", "1.001193=3", "birth=2", "1.001193:2"):
        with pytest.raises(ImproperlyConfigured, match="PROCEDURE_ASSURANCE"):
            levels_by_procedure(wrong)
