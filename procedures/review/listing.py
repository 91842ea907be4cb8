"""The list of the queue: what the address asks for, pages by key, and counts for the filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from portal.ui.list_address import ByKey, choice, part, tab, words
from portal.ui.paging import Page, key_in, page_by_key
from procedures.choices import Level
from procedures.models import ReviewItem, ReviewState
from procedures.models.review import ReviewQuerySet
from procedures.review.flag_words import say_flag

PAGE_SIZE = 50
NO_DOUBTS, OURS = "khong-nghi-ngo", "cua-tinh"

_FLAG_COUNTS = """
SELECT flag, count(*) FROM procedures_reviewitem, unnest(flags) AS flag
 WHERE state = %s GROUP BY flag ORDER BY count(*) DESC, flag
"""


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for; `has_filters` where anything narrows the state."""

    state: str = tab("tinh-trang", ReviewState, ReviewState.WAITING)
    flag: str = words("nghi-ngo", 64)
    field: str = words("linh-vuc", 300)
    level: str = choice("cap", Level.values)
    run: str = part("lan", lambda text: str(key_in(text) or ""), "")
    text: str = words("tim")

    def items(self) -> ReviewQuerySet:
        """The items asked for, unordered."""
        found = ReviewItem.objects.filter(state=self.state).beside_ours()
        wanted = Q(field_name=self.field) if self.field else Q()
        if self.level:
            wanted &= Q(levels__contains=[self.level])
        if self.text:
            wanted &= Q(name__unaccent__icontains=self.text) | Q(code__startswith=self.text)
        if self.run:
            wanted &= Q(run=int(self.run))
        return found.filter(wanted & self._doubted())

    def _doubted(self) -> Q:
        if self.flag == NO_DOUBTS:
            return Q(flags=[])
        if self.flag == OURS:
            return Q(is_beside_ours=True)
        return Q(flags__contains=[self.flag]) if self.flag else Q()


def page_of(question: Question) -> Page[ReviewItem]:
    """One page of the list, oldest first, in one query."""
    found = question.items().select_related("decided_by").defer("record", "context", "mends", "cleared", "kept")
    return page_by_key(found, question, size=PAGE_SIZE, newest_first=False)


def neighbours(question: Question, item: ReviewItem) -> tuple[int | None, int | None]:
    """Ids of the items before and after this one in the same list."""
    found = question.items().values_list("pk", flat=True)
    before = found.filter(pk__lt=item.pk).order_by("-pk").first()
    return before, found.filter(pk__gt=item.pk).order_by("pk").first()


def counts_by_state() -> dict[str, int]:
    """How many items stand in each state."""
    rows = ReviewItem.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(ReviewState.values, 0) | dict(rows)


def flag_choices(state: str) -> list[tuple[str, str, int]]:
    """(flag, words, items) of the kinds of doubt in a state, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_FLAG_COUNTS, [state])
        return [(flag, say_flag(flag), number) for flag, number in cursor.fetchall()]


def field_choices(state: str) -> list[str]:
    """The fields of work in a state."""
    names = ReviewItem.objects.filter(state=state).order_by("field_name").values_list("field_name", flat=True)
    return list(names.distinct())
