"""What the tests of the exchange share: a simulated national portal behind a true port, settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings

from portal.national.connection import Connection
from portal.national.simulator.filed import FiledStore
from portal.national.simulator.filing_pages import FilingPages
from portal.national.simulator.handing import Handing
from portal.national.simulator.pages import NationalPages
from portal.national.simulator.questions import QuestionStore
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Store
from portal.simulating.serving import Server
from tests.dossiers.world import World, given_world
from tests.hotline.desk import Desk, given_desk

USERNAME, PASSWORD = "hcm", "mat-khau-cua-cong"


@dataclass
class Portal:
    """The simulated national portal of a test and how it is reached."""

    services: NationalServices
    store: Store
    address: str
    filed: FiledStore
    handing: Handing

    @property
    def questions(self) -> QuestionStore:
        """What was asked there."""
        return self.services.questions

    @property
    def connection(self) -> Connection:
        """The right account; little patience, since nothing here is far away."""
        return Connection(self.address, USERNAME, PASSWORD, unit="H29", destination="VN:G22", patience_seconds=2.0)


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A national portal that behaves well until a test says otherwise."""
    with closing(Store()) as store, closing(FiledStore()) as filed:
        services = NationalServices(store, USERNAME, PASSWORD)
        secret = django_settings.NATIONAL_INBOUND_SECRETS[0]
        handing = Handing(filed, "http://127.0.0.1:9/", secret, lambda: services.manners, retries=(0.1, 0.3))
        filing = FilingPages(filed, handing, services.questions)
        with Server(services.routes() | NationalPages(services, filing).routes()) as server:
            filing.own_address = server.address
            yield Portal(services, store, server.address, filed, handing)
            handing.wait()


@pytest.fixture
def connected(portal: Portal, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """The same, and our settings lead to it; it may be asked as often as tests like."""
    monkeypatch.setattr("portal.national.connection.CATALOGUE_PER_SECOND", 0)
    settings.NATIONAL_PORTAL_URL = portal.address
    settings.NATIONAL_PORTAL_USERNAME, settings.NATIONAL_PORTAL_PASSWORD = USERNAME, PASSWORD
    settings.NATIONAL_PORTAL_UNIT = "H29"
    return portal


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def desk(world: World) -> Desk:
    """The people of the hotline."""
    return given_desk(world)
