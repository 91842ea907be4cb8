"""Places in a record, such as ``documents[0].items[2].name``: reading one, and a copy with another value there."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

_TOKEN = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


class NoSuchPlace(LookupError):
    """The record has nothing that the place could stand in."""


def read_place(record: Any, place: str) -> Any:
    """What stands at a place; None where nothing does."""
    node = record
    for token in _tokens(place):
        if isinstance(node, dict) and isinstance(token, str):
            node = node.get(token)
        elif isinstance(node, list) and isinstance(token, int) and token < len(node):
            node = node[token]
        else:
            return None
    return node


def with_value(record: Any, place: str, value: Any) -> Any:
    """A copy of the record with ``value`` at the place. Raises NoSuchPlace."""
    *above, last = _tokens(place)
    copy = deepcopy(record)
    node: Any = read_place_of(copy, above, place)
    is_key = isinstance(node, dict) and isinstance(last, str)
    if not is_key and not (isinstance(node, list) and isinstance(last, int) and last < len(node)):
        raise NoSuchPlace(place)
    node[last] = value
    return copy


def read_place_of(node: Any, tokens: list[str | int], place: str) -> Any:
    """The node that the tokens lead to. Raises NoSuchPlace."""
    for token in tokens:
        try:
            node = node[token]
        except (LookupError, TypeError) as error:
            raise NoSuchPlace(place) from error
    return node


def _tokens(place: str) -> list[str | int]:
    found: list[str | int] = [name or int(number) for name, number in _TOKEN.findall(place)]
    if not found:
        raise NoSuchPlace(place)
    return found
