"""The internal process (quy trình nội bộ) that handles a case, approved by the Chair (TT 01/2018 Đ8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.models.case import Case
from procedures.models.version import ProcedureVersion


class InternalProcess(models.Model):
    """Steps in order. Of one case, or of all cases of the version when ``case`` is empty."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="processes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="processes")
    number = models.PositiveIntegerField(default=1)
    approval_number = models.CharField(_("số quyết định phê duyệt"), max_length=100, blank=True)
    approval_date = models.DateField(_("ngày phê duyệt"), null=True, blank=True)
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến hết"), null=True, blank=True)

    class Meta:
        verbose_name = _("quy trình nội bộ")
        ordering = ("version_id", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "case", "number"),
                nulls_distinct=False,
                name="process_number_once_a_case",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="process_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"
