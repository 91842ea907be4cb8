"""Which units' money another system may read through REST."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiReader(models.Model):
    """One unit that a client with the scope `payments:read` was given; without a row it reads nothing."""

    client_id = models.CharField(_("hệ thống"), max_length=100)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị"))

    class Meta:
        verbose_name = _("quyền đọc khoản thu của hệ thống khác")
        constraints = (models.UniqueConstraint(fields=["client_id", "unit"], name="apireader_once_a_unit"),)

    def __str__(self) -> str:
        return f"{self.client_id}: {self.unit_id}"
