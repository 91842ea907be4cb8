"""Units looked up before, kept in the process until a unit or calendar changes: for paths that file by the second.

Whoever reads here gets objects that others read too, so they are for reading only. The history table of units and
the revisions of calendars tell when something changed. Two changes at once may commit in the other order than
they were numbered, and communes have no revision: what is kept is therefore also forgotten after a minute.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from portal import prepared
from units import lookup
from units.models import Division, Unit
from units.models.validity import today_in_vietnam

KEPT_SECONDS = 60.0
_REVISION = "SELECT (SELECT max(pgh_id) FROM units_unitevent), (SELECT sum(revision) FROM units_workingcalendar)"

Revision = tuple[dt.date, int | None, int | None]


@dataclass(frozen=True)
class KeptUnits:
    """The look-ups of `units.lookup`, each asked of the database once; they raise what those raise."""

    revision: Revision
    ends_at: float
    _units: dict[tuple[str, ...], Unit] = field(default_factory=dict)
    _communes: dict[str, str] = field(default_factory=dict)

    def by_code(self, code: str) -> Unit:
        """The unit in force with this code."""
        return self._keep(("code", code), lambda: lookup.unit_by_code(code))

    def committee_of(self, commune_code: str) -> Unit:
        """The People's Committee of a commune."""
        return self._keep(("committee", commune_code), lambda: lookup.committee_of(commune_code))

    def department(self, slug: str) -> Unit:
        """A department of the province."""
        return self._keep(("department", slug), lambda: lookup.department(slug))

    def centre_of(self, unit: Unit) -> Unit:
        """Where dossiers of a unit are handed in."""
        return self._keep(("centre", unit.code), lambda: lookup.centre_of(unit))

    def division_for(self, committee: Unit, slug: str) -> Unit:
        """The division of a commune's committee that handles a subject."""
        return self._keep(("division", committee.code, slug), lambda: lookup.division_for(committee, slug))

    def commune_names(self, codes: Iterable[str]) -> dict[str, str]:
        """Full name by code for those of the codes that are communes of today; unknown codes are left out."""
        wanted = set(codes)
        unknown = wanted - self._communes.keys()
        if unknown:
            found = Division.objects.current().filter(code__in=unknown).exclude(kind__in=Division.UPPER_KINDS)
            self._communes.update(found.values_list("code", "full_name"))
        return {code: self._communes[code] for code in wanted if code in self._communes}

    def _keep(self, asked: tuple[str, ...], look_up: Callable[[], Unit]) -> Unit:
        found = self._units.get(asked)
        if found is None:
            found = self._units[asked] = look_up()
        return found


_kept: list[KeptUnits] = []


def forget() -> None:
    """Forget what is kept: for tests, where another database has other rows under the same ids."""
    _kept.clear()


def today() -> KeptUnits:
    """What is kept of today's units; one cheap query tells whether it is still true."""
    now = time.monotonic()
    newest_change, calendars = prepared.ask(_REVISION) or (None, None)
    revision = (today_in_vietnam(), newest_change, calendars)
    for kept in _kept:
        if kept.revision == revision and now < kept.ends_at:
            return kept
    fresh = KeptUnits(revision, now + KEPT_SECONDS)
    _kept[:] = [fresh]
    return fresh
