"""The log of what was announced: one row for each version put in force and each procedure ended, numbered without gaps.

A row gets its number, and the moment that goes with it, from a trigger when its transaction commits: whoever commits
later has the higher number, so a reader who has seen number n never meets a smaller one it has not seen
(docs/decisions/0006). Rows are never changed nor deleted (trigger).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.procedure import Procedure
from procedures.models.version import ProcedureVersion


class CatalogueChangeKind(models.TextChoices):
    """What became of a procedure."""

    ANNOUNCED = "announced", _("Công bố mới")
    AMENDED = "amended", _("Sửa đổi, bổ sung")
    ABOLISHED = "abolished", _("Bãi bỏ")


class CatalogueState(models.Model):
    """The one row that says how far the log is: its last number, and when that was given."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("trạng thái danh mục")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="catalogue_has_one_state"),)

    def __str__(self) -> str:
        return str(self.number)


class CatalogueChange(models.Model):
    """One thing that was announced: ``version`` came (``before`` went), or ended with nothing of its own after it.

    ``number`` and ``at`` are empty only within the transaction that writes the row. ``felt_at``: from when a reader of
    the catalogue in force sees it, the later of ``at`` and midnight (Viet Nam) of ``effective_on``.
    """

    number = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    felt_at = models.DateTimeField(null=True, editable=False)
    kind = models.CharField(max_length=9, choices=CatalogueChangeKind)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField()
    decision_number = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("thay đổi của danh mục")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="catalogue_change_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, at__isnull=True, felt_at__isnull=True)
                | Q(number__isnull=False, at__isnull=False, felt_at__isnull=False),
                name="catalogue_change_numbered_wholly",
            ),
            models.CheckConstraint(
                condition=Q(kind="announced", before=None, replaced_by=None)
                | Q(kind="amended", before__isnull=False, replaced_by=None)
                | Q(kind="abolished", before=None),
                name="catalogue_change_kind_fits",
            ),
        )
        indexes = (
            models.Index(fields=["felt_at"], name="catalogue_change_felt"),
            models.Index(fields=["id"], condition=Q(number=None), name="catalogue_change_unnumbered"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
