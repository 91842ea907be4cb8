"""The whole filing in a browser without JavaScript: plain forms, plain uploads, the same dossier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.dossiers.world import World
from tests.journeys import papers
from tests.journeys.citizen import CODE, Citizen
from tests.journeys.people import let_in
from tests.journeys.site import Site

pytestmark = pytest.mark.journey


def unseen(page: Page, name: str) -> None:
    """These pages are looked at with scripts; axe itself is one."""


def test_a_birth_is_filed_without_scripts(own_world: World, site: Site, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    let_in(page, site, own_world.mother)
    mother = Citizen(page, site, unseen, email=own_world.mother.email or "")

    mother.find("lam giay khai sinh")
    mother.start()
    mother.answer_until("papers")
    mother.attach(papers.scan())
    mother.answer_page()
    page.get_by_role("link", name="Xem lại và gửi hồ sơ").click()
    code = mother.send()

    assert CODE.fullmatch(code)
    assert mother.fetch(f"/ho-so/{code}/van-ban/acknowledgement/1/")
    mother.open(code)
    expect(page.get_by_role("link", name="giay-chung-sinh.pdf")).to_be_visible()
