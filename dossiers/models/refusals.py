"""A dossier that was not taken in, and by which rule."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Refusal(models.Model):
    """Phiếu từ chối: the reason and the legal ground; a refusal without a ground can't be stored."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="refusal")
    reason = models.TextField(_("Lý do"))
    legal_ground = models.CharField(_("Căn cứ pháp lý"), max_length=500)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        """Reason and ground are law (NĐ 61/2018 Đ17(1)), so the database asks for them."""

        verbose_name = _("Phiếu từ chối")
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_ground=""), name="refusal_has_ground"),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
