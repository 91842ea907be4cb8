"""The list of the queue: what the address asks for, pages by key, and counts for the filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Q

from portal.ui.paging import Page, key_in, page_by_key
from portal.vietnamese import normalise
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
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    state: str = ReviewState.WAITING
    flag: str = ""
    field: str = ""
    level: str = ""
    run: str = ""
    text: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        state, level = query.get("tinh-trang", ""), query.get("cap", "")
        return cls(
            state=state if state in ReviewState.values else ReviewState.WAITING,
            flag=normalise(query.get("nghi-ngo", ""))[:64],
            field=normalise(query.get("linh-vuc", ""))[:300],
            level=level if level in Level.values else "",
            run=str(key_in(query.get("lan", "")) or ""),
            text=normalise(query.get("tim", ""))[:100],
            after=key_in(query.get("sau", "")),
            before=key_in(query.get("truoc", "")),
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the state."""
        return bool(self.flag or self.field or self.level or self.text or self.run)

    def address(self, **changes: str | int) -> str:
        """The query string of this question with other values; the place in the list only when given."""
        asked = replace(self, **{"after": 0, "before": 0, **changes})  # type: ignore[arg-type]
        named = {
            "tinh-trang": asked.state,
            "nghi-ngo": asked.flag,
            "linh-vuc": asked.field,
            "cap": asked.level,
            "lan": asked.run,
            "tim": asked.text,
            "sau": asked.after,
            "truoc": asked.before,
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})

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
