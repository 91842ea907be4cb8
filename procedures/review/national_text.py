"""The national record as rows to be read: every text with its place, by section, as it was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from procedures.choices import Channel, FeeKind, TimeUnit
from procedures.review.outline import SECTIONS

_UNITS = {
    "working_day": TimeUnit.WORKING_DAY,
    "day": TimeUnit.DAY,
    "hour": TimeUnit.WORKING_HOUR,
    "month": TimeUnit.MONTH,
}
LONGEST = 1500


@dataclass(frozen=True)
class Row:
    """One text of the record; ``where`` is its place, "" for one that only sums up."""

    where: str
    label: str
    text: str


def rows_of(record: Any) -> dict[str, list[Row]]:
    """The rows of a national record by section. Anything unreadable shows as it is."""
    told = record if isinstance(record, dict) else {}
    makers = {
        "general": _general,
        "channels": _channels,
        "documents": _documents,
        "steps": _steps,
        "results": lambda record: _texts(record, "results"),
        "requirements": lambda record: _texts(record, "requirements"),
        "legal_basis": _laws,
    }
    return {section: list(maker(told)) for section, maker in makers.items()}


def section_of(where: str) -> str:
    """The section that a doubted place is read in."""
    root = where.partition(".")[0].partition("[")[0]
    return root if root in SECTIONS else "general"


def _general(record: dict[str, Any]) -> Iterator[Row]:
    labels = {
        "name": _("Tên thủ tục"),
        "field": _("Lĩnh vực"),
        "levels": _("Cấp thực hiện"),
        "kind": _("Loại thủ tục"),
        "targets": _("Đối tượng"),
        "executing_agency": _("Cơ quan thực hiện"),
        "competent_agency": _("Cơ quan có thẩm quyền"),
        "coordinating_agency": _("Cơ quan phối hợp"),
        "receiving_address": _("Nơi tiếp nhận"),
        "decision_no": _("Số quyết định"),
        "promulgating_agency": _("Cơ quan ban hành"),
    }
    for key, label in labels.items():
        if text := _text(record.get(key)):
            yield Row(key, label, text)


def _channels(record: dict[str, Any]) -> Iterator[Row]:
    for number, channel in enumerate(_list(record, "channels")):
        where = f"channels[{number}]"
        if not isinstance(channel, dict):
            yield Row(where, "", _text(channel))
            continue
        method = channel.get("method")
        label = str(Channel(method).label) if method in Channel.values else _text(method)
        yield Row(where, label, _limit(channel))
        for place, fee in enumerate(_list(channel, "fees")):
            yield Row(f"{where}.fees[{place}]", *_fee(fee))
        if note := _text(channel.get("note")):
            yield Row(f"{where}.note", _("Ghi chú"), note)


def _limit(channel: dict[str, Any]) -> str:
    unit = channel.get("time_unit")
    words = str(_UNITS[unit].label) if isinstance(unit, str) and unit in _UNITS else _text(unit)
    told = f"{_text(channel.get('time_qty'))} {words}".strip()
    return told or _("không ghi thời hạn")


def _fee(fee: Any) -> tuple[str, str]:
    if not isinstance(fee, dict):
        return _("Phí, lệ phí"), _text(fee)
    kind = fee.get("kind")
    label = str(FeeKind(kind).label) if kind in FeeKind.values else _("Phí, lệ phí")
    amount = f"{_text(fee.get('amount'))} {_text(fee.get('currency'))}".strip()
    return label, "; ".join(text for text in (amount, _text(fee.get("text"))) if text)


def _documents(record: dict[str, Any]) -> Iterator[Row]:
    for g, group in enumerate(_list(record, "documents")):
        where = f"documents[{g}]"
        if not isinstance(group, dict):
            yield Row(where, "", _text(group))
            continue
        if title := _text(group.get("group")):
            yield Row(f"{where}.group", _("Nhóm"), title)
        for i, item in enumerate(_list(group, "items")):
            yield Row(f"{where}.items[{i}]", "", _paper(item))


def _paper(item: Any) -> str:
    if not isinstance(item, dict):
        return _text(item)
    counts = _("%(originals)s bản chính, %(copies)s bản sao") % {
        "originals": _text(item.get("originals")) or "0",
        "copies": _text(item.get("copies")) or "0",
    }
    return "; ".join(text for text in (_text(item.get("name")), counts, _text(item.get("form"))) if text)


def _steps(record: dict[str, Any]) -> Iterator[Row]:
    for number, step in enumerate(_list(record, "steps")):
        told = step if isinstance(step, dict) else {"text": step}
        yield Row(f"steps[{number}]", _text(told.get("name")), _text(told.get("text")))


def _laws(record: dict[str, Any]) -> Iterator[Row]:
    for number, basis in enumerate(_list(record, "legal_basis")):
        told = basis if isinstance(basis, dict) else {"name": basis}
        yield Row(f"legal_basis[{number}]", _text(told.get("code")), _text(told.get("name")))


def _texts(record: dict[str, Any], key: str) -> Iterator[Row]:
    value = record.get(key)
    if not isinstance(value, list):
        if text := _text(value):
            yield Row(key, "", text)
        return
    for number, text in enumerate(value):
        yield Row(f"{key}[{number}]", "", _text(text))


def _list(node: dict[str, Any], key: str) -> list[Any]:
    value = node.get(key)
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
