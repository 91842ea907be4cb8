"""What the tests of connections share: a simulated post office behind a true port, which our settings let us reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from django.conf import LazySettings
from django.test import Client

from portal.peers.models import Connection
from portal.peers.simulator.manners import Fault, Manners
from portal.peers.simulator.notifying import Notifying
from portal.peers.simulator.pages import PostPages
from portal.peers.simulator.services import PostServices
from portal.peers.simulator.store import ParcelStore
from portal.simulating.serving import Server
from tests.dossiers.world import World, given_world, make_staff
from tests.peers.connecting import CUSTOMER, NOTICE_SECRET, SECRET, as_, connected
from units.models import Unit
from units.roles import Role


@dataclass
class Post:
    """The simulated post office of a test and how it is reached."""

    services: PostServices
    store: ParcelStore
    notifying: Notifying
    address: str

    def behave(self, *faults: Fault, latency_seconds: float = 0.0) -> None:
        """Let it behave badly from now on; well without a fault."""
        self.services.manners = Manners(frozenset(faults), latency_seconds)


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    """A post office that behaves well until a test says otherwise."""
    settings.PEERS_INTERNAL_HOSTS = ["127.0.0.1"]
    with closing(ParcelStore()) as store:
        services = PostServices(store, CUSTOMER, SECRET)
        notifying = Notifying("http://127.0.0.1:9/", NOTICE_SECRET, lambda: services.manners, retries=(0.1, 0.3))
        services.notifying = notifying
        with Server(services.routes() | PostPages(services).routes()) as server:
            yield Post(services, store, notifying, server.address)
            notifying.teller.end()


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def office(world: World, post: Post) -> Connection:
    """The post office in the registry."""
    return connected(post.address)


@pytest.fixture
def admin(world: World) -> Client:
    """A system administrator's browser."""
    city = Unit.objects.get(code="H29")
    return as_(make_staff("quan.tri@example.vn", "Đỗ Minh Quân", Role.SYSTEM_ADMIN, city))
