"""The public list of units: search without accents, filters, and pages by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import without_accents

from .models import Unit, UnitKind, ValidityQuerySet

PAGE_SIZE = 30


class Group(models.TextChoices):
    """What people look for; the words that `/api/v1/units/?kind=` takes."""

    CENTRE = "centre", _("Trung tâm Phục vụ hành chính công")
    BRANCH = "branch", _("Chi nhánh")
    COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
    DIVISION = "division", _("Cơ quan chuyên môn cấp xã")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    PROVINCE = "province", _("Ủy ban nhân dân cấp tỉnh")


KINDS_OF_GROUP: Mapping[str, tuple[UnitKind, ...]] = {
    Group.CENTRE: (UnitKind.PROVINCIAL_CENTRE, UnitKind.COMMUNE_CENTRE),
    Group.BRANCH: (UnitKind.BRANCH,),
    Group.COMMUNE: (UnitKind.COMMUNE_COMMITTEE,),
    Group.DIVISION: (UnitKind.COMMUNE_DIVISION,),
    Group.DEPARTMENT: (UnitKind.DEPARTMENT,),
    Group.PROVINCE: (UnitKind.PROVINCIAL_COMMITTEE,),
}


@dataclass(frozen=True)
class DirectoryPage:
    """One page of the list with the addresses of its neighbours ("" at the ends)."""

    units: list[Unit]
    next: str = ""
    previous: str = ""


def find(text: str = "", group: str = "", commune: str = "", on: dt.date | None = None) -> ValidityQuerySet[Unit]:
    """Units in force that have every word of the text, with or without accents, in order of code."""
    units = with_words(Unit.objects.current(on).select_related("parent__parent", "division"), text)
    if group:
        units = units.filter(kind__in=KINDS_OF_GROUP[group])
    if commune:
        units = units.filter(division__code=commune)
    return units.order_by("code")


def with_words(units: ValidityQuerySet[Unit], text: str) -> ValidityQuerySet[Unit]:
    """Units whose name, address or code has every word of the text, accents or not."""
    for word in without_accents(text).split():
        units = units.filter(search_text__contains=word)
    return units


def page(units: ValidityQuerySet[Unit], filters: Mapping[str, str], after: str = "", before: str = "") -> DirectoryPage:
    """The page after or before a code; `filters` are kept in the addresses of the neighbours."""
    if before:
        rows = list(units.filter(code__lt=before).order_by("-code")[: PAGE_SIZE + 1])
        has_previous, has_next = len(rows) > PAGE_SIZE, True
        shown = rows[:PAGE_SIZE][::-1]
    else:
        rows = list((units.filter(code__gt=after) if after else units)[: PAGE_SIZE + 1])
        has_previous, has_next = bool(after), len(rows) > PAGE_SIZE
        shown = rows[:PAGE_SIZE]
    if not shown:
        return DirectoryPage([])
    return DirectoryPage(
        shown,
        next=_address(filters, after=shown[-1].code) if has_next else "",
        previous=_address(filters, before=shown[0].code) if has_previous else "",
    )


def _address(filters: Mapping[str, str], **key: str) -> str:
    kept = {name: value for name, value in filters.items() if value}
    return "?" + urlencode(kept | key)
