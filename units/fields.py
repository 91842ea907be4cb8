"""The form fields that ask for a ward, commune or special zone: of the province, or of the whole country.

For the province a plain select grouped by type: it works without JavaScript, and typing jumps to a name. For the
country, 3,321 in 34 provinces, a box to type in, as people say it. The value is the official five-digit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import normalise, without_accents

from . import gone, resolving
from .models import Division, ValidityQuerySet, today_in_vietnam

KEPT_SECONDS = 3600
_Communes = list[tuple[str, str, str]]


def communes() -> _Communes:
    """Code, full name and kind of every commune of the province, by name; kept for an hour."""
    key = _kept_under()
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


def forget_communes() -> None:
    """Ask the database again at the next call: communes changed today."""
    cache.delete(_kept_under())


def _kept_under() -> str:
    return f"units:communes:{settings.PORTAL_PROVINCE}:{today_in_vietnam()}"


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

    def validate(self, value: Any) -> None:
        """Tell of a commune that ended while the form was open what it is today."""
        try:
            super().validate(value)
        except forms.ValidationError as error:
            if error.code != "invalid_choice" or not is_code(str(value)):
                raise
            raise forms.ValidationError(gone.say_commune(str(value)), code="invalid_choice") from error


class AnyCommuneField(forms.CharField):
    """Asks for a commune anywhere in the country, typed as "Ba Đình, Hà Nội"; cleaned to its code, "" when left out.

    Old addresses lead to the commune of today, as in `resolving`; where that leaves a choice, the choices are told.
    """

    default_error_messages = {
        "required": _("Hãy ghi phường, xã hoặc đặc khu."),
        "unknown": _("Không tìm thấy nơi này. Hãy ghi phường, xã hoặc đặc khu và tỉnh, thành phố."),
        "ambiguous": _("Có nhiều nơi như vậy. Hãy ghi rõ một nơi: %(places)s."),
    }

    def __init__(self, **options: Any) -> None:
        """Say how to write it; options are those of a form field."""
        options.setdefault("label", _("Phường, xã, đặc khu"))
        hint = _("Ghi phường, xã hoặc đặc khu và tỉnh, thành phố. Ví dụ: Ba Đình, Hà Nội")
        options["help_text"] = options.get("help_text") or hint
        options.setdefault("widget", forms.TextInput({"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The code of what was typed. ValidationError when it names no commune of today, or several."""
        text = normalise(str(super().to_python(value) or ""))
        if not text:
            return ""
        if len(text) > resolving.LONGEST_ADDRESS:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        found = _exactly(text) or [candidate.division for candidate in resolving.resolve(text)]
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            told = {"places": "; ".join(map(_in_full, found))}
            raise forms.ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=told)
        return found[0].code

    def prepare_value(self, value: Any) -> Any:
        """The name of a stored code; what was typed stays as it was."""
        found = _of_code(str(value)) if value else None
        return _in_full(found) if found else value


def _exactly(text: str) -> list[Division]:
    """The commune whose code or whole name, as this field writes it, was typed."""
    if found := _of_code(text):
        return [found]
    name, _comma, province = (part.strip() for part in text.rpartition(","))
    return list(_communes_of_today().filter(full_name=name, parent__full_name=province))


def _of_code(text: str) -> Division | None:
    return _communes_of_today().filter(code=text).first() if is_code(text) else None


def is_code(text: str) -> bool:
    """Whether a text has the form of a commune's code."""
    return len(text) == 5 and text.isascii() and text.isdigit()


def _communes_of_today() -> ValidityQuerySet[Division]:
    return Division.objects.current().filter(parent__isnull=False).select_related("parent")


def _in_full(division: Division) -> str:
    return f"{division.full_name}, {division.parent.full_name}" if division.parent else division.full_name
