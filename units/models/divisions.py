"""Administrative divisions: 34 provinces and cities, 3,321 wards, communes and special zones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import without_accents

from .validity import Validity, ValidityQuerySet, ends_after_it_starts


class Division(Validity):
    """One province or commune with its official code of the General Statistics Office."""

    class Kind(models.TextChoices):
        """Type of a division under the two-tier law in force since 1 July 2025."""

        PROVINCE = "province", _("Tỉnh")
        CITY = "city", _("Thành phố")
        WARD = "ward", _("Phường")
        COMMUNE = "commune", _("Xã")
        SPECIAL_ZONE = "special_zone", _("Đặc khu")

    UPPER_KINDS: ClassVar = (Kind.PROVINCE, Kind.CITY)

    code = models.CharField(_("mã đơn vị hành chính"), max_length=5, unique=True)
    name = models.CharField(_("tên"), max_length=100)
    full_name = models.CharField(_("tên đầy đủ"), max_length=120)
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("thuộc"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    decision = models.CharField(_("nghị quyết thành lập"), max_length=200, blank=True)
    search_text = models.CharField(max_length=250, editable=False)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        ordering = ("code",)
        constraints = (
            ends_after_it_starts("division_ends_after_it_starts"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=("province", "city"), parent__isnull=True, code__regex=r"^\d{2}$")
                    | Q(
                        kind__in=("ward", "commune", "special_zone"),
                        parent__isnull=False,
                        code__regex=r"^\d{5}$",
                    )
                ),
                name="division_code_and_parent_fit_its_tier",
            ),
        )
        indexes = (GinIndex(fields=["search_text"], name="division_search", opclasses=["gin_trgm_ops"]),)

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the text that searches look in beside the name."""
        self.search_text = self.searchable()
        super().save(*args, **kwargs)

    def searchable(self) -> str:
        """Name without accents and code, for `search_text`; bulk loaders call it themselves."""
        return f"{without_accents(self.full_name)} {self.code}"
