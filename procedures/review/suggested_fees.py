"""Amounts that the text of a fee names, where its number says nothing."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from portal.vietnamese import format_dong
from procedures.national.fees import MOST_DONG
from procedures.national.words import clean
from procedures.review.mend import Mend

_AMOUNT = re.compile(r"(?i)(?<![\d.,/])(\d{1,3}(?:[.,]\d{3})+|\d{4,12})\s*(?:đồng|đ\b|vnđ|vnd)")
_SENTENCE = re.compile(r"\n+|(?<=[.;])\s+(?=\D)")
MOST_ROWS = 30


def amounts(where: str, fee: Any) -> list[Mend]:
    """The one amount of the text, or one row for each sentence that names an amount; nothing when it names none."""
    text = clean(fee.get("text")) if isinstance(fee, dict) else ""
    rows = [(amount, sentence) for sentence in _sentences(text) for amount in _amounts(sentence)][:MOST_ROWS]
    if not rows:
        return []
    told = fee | {"currency": "VND"}
    if len({amount for amount, _sentence in rows}) == 1:
        amount = rows[0][0]
        says = _("Mức thu theo lời văn: %(amount)s.") % {"amount": format_dong(amount)}
        return [Mend("amount", says, where, told | {"amount": amount}, is_sure=True)]
    parts = [told | {"amount": amount, "text": sentence} for amount, sentence in dict.fromkeys(rows)]
    says = _("Tách thành các mức thu theo lời văn: %(amounts)s.") % {
        "amounts": ", ".join(format_dong(part["amount"]) for part in parts)
    }
    return [Mend("amounts", says, where, told | {"parts": parts})]


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def _amounts(sentence: str) -> list[int]:
    found = [int(re.sub(r"\D", "", amount)) for amount in _AMOUNT.findall(sentence)]
    return [amount for amount in found if amount < MOST_DONG]
