"""A procedure for search engines: schema.org GovernmentService as JSON-LD, the canonical address, the sitemap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.ui.address_language import in_this_language
from portal.ui.json_ld import script_elements
from portal.ui.provinces import province_name
from procedures.models import SearchEntry
from procedures.places import Place
from procedures.reader_help.reading import Asked
from procedures.showing import ProcedurePage
from units.models import Unit

#: As many pages as one sitemap may hold: 50,000 addresses (sitemaps.org), one of each page in two languages.
MOST_PAGES = 25_000


def address_of(path: str) -> str:
    """The public address of a path: what is shared and what search engines keep."""
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"


def canonical(code: str) -> str:
    """The one address of a procedure, whatever case, day or commune was asked for."""
    return address_of(reverse("procedures:detail", args=[code]))


def json_ld(page: ProcedurePage, places: list[Place], asked: Sequence[Asked] = ()) -> SafeString:
    """The script elements of a page: the service, and what others asked. No text of them can end an element."""
    return script_elements(described(page, places), *([_questions(asked)] if asked else []))


def _questions(asked: Sequence[Asked]) -> dict[str, Any]:
    """schema.org FAQPage."""
    entries = [
        {
            "@type": "Question",
            "name": one.question,
            "acceptedAnswer": {"@type": "Answer", "text": one.answer},
        }
        for one in asked
    ]
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entries}


def described(page: ProcedurePage, places: list[Place]) -> dict[str, Any]:
    """What the page says, in the words of schema.org; what is unknown is left out."""
    area = {"@type": "AdministrativeArea", "name": str(province_name(settings.PORTAL_PROVINCE))}
    told = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": page.name,
        "identifier": page.code,
        "url": in_this_language(canonical(page.code)),
        "inLanguage": get_language(),
        "serviceType": page.field_name,
        "areaServed": area,
        "audience": [{"@type": "Audience", "audienceType": target} for target in page.targets],
        "provider": {"@type": "GovernmentOrganization", "name": page.agency} if page.agency else None,
        "serviceOutput": [{"@type": "Thing", "name": name} for name in page.results],
        "availableChannel": [_channel(page, place) for place in places],
    }
    return {name: value for name, value in told.items() if value}


def _channel(page: ProcedurePage, place: Place) -> dict[str, Any]:
    return {
        "@type": "ServiceChannel",
        "serviceUrl": canonical(page.code),
        "serviceLocation": {"@type": "GovernmentOffice", "name": place.name, "address": place.address},
        "servicePhone": {"@type": "ContactPoint", "telephone": place.phone or place.hotline},
    }


def sitemap() -> Iterator[tuple[str, str]]:
    """Address and last change ("" when unknown) of every public page: front, procedures, units and their lists."""
    yield address_of(reverse("home")), ""
    yield address_of(reverse("procedures:find")), ""
    found = SearchEntry.objects.order_by("procedure__code").values_list("procedure__code", "version__valid_from")
    for code, day in found[: MOST_PAGES // 2]:
        yield canonical(code), day.isoformat() if day else ""
    for code in Unit.objects.current().order_by("code").values_list("code", flat=True)[: MOST_PAGES // 4]:
        yield address_of(reverse("units:detail", args=[code])), ""
        yield address_of(reverse("procedures-of-unit:list", args=[code])), ""
