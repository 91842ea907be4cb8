"""The list of the review queue, with its filters in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.rules import access_rule
from procedures.choices import Level
from procedures.models import ImportRun, ReviewItem, ReviewState
from procedures.review import listing
from procedures.review.flag_words import say_flag
from procedures.review.listing import Question
from procedures.review.menu import PUBLISHER

RUNS_SHOWN = 5


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    item: ReviewItem
    levels: str
    doubts: list[str]


@dataclass(frozen=True)
class Tab:
    """One state with its address and how many stand in it."""

    label: str
    url: str
    is_current: bool
    count: int


@access_rule(PUBLISHER)
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    question = Question.read(request.GET.dict())
    page, counts = listing.page_of(question), listing.counts_by_state()
    context = {
        "question": question,
        "here": question.address(after=question.after, before=question.before),
        "page": page,
        "rows": [_row(item) for item in page.rows],
        "tabs": [Tab(str(s.label), f"?tinh-trang={s}", s == question.state, counts[s]) for s in ReviewState],
        "flags": listing.flag_choices(question.state),
        "fields": listing.field_choices(question.state),
        "levels": Level.choices,
        "without_doubts": ReviewItem.objects.acceptable_at_once().count(),
        "special": {"none": listing.NO_DOUBTS, "ours": listing.OURS},
        "runs": ImportRun.objects.of_the_queue().order_by("-pk")[:RUNS_SHOWN],
    }
    return render(request, "procedures/review/queue.html", context)


def _row(item: ReviewItem) -> Row:
    levels = ", ".join(str(Level(level).label) for level in item.levels)
    return Row(item, levels, [say_flag(flag) for flag in item.flags])
