"""The lasting identity of a procedure and of its field; what changes lives in a version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.Model):
    """A field of administration (lĩnh vực), such as G15-TP07 Hộ tịch.

    National records often lack the code: such a field gets one made from its name (``X-…``).
    """

    code = models.CharField(_("mã"), max_length=64, unique=True)
    name = models.CharField(_("tên"), max_length=300)

    class Meta:
        verbose_name = _("lĩnh vực")
        ordering = ("name", "code")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(code=""), name="field_code_and_name_given"),
        )

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính) under its national code, e.g. 1.001193."""

    code = models.CharField(_("mã thủ tục"), max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("được thay thế bởi"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )

    class Meta:
        verbose_name = _("thủ tục hành chính")
        ordering = ("code",)
        constraints = (
            # domain.md 3.3: base code d.dddddd, perhaps with a local suffix such as .H29.
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]\.[0-9]{6}(\.[0-9A-Z]+)*$"),
                name="procedure_code_shape",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True) | ~models.Q(replaced_by=models.F("pk")),
                name="procedure_not_replaced_by_itself",
            ),
        )

    def __str__(self) -> str:
        return self.code
