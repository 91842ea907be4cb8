"""One birth from the search box to the rating: every page, every person, every paper of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import mailbox
from tests.journeys.browsing import Look
from tests.journeys.citizen import CODE, Citizen
from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.staff import Desk
from tests.journeys.walk import REASON, Walk

# Some forty pages, each looked at by axe at two widths: a minute alone, several on a busy machine.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_mother_gets_a_signed_birth_certificate(
    site: Site, new_page: Callable[..., Page], mails: Mailbox, look: Look, tmp_path: Path
) -> None:
    walk = Walk(
        citizen=Citizen(new_page(), site, look, email="me.bao.an@example.vn"),
        clerk=Desk(new_page(is_staff=True), site, site.clerk, look),
        officer=Desk(new_page(is_staff=True), site, site.officer, look),
        leader=Desk(new_page(is_staff=True), site, site.leader, look),
        anybody=new_page(),
        folder=tmp_path,
    )

    walk.file()
    assert CODE.fullmatch(walk.code)
    walk.fetch_acknowledgement()
    mails.wait_for(walk.citizen.email, f"Đã nhận được hồ sơ {walk.code}")

    walk.ask_for_more()
    asked = mails.wait_for(walk.citizen.email, f"Hồ sơ {walk.code} cần bổ sung giấy tờ")
    assert REASON in mailbox.text_of(asked)
    walk.answer_the_request()

    walk.handle()
    mails.wait_for(walk.citizen.email, f"Hồ sơ {walk.code} đã có kết quả")
    result = walk.fetch_result()
    walk.verify(result, look)
    walk.rate()
    walk.track(look)
