"""The result of a dossier: drafted, approved, signed, numbered and handed out are separate facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from portal.accounts.fields import EncryptedJSONField


class Result(models.Model):
    """The result paper of a dossier, from the officer's draft to the signed document.

    After a correction it is the one that counts now: `round` tells the how manieth, and is its paperwork's number.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result")
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    title = models.CharField(_("Tên kết quả"), max_length=250)
    template = models.CharField(max_length=120)
    is_refusal = models.BooleanField(_("Là văn bản từ chối"), default=False, db_default=False)
    content = EncryptedJSONField(default=dict)
    officer_opinion = models.TextField(_("Ý kiến của người thẩm định"), blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(_("Số"), max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_out_at = models.DateTimeField(null=True, blank=True)
    handed_out_to = models.CharField(max_length=200, blank=True)

    class Meta:
        """Approval comes before signature, and four eyes look: who drafts does not approve."""

        verbose_name = _("Kết quả giải quyết")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(approved_at__isnull=False), name="result_approved_before_signed"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drafted_by")), name="result_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(document__isnull=False), name="result_signed_has_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.title}"
