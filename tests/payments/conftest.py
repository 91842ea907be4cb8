"""What several tests of payments need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone

from payments import receipt_drawing
from portal.documents import issuing
from tests.payments.tax_world import TaxOffice

Clock = Callable[[dt.datetime], None]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes a second and is proved in test_receipts: here the PDF is a line of text."""
    monkeypatch.setattr(
        receipt_drawing, "render_pdf", lambda *args, verification_code, **rest: f"%PDF {verification_code}".encode()
    )
    true_issue = issuing.issue
    monkeypatch.setattr(issuing, "issue", lambda *args, **named: true_issue(*args, **(named | {"sign": False})))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the time at which what follows happens."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def office(settings: LazySettings) -> Iterator[TaxOffice]:
    """A tax office that listens at an address of this machine."""
    made = TaxOffice()
    settings.TAX_OFFICE_TOKEN = made.token
    with made.server:
        settings.TAX_OFFICE_URL = f"{made.server.address}/bang-tong-hop"
        yield made
