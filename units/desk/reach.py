"""Which units a person administers: their own and those beneath; the units of others do not exist for them."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from units.access import staff_rule, units_of
from units.desk.plans import person
from units.giving_roles import UNIT_ADMINS
from units.models import Unit, ValidityQuerySet

UNIT_ADMIN = staff_rule(*UNIT_ADMINS)


def administered(request: HttpRequest) -> ValidityQuerySet[Unit]:
    """Units in force that the person administers."""
    return Unit.objects.current().filter(pk__in=units_of(person(request), *UNIT_ADMINS))


def unit_of(request: HttpRequest, code: str) -> Unit:
    """The unit of an address; 404 when it is not theirs to administer."""
    return get_object_or_404(administered(request).select_related("parent", "division", "calendar"), code=code)


def is_unit_admin(request: HttpRequest) -> bool:
    """For menus that everybody sees: no query for citizens."""
    return getattr(request.user, "kind", "") == "staff" and UNIT_ADMIN.check(request)
