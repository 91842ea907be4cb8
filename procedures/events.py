"""What happens in a life and in a business, with its procedures in order: events.yaml, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.ui.speaking import language
from procedures.cards import Card, shown_card
from procedures.models import SearchEntry
from procedures.search_finding import LONG_TEXTS

FILE = Path(__file__).with_name("events.yaml")


@dataclass(frozen=True)
class Said:
    """A text in Vietnamese and English; as text it is that of the reader."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.vi


@dataclass(frozen=True)
class Step:
    """One procedure of an event and what to do there."""

    code: str
    do: Said


@dataclass(frozen=True)
class Event:
    """An entry point: what happened, and the procedures it brings, first things first."""

    slug: str
    title: Said
    text: Said
    steps: tuple[Step, ...]


@cache
def events(kind: str) -> tuple[Event, ...]:
    """The events of "life" or of "business", in the order of the file."""
    told: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))[kind]
    return tuple(
        Event(
            slug,
            Said(*row["title"]),
            Said(*row["text"]),
            tuple(Step(str(step["code"]), Said(*step["do"])) for step in row["steps"]),
        )
        for slug, row in told.items()
    )


def find_event(slug: str) -> Event:
    """The event with this address. KeyError when there is none."""
    return {event.slug: event for kind in ("life", "business") for event in events(kind)}[slug]


def procedures_of(event: Event) -> list[tuple[Step, Card]]:
    """Its steps whose procedure is in force, each with its card. One query."""
    codes = [step.code for step in event.steps]
    entries = SearchEntry.objects.defer(*LONG_TEXTS).filter(procedure__code__in=codes)
    cards = {card.code: card for card in map(shown_card, entries)}
    return [(step, cards[step.code]) for step in event.steps if step.code in cards]
