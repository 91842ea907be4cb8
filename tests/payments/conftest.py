"""What several tests of payments need."""

from __future__ import annotations

import pytest

from payments import receipt_drawing
from portal.documents import issuing


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes a second and is proved in test_receipts: here the PDF is a line of text."""
    monkeypatch.setattr(
        receipt_drawing, "render_pdf", lambda *args, verification_code, **rest: f"%PDF {verification_code}".encode()
    )
    true_issue = issuing.issue
    monkeypatch.setattr(issuing, "issue", lambda *args, **named: true_issue(*args, **(named | {"sign": False})))
