"""A unit for search engines: schema.org GovernmentOffice with its hours, days off, numbers and duty, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.safestring import SafeString

from portal.ui.json_ld import script_elements
from units import calendars
from units.duty_hooks import Duty
from units.models import Unit
from units.working_time import Calendar

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS: dict[str, object] = {"@type": "OpeningHoursSpecification"}
_AROUND_THE_CLOCK = _HOURS | {"dayOfWeek": list(_DAYS), "opens": "00:00", "closes": "23:59"}


def json_ld(unit: Unit, duties: Sequence[Duty] = ()) -> SafeString:
    """The script element of a unit's page."""
    return script_elements(described(unit, duties))


def described(unit: Unit, duties: Sequence[Duty] = ()) -> dict[str, Any]:
    """What the page says, in the words of schema.org; what is unknown is left out."""
    own = [unit.hotline] if unit.hotline else []
    address = {"@type": "PostalAddress", "streetAddress": unit.address, "addressCountry": "VN"}
    told = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": unit.name,
        "identifier": unit.code,
        "url": urljoin(settings.PORTAL_URL, unit.get_absolute_url()),
        "address": address if unit.address else None,
        "telephone": unit.phone,
        "email": unit.email,
        "hasMap": unit.map_url,
        "openingHoursSpecification": list(_week(calendars.opening_hours_of(unit))),
        "specialOpeningHoursSpecification": list(_special_days(unit)),
        "contactPoint": [*_contacts(own, duties)],
        "parentOrganization": {"@type": "GovernmentOrganization", "name": unit.parent.name} if unit.parent else None,
    }
    return {name: value for name, value in told.items() if value}


def _week(value: Calendar) -> Iterator[dict[str, Any]]:
    for weekday, periods in sorted(value.weekly.items()):
        for opens, closes in periods:
            hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            yield {**_HOURS, "dayOfWeek": _DAYS[weekday], **hours}


def _special_days(unit: Unit) -> Iterator[dict[str, Any]]:
    """Days that depart from the week; a day off opens and closes at midnight, as search engines ask for it."""
    for day in calendars.special_days_ahead(unit):
        told = {**_HOURS, "validFrom": f"{day.date}", "validThrough": f"{day.date}"}
        written = [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in day.periods] or [("00:00", "00:00")]
        for opens, closes in written:
            yield told | {"opens": opens, "closes": closes}


def _contacts(own: list[str], duties: Sequence[Duty]) -> Iterator[dict[str, Any]]:
    """Each number once; with its hours where somebody answers day and night."""
    always = {number for duty in duties for number in duty.numbers if duty.is_always}
    numbers = [*own, *(number for duty in duties for number in duty.numbers)] or [settings.PORTAL_HOTLINE]
    for number in dict.fromkeys(number for number in numbers if number):
        told = {"@type": "ContactPoint", "contactType": "hotline", "telephone": number, "areaServed": "VN"}
        yield told | ({"hoursAvailable": _AROUND_THE_CLOCK} if number in always else {})
