"""A piece of an upload that comes in pieces."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.files.models.uploads import Upload


class UploadPart(models.Model):
    """One received piece of an unfinished upload, encrypted like all content; gone once the upload is finished."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts", verbose_name=_("tệp tải lên"))
    offset = models.PositiveBigIntegerField(_("vị trí (byte)"))
    size_bytes = models.PositiveBigIntegerField(_("kích thước (byte)"))
    location = models.CharField(_("nơi lưu"), max_length=255, unique=True)
    wrapped_key = models.BinaryField(_("khóa đã bọc"))

    class Meta:
        verbose_name = _("phần tệp tải lên")
        verbose_name_plural = _("phần tệp tải lên")
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="uploadpart_one_per_offset"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="uploadpart_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}@{self.offset}+{self.size_bytes}"
