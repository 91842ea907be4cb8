"""What people looked for in vain: counted by day without personal data, listed until it is dealt with."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from portal.vietnamese import normalise
from procedures.models import UnansweredSearch

KEPT_DAYS = 90
SHORTEST = 2
MASK = "•••"
_SURNAMES = "nguyễn|nguyen|trần|tran|lê|phạm|pham|hoàng|huỳnh|huynh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|trịnh|mai"
_PERSONAL = re.compile(
    "|".join(
        (
            r"\S+@\S+",  # e-mail
            r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",  # days of birth
            r"\+?\d(?:[ .-]?\d){5,}",  # identity numbers, phones, numbers of papers
            rf"\b(?i:{_SURNAMES})\s+(?i:văn|van|thị|thi)\s+\w+(?:\s+[A-ZĐÀ-Ỵ]\w*)*",  # names, however written
            r"(?:(?<=\S\s)|^(?=(?:\S+\s+){2}))[A-ZĐÀ-Ỵ]\w*(?:\s+[A-ZĐÀ-Ỵ]\w*)+",  # words with capitals in a row
        )
    )
)


#: One query, since somebody waits for a page meanwhile; two who ask the same at once count as two.
_NOTE = """
WITH forgotten AS (DELETE FROM procedures_unansweredsearch WHERE day < %(since)s)
INSERT INTO procedures_unansweredsearch AS noted (day, question, times) VALUES (%(day)s, %(question)s, 1)
ON CONFLICT (day, question) DO UPDATE SET times = noted.times + 1
"""


def masked(question: str) -> str:
    """The question with what looks like a number, an address or a name of somebody made unreadable."""
    return _PERSONAL.sub(MASK, normalise(question))


def note(question: str) -> None:
    """Count a question without result; what says nothing without its personal data, and old ones, are forgotten."""
    asked = " ".join(masked(question[:300]).lower().split())[:100]
    if len(re.findall(r"\w", asked)) < SHORTEST:
        return
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"day": today, "question": asked, "since": today - timedelta(days=KEPT_DAYS)})


def counted() -> QuerySet[Any, Any]:
    """Questions of the last 90 days without result: question, total, last day."""
    since = timezone.localdate() - timedelta(days=KEPT_DAYS)
    rows = UnansweredSearch.objects.filter(day__gte=since).values("question")
    return rows.annotate(total=Sum("times"), last=Max("day"))


def deal_with(question: str) -> int:
    """Take a question off the list: it is answered now, or needs no answer. How many rows went."""
    return UnansweredSearch.objects.filter(question=question.replace("\x00", "")).delete()[0]
