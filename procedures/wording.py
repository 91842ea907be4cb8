"""The words of search as publishers keep them: phrases of their own, tried before saved, and searches in vain."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from portal.vietnamese import normalise
from procedures import page_cache
from procedures.models import Phrase, UnansweredSearch
from procedures.search import SearchPage, search
from procedures.vocabulary_in_use import trying

KEPT_DAYS = 90
MOST_SHOWN = 50
# Numbers of people and phones, addresses of e-mail, and names: two words with capitals that begin no question.
_PERSONAL = re.compile(r"\d[\d .-]{5,}\d|@|(?<=\S\s)[A-ZĐÀ-Ỵ]\w*\s+[A-ZĐÀ-Ỵ]\w*|^(?:[A-ZĐÀ-Ỵ]\w*\s+){2,}")


@transaction.atomic
def save(phrase: Phrase) -> None:
    """Keep a phrase; every process goes by it within a second, and pages found before are made anew."""
    phrase.save()
    transaction.on_commit(lambda: page_cache.forget([]))


def tried(phrase: Phrase, question: str) -> SearchPage:
    """What a question would find if the phrase were saved. Nothing is."""
    with trying((phrase.said, phrase.meant)):
        return search(question, limit=5)


def note_unanswered(question: str) -> None:
    """Count a question without result; one with personal data is forgotten, as is everything after 90 days."""
    if _PERSONAL.search(normalise(question)):
        return
    asked = " ".join(normalise(question).lower().split())[:100]
    if len(asked) < 2:
        return
    today = timezone.localdate()
    UnansweredSearch.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    row, is_new = UnansweredSearch.objects.get_or_create(day=today, question=asked)
    if not is_new:
        UnansweredSearch.objects.filter(pk=row.pk).update(times=F("times") + 1)


def unanswered() -> list[dict[str, Any]]:
    """Questions of the last 90 days without result, the most frequent first: question, total, last day."""
    since = timezone.localdate() - timedelta(days=KEPT_DAYS)
    rows = UnansweredSearch.objects.filter(day__gte=since).values("question")
    counted = rows.annotate(total=Sum("times"), last=Max("day")).order_by("-total", "question")[:MOST_SHOWN]
    return [dict(row) for row in counted]
