"""The list of root causes: what is in force, what is added, what ends. Nothing is deleted: answers name it still."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hotline.models import Cause
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import watches_everything
from portal.vietnamese import normalise, without_accents
from units.access import holds_any
from units.models import today_in_vietnam
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Code, Vietnamese, English, whether the agency is at fault: what a site begins with, to be changed on its pages.
BEGINNING = (
    ("no-fault", "Không có lỗi", "No fault", False),
    ("slow-handling", "Cán bộ, công chức giải quyết chậm", "Slow handling by staff", True),
    ("conduct", "Thái độ, cách ứng xử của cán bộ, công chức", "Conduct of staff", True),
    ("misrouted", "Chuyển nhầm, thất lạc giấy tờ", "Documents misrouted or lost", True),
    ("unclear-guidance", "Hướng dẫn thiếu hoặc không rõ", "Missing or unclear guidance", True),
    ("co-ordination", "Phối hợp giữa các cơ quan chậm", "Slow co-ordination between agencies", True),
    ("rule", "Quy định chưa rõ hoặc chồng chéo", "Unclear or overlapping rules", True),
    ("software", "Lỗi phần mềm, đường truyền", "Fault of software or network", True),
    ("overload", "Quá tải, thiếu người", "Overload, lack of staff", True),
    ("other", "Nguyên nhân khác", "Another cause", True),
)
_BEGAN = dt.date(2026, 1, 1)


def in_force(on: dt.date | None = None) -> QuerySet[Cause]:
    """The causes that can be named on a day, today by default. A site without any list begins with the usual one."""
    day = on or today_in_vietnam()
    found = Cause.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
    if not found and not Cause.objects.exists():
        rows = [
            Cause(code=code, name=name, name_en=english, is_fault=is_fault, valid_from=_BEGAN)
            for code, name, english, is_fault in BEGINNING
        ]
        Cause.objects.bulk_create(rows, ignore_conflicts=True)
        found = found.all()
    return found


def may_keep(user: User) -> bool:
    """Administrators of the site, and whoever watches the whole hotline."""
    return watches_everything(user) or holds_any(user, Role.SYSTEM_ADMIN)


def add(user: User, name: str, name_en: str, *, is_fault: bool) -> Cause:
    """A new cause from today on. NotYours; Incomplete where a name is missing or in force already."""
    _require_keeper(user)
    told = {"name": normalise(name), "name_en": normalise(name_en)}
    for field, words in told.items():
        if not words:
            raise Incomplete(_("Hãy ghi tên nguyên nhân."), field)
    try:
        with transaction.atomic():
            row = {"is_fault": is_fault, "valid_from": today_in_vietnam(), "written_by": user}
            return Cause.objects.create(code=_free_code(told["name_en"]), **row, **told)
    except IntegrityError as error:
        raise Incomplete(_("Nguyên nhân này đang có trong danh sách."), "name") from error


def end(user: User, cause: Cause) -> None:
    """Nobody names it from today on; answers that did keep it. NotYours, NotAllowedNow."""
    _require_keeper(user)
    if not Cause.objects.filter(pk=cause.pk, valid_to=None).update(valid_to=timezone.localdate()):
        raise NotAllowedNow(_("Nguyên nhân này đã ngừng dùng."))


def _require_keeper(user: User) -> None:
    if not may_keep(user):
        raise NotYours(_("Chỉ quản trị hệ thống và người giám sát đường dây nóng tỉnh sửa danh sách nguyên nhân."))


def _free_code(name: str) -> str:
    base = slugify(without_accents(name))[:34] or "cause"
    taken = set(Cause.objects.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (f"{base}-{number}" if number else base for number in range(len(taken) + 1))
    return next(code for code in numbered if code not in taken)
