"""Every page switches to English where it stands, and stays English on the next one and after signing in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from tests.dossiers import desk, filings
from tests.dossiers.world import BIRTH, World
from tests.journeys.browsing import fill, press
from tests.journeys.citizen import Citizen
from tests.journeys.site import Site
from tests.journeys.staff import Desk

pytestmark = pytest.mark.journey

PUBLIC = ("/", "/thu-tuc/?q=khai+sinh", f"/thu-tuc/{BIRTH}/", "/theo-doi/", "/xac-minh/", "/tai-khoan/signup/")


NAMES = {"en": "English", "vi": "Tiếng Việt"}
THERE_AND_BACK = ["vi", "en", "en", "vi"]
"""As the page is, after the switch, after a reload, and after switching back."""


def language_of(page: Page) -> str:
    """The language that the page says it is in, once it is there."""
    page.wait_for_load_state()
    return page.locator("html").get_attribute("lang") or ""


def switch(page: Page, language: str) -> str:
    """Presses the switch and waits for the page in the other language; the path where one is then."""
    press(page, NAMES[language])
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page.url.partition("://")[2].partition("/")[2]


def languages_on_the_way(page: Page, site: Site, path: str) -> list[str]:
    """The languages of one page: opened, switched, loaded again, switched back, each time at the same address."""
    page.goto(site.at(path))
    seen = [language_of(page)]
    stays = [switch(page, "en")]
    seen.append(language_of(page))
    page.reload()
    seen.append(language_of(page))
    stays.append(switch(page, "vi"))
    assert stays == [path.removeprefix("/")] * 2
    return [*seen, language_of(page)]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_switch_where_they_stand(site: Site, new_page: Callable[..., Page], path: str) -> None:
    assert languages_on_the_way(new_page(), site, path) == THERE_AND_BACK


def test_pages_of_a_filing_and_a_dossier_switch(own_world: World, mother: Citizen) -> None:
    draft, dossier = desk.full_draft(own_world), filings.submitted(own_world)
    inside = [desk.page_url(draft, section) for section in ("applicant", "form-child", "papers", "delivery")]
    start = desk.page_url(draft, "applicant").removesuffix("applicant/")
    own = [f"/nop-ho-so/{BIRTH}/", start, f"{start}kiem-tra/", "/ho-so/", f"/ho-so/{dossier.code}/"]
    for path in [*own, *inside, f"/ho-so/{dossier.code}/da-nop/"]:
        assert languages_on_the_way(mother.page, mother.site, path) == THERE_AND_BACK, path


def test_pages_of_the_desk_switch(own_world: World, open_desk: Callable[[User], Desk]) -> None:
    dossier, clerk = filings.submitted(own_world), open_desk(own_world.ward.clerk)
    for path in ("/can-bo/", f"/can-bo/ho-so/{dossier.code}/"):
        assert languages_on_the_way(clerk.page, clerk.site, path) == THERE_AND_BACK, path


def test_english_follows_the_person_to_another_device(
    own_world: World, mother: Citizen, new_page: Callable[..., Page]
) -> None:
    """The choice belongs to the person: the account remembers it, and its language wins on a shared machine."""
    mother.go("/ho-so/")
    assert switch(mother.page, "en") == "ho-so/"

    elsewhere = replace(mother, page=new_page())
    elsewhere.go("/tai-khoan/login/?next=/ho-so/")
    assert language_of(elsewhere.page) == "vi"
    fill(elsewhere.page, {"login": own_world.mother.email or "", "password": "Mot-Cua-2026"})
    press(elsewhere.page, "Đăng nhập")
    elsewhere.page.wait_for_url("**/ho-so/")
    assert language_of(elsewhere.page) == "en"
