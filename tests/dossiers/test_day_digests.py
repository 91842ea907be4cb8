"""The seal of a day as an auditor checks it: made from what is written down, broken by whatever is changed in it."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from dossiers import day_digest, processing
from dossiers.models import DayDigest, Dossier
from tests.dossiers import filings, stages
from tests.dossiers.moments import at, stand_at
from tests.dossiers.test_event_log import tamper
from tests.dossiers.world import World

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def busy_day(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Dossier]:
    """A day on which three dossiers moved: one filed, one received, one taken back."""
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    return [filings.submitted(world), filings.received(world), stages.withdrawn(world)]


def test_anybody_with_the_log_can_work_the_digest_out(busy_day: list[Dossier]) -> None:
    """`code:hash` of the last event a line, ordered by code: no secret is needed to check what was sealed."""
    last = {dossier.code: dossier.events.order_by("sequence").last() for dossier in busy_day}
    text = "".join(f"{code}:{event.hash}\n" for code, event in sorted(last.items()) if event)

    sealed = day_digest.seal(DAY)

    assert sealed.digest == hashlib.sha256(text.encode()).hexdigest()
    assert (sealed.dossier_count, sealed.event_count) == (3, 5)


def test_a_day_without_events_is_sealed_too(world: World) -> None:
    """A missing day would hide that its events were taken away."""
    sealed = day_digest.seal(DAY)

    assert (sealed.dossier_count, sealed.event_count) == (0, 0)
    assert sealed.digest == hashlib.sha256().hexdigest()
    assert day_digest.is_whole(sealed)


def test_only_the_last_hash_of_the_day_counts_not_of_the_life(
    world: World, busy_day: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tomorrow's moves have tomorrow's seal; today's stays whole while dossiers go on."""
    sealed = day_digest.seal(DAY)
    stand_at(monkeypatch, at("2026-11-24 08:00"))

    processing.receive(busy_day[0], world.ward.clerk, filings.all_accepted(busy_day[0]))

    assert day_digest.is_whole(sealed)
    assert day_digest.digest_of(NEXT)[1:] == (1, 1)


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_the_seal_does_not_hang_on_the_order_of_the_days_work(
    world: World, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    made = [filings.submitted(world) for _number in order]

    for place in order:
        processing.receive(made[place], world.ward.clerk, filings.all_accepted(made[place]))

    hashes = [dossier.events.get(sequence=2).hash for dossier in sorted(made, key=lambda one: one.code)]
    codes = sorted(dossier.code for dossier in made)
    text = "".join(f"{code}:{told}\n" for code, told in zip(codes, hashes, strict=True))
    assert day_digest.digest_of(DAY)[0] == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE dossiers_event SET hash = repeat('0', 64) WHERE dossier_id = %s",
        "DELETE FROM dossiers_event WHERE dossier_id = %s",
        "UPDATE dossiers_event SET at = at + interval '1 day' WHERE dossier_id = %s",
        "UPDATE dossiers_dossier SET code = 'H29.101-261123-9999' WHERE id = %s",
    ],
    ids=["rewritten", "removed", "moved to another day", "hung on another code"],
)
def test_whoever_owns_the_database_still_breaks_the_seal(busy_day: list[Dossier], tampering: str) -> None:
    sealed = day_digest.seal(DAY)

    tamper(tampering, busy_day[0])

    assert not day_digest.is_whole(sealed)


@pytest.mark.parametrize(
    "change",
    [{"day": NEXT}, {"digest": "0" * 64}, {"dossier_count": 2}, {"event_count": 4}, {"signature": ""}],
    ids=lambda change: next(iter(change)),
)
def test_a_seal_whose_own_facts_were_changed_is_not_whole(busy_day: list[Dossier], change: dict[str, object]) -> None:
    """The row says what was sealed: whoever reads "4 events" there must not be reading a forgery."""
    sealed = day_digest.seal(DAY)
    DayDigest.objects.filter(pk=sealed.pk).update(**change)

    assert not day_digest.is_whole(DayDigest.objects.get(pk=sealed.pk))


def test_without_our_key_nobody_signs(busy_day: list[Dossier], settings: Settings) -> None:
    """A copy of the whole database, rewritten and sealed again elsewhere, does not pass here."""
    ours = settings.SECRET_KEY
    settings.SECRET_KEY = "the-key-of-somebody-who-copied-the-database"
    sealed = day_digest.seal(DAY)
    settings.SECRET_KEY = ours

    assert not day_digest.is_whole(sealed)


def test_a_day_has_one_seal_in_the_database_too(busy_day: list[Dossier]) -> None:
    sealed = day_digest.seal(DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        DayDigest.objects.create(day=DAY, dossier_count=0, event_count=0, digest="", signature="")
    assert DayDigest.objects.get() == sealed


def test_a_full_day_costs_as_few_questions_as_an_empty_one(busy_day: list[Dossier]) -> None:
    with CaptureQueriesContext(connection) as empty:
        day_digest.digest_of(NEXT)
    with CaptureQueriesContext(connection) as full:
        day_digest.digest_of(DAY)

    assert len(full) == len(empty)
