"""``page_size``: how many rows a client wants of any list at once; ``after``: how far it has read a log already."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

USUAL, MOST = 50, 200
#: Whole numbers of more digits are typed to see what breaks.
_MOST_DIGITS = 30
#: As PostgreSQL's bigint.
HIGHEST = 2**63 - 1
PARAMETER = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "default": USUAL},
    description=f"{MOST} at most, also when more is asked.",
)


def read_page_size(params: Mapping[str, str]) -> int:
    """The number asked for, brought down to `MOST`; `USUAL` without one. ValidationError for what is no such number."""
    text = params.get(PARAMETER.name, "")
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) > 0):
        words = _("Hãy ghi một số nguyên từ 1 đến %(most)s.") % {"most": MOST}
        raise ValidationError({PARAMETER.name: [words]})
    return min(int(text), MOST)


def read_number(params: Mapping[str, str], name: str, *, may_be_below_zero: bool = False) -> int:
    """A whole number of the question, 0 without one, brought within `HIGHEST`. ValidationError when it is none."""
    text = params.get(name, "")
    if not text:
        return 0
    digits = text.removeprefix("-") if may_be_below_zero else text
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        words = _("Hãy ghi một số nguyên.") if may_be_below_zero else _("Hãy ghi một số nguyên không âm.")
        raise ValidationError({name: [words]})
    return max(min(int(text), HIGHEST), -HIGHEST)
