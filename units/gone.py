"""What to tell people whose form names a commune or unit that has ended meanwhile: what it is today."""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import succession
from .models import Unit, UnitKind, today_in_vietnam


def say_commune(code: str) -> str:
    """Why a code is no commune of today and what to choose instead; for one that never was, to choose from the list."""
    ended = Unit.objects.filter(
        kind=UnitKind.COMMUNE_COMMITTEE, division__code=_told(code), valid_to__lte=today_in_vietnam()
    )
    old = ended.select_related("division").order_by("-valid_to").first()
    places = [heir.unit.division.full_name for heir in succession.heirs_of(old)] if old else []
    if old is None or not places:
        return _("Hãy chọn xã, phường hoặc đặc khu trong danh sách.")
    words = _("%(old)s đã thay đổi từ ngày %(day)s, nay là %(new)s. Hãy chọn lại nơi này.")
    day = f"{old.valid_to:%d/%m/%Y}"
    return words % {"old": old.division.full_name, "day": day, "new": _either(places)}


def say_unit(code: str) -> str:
    """Why a code is no receiving unit of today, with the code of the one that took over."""
    old = Unit.objects.filter(code=_told(code), valid_to__lte=today_in_vietnam()).first()
    heirs = [f"{heir.unit.name} ({heir.unit.code})" for heir in succession.heirs_of(old)] if old else []
    if old is None or not heirs:
        return _("Không có đơn vị tiếp nhận nào mang mã này.")
    words = _("%(old)s đã ngừng hoạt động từ ngày %(day)s; nơi tiếp nhận nay là %(new)s.")
    return words % {"old": old.name, "day": f"{old.valid_to:%d/%m/%Y}", "new": _either(heirs)}


def _told(code: str) -> str:
    """A code as the database can be asked for it: PostgreSQL takes no NUL."""
    return code.replace("\0", "")


def _either(names: list[str]) -> str:
    """One name, or several to choose from."""
    return _(" hoặc ").join(names)
