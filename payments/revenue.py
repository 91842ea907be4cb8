"""What was collected: by kind of due, unit and month, by channel, and what went back. Reports of accountants.

An order counts in the month in which it was paid in full, as its receipts do; what came in part only is not income yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth

from payments.list_filters import end_of, start_of
from payments.models import OrderLine, Payment, Refund
from payments.models.refunds import RefundState
from payments.vocabulary import LineKind, Provider
from portal.vietnamese.moments import VIETNAM


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date

    def within(self, column: str) -> dict[str, Any]:
        """The filter of a moment that lies in the period."""
        return {f"{column}__gte": start_of(self.first), f"{column}__lt": end_of(self.last)}


@dataclass(frozen=True)
class Collected:
    """One due of one unit in one month; `amount_dong` is what was owed after `waived_dong` came off."""

    unit: str
    month: dt.date
    kind: str
    code: str
    name: str
    orders: int
    quantity: int
    waived_dong: int
    amount_dong: int

    @property
    def kind_name(self) -> str:
        """Phí, lệ phí, or other."""
        return str(LineKind(self.kind).label)


@dataclass(frozen=True)
class ByChannel:
    """What came in by one channel."""

    channel: str
    payments: int
    amount_dong: int


@dataclass(frozen=True)
class Report:
    """The figures of some units in a period."""

    rows: list[Collected]
    channels: list[ByChannel]
    refunds: int
    refunded_dong: int

    @property
    def amount_dong(self) -> int:
        """All that was collected."""
        return sum(row.amount_dong for row in self.rows)

    @property
    def waived_dong(self) -> int:
        """All that was waived."""
        return sum(row.waived_dong for row in self.rows)


def report(units: Collection[int], period: Period) -> Report:
    """Four queries, however much was collected."""
    back = Refund.objects.filter(order__unit__in=units, state=RefundState.SENT, **period.within("sent_at"))
    sums = back.aggregate(count=Count("pk"), amount=Sum("amount_dong"))
    return Report(
        rows=[Collected(**row) for row in _by_due(units, period)],
        channels=_by_channel(units, period),
        refunds=sums["count"],
        refunded_dong=int(sums["amount"] or 0),
    )


def _by_due(units: Collection[int], period: Period) -> Iterable[Any]:
    lines = OrderLine.objects.filter(order__unit__in=units, **period.within("order__paid_at"))
    return (
        lines.annotate(month=TruncMonth("order__paid_at", tzinfo=VIETNAM), named_unit=F("order__unit__name"))
        .order_by()
        .values("month", "kind", "code", unit=F("named_unit"))
        # The name of a due may have been written anew meanwhile: its code tells which it is.
        .annotate(
            name=Max("name"),
            orders=Count("order", distinct=True),
            quantity=Sum("quantity"),
            waived_dong=Sum("reduction_dong"),
            amount_dong=Sum("amount_dong"),
        )
        .order_by("unit", "month", "kind", "code")
    )


def _by_channel(units: Collection[int], period: Period) -> list[ByChannel]:
    """By what money came, whether it named its order or was given to it at the desk."""
    came = Payment.objects.filter(order__unit__in=units, **period.within("received_at"))
    found = {row["provider"]: row for row in _sums(came, "amount_dong")}
    given = Payment.objects.filter(
        decisions__order__unit__in=units, decisions__undone_at=None, **period.within("received_at")
    )
    matched = {row["provider"]: row for row in _sums(given, "decisions__amount_dong")}
    nothing = {"count": 0, "amount": 0}
    both = [(each, found.get(each, nothing), matched.get(each, nothing)) for each in Provider]
    return [
        ByChannel(str(channel.label), one["count"] + other["count"], int(one["amount"] + other["amount"]))
        for channel, one, other in both
        if one["count"] or other["count"]
    ]


def _sums(payments: QuerySet[Payment], column: str) -> Iterable[Any]:
    return payments.order_by().values("provider").annotate(count=Count("pk", distinct=True), amount=Sum(column))
