"""Issued documents and the counters their numbers come from.

An issued document is a fact: who issued which bytes under which number. The database refuses to change or delete it;
only its state moves, from active to replaced or recalled, once (migration 0002 has the trigger).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$"


class Kind(models.TextChoices):
    """Kinds of documents: the acknowledgement, the seven forms of TT 03/2025/TT-VPCP Annex I, the result."""

    ACKNOWLEDGEMENT = "acknowledgement", _("Giấy xác nhận đã nộp hồ sơ")
    RECEIPT = "receipt", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    SUPPLEMENT_REQUEST = "supplement_request", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    REFUSAL = "refusal", _("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
    APOLOGY = "apology", _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    STOP_NOTICE = "stop_notice", _("Thông báo dừng giải quyết hồ sơ")
    CONTROL_SLIP = "control_slip", _("Phiếu kiểm soát quá trình giải quyết hồ sơ")
    REGISTER = "register", _("Sổ theo dõi hồ sơ")
    RESULT = "result", _("Kết quả giải quyết thủ tục hành chính")


class DocumentState(models.TextChoices):
    """Whether a document still counts."""

    ACTIVE = "active", _("Đang có hiệu lực")
    REPLACED = "replaced", _("Đã được thay thế")
    RECALLED = "recalled", _("Đã thu hồi")


class IssuedDocument(models.Model):
    """One issued PDF that anyone can verify by its code or its bytes."""

    public_id = models.UUIDField(_("mã công khai"), default=uuid.uuid4, unique=True, editable=False)
    verification_code = models.CharField(_("mã xác minh"), max_length=14, unique=True)
    kind = models.CharField(_("loại văn bản"), max_length=20, choices=Kind)
    number = models.CharField(_("số, ký hiệu"), max_length=64, blank=True, default="")
    title = models.CharField(_("tên văn bản"), max_length=300)
    subject_ref = models.CharField(_("mã hồ sơ"), max_length=64, db_index=True)
    unit_name = models.CharField(_("đơn vị ban hành"), max_length=300)
    signer_name = models.CharField(_("người ký"), max_length=200, blank=True, default="")
    signed_at = models.DateTimeField(_("lúc ký số"), null=True, blank=True)
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, unique=True)
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("tệp"))
    issued_at = models.DateTimeField(_("lúc ban hành"), auto_now_add=True)
    state = models.CharField(_("hiệu lực"), max_length=8, choices=DocumentState, default=DocumentState.ACTIVE)
    state_reason = models.TextField(_("lý do đổi hiệu lực"), blank=True, default="")
    state_changed_at = models.DateTimeField(_("lúc đổi hiệu lực"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("văn bản thay thế"),
    )

    class Meta:
        verbose_name = _("văn bản đã ban hành")
        verbose_name_plural = _("văn bản đã ban hành")
        constraints = [
            models.CheckConstraint(
                condition=Q(verification_code__regex=CODE_PATTERN),
                name="issueddocument_code_well_formed",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="issueddocument_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="issueddocument_state_known"),
            models.CheckConstraint(
                condition=Q(state="active", state_changed_at__isnull=True)
                | (~Q(state="active") & Q(state_changed_at__isnull=False) & ~Q(state_reason="")),
                name="issueddocument_state_change_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(state="replaced"),
                name="issueddocument_replacement_state",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(signer_name=""),
                name="issueddocument_signature_has_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class NumberSeries(models.Model):
    """The last number given out in a series and year; numbers run from 1 without gaps (TT 01/2018 Đ10)."""

    series = models.CharField(_("dãy số"), max_length=100)
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối đã cấp"))

    class Meta:
        verbose_name = _("dãy số văn bản")
        verbose_name_plural = _("dãy số văn bản")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="numberseries_one_per_year")]

    def __str__(self) -> str:
        return f"{self.series}/{self.year}: {self.last}"
