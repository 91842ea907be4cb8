"""What the address of a published list asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.ui.list_address import Asked, number, order, tab

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
class Question(Asked):
    """What the address asks for."""

    view: str = tab("xem", View, View.UNITS)
    order: str = order("xep", Order.values, Order.MOST)
    number: int = number("trang", 9999)
