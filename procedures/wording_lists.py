"""The lists of publishers' words: which kind, narrowed by text, in an order, page by page; all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import normalise
from procedures import searches_in_vain
from procedures.models import AskedBack, Phrase, Referral, Wording

PAGE_SIZE = 30
DEEPEST = 1000


class Kind(models.TextChoices):
    """The lists, as they stand in addresses, in the order of their tabs."""

    IN_VAIN = "chua-co", _("Câu hỏi chưa có kết quả")
    PHRASES = "cum-tu", _("Cụm từ")
    ASKED_BACK = "hoi-lai", _("Hỏi lại")
    REFERRALS = "noi-khac", _("Nơi khác giải quyết")


class Order(models.TextChoices):
    """The orders that a list can be in."""

    COUNT = "so-lan", _("Nhiều lần nhất")
    LAST = "moi-nhat", _("Mới nhất")
    NAME = "chu-cai", _("Theo chữ cái")


MODELS: dict[str, type[Wording]] = {Kind.PHRASES: Phrase, Kind.ASKED_BACK: AskedBack, Kind.REFERRALS: Referral}
_SHOWN = {Kind.PHRASES: "meant", Kind.ASKED_BACK: "question", Kind.REFERRALS: "competent"}


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    kind: str
    order: str
    text: str = ""
    page: int = 1

    @classmethod
    def read(cls, kind: str, query: Mapping[str, str]) -> Question:
        """The question of a query string. The first order of a list is its own."""
        order, page = query.get("xep", ""), query.get("trang", "")
        return cls(
            kind=kind,
            order=order if order in orders(kind) else orders(kind)[0],
            text=normalise(query.get("tim", ""))[:100],
            page=min(max(int(page), 1), DEEPEST) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
        )

    def address(self, *, order: str = "", page: int = 1) -> str:
        """The query string of this question elsewhere in the list."""
        asked = replace(self, order=order or self.order, page=page)
        named = {"tim": asked.text, "xep": asked.order, "trang": asked.page if asked.page > 1 else ""}
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Page:
    """One page with the addresses of its neighbours."""

    rows: Sequence[Any]
    next: str
    previous: str


def orders(kind: str) -> list[str]:
    """The orders of a list, its own first."""
    return [Order.COUNT, Order.LAST, Order.NAME] if kind == Kind.IN_VAIN else [Order.LAST, Order.NAME]


def page_of(question: Question) -> Page:
    """One page of a list. One query."""
    start = (question.page - 1) * PAGE_SIZE
    found = list(_rows(question)[start : start + PAGE_SIZE + 1])
    following = question.address(page=question.page + 1) if len(found) > PAGE_SIZE else ""
    return Page(found[:PAGE_SIZE], following, question.address(page=question.page - 1) if question.page > 1 else "")


def _rows(question: Question) -> QuerySet[Any, Any]:
    if question.kind == Kind.IN_VAIN:
        asked = searches_in_vain.counted().filter(question__unaccent__icontains=question.text)
        by = {Order.COUNT: ("-total", "question"), Order.LAST: ("-last", "question")}
        return asked.order_by(*by.get(Order(question.order), ("question",)))
    shown = _SHOWN[Kind(question.kind)]
    says = Q(said__unaccent__icontains=question.text) | Q(**{f"{shown}__unaccent__icontains": question.text})
    found = MODELS[question.kind]._default_manager.select_related("changed_by").filter(says)
    return found.order_by(shown, "pk") if question.order == Order.NAME else found.order_by("-changed_at", "-pk")
