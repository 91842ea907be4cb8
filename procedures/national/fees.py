"""Fees of national records: zeroes that a text contradicts, foreign money, the same fee per channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from procedures.choices import Channel, FeeKind
from procedures.models import Fee
from procedures.national.doubts import Doubts
from procedures.national.words import clean, without_bullet

_NO_FEE = re.compile(r"(?i)\b(?:miễn|không (?:thu|có|quy định|phải nộp|mất)|0 đồng|không$)")
_SETS_FEE = re.compile(
    r"(?i)\d[\d.]*\s*(?:đồng|đ\b|vnđ|vnd|usd)|theo (?:quy định|biểu|thông tư|nghị quyết|quyết định|luật|văn bản)"
    r"|hội đồng nhân dân|hđnd|thông tư|nghị quyết|mức (?:thu|phí|lệ phí)|phí|giá dịch vụ"
)
LONGEST_NAME = 150
MOST_DONG = 10**13


def fees(record: dict[str, Any], doubts: Doubts) -> list[Fee]:
    """The fees of every channel; one row for all channels where they agree."""
    stated = [c for c in record.get("channels") or [] if isinstance(c, dict)]
    by_channel: dict[str, list[tuple[Any, ...]]] = {}
    for place, channel in enumerate(stated):
        method = str(channel.get("method"))
        rows = by_channel.setdefault(method, [])
        for where, fee in _stated(channel, place):
            facts = _facts(fee, where, doubts)
            if facts is not None and facts not in rows:
                rows.append(facts)
    return _rows({m: rows for m, rows in by_channel.items() if m in Channel.values})


def _stated(channel: dict[str, Any], place: int) -> Iterator[tuple[str, Any]]:
    """The fees of a channel with their places; one that a publisher split (`parts`) counts as its parts."""
    for number, fee in enumerate(channel.get("fees") or []):
        parts = fee.get("parts") if isinstance(fee, dict) else None
        for part in parts if isinstance(parts, list) else [fee]:
            yield f"channels[{place}].fees[{number}]", part


def _rows(by_channel: dict[str, list[tuple[Any, ...]]]) -> list[Fee]:
    if not by_channel:
        return []
    every = list(by_channel.values())
    if all(rows == every[0] for rows in every):
        by_channel = {Channel.ANY: every[0]}
    return [
        Fee(channel=channel, kind=kind, name=name, amount_dong=amount, note=note)
        for channel, rows in by_channel.items()
        for kind, name, amount, note in rows
    ]


def _facts(fee: Any, where: str, doubts: Doubts) -> tuple[Any, ...] | None:
    """(kind, name, amount or None, note) of one fee; None for a row that says nothing."""
    if not isinstance(fee, dict):
        doubts.add("fee_not_readable", where, fee)
        return None
    text = clean(fee.get("text"))
    amount = _amount(fee, text, where, doubts)
    if amount == 0 and not text:
        return None
    kind = _kind(fee.get("kind"), text)
    line = without_bullet(text)
    if line and len(line) <= LONGEST_NAME:
        return kind, line, amount, ""
    return kind, str(FeeKind(kind).label), amount, text


def _amount(fee: dict[str, Any], text: str, where: str, doubts: Doubts) -> int | None:
    amount, currency = fee.get("amount"), fee.get("currency")
    if amount is None:
        doubts.add("fee_amount_missing", where, text)
        return None
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < MOST_DONG:
        doubts.add("fee_amount_not_readable", where, amount)
        return None
    if currency not in (None, "VND"):
        doubts.add("fee_foreign_currency", where, f"{amount} {currency} {text}")
        return None
    if amount == 0 and _SETS_FEE.search(text) and not _NO_FEE.search(text):
        doubts.add("fee_zero_but_text_sets_fee", where, text)
        return None
    return amount


def _kind(told: Any, text: str) -> str:
    """The kind told, else by the first words of the text."""
    if told in FeeKind.values:
        return str(told)
    start = text.lower().lstrip("-+* ")
    if start.startswith("giá"):
        return FeeKind.PRICE
    return FeeKind.FEE if "lệ phí" in start[:80] else FeeKind.CHARGE
