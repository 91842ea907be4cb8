"""The lists of reconciling: days as they were compared, and differences by age; the address says what is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from payments.accountants import units_kept_by
from payments.list_filters import day_in
from payments.models import Difference, Reconciliation
from payments.models.reconciling import DifferenceKind
from payments.vocabulary import Provider
from portal.ui.list_address import ByKey, choice, part, tab, words
from portal.ui.paging import Page, page_by_key

if TYPE_CHECKING:
    from portal.accounts.models import User


class Openness(models.TextChoices):
    """Which differences."""

    OPEN = "dang-mo", _("Chưa khép lại")
    MINE = "cua-toi", _("Của tôi")
    CLOSED = "da-khep", _("Đã khép lại")


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for; days are those of the statements."""

    account: str = words("tai-khoan", 19)
    provider: str = choice("kenh", Provider.values)
    unit: str = words("don-vi", 60)
    since: dt.date | None = part("tu", day_in, None)
    until: dt.date | None = part("den", day_in, None)
    kind: str = choice("loai", DifferenceKind.values)
    openness: str = tab("xem", Openness, Openness.OPEN)


def days(user: User, question: Question) -> QuerySet[Reconciliation]:
    """The days compared."""
    return Reconciliation.objects.filter(_where(user, question)).select_related("unit")


def page_of_days(user: User, question: Question) -> Page[Reconciliation]:
    """One page of the days, what was compared first last."""
    return page_by_key(days(user, question), question)


def differences(user: User, question: Question) -> QuerySet[Difference]:
    """The differences of one tab."""
    found = Difference.objects.filter(_where(user, question)).select_related("unit", "owner", "closed_by")
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.openness == Openness.CLOSED:
        return found.filter(closed_at__isnull=False)
    mine = {"owner": user} if question.openness == Openness.MINE else {}
    return found.filter(closed_at=None, **mine)


def page_of_differences(user: User, question: Question) -> Page[Difference]:
    """One page of them: the oldest first while they are open, the newest first once closed."""
    newest_first = question.openness == Openness.CLOSED
    return page_by_key(differences(user, question), question, newest_first=newest_first)


def _where(user: User, question: Question) -> Q:
    """What days and differences are narrowed by alike."""
    told: dict[str, Any] = {"unit__in": units_kept_by(user)}
    if question.account:
        told["account_number"] = question.account
    if question.provider:
        told["provider"] = question.provider
    if question.unit:
        told["unit__code"] = question.unit
    if question.since:
        told["day__gte"] = question.since
    if question.until:
        told["day__lte"] = question.until
    return Q(**told)
