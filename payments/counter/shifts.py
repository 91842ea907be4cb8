"""Shifts: opening with a float, counting at the end, handing over to the treasurer. All of it stands in the ledger.

Rows are locked in one order, whoever begins: the subject of an order, the order, then the shift.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import ledger
from payments.counter import denominations
from payments.ledger import Entry
from payments.models import Reversal, Shift, ShiftEntry
from payments.models.reversals import ReversalState
from payments.models.shifts import OUTSIDE_THE_DRAWER, EntryKind
from payments.problems import NotPossibleNow, PaymentProblem
from payments.texts import require_keepable
from payments.vocabulary import TOO_MUCH_DONG, Account, Posting
from portal.accounts.models import User
from portal.ui import speaking
from portal.vietnamese import normalise
from units.models import Unit


def open_shift(clerk: User, unit: Unit, float_dong: int) -> Shift:
    """Open a shift with what the treasurer gave to begin with.

    Raises PaymentProblem when the float is not possible, NotPossibleNow when the clerk has one open.
    """
    if not 0 <= float_dong < TOO_MUCH_DONG:
        raise PaymentProblem(_("Số tiền không hợp lệ."), "float_dong")
    try:
        with transaction.atomic():
            shift = Shift.objects.create(unit=unit, clerk=clerk, float_dong=float_dong)
            write(shift, EntryKind.OPENED, float_dong, clerk, _to_drawer(Posting.FLOAT, Account.TREASURY, float_dong))
    except IntegrityError as error:
        if "shift_one_at_a_time" not in str(error):
            raise
        raise NotPossibleNow(_("Bạn đang có một ca thu tiền chưa đóng.")) from error
    return shift


def open_shift_of(clerk: User) -> Shift | None:
    """The shift that a clerk has open."""
    return Shift.objects.select_related("unit").filter(clerk=clerk, closed_at__isnull=True).first()


def locked_open(shift: Shift) -> Shift:
    """The shift, locked; NotPossibleNow when it is closed."""
    current = locked(shift)
    if not current.is_open:
        raise NotPossibleNow(_("Ca thu tiền này đã đóng."))
    return current


def locked(shift: Shift) -> Shift:
    """The shift's row, locked and fresh."""
    return Shift.objects.select_for_update(of=("self",)).get(pk=shift.pk)


def drawer_dong(shift: Shift) -> int:
    """What the drawer must hold by its entries."""
    held = shift.entries.exclude(kind__in=OUTSIDE_THE_DRAWER).aggregate(Sum("amount_dong"))
    return int(held["amount_dong__sum"] or 0)


def card_dong(shift: Shift) -> int:
    """What cards paid in the shift, less what was reversed: the total that the terminal prints."""
    paid = shift.entries.filter(kind__in=OUTSIDE_THE_DRAWER).aggregate(Sum("amount_dong"))
    return int(paid["amount_dong__sum"] or 0)


@transaction.atomic
def close(
    shift: Shift, clerk: User, counted: Mapping[int, int], *, reason: str = "", terminal_dong: int | None = None
) -> Shift:
    """Count the drawer (notes by denomination) and close the shift; what differs is booked with its reason.

    Raises PaymentProblem when counted and expected differ, in the drawer or on the card terminal, and no reason is
    given; NotPossibleNow when the shift is closed, or a mistake waits for its second pair of eyes.
    """
    reason = normalise(reason)
    require_keepable(Shift, "difference_reason", reason)
    current = locked_open(shift)
    if Reversal.objects.filter(entry__shift=current, state=ReversalState.ASKED).exists():
        raise NotPossibleNow(
            _("Còn đề nghị hủy lần thu đang chờ duyệt. Hãy chờ duyệt hoặc rút đề nghị trước khi đóng ca.")
        )
    total = denominations.total_dong(counted)
    difference = total - drawer_dong(current)
    _require_explained(difference, _terminal_differs(current, terminal_dong), reason)
    if difference:
        booked = _to_drawer(Posting.SHIFT_DIFFERENCE, Account.DIFFERENCE, difference)
        write(current, EntryKind.DIFFERENCE, difference, clerk, booked)
    current.closed_at, current.counted_dong, current.difference_reason = timezone.now(), total, reason
    current.counted = {str(value): count for value, count in counted.items() if count}
    current.terminal_dong = terminal_dong
    current.save(update_fields=["closed_at", "counted", "counted_dong", "difference_reason", "terminal_dong"])
    return current


