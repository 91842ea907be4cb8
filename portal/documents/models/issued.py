"""Issued documents: what anybody can verify.

An issued document is a fact: who issued which bytes under which number. The database refuses to change or delete it;
only its state moves, from active to replaced or recalled, once (migration 0002 has the trigger).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.documents.models.kinds import CODE_PATTERN, DocumentState, Kind


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
