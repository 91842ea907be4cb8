"""Who holds a role for a unit: the other direction of `access`."""

from __future__ import annotations

import datetime as dt

from portal.accounts.models import User

from .models import AGENCY_KINDS, StaffRole, Unit


def holders_of(unit: Unit, role: str, on: dt.date | None = None) -> list[User]:
    """People with an open account who hold a casework role for the unit on a date, there or above in its agency."""
    held = StaffRole.objects.current(on).filter(unit__in=up_to_agency(unit), role=role, user__is_active=True)
    people = {row.user_id: row.user for row in held.select_related("user").order_by("user__full_name", "user_id")}
    return list(people.values())


def up_to_agency(unit: Unit) -> list[int]:
    """Ids of the unit and of those above it up to its agency, where casework roles still reach it."""
    here, chain = unit, [unit.pk]
    while here.kind not in AGENCY_KINDS and here.parent is not None:
        here = here.parent
        chain.append(here.pk)
    return chain
