"""Putting right a result that was issued with a mistake: what is wrong, what it shall say, and who answers for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from portal.accounts.fields import EncryptedJSONField


class Correction(models.Model):
    """One round of a result after its first: drafted, approved by other eyes, then issued in place of the one before.

    `number` is the round (the first result is round 1) and the number of its paperwork; `content` is the officer's
    part as it shall be, `answers` only what of the owner's form shall read otherwise (what they declared stays).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(_("Sai sót"))
    legal_ground = models.CharField(_("Căn cứ pháp lý"), max_length=500)
    content = EncryptedJSONField(default=dict)
    answers = EncryptedJSONField(default=dict)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    returned_reason = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("documents.IssuedDocument", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One at a time, with its reason and ground, by four eyes, issued only after approval."""

        verbose_name = _("Đính chính kết quả")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="correction_round_once"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(document=None), name="correction_one_at_a_time"),
            models.CheckConstraint(condition=Q(number__gt=1), name="correction_follows_the_first_result"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_ground=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drafted_by")), name="correction_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(document=None) | Q(approved_at__isnull=False), name="correction_approved_before_issued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.number}"

    @property
    def waits_for_leader(self) -> bool:
        """Whether the draft lies with a leader."""
        return self.approved_at is None and self.returned_at is None

    @property
    def is_being_made(self) -> bool:
        """Whether it is approved and the worker has still to issue it."""
        return self.approved_at is not None and self.document_id is None
