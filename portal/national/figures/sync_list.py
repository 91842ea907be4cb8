"""The dossiers behind the first figure: those of a month that stand otherwise on the national portal, and why."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from portal.national.figures.counting import dossiers_of, not_in_sync
from portal.national.figures.months import Month
from portal.national.models import Difference
from portal.national.models.figures import month_of
from portal.ui.list_address import ByKey, choice, part

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Why(models.TextChoices):
    """What is wrong."""

    NOTHING = "chua-bao", _("Chưa báo lần nào")
    NOT_ALL = "chua-du", _("Chưa báo đến bước mới nhất")
    DIFFERS = "khac", _("Cổng quốc gia ghi khác")


_FOUND = {
    Why.NOTHING: Q(national_standing=None),
    Why.NOT_ALL: Q(national_standing__told_sequence__lt=F("last_sequence")),
    Why.DIFFERS: Q(pk__in=Difference.objects.filter(mended_at=None).values("dossier")),
}


def month_in(text: str) -> dt.date | None:
    """The first day of a month as an address writes it (2026-11); None for anything else, and for one to come."""
    found = _MONTH.fullmatch(text)
    day = dt.date(int(found[1]), int(found[2]), 1) if found else None
    return day if day and day <= timezone.localdate() else None


def this_month() -> dt.date:
    """The first day of the month that runs."""
    return month_of(timezone.localdate())


@dataclass(frozen=True)
class Question(ByKey):
    """What the pages are asked for; without a month, the one that runs."""

    month: dt.date | None = part("thang", month_in, None, lambda day: f"{day:%Y-%m}")
    why: str = choice("vi-sao", Why.values)

    @property
    def of(self) -> dt.date:
        """The month meant."""
        return self.month or this_month()


def found(question: Question) -> QuerySet[Dossier]:
    """The dossiers, each with how far it was told and its open differences. Never who they are of."""
    rows = dossiers_of(Month(question.of)).filter(_FOUND[Why(question.why)] if question.why else not_in_sync())
    open_ones = Prefetch("national_differences", Difference.objects.filter(mended_at=None).order_by("pk"), "open_ones")
    needed = ("code", "last_sequence", "status", "submitted_at", "handling_unit__name", "national_standing")
    return rows.select_related("national_standing", "handling_unit").prefetch_related(open_ones).only(*needed)


def whys(dossier: Dossier) -> list[str]:
    """In words why a dossier that was found is in the list. No query."""
    standing = getattr(dossier, "national_standing", None)
    if standing is None:
        return [str(Why.NOTHING.label)]
    differs = [str(one.get_kind_display()) for one in getattr(dossier, "open_ones", [])]
    lacks = [str(Why.NOT_ALL.label)] if standing.told_sequence < dossier.last_sequence else []
    return lacks + differs
