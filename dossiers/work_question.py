"""What the address of the work list asks for: a view, filters, an order, and a place.

Anything unknown is as good as absent. Everything stands in the address, so that it survives a reload and can be sent to
a colleague. People in it are named by the public id of their account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.statuses import Channel, Status
from dossiers.work_list import View, first_view
from portal.vietnamese import normalise

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


NAMES = {
    "view": "xem",
    "procedure": "thu-tuc",
    "state": "trang-thai",
    "channel": "kenh",
    "due": "han",
    "person": "nguoi",
    "step": "buoc",
    "unit": "noi",
    "text": "tim",
    "order": "xep",
    "after": "sau",
    "before": "truoc",
}
"""How the address calls each part."""

FILTERS = ("procedure", "state", "channel", "due", "person", "step", "unit", "text")


@dataclass(frozen=True)
class Question:
    """One question to the list."""

    view: str
    procedure: str = ""
    state: str = ""
    channel: str = ""
    due: str = ""
    person: str = ""
    step: str = ""
    unit: str = ""
    text: str = ""
    order: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, user: User, query: Mapping[str, str]) -> Question:
        """The question of a query string; whoever has no casework of their own begins with the whole unit."""
        said = {part: query.get(name, "") for part, name in NAMES.items()}
        return cls(
            view=said["view"] if said["view"] in View.values else first_view(user),
            procedure=normalise(said["procedure"])[:40],
            state=said["state"] if said["state"] in {str(status.value) for status in Status} else "",
            channel=said["channel"] if said["channel"] in Channel.values else "",
            due=said["due"] if said["due"] in DueIn.values else "",
            person=said["person"] if said["person"] == NOBODY or _is_uuid(said["person"]) else "",
            step=normalise(said["step"])[:64],
            unit=normalise(said["unit"])[:35],
            text=normalise(said["text"])[:100],
            order=said["order"] if said["order"] in Order.values else "",
            after=said["after"],
            before=said["before"],
        )

    @property
    def has_filters(self) -> bool:
        """Whether anything narrows the view."""
        return any(getattr(self, part) for part in FILTERS)

    @property
    def ordered_by(self) -> str:
        """The order asked for; by due time where none is, the newest first among all of the unit."""
        return self.order or (Order.NEWEST if self.view == View.ALL else Order.DUE)

    def address(self, **changes: str) -> str:
        """The query string of this question with other values; the place in the list is left out unless given."""
        asked = replace(self, **{"after": "", "before": "", **changes})
        said = {name: getattr(asked, part) for part, name in NAMES.items()}
        return "?" + urlencode({name: value for name, value in said.items() if value})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
