"""One sign-on server for all tests of sign-on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.accounts.sign_on import provider
from tests.accounts.sign_on.provider import SignOnServer, Visitor


@pytest.fixture(scope="session")
def _running_server() -> Iterator[SignOnServer]:
    with provider.running() as server:
        yield server


@pytest.fixture
def server(_running_server: SignOnServer, settings: LazySettings) -> SignOnServer:
    """The server, to which the portal is configured; no failure is ordered."""
    settings.NATIONAL_SIGN_ON_URL = _running_server.issuer
    settings.NATIONAL_SIGN_ON_CLIENT, settings.NATIONAL_SIGN_ON_SECRET = provider.CLIENT, provider.SECRET
    _running_server.wish()
    return _running_server


@pytest.fixture
def visitor(server: SignOnServer, db: None) -> Visitor:
    """Somebody in front of the portal."""
    return Visitor(server)
