"""Rules proved: a procedure may ask how surely somebody is known; a password is not enough, no text is lost."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Draft
from procedures import catalogue
from tests.accounts.sign_on.provider import LAN, Visitor, path_of
from tests.dossiers.asked_accounts import asking_for, known_as
from tests.dossiers.desk import full_draft, signed_in, words
from tests.dossiers.test_filing_send import DECLARED, check_url
from tests.dossiers.world import BIRTH, World, given_world
from tests.procedures.factories import announced

START = reverse("dossiers:start", args=[BIRTH])
CASE = {"case": "standard", "commune": "26740"}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def asking(world: World) -> None:
    """Birth registration asks for an account of level 2."""
    asking_for(2)


@pytest.fixture
def connected(settings: LazySettings) -> None:
    """There is a national portal to sign on with; nobody goes there in the test."""
    settings.NATIONAL_SIGN_ON_URL, settings.NATIONAL_SIGN_ON_CLIENT = "https://sign-on.example", "portal"


def test_a_password_is_not_enough_and_the_page_leads_on(world: World, asking: None, connected: None) -> None:
    browser = signed_in(world.mother)
    for answer in (browser.get(START), browser.post(START, CASE)):
        assert answer.status_code == 403
        assert "tài khoản định danh mức độ 2" in words(answer)
        assert f"/tai-khoan/lien-thong/noi/?next={START.replace('/', '%2F')}" in words(answer)
        assert f'href="/thu-tuc/{BIRTH}/"' in words(answer), "who has no such account learns where else to file"
    assert not Draft.objects.exists()


def test_where_nobody_can_sign_on_no_button_leads_to_nothing(world: World, asking: None) -> None:
    page = words(signed_in(world.mother).get(START))
    assert "chưa nối với hệ thống định danh" in page and "/lien-thong/noi/" not in page
    assert f'href="/thu-tuc/{BIRTH}/"' in page


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


def test_a_lower_level_is_not_enough_and_the_page_says_how_to_get_a_higher(
    visitor: Visitor, world: World, asking: None
) -> None:
    visitor.server.wish(changes='{"loAs": "LoA1"}')
    visitor.sign_on(LAN)
    refused = visitor.portal.get(START)
    assert refused.status_code == 403
    assert "Bạn đang đăng nhập bằng tài khoản định danh mức độ 1" in words(refused)


def test_other_procedures_ask_for_nothing(world: World, asking: None) -> None:
    announced("9.999999")
    assert signed_in(world.mother).get(reverse("dossiers:start", args=["9.999999"])).status_code == 200


def test_what_is_not_filed_here_says_so_instead_of_asking(world: World) -> None:
    announced("9.999999", filed_at="national", filed_at_reason="Theo lộ trình của bộ", assurance_level=2)
    page = signed_in(world.mother).get(reverse("dossiers:start", args=["9.999999"]))
    assert page.status_code == 200 and "Theo lộ trình của bộ" in words(page)


def test_people_of_a_demonstration_have_the_level_of_their_account(world: World, asking: None) -> None:
    world.mother.is_demo, world.mother.assurance_level = True, 2
    world.mother.save()
    browser = Client()
    browser.force_login(world.mother)
    assert browser.get(START).status_code == 200


def test_a_draft_follows_the_version_it_is_filed_under_and_a_dossier_keeps_its_own(world: World) -> None:
    """Given a draft and a dossier of days that asked nothing, when a level is announced, then the draft alone asks."""
    mother = known_as(world.mother, 1)
    assert mother.post(check_url(full_draft(world)), DECLARED).status_code == 302
    waiting = full_draft(world)

    asking_for(2)
    assert mother.post(check_url(waiting), DECLARED).status_code == 422, "the new version is to be looked over first"
    done = [*waiting.data["done"]]
    Draft.objects.filter(pk=waiting.pk).update(data=Draft.objects.get(pk=waiting.pk).data | {"done": done})
    assert mother.post(check_url(waiting), DECLARED).status_code == 403

    dossier = Dossier.objects.get()
    assert (dossier.procedure_version.assurance_level, catalogue.in_force(BIRTH).assurance_level) == (0, 2)
    assert mother.get(reverse("dossiers:detail", args=[dossier.code])).status_code == 200
    assert known_as(world.mother, 2).post(check_url(waiting), DECLARED).status_code == 302


def test_a_level_announced_while_the_page_was_open_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version that counts is the one the intake files under, whatever the page looked at a moment before."""
    draft = full_draft(world)
    asking_for(2)
    monkeypatch.setattr("dossiers.draft_versions.follow_publication", lambda draft: False)
    assert known_as(world.mother, 1).post(check_url(draft), DECLARED).status_code == 403
    assert not Dossier.objects.exists()
