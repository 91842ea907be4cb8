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


def switch(page: Page, path: str, language: str) -> None:
    """Presses the switch; the same page comes back in the other language."""
    name = {"en": "English", "vi": "Tiếng Việt"}[language]
    press(page, name)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.url.endswith(path), (page.url, path)


def switch_there_and_back(page: Page, site: Site, path: str) -> None:
    page.goto(site.at(path))
    switch(page, path, "en")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    switch(page, path, "vi")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_switch_where_they_stand(site: Site, new_page: Callable[..., Page], path: str) -> None:
    switch_there_and_back(new_page(), site, path)


def test_pages_of_a_filing_and_a_dossier_switch(own_world: World, mother: Citizen) -> None:
    draft, dossier = desk.full_draft(own_world), filings.submitted(own_world)
    inside = [desk.page_url(draft, section) for section in ("applicant", "form-child", "papers", "delivery")]
    start = desk.page_url(draft, "applicant").removesuffix("applicant/")
    own = [f"/nop-ho-so/{BIRTH}/", start, f"{start}kiem-tra/", "/ho-so/", f"/ho-so/{dossier.code}/"]
    for path in [*own, *inside, f"/ho-so/{dossier.code}/da-nop/"]:
        switch_there_and_back(mother.page, mother.site, path)


def test_pages_of_the_desk_switch(own_world: World, open_desk: Callable[[User], Desk]) -> None:
    dossier, clerk = filings.submitted(own_world), open_desk(own_world.ward.clerk)
    for path in ("/can-bo/", f"/can-bo/ho-so/{dossier.code}/"):
        switch_there_and_back(clerk.page, clerk.site, path)


def test_english_follows_the_person_to_another_device(
    own_world: World, mother: Citizen, new_page: Callable[..., Page]
) -> None:
    """The choice belongs to the person: the account remembers it, and its language wins on a shared machine."""
    mother.go("/ho-so/")
    switch(mother.page, "/ho-so/", "en")

    elsewhere = replace(mother, page=new_page())
    elsewhere.go("/tai-khoan/login/?next=/ho-so/")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "vi")
    fill(elsewhere.page, {"login": own_world.mother.email or "", "password": "Mot-Cua-2026"})
    press(elsewhere.page, "Đăng nhập")
    elsewhere.page.wait_for_url("**/ho-so/")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "en")
