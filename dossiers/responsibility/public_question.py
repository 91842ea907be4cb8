"""What the address of a published list asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

PAGE_SIZE = 30


class View(models.TextChoices):
    """The tabs, in order."""

    UNITS = "don-vi", _("Theo đơn vị")
    UNEXCUSED = "khong-ly-do", _("Không có lý do được chấp nhận")


class Order(models.TextChoices):
    """How the rows are sorted."""

    MOST = "nhieu", _("Chậm nhiều nhất trước")
    NAME = "ten", _("Theo tên đơn vị")


@dataclass(frozen=True)
class Question:
    """Anything unknown in the address is as good as absent."""

    view: str = View.UNITS
    order: str = Order.MOST
    number: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string."""
        view, order, number = query.get("xem", ""), query.get("xep", ""), query.get("trang", "")
        is_number = number.isascii() and number.isdecimal() and len(number) < 5
        return cls(
            view=view if view in View.values else View.UNITS,
            order=order if order in Order.values else Order.MOST,
            number=max(int(number), 1) if is_number else 1,
        )

    def address(self, *, view: str = "", order: str = "", number: int = 1) -> str:
        """The query string of this question elsewhere in the list."""
        asked = replace(self, view=view or self.view, order=order or self.order, number=number)
        page = {"trang": str(number)} if number > 1 else {}
        return "?" + urlencode({"xem": asked.view, "xep": asked.order, **page})
