"""The picture of an internal process: one column of boxes from the filing down to the end, drawn for a phone's width.

Own layout, since the shape is always the same: the usual way runs straight down, every other way to another step runs
in a lane of the gutter at the right, and what stays at its step or ends the process is written in the box. Units that
are asked at once stand between two bars. Positions are in pixels of the SVG's view box; text is measured roughly, with
the widest letters of the font in mind.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from procedures.choices import StepOutcome
from procedures.process_plan import END, RETURNING, PlannedStep
from procedures.process_words import ToldStep, short, tell

WIDTH, EDGE, LANE = 340, 6, 16
LINE, PAD, GAP, HEAD = 20, 12, 40, 6
#: Width of a letter of 15 px, of the bold ones and of the others.
BOLD, LIGHT = 8.8, 7.9
MOST_LANES = 6


@dataclass(frozen=True)
class Text:
    """One line of text; ``kind``: "name", "fact", "way", "asked", "arrow", "end"."""

    x: int
    y: int
    kind: str
    said: str


@dataclass(frozen=True)
class Box:
    """A frame; ``kind``: "step", "asked", "bar", "end"."""

    x: int
    y: int
    width: int
    height: int
    kind: str


@dataclass(frozen=True)
class Arrow:
    """A line through points with a head at its end; ``kind``: "on" (forward) or "back"."""

    points: tuple[tuple[int, int], ...]
    kind: str

    @property
    def path(self) -> str:
        """The line for the attribute d."""
        return "M" + " L".join(f"{x} {y}" for x, y in self.points)

    @property
    def head(self) -> str:
        """The triangle at the end, for the attribute points."""
        (before_x, _before_y), (x, y) = self.points[-2:]
        if before_x == x:
            return f"{x},{y} {x - HEAD},{y - HEAD - 3} {x + HEAD},{y - HEAD - 3}"
        return f"{x},{y} {x + HEAD + 3},{y - HEAD} {x + HEAD + 3},{y + HEAD}"


@dataclass(frozen=True)
class Picture:
    """A drawn process: the size of its view box, its parts, and all of it in words for who can't see it."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    texts: tuple[Text, ...]
    id: str
    title: str
    told: tuple[ToldStep, ...]

    @property
    def description(self) -> str:
        """The steps in one sentence each."""
        rows = enumerate(self.told, start=1)
        return " ".join(f"{n}. {step.name}: {', '.join(f for f in (step.who, step.time) if f)}." for n, step in rows)


@dataclass(frozen=True)
class _Way:
    """A way between two steps that does not run straight down, by their places in the list."""

    start: int
    end: int
    is_back: bool

    @property
    def span(self) -> tuple[int, int]:
        return min(self.start, self.end), max(self.start, self.end)


def draw(plan: Sequence[PlannedStep], told: Sequence[ToldStep] | None = None, mark: str = "") -> Picture | None:
    """The picture of a plan, in the reader's language; None without steps. Plans with faults are drawn as they are.

    ``mark`` tells pictures of one page apart.
    """
    return _Sheet(plan, tell(plan) if told is None else told, mark).drawn() if plan else None


