"""What came over from an older system with a dossier: its papers and its result, as files with their checksums."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class InheritedFile(models.Model):
    """One file; a result has the number and the day under which it was signed there."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="inherited_files")
    is_result = models.BooleanField(_("Là kết quả"), default=False)
    title = models.CharField(_("Tên giấy tờ"), max_length=250)
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True)
    signed_by = models.CharField(_("Người ký"), max_length=200, blank=True)
    file_name = models.CharField(max_length=255)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A file under one name comes over once, however often a package is read."""

        verbose_name = _("Giấy tờ từ hệ thống cũ")
        ordering = ["-is_result", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "file_name", "is_result"], name="inherited_file_once"),
            models.CheckConstraint(
                condition=Q(is_result=False) | (~Q(number="") & Q(signed_on__isnull=False)),
                name="inherited_result_is_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.title}"
