"""Objects of an EMVCo payload: two digits that name it, two that count its characters, then the characters.

Lengths count characters, not bytes (EMVCo MPM 1.1, 3.2): it matters in the one template that may hold other scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

#: Two digits can count no further.
LONGEST = 99
_HEAD = re.compile(r"([0-9]{2})([0-9]{2})")
_HEAD_LENGTH = 4


class Item(NamedTuple):
    """One object: its two-digit tag and its value, never empty."""

    tag: str
    value: str


def split(text: str, inside: str = "") -> tuple[Item, ...]:
    """The objects in the order they stand; ``inside`` is the template's tag, for the words of a refusal.

    Raises ValueError when a head is no digits, a length is 0 or reaches beyond the end, or a tag stands twice.
    """
    items: list[Item] = []
    seen: set[str] = set()
    while text:
        head = _HEAD.match(text)
        if head is None:
            raise ValueError(
                f"Mã thanh toán hỏng{_within(inside)}: sau các trường đã đọc còn “{text[:8]}”, sai độ dài."
            )
        tag, length = head[1], int(head[2])
        value, text = text[_HEAD_LENGTH : _HEAD_LENGTH + length], text[_HEAD_LENGTH + length :]
        if not length or len(value) < length:
            raise ValueError(
                f"Trường {inside}{tag} ghi dài {length} ký tự nhưng chỉ có {len(value)}: mã bị cắt hoặc sai độ dài."
            )
        if tag in seen:
            raise ValueError(f"Trường {inside}{tag} xuất hiện hai lần.")
        seen.add(tag)
        items.append(Item(tag, value))
    return tuple(items)


def join(items: Iterable[Item]) -> str:
    """The text of the objects in the given order. Raises ValueError for a value that is empty or over 99 characters."""
    return "".join(_written(item) for item in items)


def _written(item: Item) -> str:
    if not 0 < len(item.value) <= LONGEST:
        raise ValueError(f"Trường {item.tag} phải có từ 1 đến {LONGEST} ký tự, đang có {len(item.value)}.")
    return f"{item.tag}{len(item.value):02d}{item.value}"


def _within(inside: str) -> str:
    return f" trong trường {inside.rstrip('.')}" if inside else ""
