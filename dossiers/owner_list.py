"""The owner's list of dossiers: filters in the address, pages by key, never a count of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from dossiers.statuses import PAUSED, Status
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User

PAGE_SIZE = 20


class Show(models.TextChoices):
    """The filters, in words a person looks for."""

    ALL = "", _("Tất cả")
    MINE_TO_DO = "can-lam", _("Cần bạn làm")
    GOING_ON = "dang-giai-quyet", _("Đang giải quyết")
    WITH_RESULT = "co-ket-qua", _("Có kết quả")
    CLOSED = "da-ket-thuc", _("Đã kết thúc, không có kết quả")


_STATUSES: dict[str, tuple[Status, ...]] = {
    Show.MINE_TO_DO: tuple(status for status in PAUSED if status != Status.STOPPED),
    Show.GOING_ON: (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING),
    Show.WITH_RESULT: (Status.FINISHED, Status.RETURNED),
    Show.CLOSED: (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED),
}


@dataclass(frozen=True)
class Page:
    """One page of dossiers, newest first, with the addresses of its neighbours ("" at the ends)."""

    dossiers: list[Dossier]
    next: str
    previous: str


def page_of(user: User, show: str = "", after: str = "", before: str = "") -> Page:
    """The page after, or before, the dossier of a code; the first page when neither is known. At most four queries."""
    rows = _own(user, show)
    anchor = Dossier.objects.owned_by(user).filter(code=normalise(before or after)).only("submitted_at").first()
    if anchor is None:
        found = list(rows[: PAGE_SIZE + 1])
        return _page(found[:PAGE_SIZE], show, has_next=len(found) > PAGE_SIZE, has_previous=False)
    if before:
        newer = rows.filter(_beyond(anchor, "gt")).order_by("submitted_at", "pk")
        found = list(newer[: PAGE_SIZE + 1])
        return _page(found[:PAGE_SIZE][::-1], show, has_next=True, has_previous=len(found) > PAGE_SIZE)
    found = list(rows.filter(_beyond(anchor, "lt"))[: PAGE_SIZE + 1])
    return _page(found[:PAGE_SIZE], show, has_next=len(found) > PAGE_SIZE, has_previous=True)


def _own(user: User, show: str) -> QuerySet[Dossier]:
    # What is asked of the filer is not for the owner to do.
    seen = Dossier.objects.filed_by(user) if show == Show.MINE_TO_DO else Dossier.objects.all()
    rows = seen.owned_by(user).for_lists()
    return rows.filter(status__in=_STATUSES[show]) if show in _STATUSES else rows


def _beyond(anchor: Dossier, side: str) -> Q:
    later = Q(**{f"submitted_at__{side}": anchor.submitted_at})
    return later | Q(**{"submitted_at": anchor.submitted_at, f"pk__{side}": anchor.pk})


def _page(dossiers: list[Dossier], show: str, *, has_next: bool, has_previous: bool) -> Page:
    def address(name: str, dossier: Dossier) -> str:
        return "?" + urlencode({**({"xem": show} if show else {}), name: dossier.code})

    if not dossiers:
        return Page([], "", "")
    return Page(
        dossiers,
        address("sau", dossiers[-1]) if has_next else "",
        address("truoc", dossiers[0]) if has_previous else "",
    )
