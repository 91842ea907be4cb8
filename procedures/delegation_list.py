"""The list of delegations: saved views by what has become of them, a filter, pages by key."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.list_address import ByKey, tab, words
from portal.ui.paging import Page, page_by_key
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
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.IN_FORCE)
    text: str = words("tim")


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
