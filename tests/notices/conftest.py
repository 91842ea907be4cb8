"""A gateway for text messages and a push service that truly answer, for tests of notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from portal.notices.simulator import SimulatedGateway
from portal.simulating.serving import Server
from tests.notices.push_service import PushService

TOKEN = "token-of-a-gateway-that-is-none"


@pytest.fixture
def gateway(settings: LazySettings) -> Iterator[SimulatedGateway]:
    """The simulated gateway, at every hour of the day; nobody hears its reports."""
    made = SimulatedGateway("http://127.0.0.1:9/", settings.SMS_REPORT_SECRETS[0], TOKEN, retries=())
    with Server(made.routes()) as server:
        settings.SMS_GATEWAY_URL = server.address + "/"
        settings.SMS_GATEWAY_TOKEN, settings.SMS_QUIET_HOURS = TOKEN, "0-0"
        yield made
        made.teller.end()


@pytest.fixture
def push_service(settings: LazySettings) -> Iterator[PushService]:
    """The push service of a browser's maker, on this machine."""
    settings.WEB_PUSH_KEY, settings.WEB_PUSH_CONTACT = "A" * 42 + "E", "mailto:quan-tri@example.vn"
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    made = PushService()
    with made.server:
        yield made
