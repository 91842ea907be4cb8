"""What apps above share when their work follows a reorganisation: who went along, and the words that people read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from units.hooks import Reorganised
from units.models import StaffRole, Unit


def staff_there(change: Reorganised) -> set[tuple[int | None, str]]:
    """Person and agency of the roles at the units that take over; a role of an agency reaches its parts. One query."""
    agencies = {taking.unit.pk: taking.agency for rows in change.takings.values() for taking in rows if taking.unit}
    held = StaffRole.objects.current().filter(unit__in=agencies).values_list("user_id", "unit_id")
    return {(user, agencies[unit]) for user, unit in held}


def in_words(change: Reorganised, moved: Iterable[tuple[Unit, Unit]]) -> str:
    """By which decision, from when, from whom to whom; in Vietnamese as everything stored."""
    pairs = dict.fromkeys((old.name, new.name) for old, new in moved)
    with override("vi"):
        words = _("Theo %(decision)s, từ ngày %(day)s: %(units)s.")
        units = "; ".join(_("%(old)s chuyển cho %(new)s") % {"old": old, "new": new} for old, new in pairs)
        return words % {"decision": change.decision, "day": f"{change.effective_on:%d/%m/%Y}", "units": units}
