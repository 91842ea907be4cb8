"""What the tax office is told of receipts: one file a unit and day, and what became of it (NĐ 254/2026).

Nothing is told twice: an entry is one thing that happened to a receipt, and PostgreSQL lets it stand in one summary.
What is found later of a day that was told already is a supplement, the next edition of that day.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.receipts import Receipt


class Act(models.TextChoices):
    """What happened to a receipt."""

    ISSUED = "issued", _("Lập")
    REPLACED = "replaced", _("Bị thay thế")
    CANCELLED = "cancelled", _("Bị hủy")


ENDED = (Act.REPLACED, Act.CANCELLED)


class Obstacle(models.TextChoices):
    """Why a summary has no file yet; the worker tries again every hour."""

    NO_TAX_CODE = "no_tax_code", _("Tài khoản thu của đơn vị chưa ghi mã số thuế.")
    NOT_SIGNED = "not_signed", _("Chưa ký số được tệp.")
    FAILED = "failed", _("Chưa lập được tệp do lỗi kỹ thuật.")


def obstacles() -> list[tuple[str, Any]]:
    """Choices told by a function: a new one needs no migration."""
    return Obstacle.choices


class TaxSummary(models.Model):
    """The summary of one unit and day. `edition` 1 tells the day, later ones only what was missing before.

    Counts and sums are those of its entries; `answer` is what the tax office said when it took the file.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    day = models.DateField(_("ngày"))
    edition = models.PositiveSmallIntegerField(_("lần gửi"), default=1)
    issued = models.PositiveIntegerField(_("số biên lai lập"))
    replaced = models.PositiveIntegerField(_("số biên lai bị thay thế"))
    cancelled = models.PositiveIntegerField(_("số biên lai bị hủy"))
    fee_dong = dong(_("lệ phí"))
    charge_dong = dong(_("phí"))
    ended_dong = dong(_("số tiền trên biên lai hết giá trị"))
    made_at = models.DateTimeField(_("lúc lập"), default=timezone.now)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    # The outbox forgets what it sent; that it was put there stays, or it would leave again.
    message = models.ForeignKey(
        "outbox.OutboxMessage", models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    sent_at = models.DateTimeField(_("lúc cơ quan thuế nhận"), null=True, blank=True)
    obstacle = models.CharField(max_length=20, choices=obstacles, blank=True)
    answer = models.CharField(_("trả lời của cơ quan thuế"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bảng tổng hợp biên lai")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["unit", "day", "edition"], name="taxsummary_once_an_edition"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="taxsummary_edition"),
            models.CheckConstraint(
                condition=Q(issued__gt=0) | Q(replaced__gt=0) | Q(cancelled__gt=0), name="taxsummary_tells_something"
            ),
            models.CheckConstraint(
                condition=Q(message__isnull=True) | Q(file__isnull=False), name="taxsummary_sends_its_file"
            ),
            within("taxsummary_amounts", "fee_dong", "charge_dong", "ended_dong"),
        )
        indexes = (
            models.Index(fields=["unit", "-id"], name="taxsummary_by_unit"),
            models.Index(fields=["id"], name="taxsummary_to_send", condition=Q(message__isnull=True)),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number at the tax office, the same each time it is sent."""
        return f"{self.unit.code}-{self.day:%Y%m%d}-{self.edition}"


class SummaryEntry(models.Model):
    """One thing that was told of one receipt: that it was issued, or that it counts no more."""

    summary = models.ForeignKey(TaxSummary, models.PROTECT, related_name="entries")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="told")
    act = models.CharField(max_length=9, choices=Act)

    class Meta:
        verbose_name = _("dòng của bảng tổng hợp biên lai")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(act__in=Act.values), name="summaryentry_act_known"),
            models.UniqueConstraint(fields=["receipt"], condition=Q(act=Act.ISSUED), name="summaryentry_issued_once"),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(act=Act.ISSUED), name="summaryentry_ended_once"),
        )

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.act}"
