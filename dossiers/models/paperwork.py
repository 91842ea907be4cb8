"""Documents that the worker still has to make for a dossier: a visible chain of named, separately retried steps."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


def known_kinds() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return Paperwork.Kind.choices


class Paperwork(models.Model):
    """One document to be rendered (and signed) for a dossier. A failure is written here, where staff see it."""

    class Kind(models.TextChoices):
        """What is made."""

        ACKNOWLEDGEMENT = "acknowledgement", _("Giấy xác nhận đã nộp hồ sơ")
        RECEIPT = "receipt", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
        SUPPLEMENT = "supplement", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
        REFUSAL = "refusal", _("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
        APOLOGY = "apology", _("Văn bản xin lỗi và hẹn lại ngày trả kết quả")
        STOP_NOTICE = "stop_notice", _("Thông báo dừng giải quyết hồ sơ")
        CONTROL_SLIP = "control_slip", _("Phiếu kiểm soát quá trình giải quyết hồ sơ")
        RESULT = "result", _("Kết quả giải quyết thủ tục hành chính")

    INSIDE = (Kind.CONTROL_SLIP,)
    """For the units concerned only: whoever filed never comes to them."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="paperwork")
    kind = models.CharField(max_length=20, choices=known_kinds)
    number = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Each document of a dossier is asked for once; the worker finds what waits by a partial index."""

        verbose_name = _("Giấy tờ phát hành")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "number"], name="paperwork_once"),
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(document__isnull=False), name="paperwork_made_has_document"
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="paperwork_waiting", condition=Q(made_at=None))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"
