"""The live site of the journeys: real PostgreSQL, a real worker and broker, a real mail server, one browser.

The world is built once for the whole package and emptied at its end: a flush between two journeys would pull the
tables away under the worker. Journeys keep apart by filing dossiers of their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import override_settings, setup_databases, teardown_databases
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from tests.dossiers.world import World, make_user, make_world
from tests.journeys import background, mailbox
from tests.journeys.browsing import DESK, PHONE, Look
from tests.journeys.citizen import Citizen
from tests.journeys.looking import looker
from tests.journeys.mailbox import Mailbox
from tests.journeys.people import let_in
from tests.journeys.site import Account, Site
from tests.journeys.staff import Desk

PASSWORD = "Mot-Cua-2026"

# A page may be slow where tests of other people share the machine; what is wrong stays wrong for longer.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def database(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, open to the whole package.

    pytest-django makes one only for tests with its own mark, which would empty the tables after each of them.
    """
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        is_there = name.startswith("test_")
        made = (
            None if is_there else setup_databases(0, interactive=False, keepdb=django_db_keepdb, serialized_aliases=[])
        )
        assert str(connection.settings_dict["NAME"]).startswith("test_"), "journeys never touch another database"
        yield
        connections.close_all()
        if made is not None and not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="package")
def world(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two wards, their staff, a mother, and birth registration, committed."""
    yield make_world(tmp_path_factory.mktemp("world"))
    # Sequences go on counting: snapshots of worlds come back with the ids they had, and the next row must get another.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=False)


@pytest.fixture(scope="package")
def mails() -> Iterator[Mailbox]:
    """The mail server of the package."""
    box = Mailbox()
    server = mailbox.serve(box)
    server.start()
    yield box
    server.stop()


@pytest.fixture(scope="package")
def site(world: World, mails: Mailbox) -> Iterator[Site]:
    """The site with its worker."""
    server = LiveServer("localhost")
    queue = f"journeys-{os.getpid()}"
    try:
        with (
            override_settings(PORTAL_URL=server.url, ALLOWED_HOSTS=["*"]),
            background.woken_by_the_site(queue),
            background.worker(queue, server.url, mails.port),
        ):
            yield _site(server.url, world)
    finally:
        server.stop()


def _site(url: str, world: World) -> Site:
    people = {
        "clerk": world.ward.clerk,
        "officer": world.ward.officer,
        "leader": world.ward.leader,
        "stranger": world.other_ward.clerk,
    }
    accounts = {role: Account(user.email or "", PASSWORD, user.full_name) for role, user in people.items()}
    return Site(url, world.ward.division.code, **accounts)


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens a browser of its own for one person: cookies of nobody else."""

    def open_page(is_staff: bool = False, **options: object) -> Page:
        page = new_context(**options).new_page()
        page.set_viewport_size(DESK if is_staff else PHONE)
        return page

    return open_page


@pytest.fixture
def look(check_axe: Callable[[Page], None]) -> Look:
    """Checks every page that a journey reaches, at both widths; PORTAL_PICTURES names a folder for pictures of them."""
    return looker(check_axe, os.environ.get("PORTAL_PICTURES", ""))


@pytest.fixture
def own_world(world: World) -> World:
    """The world with a mother of this journey alone, so that her lists hold nothing of another."""
    return replace(world, mother=make_user(f"me-{uuid4().hex[:12]}@example.vn", "Nguyễn Thị Lan"))


@pytest.fixture
def mother(own_world: World, site: Site, new_page: Callable[..., Page], look: Look) -> Citizen:
    """The mother with her phone, signed in."""
    page = new_page()
    let_in(page, site, own_world.mother)
    return Citizen(page, site, look, email=own_world.mother.email or "")


@pytest.fixture
def open_desk(site: Site, new_page: Callable[..., Page], look: Look) -> Callable[[User], Desk]:
    """Seats a person of the staff at a desk, signed in."""

    def open_for(user: User) -> Desk:
        page = new_page(is_staff=True)
        let_in(page, site, user)
        return Desk(page, site, Account(user.email or "", PASSWORD, user.full_name), look)

    return open_for
