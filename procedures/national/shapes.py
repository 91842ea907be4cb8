"""The shape of a national record: a list wherever one belongs, and nothing longer than its column.

The files come from several crawlers; one record that is made otherwise must not stop the other two thousand.
"""

from __future__ import annotations

from typing import Any

from procedures.national.doubts import Doubts

LISTS = ("levels", "targets", "channels", "steps", "documents", "results", "legal_basis", "quality_flags")
MOST_FIELD_NAME, MOST_FIELD_CODE = 300, 64


def in_shape(record: dict[str, Any], doubts: Doubts) -> dict[str, Any]:
    """The record with lists where lists belong; what stands there instead is doubted and left out."""
    shaped = record | {key: _list(record.get(key), key, doubts) for key in LISTS}
    shaped["channels"] = [_channel(each, f"channels[{n}]", doubts) for n, each in enumerate(shaped["channels"])]
    shaped["documents"] = [_group(each, f"documents[{n}]", doubts) for n, each in enumerate(shaped["documents"])]
    return shaped


def short_enough(text: str, most: int, where: str, doubts: Doubts) -> str:
    """The text, "" when it is longer than any true one: a name or code of 300 characters is another field's text."""
    if len(text) <= most:
        return text
    doubts.add("text_too_long", where, text)
    return ""


def _channel(channel: Any, where: str, doubts: Doubts) -> Any:
    if not isinstance(channel, dict):
        return channel
    unit = channel.get("time_unit")
    known = unit if isinstance(unit, str) else None
    return channel | {"fees": _list(channel.get("fees"), f"{where}.fees", doubts), "time_unit": known}


def _group(group: Any, where: str, doubts: Doubts) -> Any:
    if not isinstance(group, dict):
        return group
    return group | {"items": _list(group.get("items"), f"{where}.items", doubts)}


def _list(value: Any, where: str, doubts: Doubts) -> list[Any]:
    if isinstance(value, list):
        return value
    if value is not None and value != "":
        doubts.add("list_not_readable", where, value)
    return []