class _Sheet:
    """One drawing in the making: boxes from top to bottom, then the ways beside them."""

    def __init__(self, plan: Sequence[PlannedStep], told: Sequence[ToldStep], mark: str) -> None:
        self.plan, self.told, self.mark = plan, told, mark
        self.places = {step.key: place for place, step in enumerate(plan)}
        self.boxes: list[Box] = []
        self.texts: list[Text] = []
        self.arrows: list[Arrow] = []
        self.tops: list[int] = []
        self.bottoms: list[int] = []
        self.y = EDGE

    @cached_property
    def aside(self) -> list[_Way]:
        """The ways that run in the gutter, each once."""
        found: dict[_Way, None] = {}
        for place, step in enumerate(self.plan):
            for outcome, target in step.ways:
                end = self.places.get(target)
                if end is not None and end not in (place, place + 1):
                    found[_Way(place, end, outcome in RETURNING)] = None
        return list(found)

    @cached_property
    def lanes(self) -> dict[_Way, int]:
        """The lane of each way, so that no two ways of a lane share any stretch; short ways nearest to the boxes."""
        taken: list[list[tuple[int, int]]] = []
        lanes: dict[_Way, int] = {}
        for way in sorted(self.aside, key=lambda way: (way.span[1] - way.span[0], way.span)):
            low, high = way.span
            free = (n for n, spans in enumerate(taken) if all(high < first or last < low for first, last in spans))
            lane = next(free, len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append(way.span)
            lanes[way] = lane
        return lanes

    @cached_property
    def width(self) -> int:
        """Width of a box: what the gutter leaves. Many lanes stand closer together rather than squeeze the text."""
        lanes = min(max(self.lanes.values(), default=-1) + 1, MOST_LANES)
        return WIDTH - 2 * EDGE - LANE * lanes

    def drawn(self) -> Picture:
        """All of it."""
        self._end(_("Bạn nộp hồ sơ"))
        for place, step in enumerate(self.plan):
            self._arrow_down(self._said_between(place))
            self._step(place, step, self.told[place])
        if any(target == END for _outcome, target in self.plan[-1].ways):
            self._arrow_down(self._endings(self.plan[-1]))
            self._end(_("Kết thúc"))
        for way, lane in self.lanes.items():
            self._aside(way, lane)
        title = _("Các bước xử lý hồ sơ")
        parts = tuple(self.boxes), tuple(self.arrows), tuple(self.texts)
        return Picture(WIDTH, self.y + EDGE, *parts, self.mark, title, tuple(self.told))

    def _said_between(self, place: int) -> str | None:
        """What leads from the step above straight to this one; "" for the first, None when nothing does."""
        if place == 0:
            return ""
        own = self.plan[place].key
        said = [short(outcome) for outcome, target in self.plan[place - 1].ways if target == own]
        return ", ".join(said) if said else None

    def _endings(self, step: PlannedStep) -> str:
        return ", ".join(short(outcome) for outcome, target in step.ways if target == END)

    def _end(self, said: str) -> None:
        width = int(len(said) * BOLD) + 2 * PAD
        self.boxes.append(Box(EDGE, self.y, width, LINE + PAD, "end"))
        self.texts.append(Text(EDGE + PAD, self.y + LINE + 1, "end", said))
        self.y += LINE + PAD

    def _arrow_down(self, said: str | None) -> None:
        """Room for an arrow, and the arrow unless nothing leads on."""
        lines = _lines(said or "", self.width - 40, LIGHT)
        height = max(GAP, LINE * len(lines) + PAD)
        if said is not None:
            self.arrows.append(Arrow(((EDGE + 20, self.y), (EDGE + 20, self.y + height)), "on"))
        for number, line in enumerate(lines):
            self.texts.append(Text(EDGE + 34, self.y + 18 + number * LINE, "arrow", line))
        self.y += height

    def _step(self, place: int, step: PlannedStep, told: ToldStep) -> None:
        top, at = self.y, len(self.boxes)
        self.y += PAD
        self._write(f"{place + 1}. {told.name}", "name", BOLD)
        for fact in (told.who, told.where, told.time):
            self._write(fact, "fact", LIGHT)
        if told.asked:
            self._asked(told.asked)
        for said in self._said_inside(place, step):
            self._write(said, "way", LIGHT)
        self.y += PAD - 4
        self.boxes.insert(at, Box(EDGE, top, self.width, self.y - top, "step"))
        self.tops.append(top)
        self.bottoms.append(self.y)

    def _said_inside(self, place: int, step: PlannedStep) -> Iterable[str]:
        """The ways that no straight arrow shows."""
        for outcome, target in step.ways:
            end = self.places.get(target)
            if outcome == StepOutcome.REQUEST_SUPPLEMENT and end == place:
                yield _("%(outcome)s: chờ bạn nộp, rồi làm tiếp") % {"outcome": short(outcome)}
            elif target == END and place + 1 < len(self.plan):
                yield _("%(outcome)s: kết thúc") % {"outcome": short(outcome)}
            elif end is not None and end != place + 1:
                yield _("%(outcome)s: đến bước %(step)s") % {"outcome": short(outcome), "step": end + 1}
            elif end is None and target != END:
                yield _("%(outcome)s: chưa rõ đến đâu") % {"outcome": short(outcome)}

    def _asked(self, units: Sequence[str]) -> None:
        """The units asked at once, between the bars where the ways part and join."""
        inner = self.width - 2 * PAD
        self._write(_("Hỏi cùng lúc:"), "fact", LIGHT)
        self._bar(inner)
        for unit in units:
            lines = _lines(unit, inner - 28, LIGHT)
            self.boxes.append(Box(EDGE + PAD + 10, self.y, inner - 20, LINE * len(lines) + 6, "asked"))
            for number, line in enumerate(lines):
                self.texts.append(Text(EDGE + PAD + 18, self.y + 18 + number * LINE, "asked", line))
            self.y += LINE * len(lines) + 12
        self._bar(inner)

    def _bar(self, width: int) -> None:
        self.boxes.append(Box(EDGE + PAD, self.y, width, 4, "bar"))
        self.y += 10

    def _write(self, said: str, kind: str, letter: float) -> None:
        for line in _lines(said, self.width - 2 * PAD, letter):
            self.texts.append(Text(EDGE + PAD, self.y + 15, kind, line))
            self.y += LINE

    def _aside(self, way: _Way, lane: int) -> None:
        """Out at the foot of one box, along the lane, in at the head of the other."""
        right = EDGE + self.width
        lanes = max(self.lanes.values()) + 1
        step = LANE * min(lanes, MOST_LANES) / lanes
        x = right + round(step * (lane + 1)) - 2
        start, end = self.bottoms[way.start] - 10 - 2 * lane, self.tops[way.end] + 14 + 2 * lane
        self.arrows.append(Arrow(((right, start), (x, start), (x, end), (right, end)), "back" if way.is_back else "on"))


def _lines(said: str, width: float, letter: float) -> list[str]:
    return textwrap.wrap(said, max(8, int(width / letter)))
