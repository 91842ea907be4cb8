"""Where a file came from that nobody had to hand in: a result that an agency issued before, fetched from its store."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaperOrigin(models.Model):
    """The origin of one file; written by the worker that fetched it, so nobody can claim it of a file of their own.

    It belongs to the file, not to the paper: a paper that gets another file loses it (docs/decisions/0034).
    """

    upload = models.OneToOneField("files.Upload", on_delete=models.CASCADE, related_name="origin")
    result_code = models.CharField(_("mã kết quả"), max_length=64)
    number = models.CharField(_("số, ký hiệu"), max_length=100, blank=True)
    title = models.CharField(_("tên giấy tờ"), max_length=500)
    agency = models.CharField(_("cơ quan chủ quản"), max_length=200)
    fetched_at = models.DateTimeField(_("lấy lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("nguồn gốc của giấy tờ")
        constraints = [
            models.CheckConstraint(name="paper_origin_names_result", condition=~Q(result_code="") & ~Q(agency="")),
        ]

    def __str__(self) -> str:
        return f"{self.result_code} {self.number}".strip()
