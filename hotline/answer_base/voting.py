"""Did this answer help? Once a visitor, without an account; counts are derived from the votes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hotline.models import AnswerVote
from portal.accounts.identity import blind_index
from portal.ui.throttling import Limit

COOKIE = "hotline_reader"
PATH = "/phan-anh/"
LASTS_SECONDS = 365 * 24 * 3600
VOTED = Limit("hotline:voted", 60, 600)


@dataclass(frozen=True)
class Usefulness:
    """How many it helped, of how many who said so."""

    useful: int
    voted: int


def usefulness(**answer: Any) -> Usefulness:
    """Of one answer: `publication=` or `faq=`. One query."""
    votes = AnswerVote.objects.filter(**answer)
    found = votes.aggregate(useful=Count("pk", filter=Q(is_useful=True)), voted=Count("pk"))
    return Usefulness(found["useful"], found["voted"])


def vote(visitor: str, *, is_useful: bool, **answer: Any) -> None:
    """Count the visitor's word, the last one where they say it again."""
    told = {"is_useful": is_useful, "at": timezone.now()}
    AnswerVote.objects.update_or_create(visitor=blind_index(f"hotline reader {visitor}"), **answer, defaults=told)


def visitor_of(request: HttpRequest, response: HttpResponse) -> str:
    """The random name of this browser, handed out with its first vote."""
    known = request.COOKIES.get(COOKIE, "")
    if not 32 <= len(known) <= 40 or not known.isalnum():
        known = uuid4().hex
        response.set_cookie(
            COOKIE, known, max_age=LASTS_SECONDS, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return known
