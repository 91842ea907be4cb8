"""The codes under which other systems know a dossier; its own code stays the one it has for life."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class DossierAlias(models.Model):
    """One code of one system. Within a system a code means one dossier; a dossier has at most one there."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="aliases", db_index=False)
    system = models.CharField(_("Hệ thống"), max_length=40)
    code = models.CharField(_("Mã ở hệ thống đó"), max_length=60)
    noted_at = models.DateTimeField(_("Ghi lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("Mã ở hệ thống khác")
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="dossier_alias_means_one"),
            models.UniqueConstraint(fields=["dossier", "system"], name="dossier_alias_once_a_system"),
        ]
        # Whoever types a code does not say whose it is.
        indexes = [models.Index(fields=["code"], name="dossier_alias_code")]

    def __str__(self) -> str:
        return f"{self.system}: {self.code}"
