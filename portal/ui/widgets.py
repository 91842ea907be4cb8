"""Inputs that Django has not: a date in three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
# What is typed is kept as "year-month-day": a hyphen inside a part ("1-5" in the box of the day) is kept as this one.
_HYPHEN_TYPED = "\u2010"


class DatePartsWidget(forms.MultiWidget):
    """Three boxes: day, month, year. Shows again what was typed, also when it is no date.

    As a value it takes a `date`, or text "year-month-day" whose parts may be empty or wrong ("2025-13-"):
    drafts keep what was typed in that form (`typed`).
    """

    use_fieldset = True
    LABELS = (_("Ngày"), _("Tháng"), _("Năm"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_birthday: bool = False) -> None:
        """`is_birthday` lets browsers fill in the birthday of their user."""
        widths = (2, 2, 4)
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(
                {
                    "inputmode": "numeric",
                    "maxlength": width,
                    "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}",
                    **({"autocomplete": f"bday-{part}"} if is_birthday else {}),
                }
            )
            for part, width in zip(PARTS, widths, strict=True)
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        """Return the texts of the boxes."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        parts = [*str(value or "").split("-"), "", "", ""][:3]
        return [part.strip().replace(_HYPHEN_TYPED, "-") for part in reversed(parts)]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the first box: what the error summary leads to."""
        return f"{id_}_0" if id_ else ""

    def typed(self, data: Any, name: str) -> str:
        """Return what was typed as "year-month-day", valid or not; "" when all boxes are empty."""
        values = [str(data.get(f"{name}_{part}") or "").strip().replace("-", _HYPHEN_TYPED) for part in PARTS]
        return "-".join(reversed(values)) if any(values) else ""
