"""A fee (lệ phí) or charge (phí) of a case, by channel."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, FeeKind
from procedures.fee_rules import counted
from procedures.models.case import Case


class Fee(models.Model):
    """A fee or charge. ``amount_dong`` in whole đồng; None when only the text ``note`` sets it.

    ``quantity_of`` names the answer of the e-form that multiplies it (copies asked for); empty: owed once.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="fees")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ANY)
    kind = models.CharField(max_length=10, choices=FeeKind, default=FeeKind.FEE)
    code = models.CharField(max_length=64, blank=True)
    name = models.TextField(_("tên phí, lệ phí"))
    amount_dong = models.BigIntegerField(_("số tiền (đồng)"), null=True, blank=True)
    quantity_of = models.SlugField(_("tính theo số lượng"), max_length=64, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("phí, lệ phí")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_dong__isnull=True) | Q(amount_dong__gte=0),
                name="fee_amount_not_negative",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="fee_channel_known"),
            models.CheckConstraint(condition=Q(kind__in=FeeKind.values), name="fee_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def quantity(self, answers: dict[str, Any]) -> int:
        """How many times it is owed: once, or as often as the named answer says (nothing asked for: 0)."""
        return counted(answers.get(self.quantity_of)) if self.quantity_of else 1
