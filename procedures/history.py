"""The announced versions of one procedure on a line of time: past, in force, and staged for later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procedures import catalogue, page_cache
from procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Edition:
    """One announced version: in force from a day up to, not including, another (None: until further notice)."""

    pk: int
    number: int
    valid_from: date
    valid_to: date | None
    decision_number: str

    @property
    def was_ever_in_force(self) -> bool:
        """False when another version replaced it on its first day."""
        return self.valid_to is None or self.valid_to > self.valid_from

    def is_in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def editions_of(code: str) -> tuple[Edition, ...]:
    """Announced versions, the newest first; from the cache until the catalogue changes, then one query."""
    found: tuple[Edition, ...] = page_cache.kept(_key(code), lambda: read_editions(code))
    return found


def read_editions(code: str) -> tuple[Edition, ...]:
    """As `editions_of`, straight from the database: for codes that strangers make up, which no cache should hold."""
    return tuple(edition_of(version) for version in catalogue.announced(code))


def remember(code: str, versions: Sequence[ProcedureVersion]) -> None:
    """Keep what `editions_of` tells, read on the way to something else."""
    page_cache.kept(_key(code), lambda: tuple(edition_of(version) for version in versions))


def _key(code: str) -> str:
    return f"history:{page_cache.edition()}:{code}"


def edition_of(version: ProcedureVersion) -> Edition:
    """The place in time of an announced version."""
    assert version.valid_from is not None  # noqa: S101 - announced versions have a first day (constraint)
    return Edition(version.pk, version.number, version.valid_from, version.valid_to, version.decision_number)


def with_number(editions: Sequence[Edition], number: int) -> Edition | None:
    """The version called so; None when none was announced under this number."""
    return next((edition for edition in editions if edition.number == number), None)


def before(editions: Sequence[Edition], edition: Edition) -> Edition | None:
    """The version that it took the place of; None for the first."""
    older = editions[editions.index(edition) + 1 :]
    return older[0] if older else None


def has_ended(editions: Sequence[Edition], today: date) -> bool:
    """Whether nothing is announced for today or any later day."""
    return all(edition.valid_to is not None and edition.valid_to <= today for edition in editions)


def coming(editions: Sequence[Edition], today: date) -> Edition | None:
    """The next version that is announced but not yet in force."""
    return next((edition for edition in reversed(editions) if edition.valid_from > today), None)


def last_day_known(editions: Sequence[Edition], today: date) -> date | None:
    """The day from which nothing is announced any more (bãi bỏ); None while something always is."""
    newest = editions[0] if editions else None
    return newest.valid_to if newest and newest.valid_to and newest.is_in_force(today) else None
