"""A month with something late in it, and the list made of it on the first morning of the next."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dossiers import assigning
from dossiers.models import Dossier, LateEntry, LateList
from dossiers.responsibility import making
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.copies import copied
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

DECEMBER = date(2026, 12, 1)
FILED = "2026-12-07 09:00"
"""A Monday; a birth that is received then is registered the same day until 17:00."""
DUE = at("2026-12-07 17:00")
MADE = at("2027-01-04 06:15")
"""The first working morning of January."""
EXPLAINED_BY = at("2027-01-11 17:00")
JUDGED_BY = at("2027-01-14 17:00")


def on_the_table(world: World, monkeypatch: pytest.MonkeyPatch, moment: str = FILED) -> Dossier:
    """A dossier filed, received and handed over at a moment, at which the clock goes on standing."""
    stand_at(monkeypatch, at(moment))
    return filings.handed_over(world)


def late_with_the_officer(world: World, monkeypatch: pytest.MonkeyPatch, moment: str = FILED) -> Dossier:
    """A dossier that the officer took and did not settle that day; the clock stands at the list's making."""
    dossier = on_the_table(world, monkeypatch, moment)
    taken(dossier, world.ward.officer)
    stand_at(monkeypatch, MADE)
    return dossier


def late_in_the_pool(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """A dossier that none of the office's officers took."""
    dossier = on_the_table(world, monkeypatch)
    stand_at(monkeypatch, MADE)
    return dossier


def late_with_the_leader(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """A dossier that the leader took to sign and did not."""
    stand_at(monkeypatch, at(FILED))
    dossier = filings.awaiting_signature(world)
    taken(dossier, world.ward.leader)
    stand_at(monkeypatch, MADE)
    return dossier


@copied
def taken(dossier: Dossier, by: User) -> None:
    """The person took the dossier on."""
    assigning.claim(dossier, by)


@copied
def december(now: datetime = MADE) -> LateList:
    """The list of December 2026."""
    return making.make(DECEMBER, now)


def only_entry() -> LateEntry:
    """The one entry there is."""
    return LateEntry.objects.select_related("late_list", "unit", "dossier").get()
