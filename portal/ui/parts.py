"""What pages hand to the components: rows, states, due times, steps. Plain values, drawn by `portal_ui`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

Words = str | Promise


class Tone(StrEnum):
    """How a state looks; the shape and the colour go with it, the word is the app's own."""

    IN_TIME = "in-time"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True)
class State:
    """A state as a person reads it: `{% status_tag state %}`."""

    tone: Tone
    label: Words


@dataclass(frozen=True)
class Due:
    """A due time: `{% due_phrase due %}`; `days_left` are whole working days, negative when overdue."""

    moment: datetime
    tone: Tone = Tone.IN_TIME
    days_left: int | None = None


@dataclass(frozen=True)
class SummaryRow:
    """One answer of `{% summary_list rows %}`, with the page on which it can be changed."""

    label: Words
    value: Words
    change_url: str = ""


@dataclass(frozen=True)
class Task:
    """One line of `{% task_list tasks %}`: an empty `url` means it can't be started yet."""

    title: Words
    status: Words
    url: str = ""
    hint: Words = ""
    is_done: bool = False


@dataclass(frozen=True)
class TimelineItem:
    """One step of `{% timeline items %}`: `phase` is past, now, ahead or problem."""

    title: Words
    phase: str = "past"
    moment: datetime | None = None
    when: Words = ""
    text: Words = ""
    who: Words = ""


class KeysetPage(Protocol):
    """What `{% pagination page %}` needs: the addresses of the neighbours, "" or None at the ends."""

    @property
    def next(self) -> str | None:
        """Address of the page after."""
        ...

    @property
    def previous(self) -> str | None:
        """Address of the page before."""
        ...