@transaction.atomic
def hand_over(shift: Shift, actor: User, document: str) -> Shift:
    """Hand what was counted to the treasurer, on a document with a number.

    Raises PaymentProblem without the number, NotPossibleNow unless the shift was counted and not handed over yet.
    """
    document = normalise(document)
    if not document:
        raise PaymentProblem(_("Hãy ghi số chứng từ nộp quỹ."), "document")
    require_keepable(Shift, "handover_document", document, field="document")
    current = locked(shift)
    if current.is_open:
        raise NotPossibleNow(_("Hãy đếm tiền và đóng ca trước khi nộp về quỹ."))
    if current.handed_over_at is not None:
        raise NotPossibleNow(_("Tiền của ca này đã nộp về quỹ."))
    amount = -int(current.counted_dong or 0)
    booked = _to_drawer(Posting.HANDED_OVER, Account.TREASURY, amount)
    write(current, EntryKind.HANDED_OVER, amount, actor, booked)
    current.handed_over_at, current.handover_document = timezone.now(), document
    current.save(update_fields=["handed_over_at", "handover_document"])
    return current


def write(shift: Shift, kind: EntryKind, amount_dong: int, actor: User, booked: uuid.UUID | None) -> ShiftEntry:
    """Write one movement that belongs to no payment, with its transaction in the ledger."""
    return ShiftEntry.objects.create(shift=shift, kind=kind, amount_dong=amount_dong, actor=actor, transaction=booked)


def seen_in(units: set[int]) -> QuerySet[Shift]:
    """The shifts of some units, by their ids."""
    return Shift.objects.select_related("unit", "clerk").filter(unit__in=units)


def waiting_for_hand_over(clerk: User) -> QuerySet[Shift]:
    """Shifts of a clerk that were counted and not handed over."""
    return Shift.objects.filter(Q(clerk=clerk, closed_at__isnull=False, handed_over_at__isnull=True)).order_by("pk")


def _to_drawer(posting: Posting, source: Account, amount_dong: int) -> uuid.UUID | None:
    return ledger.post(posting, [Entry(Account.PROVIDER, amount_dong), Entry(source, -amount_dong)])


def _terminal_differs(shift: Shift, terminal_dong: int | None) -> int:
    """By how much the terminal's total is off; PaymentProblem when cards were taken and no total was typed."""
    expected = card_dong(shift)
    took_cards = shift.entries.filter(kind=EntryKind.CARD).exists()
    if terminal_dong is None and took_cards:
        raise PaymentProblem(_("Hãy ghi tổng tiền in trên phiếu kết toán của máy quẹt thẻ."), "terminal_dong")
    if terminal_dong is not None and not 0 <= terminal_dong < TOO_MUCH_DONG:
        raise PaymentProblem(_("Số tiền không hợp lệ."), "terminal_dong")
    return 0 if terminal_dong is None else terminal_dong - expected


def _require_explained(difference: int, on_terminal: int, reason: str) -> None:
    if reason:
        return
    if difference:
        words = _("Thừa %(amount)s so với sổ.") if difference > 0 else _("Thiếu %(amount)s so với sổ.")
        told = words % {"amount": speaking.dong(abs(difference))}
        raise PaymentProblem(f"{told} {_('Hãy đếm lại, hoặc ghi lý do chênh lệch.')}", "reason")
    if on_terminal:
        words = _("Tổng trên máy quẹt thẻ lệch %(amount)s so với sổ. Hãy xem lại, hoặc ghi lý do chênh lệch.")
        raise PaymentProblem(words % {"amount": speaking.dong(abs(on_terminal))}, "reason")
