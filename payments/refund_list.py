"""The refunds of a person's units, by what has to be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from payments.models import Refund
from payments.models.refunds import RefundState
from portal.ui.list_address import ByKey, tab
from portal.ui.paging import Page, page_by_key
from portal.ui.parts import State, Tone
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class View(models.TextChoices):
    """The tabs, in the order of a refund's life."""

    ASKED = "cho-duyet", _("Chờ duyệt")
    TO_SEND = "cho-chuyen", _("Chờ chuyển tiền")
    ON_ITS_WAY = "cho-xac-nhan", _("Chờ xác nhận")
    DONE = "da-xong", _("Đã xong")
    REFUSED = "khong-duyet", _("Không duyệt")


_OF_VIEW: dict[View, dict[str, object]] = {
    View.ASKED: {"state": RefundState.ASKED},
    View.TO_SEND: {"state": RefundState.APPROVED},
    View.ON_ITS_WAY: {"state": RefundState.SENT, "confirmed_at": None},
    View.DONE: {"state": RefundState.SENT, "confirmed_at__isnull": False},
    View.REFUSED: {"state": RefundState.REFUSED},
}
_TONES = {
    View.ASKED: Tone.DUE_SOON,
    View.TO_SEND: Tone.DUE_SOON,
    View.ON_ITS_WAY: Tone.PAUSED,
    View.DONE: Tone.DONE,
    View.REFUSED: Tone.STOPPED,
}


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.ASKED)


def refunds_of(user: User) -> QuerySet[Refund]:
    """The refunds of the units whose accounts the person keeps or which they lead."""
    units = units_of(user, Role.ACCOUNTANT, Role.LEADER)
    people = ("asked_by", "decided_by", "confirmed_by")
    return Refund.objects.filter(order__unit__in=units).select_related("order__unit", *people)


def page_of(user: User, question: Question) -> Page[Refund]:
    """One page: the oldest first where something has to be done, the newest first where nothing has."""
    is_settled = question.view in (View.DONE, View.REFUSED)
    return page_by_key(refunds_of(user).filter(**_OF_VIEW[View(question.view)]), question, newest_first=is_settled)


def state_of(refund: Refund) -> State:
    """Where a refund stands, as a tag."""
    view = {RefundState.ASKED: View.ASKED, RefundState.APPROVED: View.TO_SEND, RefundState.REFUSED: View.REFUSED}.get(
        RefundState(refund.state), View.DONE if refund.confirmed_at else View.ON_ITS_WAY
    )
    return State(_TONES[view], view.label)
