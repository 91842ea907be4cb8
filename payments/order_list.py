"""The list of orders for accountants: the newest first, narrowed by filters that stand in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from payments.accountants import orders_of
from payments.list_filters import day_in, dong_in, end_of, start_of
from payments.models import Order, OrderLine
from payments.vocabulary import LineKind, OrderState
from portal.ui.list_address import ByMoment, choice, part, words
from portal.ui.paging_by_moment import page_by_moment

if TYPE_CHECKING:
    from payments.models.orders import OrderQuerySet
    from portal.accounts.models import User
    from portal.ui.paging import Page


@dataclass(frozen=True)
class Question(ByMoment):
    """What the address asks for; days are of placing, `amount_dong` what was to be paid."""

    state: str = choice("trang-thai", OrderState.values)
    unit: str = words("don-vi", 60)
    kind: str = choice("loai", LineKind.values)
    text: str = words("tim", 60)
    since: dt.date | None = part("tu", day_in, None)
    until: dt.date | None = part("den", day_in, None)
    amount_dong: int | None = part("tien", dong_in, None)


def page_of(user: User, question: Question) -> Page[Order]:
    """The page of the person's orders that is asked for. One query beside those of their roles."""
    return page_by_moment(narrowed(orders_of(user), question).select_related("unit"), question, "-placed_at")


def narrowed(found: OrderQuerySet, question: Question) -> OrderQuerySet:
    """Orders that the filters leave."""
    if question.state:
        found = found.filter(state=question.state)
    if question.unit:
        found = found.filter(unit__code=question.unit)
    if question.since:
        found = found.filter(placed_at__gte=start_of(question.since))
    if question.until:
        found = found.filter(placed_at__lt=end_of(question.until))
    if question.amount_dong is not None:
        found = found.filter(due_dong=question.amount_dong)
    if question.kind:
        found = found.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), kind=question.kind)))
    if question.text:
        # The code of an order begins with that of its dossier; both columns have an index.
        wanted = "".join(question.text.split()).upper()
        found = found.filter(Q(code__startswith=wanted) | Q(subject_ref=wanted))
    return found
