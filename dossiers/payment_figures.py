"""The figures of online payment by which units are judged (QĐ 766/QĐ-TTg of 2022, "Thanh toán trực tuyến", 10 points).

A: dossiers paid online among those that owed money. B: procedures with a fee that had such a payment among all that
have one. C: procedures with a fee that had a dossier which owed money, among all that have one. Scores follow the curve
that the national portal's published figures show: 6 × A, 2.5 × B and 2.5 × C up to 2 each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from dossiers.models import Dossier
from payments.models import Order, Payment
from payments.models.orders import OrderQuerySet
from payments.revenue import Period
from payments.vocabulary import Provider
from procedures.models import Fee, ProcedureVersion
from units.models import Unit

#: What counts as online here; the national portal itself knows of its platform alone.
ONLINE = (Provider.NATIONAL_PLATFORM, Provider.BANK)
NATIONAL = (Provider.NATIONAL_PLATFORM,)


@dataclass(frozen=True)
class Figure:
    """One figure: a share, and what it is worth."""

    code: str
    numerator: int
    denominator: int
    factor: Decimal
    most: int

    @property
    def ratio(self) -> Decimal | None:
        """The share from 0 to 1; None where nothing is to be divided."""
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    @property
    def percent(self) -> Decimal | None:
        """The share in hundredths, with one decimal."""
        return None if self.ratio is None else round(self.ratio * 100, 1)

    @property
    def score(self) -> Decimal:
        """The points, two decimals; none where nothing is to be divided."""
        return round(min(Decimal(self.most), self.factor * (self.ratio or 0)), 2)


@dataclass(frozen=True)
class Figures:
    """A, B and C of some units in a period."""

    a: Figure
    b: Figure
    c: Figure

    @property
    def score(self) -> Decimal:
        """The points of all three, of ten."""
        return self.a.score + self.b.score + self.c.score


def figures(units: Collection[int], period: Period, providers: Collection[str] = ONLINE) -> Figures:
    """The figures of the orders that were placed in the period; six queries."""
    owing = Order.objects.filter(
        unit__in=units, due_dong__gt=0, cancelled_at=None, **period.within("placed_at")
    ).exclude(subject_ref="")
    online = owing.filter(paid_at__isnull=False).filter(_paid_by(providers))
    owed, paid = _procedures_of(owing), _procedures_of(online)
    charging = _charging(units, period.last)
    many = len(charging)
    return Figures(
        a=Figure("A", _dossiers(online), _dossiers(owing), Decimal(6), 6),
        b=Figure("B", len(paid & charging), many, Decimal("2.5"), 2),
        c=Figure("C", len(owed & charging), many, Decimal("2.5"), 2),
    )


def _paid_by(providers: Collection[str]) -> Q:
    """Whether money of an order came by one of these, naming it or given to it at the matching desk."""
    named = Payment.objects.filter(order=OuterRef("pk"), provider__in=providers)
    given = Payment.objects.filter(decisions__order=OuterRef("pk"), decisions__undone_at=None, provider__in=providers)
    return Q(Exists(named)) | Q(Exists(given))


def _dossiers(orders: OrderQuerySet) -> int:
    return orders.order_by().values("subject_ref").distinct().count()


def _procedures_of(orders: OrderQuerySet) -> set[int]:
    """The procedures of the dossiers that orders are for."""
    codes = orders.order_by().values("subject_ref")
    found = Dossier.objects.filter(code__in=codes).order_by()
    return set(found.values_list("procedure_version__procedure", flat=True).distinct())


def _charging(units: Collection[int], day: dt.date) -> set[int]:
    """Procedures at the levels of these units that cost something on a day, or whose price only a text sets."""
    levels = Unit.objects.filter(pk__in=units).order_by().values_list("level", flat=True).distinct()
    costs = Fee.objects.filter(case__version=OuterRef("pk")).filter(Q(amount_dong=None) | Q(amount_dong__gt=0))
    versions = ProcedureVersion.objects.valid_on(day).filter(Exists(costs), levels__overlap=list(levels))
    return set(versions.values_list("procedure", flat=True))
