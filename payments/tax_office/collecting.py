"""Gathering what the tax office does not know yet: what was issued, replaced and cancelled, by unit and day.

The day of a receipt is the day on which it was issued; the end of one is told with the day on which it ended, whenever
it was issued. Days are Viet Nam's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from payments.list_filters import end_of, start_of
from payments.models import Receipt, SummaryEntry, TaxSummary
from payments.models.tax_summaries import Act
from payments.vocabulary import LineKind
from portal.vietnamese.moments import VIETNAM
from units.models import Unit

#: A day that no worker saw is told as long as this after it.
DAYS_BACK = 7
#: NĐ 254/2026: told within the day of issue. What comes after this hour is a supplement, told an hour after midnight.
HOUR_OF_TELLING = 23


def collect_due(now: dt.datetime) -> int:
    """Make a summary for every unit and day that has something to tell; how many were made."""
    local = now.astimezone(VIETNAM)
    until = local.date() if local.hour >= HOUR_OF_TELLING else local.date() - dt.timedelta(days=1)
    days = (local.date() - dt.timedelta(days=DAYS_BACK), until)
    wanted = _with_something(_untold_issues(*days), "issued_at") | _with_something(_untold_ends(*days), "ended_at")
    return sum(collect(unit, day) is not None for unit, day in sorted(wanted))


@transaction.atomic
def collect(unit_id: int, day: dt.date) -> TaxSummary | None:
    """The next edition of a unit's day, of what no edition has told; None where that is nothing."""
    # One writer a unit: a second worker finds everything told.
    Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=unit_id)
    issued = list(_untold_issues(day, day).filter(unit=unit_id).order_by("pk"))
    ended = list(_untold_ends(day, day).filter(unit=unit_id).order_by("pk"))
    if not issued and not ended:
        return None
    acts = [*((receipt, Act.ISSUED) for receipt in issued), *((receipt, Act(receipt.state)) for receipt in ended)]
    summary = TaxSummary.objects.create(
        unit_id=unit_id,
        day=day,
        edition=TaxSummary.objects.filter(unit=unit_id, day=day).count() + 1,
        issued=len(issued),
        replaced=sum(act == Act.REPLACED for _receipt, act in acts),
        cancelled=sum(act == Act.CANCELLED for _receipt, act in acts),
        fee_dong=_sum(receipt for receipt in issued if receipt.kind == LineKind.FEE),
        charge_dong=_sum(receipt for receipt in issued if receipt.kind == LineKind.CHARGE),
        ended_dong=_sum(ended),
    )
    SummaryEntry.objects.bulk_create(SummaryEntry(summary=summary, receipt=receipt, act=act) for receipt, act in acts)
    return summary


def _untold_issues(first: dt.date, last: dt.date) -> QuerySet[Receipt]:
    told = SummaryEntry.objects.filter(receipt=OuterRef("pk"), act=Act.ISSUED)
    return Receipt.objects.filter(~Exists(told), issued_at__gte=start_of(first), issued_at__lt=end_of(last))


def _untold_ends(first: dt.date, last: dt.date) -> QuerySet[Receipt]:
    told = SummaryEntry.objects.filter(~Q(act=Act.ISSUED), receipt=OuterRef("pk"))
    return Receipt.objects.filter(~Exists(told), ended_at__gte=start_of(first), ended_at__lt=end_of(last))


def _with_something(found: QuerySet[Receipt], moment: str) -> set[tuple[int, dt.date]]:
    by_day = found.annotate(day=TruncDate(moment, tzinfo=VIETNAM))
    return set(by_day.values_list("unit_id", "day").distinct().order_by())


def _sum(receipts: Iterable[Receipt]) -> int:
    return sum(receipt.amount_dong for receipt in receipts)
