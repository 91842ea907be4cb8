"""What the tests of the exchange share: a simulated national portal behind a true port, settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from django.conf import LazySettings

from payments.simulators.serving import Server
from portal.national.connection import Connection
from portal.national.simulator.pages import NationalPages
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Store
from tests.dossiers.world import World, given_world

USERNAME, PASSWORD = "hcm", "mat-khau-cua-cong"


@dataclass
class Portal:
    """The simulated national portal of a test and how it is reached."""

    services: NationalServices
    store: Store
    address: str

    @property
    def connection(self) -> Connection:
        """The right account; little patience, since nothing here is far away."""
        return Connection(self.address, USERNAME, PASSWORD, unit="H29", destination="VN:G22", patience_seconds=2.0)


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A national portal that behaves well until a test says otherwise."""
    with closing(Store()) as store:
        services = NationalServices(store, USERNAME, PASSWORD)
        with Server(services.routes() | NationalPages(services).routes()) as server:
            yield Portal(services, store, server.address)


@pytest.fixture
def connected(portal: Portal, settings: LazySettings) -> Portal:
    """The same, and our settings lead to it."""
    settings.NATIONAL_PORTAL_URL = portal.address
    settings.NATIONAL_PORTAL_USERNAME, settings.NATIONAL_PORTAL_PASSWORD = USERNAME, PASSWORD
    settings.NATIONAL_PORTAL_UNIT = "H29"
    return portal


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()
