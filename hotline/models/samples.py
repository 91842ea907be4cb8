"""Samples of answers that supervisors rate. Triggers keep each draw, and a rating once it is given."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.answers import Answer


class Mark(models.IntegerChoices):
    """How good one side of an answer is."""

    POOR = 1, _("1 – Kém")
    WEAK = 2, _("2 – Yếu")
    FAIR = 3, _("3 – Đạt")
    GOOD = 4, _("4 – Tốt")
    EXCELLENT = 5, _("5 – Rất tốt")


class SampleShare(models.Model):
    """How many of a hundred answers are drawn, for weeks that begin on `starts_on` or later; the newest row counts."""

    percent = models.PositiveSmallIntegerField(_("Phần trăm câu trả lời được kiểm tra"))
    starts_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        """Somebody always reads some of them."""

        verbose_name = _("Tỷ lệ lấy mẫu")
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="sample_share_of_a_hundred")
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class SampleDraw(models.Model):
    """What was drawn of one week; whoever has the answers can draw it again from `seed` (`hotline.samples.drawing`)."""

    starts_on = models.DateField(unique=True)
    percent = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    population = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        verbose_name = _("Lần lấy mẫu")
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}"


class Sample(models.Model):
    """One drawn answer: who is to rate it by when, and the marks of its five sides."""

    MARKS: ClassVar[tuple[str, ...]] = ("checked", "found", "promise", "legal_basis", "tone")

    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="samples")
    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="sample")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    checked = models.PositiveSmallIntegerField(_("Đã kiểm tra gì"), choices=Mark.choices, null=True, blank=True)
    found = models.PositiveSmallIntegerField(_("Kết quả"), choices=Mark.choices, null=True, blank=True)
    promise = models.PositiveSmallIntegerField(
        _("Sẽ làm gì, bao giờ xong"), choices=Mark.choices, null=True, blank=True
    )
    legal_basis = models.PositiveSmallIntegerField(_("Căn cứ pháp lý"), choices=Mark.choices, null=True, blank=True)
    tone = models.PositiveSmallIntegerField(_("Giọng văn"), choices=Mark.choices, null=True, blank=True)
    words = models.TextField(_("Nhận xét"), blank=True)
    asked_again = models.BooleanField(default=False)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Rated whole or not at all."""

        verbose_name = _("Câu trả lời lấy mẫu")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    rated_at=None, rated_by=None, checked=None, found=None, promise=None, legal_basis=None, tone=None
                )
                | Q(  # PostgreSQL takes what it does not know (a mark that is missing) for kept
                    rated_at__isnull=False,
                    rated_by__isnull=False,
                    checked__isnull=False,
                    found__isnull=False,
                    promise__isnull=False,
                    legal_basis__isnull=False,
                    tone__isnull=False,
                    checked__range=(1, 5),
                    found__range=(1, 5),
                    promise__range=(1, 5),
                    legal_basis__range=(1, 5),
                    tone__range=(1, 5),
                ),
                name="sample_rated_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="sample_waiting", condition=Q(rated_at=None)),
            models.Index(fields=["unit", "-id"], name="sample_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}"

    @property
    def marks(self) -> list[tuple[str, int]]:
        """The sides of a rated answer with their marks, in the words of the page."""
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in self.MARKS]  # type: ignore[union-attr]

    @property
    def mean(self) -> float | None:
        """The mean of the marks, 1 to 5; None where it is not rated."""
        given = [getattr(self, name) for name in self.MARKS]
        return None if None in given else sum(given) / len(given)
