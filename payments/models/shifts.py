"""Shifts at the till: who sat there, what the drawer held, what was counted, and to whom it went.

A shift is a fact at every point of its life (migration 0005 has the triggers): what was opened, counted and handed over
is written once. Its entries are append-only, and at every commit the drawer holds what they say.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.payments import Payment
from payments.vocabulary import TOO_MUCH_DONG


class EntryKind(models.TextChoices):
    """What moved in a shift. Cards bring no money into the drawer."""

    OPENED = "opened", _("Tiền đầu ca")
    CASH = "cash", _("Thu tiền mặt")
    CARD = "card", _("Thu bằng thẻ")
    CASH_BACK = "cash_back", _("Hủy lần thu tiền mặt")
    CARD_BACK = "card_back", _("Hủy lần thu bằng thẻ")
    DIFFERENCE = "difference", _("Chênh lệch khi đếm")
    HANDED_OVER = "handed_over", _("Nộp về quỹ")


TAKEN = (EntryKind.CASH, EntryKind.CARD)
"""Entries that stand for one payment each."""

GIVEN_BACK: dict[str, EntryKind] = {EntryKind.CASH: EntryKind.CASH_BACK, EntryKind.CARD: EntryKind.CARD_BACK}
"""By the kind of a payment, the entry that reverses it."""

OUTSIDE_THE_DRAWER = (EntryKind.CARD, EntryKind.CARD_BACK)


class Shift(models.Model):
    """One clerk at one drawer, from the float to the count and the hand-over to the treasurer."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="shifts", verbose_name=_("đơn vị"))
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người thu tiền")
    )
    opened_at = models.DateTimeField(_("lúc mở ca"), default=timezone.now)
    float_dong = dong(_("tiền đầu ca"))
    closed_at = models.DateTimeField(_("lúc đóng ca"), null=True, blank=True)
    counted: models.JSONField[Any, Any] = models.JSONField(_("số tờ theo mệnh giá"), null=True, blank=True)
    counted_dong = dong(_("tiền đếm được"), null=True, blank=True)
    difference_reason = models.CharField(_("lý do chênh lệch"), max_length=500, blank=True)
    terminal_dong = dong(_("tổng trên máy quẹt thẻ"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("lúc nộp về quỹ"), null=True, blank=True)
    handover_document = models.CharField(_("số chứng từ nộp quỹ"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("ca thu tiền")
        constraints = (
            models.UniqueConstraint(fields=["clerk"], condition=Q(closed_at__isnull=True), name="shift_one_at_a_time"),
            within("shift_float", "float_dong"),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True, counted__isnull=True, counted_dong__isnull=True, difference_reason=""
                )
                | Q(
                    closed_at__isnull=False, counted__isnull=False, counted_dong__gte=0, counted_dong__lt=TOO_MUCH_DONG
                ),
                name="shift_closed_when_counted",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True, handover_document="")
                | (Q(handed_over_at__isnull=False, closed_at__isnull=False) & ~Q(handover_document="")),
                name="shift_handed_over_on_a_document",
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-id"], name="shift_by_unit"),
            models.Index(fields=["clerk", "-id"], name="shift_by_clerk"),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.clerk_id}"

    @property
    def is_open(self) -> bool:
        """Whether money may still be taken in it."""
        return self.closed_at is None


class ShiftEntry(models.Model):
    """One movement in a shift: into the drawer positive, out of it negative. The ledger has it under `transaction`."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="entries")
    kind = models.CharField(_("việc"), max_length=12, choices=EntryKind)
    amount_dong = dong(_("số tiền"))
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="shift_entries")
    given_dong = dong(_("khách đưa"), null=True, blank=True)
    transaction = models.UUIDField(_("bút toán"), null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("việc trong ca thu tiền")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["payment", "kind"], name="shiftentry_once_a_payment"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="shiftentry_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=[*TAKEN, *GIVEN_BACK.values()], payment__isnull=False)
                | (~Q(kind__in=[*TAKEN, *GIVEN_BACK.values()]) & Q(payment__isnull=True)),
                name="shiftentry_of_a_payment",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[*TAKEN], amount_dong__gt=0)
                | Q(kind__in=[*GIVEN_BACK.values()], amount_dong__lt=0)
                | Q(kind=EntryKind.OPENED, amount_dong__gte=0)
                | Q(kind=EntryKind.HANDED_OVER, amount_dong__lte=0)
                | (Q(kind=EntryKind.DIFFERENCE) & ~Q(amount_dong=0)),
                name="shiftentry_direction",
            ),
            models.CheckConstraint(
                condition=Q(given_dong__isnull=True)
                | Q(kind=EntryKind.CASH, given_dong__gte=models.F("amount_dong"), given_dong__lt=TOO_MUCH_DONG),
                name="shiftentry_gave_enough",
            ),
        )
        indexes = (models.Index(fields=["shift", "-id"], name="shiftentry_by_shift"),)

    def __str__(self) -> str:
        return f"{self.shift_id}: {self.kind} {self.amount_dong:+d}"

    @property
    def change_dong(self) -> int:
        """What goes back to the payer of what was given."""
        return int(self.given_dong or self.amount_dong) - int(self.amount_dong)
