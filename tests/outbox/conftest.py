"""What the tests of the outbox share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outbox.factories import RecordingDriver, channel


@pytest.fixture
def driver() -> Iterator[RecordingDriver]:
    """Open the channel "test"."""
    recording = RecordingDriver()
    with channel(recording):
        yield recording
