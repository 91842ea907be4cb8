"""Text from the national database made safe to show: its meaning kept, its mark-up and scripts not."""

from __future__ import annotations

import html
import re

import nh3

_TAG = re.compile(r"<[a-zA-Z/!]")
_LINE_END = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>")


def plain_text(text: str) -> str:
    """The words of a text that may hold HTML: ends of blocks become line ends, everything else goes.

    Text without mark-up is given back as it is, so "a < b" keeps its sign.
    """
    if not _TAG.search(text):
        return text
    return html.unescape(nh3.clean(_LINE_END.sub("\n", text), tags=set()))
