"""The form field that asks for a ward, commune or special zone of the province.

A plain select grouped by type: it works without JavaScript, and typing jumps to a name. The value
is the official five-digit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import without_accents

from .models import Division, today_in_vietnam

KEPT_SECONDS = 3600
_Communes = list[tuple[str, str, str]]


def communes() -> _Communes:
    """Code, full name and kind of every commune of the province, by name; kept for an hour."""
    key = f"units:communes:{settings.PORTAL_PROVINCE}:{today_in_vietnam()}"
    found: _Communes | None = cache.get(key)
    if found is None:
        rows = Division.objects.current().filter(parent__code=settings.PORTAL_PROVINCE)
        found = sorted(
            rows.values_list("code", "full_name", "kind"),
            key=lambda row: (without_accents(row[1]), row[0]),
        )
        if found:
            cache.set(key, found, KEPT_SECONDS)
    return found


def commune_choices() -> Iterable[tuple[Any, Any]]:
    """Choices of the select: an empty one, then wards, communes and special zones, each by name."""
    yield "", _("Chọn phường, xã hoặc đặc khu")
    rows = communes()
    for kind in (Division.Kind.WARD, Division.Kind.COMMUNE, Division.Kind.SPECIAL_ZONE):
        if group := [(code, name) for code, name, of_kind in rows if of_kind == kind]:
            yield kind.label, group


def commune_name(code: str) -> str:
    """Full name of a commune of the province by its code; the code itself when unknown."""
    return next((name for known, name, _kind in communes() if known == code), code)


class CommuneField(forms.ChoiceField):
    """Asks for a commune of the province; cleaned to its official code, "" when left out."""

    default_error_messages = {
        "required": _("Hãy chọn phường, xã hoặc đặc khu."),
        "invalid_choice": _("Hãy chọn phường, xã hoặc đặc khu có trong danh sách."),
    }

    def __init__(self, **options: Any) -> None:
        """Offer the communes of today; options are those of a form field."""
        options.setdefault("label", _("Phường, xã, đặc khu"))
        super().__init__(choices=commune_choices, **options)
