"""Form fields that every app needs: a date in three boxes, a phone number, an identity number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.dates import read_date
from portal.ui.widgets import DatePartsWidget
from portal.vietnamese import normalise

Bound = date | Callable[[], date]


def today() -> date:
    """Return today's date in Vietnam: the usual `latest` of a birthday."""
    return timezone.localdate()


class TypedText(forms.CharField):
    """Text as typed, in NFC with Ð as Đ and without stray spaces."""

    def to_python(self, value: Any) -> str | None:
        """The normalised text."""
        text = super().to_python(value)
        return normalise(text) if text else text


class DatePartsField(forms.Field):
    """A date typed in three boxes; `earliest` and `latest` are dates, or callables such as `today`."""

    widget = DatePartsWidget
    default_error_messages = {
        "required": _("Hãy điền ngày, tháng, năm."),
        "too_early": _("Ngày này phải từ %(bound)s trở đi."),
        "too_late": _("Ngày này không được sau %(bound)s."),
    }

    def __init__(self, *, earliest: Bound | None = None, latest: Bound | None = None, **options: Any) -> None:
        """Keep the bounds; a callable is asked anew each time."""
        super().__init__(**options)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> date | None:
        """Read the three texts of the widget, or a date, or ISO text."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        parts = value if isinstance(value, list) else DatePartsWidget().decompress(value)
        day, month, year = ((part or "").strip() for part in parts)
        return read_date(day, month, year)

    def validate(self, value: date | None) -> None:
        """Refuse an empty answer when one is needed, and a date out of bounds."""
        super().validate(value)
        if value is None:
            return
        earliest, latest = _resolve(self.earliest), _resolve(self.latest)
        if earliest and value < earliest:
            raise self._out_of_bounds("too_early", earliest)
        if latest and value > latest:
            raise self._out_of_bounds("too_late", latest)

    def _out_of_bounds(self, code: str, bound: date) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"bound": f"{bound:%d/%m}/{bound.year}"})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts of the boxes: "05" and "5" are the same day."""
        return _plain(DatePartsWidget().decompress(initial)) != _plain(data or ["", "", ""])


def _resolve(bound: Bound | None) -> date | None:
    return bound() if callable(bound) else bound


def _plain(parts: Sequence[str | None]) -> list[str]:
    return [(part or "").strip().lstrip("0") for part in parts]


class PhoneField(forms.CharField):
    """A phone number, Vietnamese unless it begins with "+"; cleaned to E.164 ("+84901234567")."""

    default_error_messages = {
        "invalid": _("Số điện thoại chưa đúng. Hãy viết như 0901 234 567, hoặc +44 20 7946 0000 nếu là số nước ngoài."),
    }

    def __init__(self, **options: Any) -> None:
        """Give the box a phone keyboard and the browser's own number."""
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        options.setdefault("widget", forms.TextInput(attrs))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        """Return E.164, or "" for an empty answer that is allowed; ValidationError in words otherwise."""
        text: str = super().clean(value)
        if text in self.empty_values:
            return ""
        try:
            return normalise_phone(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored +84 number the way people write it: 0901 234 567."""
        return show_phone(value) if isinstance(value, str) and value.startswith("+84") else value


def normalise_phone(text: str) -> str:
    """Return the E.164 form of a number as people write it; ValueError when it is no possible number."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"not a phone number: {error}") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no number of this length and prefix is given out")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """Return a stored number for reading: national form inside Vietnam, else international; as is if unreadable."""
    try:
        parsed = phonenumbers.parse(number, "VN")
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == 84
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


class IdNumberField(forms.CharField):
    """A personal identification number of 12 digits (Luật Căn cước 26/2023/QH15 Đ12), spaces allowed."""

    default_error_messages = {
        "invalid": _("Số định danh cá nhân gồm đúng 12 chữ số, in ở mặt trước thẻ căn cước."),
    }

    def __init__(self, **options: Any) -> None:
        """Give the box a number keyboard; browsers must not remember the number."""
        attrs = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        options.setdefault("widget", forms.TextInput(attrs))
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> str:
        """Return the 12 digits, or "" for an empty answer that is allowed."""
        text = "".join(super().clean(value).split()).replace(".", "")
        if text and not (len(text) == 12 and text.isascii() and text.isdecimal()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text
