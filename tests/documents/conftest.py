"""One certificate authority for all tests of documents, away from the one of a running site."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration authority of this test run is made."""
    return tmp_path_factory.mktemp("authority") / "ca"


@pytest.fixture(autouse=True)
def _own_authority(settings: Settings, authority_folder: Path) -> None:
    settings.DOCUMENT_CA_DIR = str(authority_folder)
    settings.PORTAL_DEMO = True
