"""The kinds of agencies and their parts, and the two tiers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The two tiers of local government since 1 July 2025."""

    PROVINCE = "province", _("Cấp tỉnh")
    COMMUNE = "commune", _("Cấp xã")


class UnitKind(models.TextChoices):
    """What a unit is in the two-tier model (NĐ 118/2025, NĐ 309/2026 Đ7, Đ10)."""

    PROVINCIAL_COMMITTEE = "provincial_committee", _("Ủy ban nhân dân cấp tỉnh")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    PROVINCIAL_CENTRE = "provincial_centre", _("Trung tâm Phục vụ hành chính công cấp tỉnh")
    BRANCH = "branch", _("Chi nhánh Trung tâm Phục vụ hành chính công")
    COMMUNE_COMMITTEE = "commune_committee", _("Ủy ban nhân dân cấp xã")
    COMMUNE_DIVISION = "commune_division", _("Cơ quan chuyên môn cấp xã")
    COMMUNE_CENTRE = "commune_centre", _("Trung tâm Phục vụ hành chính công cấp xã")


#: Kinds whose own code may open a dossier code (QĐ 20/2020/QĐ-TTg Đ4, TT 01/2018/TT-VPCP Đ19).
AGENCY_KINDS = frozenset(
    {
        UnitKind.PROVINCIAL_COMMITTEE,
        UnitKind.DEPARTMENT,
        UnitKind.PROVINCIAL_CENTRE,
        UnitKind.COMMUNE_COMMITTEE,
    }
)


#: Kinds where citizens are received.
CENTRE_KINDS = frozenset({UnitKind.PROVINCIAL_CENTRE, UnitKind.BRANCH, UnitKind.COMMUNE_CENTRE})
