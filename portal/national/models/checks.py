"""What comparing our dossiers with those of the national portal found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier


class DifferenceKind(models.TextChoices):
    """How a dossier there differs from ours; the first three are mended by telling again."""

    MISSING = "missing", _("Bên đó không có hồ sơ")
    STATUS = "status", _("Trạng thái khác nhau")
    STEPS_MISSING = "steps_missing", _("Bên đó thiếu bước xử lý")
    STEPS_TOO_MANY = "steps_too_many", _("Bên đó thừa bước xử lý")
    STEPS_ORDER = "steps_order", _("Các bước khác thứ tự")


MENDABLE = frozenset({DifferenceKind.MISSING, DifferenceKind.STATUS, DifferenceKind.STEPS_MISSING})


def known_kinds() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return DifferenceKind.choices


class SyncCheck(models.Model):
    """One round of comparing; `problem` says why it ended early."""

    started_at = models.DateTimeField(_("bắt đầu lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    looked = models.PositiveIntegerField(_("số hồ sơ đã so"), default=0)
    differing = models.PositiveIntegerField(_("số hồ sơ sai lệch"), default=0)
    problem = models.TextField(_("lý do dừng"), blank=True)

    class Meta:
        verbose_name = _("lần đối soát với Cổng quốc gia")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.looked}"


class Difference(models.Model):
    """One way in which a dossier differs, open until a later round finds that it does not any more."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="national_differences")
    kind = models.CharField(_("loại"), max_length=20, choices=known_kinds)
    here = models.CharField(_("tại đây"), max_length=60)
    there = models.CharField(_("tại Cổng quốc gia"), max_length=60)
    found_at = models.DateTimeField(_("phát hiện lúc"), default=timezone.now)
    seen_at = models.DateTimeField(_("thấy lại lúc"), default=timezone.now)
    mended_at = models.DateTimeField(_("hết lúc"), null=True)

    class Meta:
        verbose_name = _("sai lệch với Cổng quốc gia")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=Q(mended_at=None), name="national_difference_open_once"
            ),
        ]
        indexes = [models.Index(fields=["-id"], name="national_difference_open", condition=Q(mended_at=None))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"
