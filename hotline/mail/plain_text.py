"""HTML of a letter to plain text: words and the addresses of links, nothing that runs, loads or hides. Pure."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"})
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "div", "dl", "dt", "dd", "fieldset", "figure", "form", "h1", "h2", "h3",
     "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul")
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)  # fmt: skip
_MOST_LETTERS = 200_000
_MOST_HTML_LETTERS = 500_000
_MOST_QUOTED = 5
_LONGEST_LINK = 300
# Declarations; a tag as it should be; one whose quotes do not fit; any other "<". Never looked at twice.
_MARK = re.compile(
    r"<[!?][^>]{0,300}+>"
    r"|(?P<tag></?[a-zA-Z](?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|\"[^\"]{0,500}+\"|'[^']{0,500}+')*+>)"
    r"|<(?P<name>/?[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>"
    r"|<"
)


def from_html(html: str) -> str:
    """The words as somebody would read them, quotations marked by `>` as in plain letters."""
    reader = _Reader()
    # Python's parser takes minutes over, or falls at, what strangers send: it gets tags that are whole, nothing else.
    reader.feed(_MARK.sub(_whole, _without_comments(html[:_MOST_HTML_LETTERS])))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said)[:_MOST_LETTERS].split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(html: str) -> str:
    kept, at = [], 0
    while (begins := html.find("<!--", at)) >= 0:
        kept.append(html[at:begins])
        ends = html.find("-->", begins + 2)  # "<!-->" is a whole comment
        if ends < 0:
            return "".join(kept) + html[begins:].replace("<!--", "")
        at = ends + 3
    return "".join(kept) + html[at:]


def _whole(mark: re.Match[str]) -> str:
    if mark["tag"] or mark["name"]:
        return mark["tag"] or f"<{mark['name']}>"
    return "&lt;" if mark.group() == "<" else ""


class _Reader(HTMLParser):
    """Gathers text; what stands in hidden elements is left out, with everything inside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden: list[str] = []
        self._hidden_now: Counter[str] = Counter()
        self._quotes = 0
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        is_hidden = tag in _UNSEEN or "hidden" in told or bool(_HIDDEN.search(told.get("style") or ""))
        if self._hidden or is_hidden:
            self._hide(tag)
            return
        if tag == "blockquote":
            self._quotes += 1
        if tag in _BLOCKS:
            self._break()
        if tag == "a":
            self._link = (told.get("href") or "").strip()[:_LONGEST_LINK]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._show_after(tag)
            return
        if tag == "a" and self._link.startswith(("http://", "https://")) and self._link not in self._just_said():
            self.said.append(f" ({self._link})")
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data.replace("\n", " "))

    def _break(self) -> None:
        self.said.append("\n" + "> " * min(self._quotes, _MOST_QUOTED))

    def _just_said(self) -> str:
        return "".join(one[-2 * _LONGEST_LINK :] for one in self.said[-3:])

    def _hide(self, tag: str) -> None:
        if tag not in _VOID:
            self._hidden.append(tag)
            self._hidden_now[tag] += 1

    def _show_after(self, tag: str) -> None:
        """Close a hidden element, and what was left open in it."""
        closed = "" if self._hidden_now[tag] else tag
        while closed != tag:
            closed = self._hidden.pop()
            self._hidden_now[closed] -= 1
