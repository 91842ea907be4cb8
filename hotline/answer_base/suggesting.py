"""Answers that may help, offered before a report is sent: while it is typed, and without scripts on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.answer_base import finding
from hotline.answer_base.finding import Found
from hotline.kinds import Kind
from hotline.urgent_words import is_urgent

MOST = 3
#: What an answer can spare somebody; a complaint goes on its way without being held up.
HELPED = frozenset({Kind.GUIDANCE, Kind.TECHNICAL, Kind.RULE})
#: The box of the form that says: I have seen them.
SEEN = "helped_not"


def for_words(kind: str, content: str) -> list[Found]:
    """What may answer the words of a report; nothing for a complaint, nor where somebody is in danger."""
    if kind not in HELPED or is_urgent(content):
        return []
    return finding.search(content, MOST)


def before_sending(told: Mapping[str, Any], sent: Mapping[str, Any]) -> list[Found]:
    """What to show instead of sending, once: nothing when it was shown already."""
    return [] if SEEN in sent else for_words(told["kind"], told["content"])
