"""What the address of the work list asks for: a view, filters, an order, and a place.

Anything unknown is as good as absent. Everything stands in the address, so that it survives a reload and can be sent to
a colleague. People in it are named by the public id of their account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.statuses import Channel, Status
from dossiers.work_list import View, first_view
from portal.ui.list_address import ByMoment, choice, order, part, tab, words

if TYPE_CHECKING:
    from portal.accounts.models import User

NOBODY = "chua-co"
"""In place of a person: nobody has the step yet."""


class DueIn(models.TextChoices):
    """When something is due, by days of Vietnam; only while the agency's clock runs."""

    OVERDUE = "qua-han", _("Quá hạn")
    TODAY = "hom-nay", _("Hôm nay")
    WEEK = "tuan-nay", _("Trong 7 ngày tới")
    LATER = "sau", _("Sau đó")


class Order(models.TextChoices):
    """Orders of the list; the columns' headings lead to them."""

    DUE = "han", _("Hẹn trả sớm nhất trước")
    DUE_LAST = "han-sau", _("Hẹn trả muộn nhất trước")
    NEWEST = "moi", _("Mới nộp trước")
    OLDEST = "cu", _("Nộp lâu nhất trước")


def _person(text: str) -> str | None:
    return text if text == NOBODY or _is_uuid(text) else None


@dataclass(frozen=True)
class Question(ByMoment):
    """One question to the list."""

    view: str = tab("xem", View, View.TO_DO)
    procedure: str = words("thu-tuc", 40)
    state: str = choice("trang-thai", {str(status.value) for status in Status})
    channel: str = choice("kenh", Channel.values)
    due: str = choice("han", DueIn.values)
    person: str = part("nguoi", _person, "")
    step: str = words("buoc", 64)
    unit: str = words("noi", 35)
    text: str = words("tim")
    order: str = order("xep", Order.values, "")

    @classmethod
    def asked_by(cls, user: User, query: Mapping[str, str]) -> Question:
        """The question of a query string; whoever has no casework of their own begins with the whole unit."""
        view = query.get("xem", "")
        return cls.read({**query, "xem": view if view in View.values else first_view(user)})

    @property
    def ordered_by(self) -> str:
        """The order asked for; by due time where none is, the newest first among all of the unit."""
        return self.order or (Order.NEWEST if self.view == View.ALL else Order.DUE)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
