"""A filing that is still being written. Everything typed is kept, valid or not."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from portal.accounts.fields import EncryptedJSONField


class Draft(models.Model):
    """What a citizen has typed so far: raw strings by page, papers by component, kept until sent.

    `data` has the shape {"applicant": {...}, "owner": {...}, "form": {property: raw}, "papers":
    {component code: {"source", "upload"}}, "fee_claims": {group: {"source", "upload"}}, "delivery": {...},
    "done": [page keys]}.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    procedure_version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("procedures.Case", on_delete=models.PROTECT, related_name="+")
    commune_code = models.CharField(max_length=10, blank=True)
    data = EncryptedJSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    dossier = models.OneToOneField(Dossier, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """Newest first."""

        verbose_name = _("Hồ sơ đang làm")
        ordering = ["-saved_at"]
        indexes = [
            models.Index(fields=["user", "-saved_at"], name="draft_open_of_user", condition=models.Q(dossier=None)),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
