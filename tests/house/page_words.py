"""The words of a page: what its reader sees or hears, and which of them are in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps

VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
#: Words of no name and no code: a Vietnamese page that says two of them in one breath speaks English.
ENGLISH = re.compile(
    r"\b(?:the|this|that|your|you|please|must|not|are|was|were|with|from|have|has|been|and|enter|choose|required|"
    r"valid|password|field|address|submit|sign|cannot|should|will|which|what|when)\b",
    re.IGNORECASE,
)
#: Said the same in both languages: the currency, and examples of what to search for.
COMMON = ("đồng", "làm giấy khai sinh cho con", "khai sinh", "kết hôn", "hộ kinh doanh")
APPS = ("accounts", "units", "procedures", "payments", "dossiers", "hotline", "documents")
SPOKEN = ("alt", "title", "placeholder", "aria-label")
EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class _Listener(HTMLParser):
    """Gathers text and spoken attributes, but what is marked as Vietnamese or meant for machines."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start to listen, or to look away."""
        marked = dict(attrs)
        is_silent = tag in {"script", "style", "textarea"} or (tag != "html" and marked.get("lang") in {"vi", "en"})
        if (self._silent or is_silent) and tag not in EMPTY:
            self._silent.append(tag)
        if not self._silent:
            self.heard += [value for name in SPOKEN if (value := marked.get(name))]

    def handle_endtag(self, tag: str) -> None:
        """Listen again where the part ends."""
        while self._silent and tag in self._silent:
            if self._silent.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        """Hear a stretch of text."""
        if not self._silent and data.strip():
            self.heard.append(" ".join(data.split()))


def heard_on(html: str) -> list[str]:
    """Every stretch of text of a page, and what a screen reader adds."""
    listener = _Listener()
    listener.feed(html)
    return listener.heard


def data_words() -> list[str]:
    """Every text of the database, longest first: names, addresses, procedures, answers."""
    found = {" ".join(text.split()).casefold() for text in _texts() if VIETNAMESE.search(text)}
    return sorted(found, key=len, reverse=True)


def _texts() -> Iterator[str]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if model.__module__.startswith("tests."):  # a model of a test has no table
                continue
            for row in model._default_manager.values():
                yield from _flat(row.values())


def _flat(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
            yield from value.splitlines()
        elif isinstance(value, dict):
            yield from _flat(value.values())
        elif isinstance(value, list | tuple):
            yield from _flat(value)


def vietnamese_on(html: str, data: list[str]) -> list[str]:
    """What an English page says in Vietnamese that is no data."""
    return [text for text in heard_on(html) if VIETNAMESE.search(text) and VIETNAMESE.search(_without(text, data))]


def _without(text: str, data: list[str]) -> str:
    left = text.casefold()
    for known in (*data, *COMMON):
        if known in left:
            left = left.replace(known, " ")
    return left


def english_on(html: str) -> list[str]:
    """What a Vietnamese page says in English."""
    return [text for text in heard_on(html) if len(ENGLISH.findall(text)) > 1 and not VIETNAMESE.search(text)]
