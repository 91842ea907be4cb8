"""The same birth on a running site, seen from outside: nothing but its address and the demo accounts are known.

PORTAL_OUTSIDE_URL=http://localhost:8000 bin/test -n0 tests/journeys/test_outside.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.journeys.browsing import Look
from tests.journeys.citizen import CODE, Citizen
from tests.journeys.site import Account, Site
from tests.journeys.staff import Desk
from tests.journeys.walk import Walk
from units.demo_people import DEMO_PEOPLE, DEMO_WARDS

URL = os.environ.get("PORTAL_OUTSIDE_URL", "")

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not URL, reason="no site to walk; set PORTAL_OUTSIDE_URL to the address of a running one"),
]


def demo_account(name: str) -> Account:
    """The account that `bin/serve` prints under that name."""
    person = next(person for person in DEMO_PEOPLE if person.email.startswith(f"{name}@"))
    return Account(person.email, person.password, person.full_name)


def outside_site() -> Site:
    """The first demo ward of Ho Chi Minh City and its people."""
    names = {"clerk": "tiep-nhan", "officer": "thu-ly", "leader": "lanh-dao", "stranger": "tiep-nhan-2"}
    accounts = {role: demo_account(name) for role, name in names.items()}
    return Site(URL.rstrip("/"), DEMO_WARDS["79"][0], **accounts)


def test_a_birth_is_registered_from_outside(new_page: Callable[..., Page], look: Look, tmp_path: Path) -> None:
    site, started = outside_site(), time.monotonic()
    walk = Walk(
        citizen=Citizen(new_page(), site, look, email=f"me-{uuid4().hex[:12]}@example.vn"),
        clerk=Desk(new_page(is_staff=True), site, site.clerk, look),
        officer=Desk(new_page(is_staff=True), site, site.officer, look),
        leader=Desk(new_page(is_staff=True), site, site.leader, look),
        anybody=new_page(),
        folder=tmp_path,
    )

    walk.file()
    assert CODE.fullmatch(walk.code)
    walk.fetch_acknowledgement()
    walk.ask_for_more()
    walk.answer_the_request()
    walk.handle()
    walk.verify(walk.fetch_result(), look)
    walk.rate()
    walk.track(look)

    print(f"{site.url}: {walk.code} from the search to the rating in {time.monotonic() - started:.0f} s")
