"""Refunds: money that goes back, asked by one person and approved by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.orders import Order
from payments.vocabulary import providers


class RefundState(models.TextChoices):
    """How far a refund has come."""

    ASKED = "asked", _("Chờ duyệt hoàn trả")
    APPROVED = "approved", _("Đã duyệt, chờ chuyển tiền")
    REFUSED = "refused", _("Không được duyệt hoàn trả")
    SENT = "sent", _("Đã chuyển tiền hoàn")


class Refund(models.Model):
    """One giving back, whole or partial, with reason and legal ground; four eyes see it before money leaves."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds", verbose_name=_("khoản thu"))
    amount_dong = dong(_("số tiền hoàn"))
    reason = models.CharField(_("lý do"), max_length=500)
    legal_ground = models.CharField(_("căn cứ pháp lý"), max_length=300)
    #: By which it goes back; "" in refunds from before it was asked. Another than it came by has its reason.
    channel = models.CharField(
        _("kênh hoàn trả"), max_length=20, choices=providers, blank=True, default="", db_default=""
    )
    other_channel_reason = models.CharField(
        _("vì sao trả qua kênh khác"), max_length=500, blank=True, default="", db_default=""
    )
    state = models.CharField(_("trạng thái"), max_length=8, choices=RefundState, default=RefundState.ASKED)
    #: None: the system asked, since what the order was for ended without anybody of ours (another system withdrew it).
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("lúc đề nghị"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("lúc quyết định"), null=True, blank=True)
    decision_note = models.CharField(_("ý kiến"), max_length=500, blank=True)
    sent_reference = models.CharField(_("mã giao dịch hoàn"), max_length=100, blank=True)
    sent_at = models.DateTimeField(_("lúc chuyển tiền"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("lúc ngân hàng xác nhận"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("hoàn trả")
        constraints = (
            within("refund_amount", "amount_dong", at_least=1),
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="refund_state_known"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(legal_ground=""), name="refund_with_reason_and_legal_ground"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="refund_by_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="refund_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="sent", sent_at__isnull=False) & ~Q(sent_reference=""))
                | (~Q(state="sent") & Q(sent_at__isnull=True, sent_reference="")),
                name="refund_sent_has_reference",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(state="sent"), name="refund_confirmed_once_sent"
            ),
        )
        indexes = (models.Index(fields=["asked_at"], name="refund_open", condition=Q(state__in=["asked", "approved"])),)

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount_dong}"


class FailedTransfer(models.Model):
    """A transfer of a refund that came back: the money waits again, and why it failed stays. Append-only."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="failures")
    reference = models.CharField(_("mã giao dịch hoàn"), max_length=100)
    sent_at = models.DateTimeField(_("lúc chuyển tiền"))
    reason = models.CharField(_("lý do không chuyển được"), max_length=500)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(_("lúc ghi nhận"), auto_now_add=True)

    class Meta:
        verbose_name = _("lần hoàn tiền không thành")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.refund_id}: {self.reference}"
