"""The pages of an e-form: one thing a page, in the order the schema gives (``x-pages``)."""

from __future__ import annotations

from dataclasses import dataclass

from procedures.eforms.words import Schema, word


class UnknownPage(LookupError):
    """The form has no page of this key."""


@dataclass(frozen=True)
class Page:
    """One page: its key in addresses, its title, and the names of its properties in order."""

    key: str
    title: str
    fields: tuple[str, ...]


def pages(schema: Schema, language: str = "vi") -> list[Page]:
    """All pages of a form. A schema without ``x-pages`` is one page with every property."""
    listed = schema.get("x-pages") or [{"key": "form", **schema, "properties": list(schema["properties"])}]
    return [Page(p["key"], word(p, "title", language), tuple(p["properties"])) for p in listed]


def page_of(schema: Schema, key: str, language: str = "vi") -> Page:
    """The page called ``key``. Raises UnknownPage."""
    for page in pages(schema, language):
        if page.key == key:
            return page
    raise UnknownPage(key)
