"""What the address of a list asks for: a frozen dataclass whose fields know their names in the query string.

Anything unknown in an address is as good as absent: people mend addresses by hand, keep old ones, and send them on. A
list inherits from `ByKey` or `ByMoment`, as its pages are cut (`portal.ui.paging`, `portal.ui.paging_by_moment`), and
names what it can be asked::

    @dataclass(frozen=True)
    class Question(ByKey):
        view: str = tab("xem", View, View.OPEN)
        text: str = words("tim")
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models

from portal.ui.paging import key_in
from portal.vietnamese import normalise

_PART = "part of an address"


@dataclass(frozen=True)
class Part:
    """How one field stands in an address. `read` gives None for what is no answer; then the field keeps its default."""

    name: str
    read: Callable[[str], Any]
    say: Callable[[Any], str] = str
    narrows: bool = False
    is_place: bool = False
    is_told: bool = False
    """Whether an address says it where it is the default, too."""


@dataclass(frozen=True)
class Asked:
    """The base of every list's question."""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The question of a query string."""
        read = {name: part.read(query.get(part.name, "")) for name, part in _parts(cls).items()}
        return cls(**{name: value for name, value in read.items() if value is not None})

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the list."""
        parts = _parts(type(self))
        return any(parts[each.name].narrows and getattr(self, each.name) != each.default for each in fields(self))

    def address(self, **changes: Any) -> str:
        """The query string of this question with other values; the place in the list is left out unless given."""
        parts = _parts(type(self))
        first_page = {each.name: each.default for each in fields(self) if parts[each.name].is_place}
        asked = replace(self, **(first_page | changes))
        values = {each.name: getattr(asked, each.name) for each in fields(self)}
        told = [each for each in fields(self) if parts[each.name].is_told or values[each.name] != each.default]
        places_last = sorted(told, key=lambda each: parts[each.name].is_place)
        return "?" + urlencode({parts[each.name].name: parts[each.name].say(values[each.name]) for each in places_last})


def tab(name: str, choices: type[models.TextChoices], first: str) -> Any:
    """A field for the view, which every address names; `first` where none is known."""
    return _field(first, Part(name, _known(choices.values), is_told=True))


def order(name: str, choices: Collection[str], first: str) -> Any:
    """A field for how rows are sorted; an address is silent about the list's own order."""
    return _field(first, Part(name, _known(choices)))


def choice(name: str, choices: Collection[str]) -> Any:
    """A field for a filter with known answers, "" for all."""
    return _field("", Part(name, _known(choices), narrows=True))


def words(name: str, most: int = 100) -> Any:
    """A field for a filter by words, tidied and cut to so many characters; "" for all."""
    return _field("", Part(name, lambda text: normalise(text)[:most].strip(), narrows=True))


def part(name: str, read: Callable[[str], Any], default: Any, say: Callable[[Any], str] = str) -> Any:
    """A field for a filter that is read in a way of its own; `read` gives None for what is no answer."""
    return _field(default, Part(name, read, say, narrows=True))


def number(name: str, most: int) -> Any:
    """A field for the number of a page, from 1 to `most`; an address is silent about the first."""
    return _field(1, Part(name, lambda text: key_in(text) if 0 < key_in(text) <= most else None, is_place=True))


def _known(choices: Collection[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in choices else None


def _field(default: Any, said: Part) -> Any:
    return field(default=default, metadata={_PART: said})


def _parts(kind: type[Asked]) -> dict[str, Part]:
    return {each.name: each.metadata[_PART] for each in fields(kind)}


@dataclass(frozen=True, kw_only=True)
class ByKey(Asked):
    """A list whose pages begin and end at keys, 0 for none."""

    after: int = _field(0, Part("sau", key_in, is_place=True))
    before: int = _field(0, Part("truoc", key_in, is_place=True))


@dataclass(frozen=True, kw_only=True)
class ByMoment(Asked):
    """A list whose pages begin and end at places by moment, "" for none."""

    after: str = _field("", Part("sau", str, is_place=True))
    before: str = _field("", Part("truoc", str, is_place=True))
