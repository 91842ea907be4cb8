"""The papers of a dossier: one row for each component that the case asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.statuses import PaperCheck, PaperSource


class Paper(models.Model):
    """One component as it was handed in. A replaced file stays; the newest row of a component counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    component = models.ForeignKey("procedures.Component", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=PaperSource.choices)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    check_state = models.CharField(max_length=10, choices=PaperCheck.choices, default=PaperCheck.UNCHECKED)
    check_remark = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A paper that was uploaded has its file, any other has none."""

        verbose_name = _("Giấy tờ trong hồ sơ")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source=PaperSource.UPLOADED, upload__isnull=False)
                | (~Q(source=PaperSource.UPLOADED) & Q(upload__isnull=True)),
                name="paper_file_fits_source",
            ),
            models.UniqueConstraint(
                fields=["dossier", "component"], condition=Q(replaced_by=None), name="paper_one_current_per_component"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.position}"
