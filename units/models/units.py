"""Agencies and their parts: who receives, who settles, and where people go."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import without_accents
from units.models.unit_kinds import AGENCY_KINDS, CENTRE_KINDS, Level, UnitKind

from .validity import Validity, ValidityQuerySet, ValidityRange, ends_after_it_starts


@pghistory.track()
class Unit(Validity):
    """One agency, division of an agency, or place of service, with a code that is never reused."""

    code = models.CharField(_("mã định danh"), max_length=35, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    slug = models.SlugField(_("tên ngắn"), max_length=60, blank=True)
    kind = models.CharField(_("loại"), max_length=24, choices=UnitKind)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("trực thuộc"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    division = models.ForeignKey(
        "units.Division",
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        related_name="units",
    )
    calendar = models.ForeignKey(
        "units.WorkingCalendar",
        verbose_name=_("lịch làm việc"),
        on_delete=models.PROTECT,
        related_name="units",
    )
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=40, blank=True)
    hotline = models.CharField(_("đường dây nóng"), max_length=40, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    map_url = models.URLField(_("đường dẫn bản đồ"), max_length=500, blank=True, default="", db_default="")
    search_text = models.CharField(max_length=600, editable=False)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        ordering = ("code",)
        constraints = (
            ends_after_it_starts("unit_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]\d{2}(\.\d{1,3}){0,3}$"), name="unit_code_form"),
            models.CheckConstraint(
                condition=(
                    Q(kind="provincial_committee", parent__isnull=True)
                    | (Q(parent__isnull=False) & ~Q(kind="provincial_committee"))
                ),
                name="unit_only_the_top_has_no_parent",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind__startswith="commune_", level="commune")
                    | (~Q(kind__startswith="commune_") & Q(level="province"))
                ),
                name="unit_level_fits_its_kind",
            ),
            ExclusionConstraint(
                name="unit_one_committee_per_division",
                expressions=(
                    ("division", RangeOperators.EQUAL),
                    (ValidityRange(), RangeOperators.OVERLAPS),
                ),
                condition=Q(kind__in=("provincial_committee", "commune_committee")),
            ),
            ExclusionConstraint(
                name="unit_one_slug_under_a_parent",
                expressions=(
                    ("parent", RangeOperators.EQUAL),
                    ("slug", RangeOperators.EQUAL),
                    (ValidityRange(), RangeOperators.OVERLAPS),
                ),
                condition=~Q(slug=""),
            ),
        )
        indexes = (
            models.Index(fields=["kind", "code"], name="unit_kind_code"),
            GinIndex(fields=["search_text"], name="unit_search", opclasses=["gin_trgm_ops"]),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the text that searches look in beside the name."""
        self.search_text = self.searchable()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public page of the unit."""
        return reverse("units:detail", args=(self.code,))

    def searchable(self) -> str:
        """Name, address and code without accents; bulk loaders call it themselves."""
        return f"{without_accents(f'{self.name} {self.address}')} {self.code.lower()}"

    @property
    def agency(self) -> Unit:
        """Nearest unit upwards (or itself) whose own code opens dossier codes."""
        if self.kind in AGENCY_KINDS or self.parent is None:
            return self
        return self.parent.agency

    @property
    def agency_code(self) -> str:
        """Code that a dossier received here begins with, such as `H29.151`."""
        return self.agency.code

    @property
    def is_centre(self) -> bool:
        """Whether citizens hand in dossiers here."""
        return self.kind in CENTRE_KINDS
