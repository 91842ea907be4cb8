"""The list of delegations: saved views by what has become of them, a filter, pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.paging import Page, key_in, page_by_key
from portal.vietnamese import normalise
from procedures.choices import DelegationState
from procedures.models import Delegation

COUNT_CAP = 100


class View(models.TextChoices):
    """The saved views, in the order of their tabs."""

    IN_FORCE = "dang-hieu-luc", _("Đang có hiệu lực")
    WAITING = "cho-xac-nhan", _("Chờ xác nhận")
    AHEAD = "sap-hieu-luc", _("Sắp có hiệu lực")
    OVER = "da-het", _("Đã hết hiệu lực")
    REFUSED = "khong-ap-dung", _("Không áp dụng")


@dataclass(frozen=True)
class Question:
    """What the address asks for; anything unknown in it is as good as absent."""

    view: str
    text: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        asked = query.get("xem", "")
        text = normalise(query.get("tim", "").replace("\0", ""))[:100]
        view = asked if asked in View.values else View.IN_FORCE
        return cls(view, text, key_in(query.get("sau", "")), key_in(query.get("truoc", "")))

    def address(self, *, view: str = "", after: int = 0, before: int = 0) -> str:
        """The query string of this question elsewhere in the list."""
        named = {"xem": view or self.view, "tim": self.text, "sau": after, "truoc": before}
        return "?" + urlencode({name: value for name, value in named.items() if value})


def rows(question: Question) -> QuerySet[Delegation]:
    """The delegations of a view, each with the number of its scopes."""
    found = Delegation.objects.filter(_of_view(question.view)).select_related("from_unit", "to_unit", "added_by")
    if text := question.text:
        found = found.filter(
            Q(decision_number__icontains=text)
            | Q(from_unit__name__unaccent__icontains=text)
            | Q(to_unit__name__unaccent__icontains=text)
            | Q(pk__in=Delegation.objects.filter(scopes__procedure__code__startswith=text).values("pk"))
        )
    return found.annotate(size=Count("scopes"))


def page_of(question: Question) -> Page[Delegation]:
    """One page of the list."""
    return page_by_key(rows(question), question)


def waiting() -> QuerySet[Delegation]:
    """Those that wait to be confirmed, up to a hundred."""
    return Delegation.objects.filter(state=DelegationState.WAITING)[:COUNT_CAP]


def _of_view(view: str) -> Q:
    today = timezone.localdate()
    confirmed = Q(state=DelegationState.CONFIRMED)
    over = Q(valid_to__isnull=False, valid_to__lte=today)
    return {
        View.WAITING.value: Q(state=DelegationState.WAITING),
        View.REFUSED.value: Q(state=DelegationState.REFUSED),
        View.AHEAD.value: confirmed & Q(valid_from__gt=today),
        View.OVER.value: confirmed & over,
    }.get(view, confirmed & Q(valid_from__lte=today) & ~over)
