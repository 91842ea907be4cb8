"""The list of rules on fees: tabs by where they stand, a filter, pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.list_address import ByKey, choice, tab, words
from portal.ui.paging import Page, page_by_key
from procedures.choices import FeeEffect
from procedures.models import FeeRule, RuleState

COUNT_CAP = 100


class View(models.TextChoices):
    """The tabs, in order."""

    IN_FORCE = "dang-ap-dung", _("Đang áp dụng")
    COMING = "sap-ap-dung", _("Sắp áp dụng")
    WAITING = "cho-phe-duyet", _("Chờ phê duyệt")
    DRAFTS = "dang-soan", _("Đang soạn")
    ENDED = "da-het", _("Đã hết hiệu lực")
    WITHDRAWN = "da-bo", _("Đã bỏ")


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.IN_FORCE)
    text: str = words("tim")
    effect: str = choice("muc", FeeEffect.values)


def standing(view: str, today: date) -> Q:
    """The condition of a tab on a day."""
    approved = Q(state=RuleState.APPROVED)
    ended = Q(valid_to__isnull=False, valid_to__lte=today)
    end_waits = approved & ~ended & Q(ends_on__isnull=False) & (Q(valid_to__isnull=True) | ~Q(ends_on=F("valid_to")))
    return {
        View.IN_FORCE: approved & Q(valid_from__lte=today) & ~ended,
        View.COMING: approved & Q(valid_from__gt=today),
        View.WAITING: Q(state=RuleState.WAITING) | end_waits,
        View.DRAFTS: Q(state=RuleState.DRAFT),
        View.ENDED: approved & ended,
        View.WITHDRAWN: Q(state=RuleState.WITHDRAWN),
    }[View(view)]


def waiting() -> QuerySet[FeeRule]:
    """Rules whose beginning or end waits for an approval, up to a hundred."""
    return FeeRule.objects.filter(standing(View.WAITING, timezone.localdate()))[:COUNT_CAP]


def page_of(question: Question) -> Page[FeeRule]:
    """One page, newest first."""
    found = FeeRule.objects.filter(standing(question.view, timezone.localdate()))
    return page_by_key(_filtered(found, question), question)


def _filtered(found: QuerySet[FeeRule], question: Question) -> QuerySet[FeeRule]:
    if question.effect:
        found = found.filter(effect=question.effect)
    if not question.text:
        return found
    text = question.text
    return found.filter(
        Q(text__unaccent__icontains=text)
        | Q(legal_basis__unaccent__icontains=text)
        | Q(group_name__unaccent__icontains=text)
        | Q(fee_codes__contains=[text.upper()])
        | Q(procedure_codes__contains=[text])
    )
