"""The whole starter catalogue for tests that search it: loaded by the first of a process, copied for the others."""

from __future__ import annotations

from django.core.management import call_command

from tests.snapshots import Snapshot


def _load() -> None:
    call_command("load_catalogue", verbosity=0)


_CATALOGUE = Snapshot(_load)


def load_starter() -> None:
    """The starter catalogue in the test's transaction."""
    _CATALOGUE.give()
