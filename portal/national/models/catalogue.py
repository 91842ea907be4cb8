"""Bringing the national catalogue down: how far a round is, what it fetched, and where the two lists differ."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CatalogueRound(models.Model):
    """One round: its `codes` are fetched one after the other, then all goes to the review queue.

    `claimed_until` keeps other workers away; `problem` says why it stands still for now.
    """

    started_at = models.DateTimeField(_("bắt đầu lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    claimed_until = models.DateTimeField(null=True)
    codes = models.JSONField(default=list)
    fetched = models.PositiveIntegerField(_("số thủ tục đã tải"), default=0)
    queued = models.PositiveIntegerField(_("số thủ tục chờ duyệt"), default=0)
    unchanged = models.PositiveIntegerField(_("số thủ tục không đổi"), default=0)
    refused = models.PositiveIntegerField(_("số thủ tục không đọc được"), default=0)
    problem = models.TextField(_("lý do dừng"), blank=True)

    class Meta:
        verbose_name = _("lần tải danh mục quốc gia")
        # One is open at most.
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"], nulls_distinct=False, name="national_catalogue_one_open_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.fetched}"

    @property
    def total(self) -> int:
        """How many procedures the round is about."""
        return len(self.codes)


class CatalogueEntry(models.Model):
    """What was answered about one procedure, until the round is imported; {} for one that is not there any more."""

    round = models.ForeignKey(CatalogueRound, on_delete=models.CASCADE, related_name="entries", db_index=False)
    code = models.CharField(max_length=60)
    told = models.JSONField()

    class Meta:
        verbose_name = _("thủ tục đã tải")
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="national_catalogue_entry_once")]

    def __str__(self) -> str:
        return self.code


class ListDifferenceKind(models.TextChoices):
    """How a list there differs from ours."""

    AGENCY_MISSING_HERE = "agency_here", _("Cơ quan chỉ có ở Cổng quốc gia")
    AGENCY_MISSING_THERE = "agency_there", _("Cơ quan chỉ có tại đây")
    AGENCY_NAME = "agency_name", _("Cơ quan khác tên")
    FIELD_MISSING_HERE = "field_here", _("Lĩnh vực chỉ có ở Cổng quốc gia")
    FIELD_MISSING_THERE = "field_there", _("Lĩnh vực chỉ có tại đây")
    FIELD_NAME = "field_name", _("Lĩnh vực khác tên")


def known_list_kinds() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return ListDifferenceKind.choices


class ListDifference(models.Model):
    """One agency or field that the two lists write differently, as the newest round found it."""

    kind = models.CharField(_("loại"), max_length=20, choices=known_list_kinds)
    code = models.CharField(_("mã"), max_length=60)
    here = models.CharField(_("tại đây"), max_length=300, blank=True)
    there = models.CharField(_("tại Cổng quốc gia"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("phát hiện lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("danh mục khác với Cổng quốc gia")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="national_list_difference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"
