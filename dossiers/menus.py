"""What the dossiers app offers in the menus: pages for citizens, desks for staff; and the rules of the desks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dossiers import alert_list, opinion_list, transfer_list
from dossiers.models import Alert, Consultation, PaperTransfer
from dossiers.responsibility import notices
from dossiers.work_counts import COUNT_CAP
from portal.accounts.rules import PUBLIC, SIGNED_IN, Rule
from portal.ui.navigation import Item, Menu, register
from units.access import staff_rule
from units.roles import Role

CASEWORK = staff_rule(Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
IN_CHARGE = staff_rule(Role.LEADER, Role.UNIT_ADMIN)
ANSWERING = staff_rule(Role.OFFICER, Role.LEADER)
PAPERS = staff_rule(Role.CLERK, Role.LEADER)
BOARD = staff_rule(Role.LEADER, Role.SUPERVISOR)
PAYMENT_FIGURES = staff_rule(Role.ACCOUNTANT, Role.LEADER, Role.SUPERVISOR)
SYSTEM_ADMIN = staff_rule(Role.SYSTEM_ADMIN)

_AT_A_DESK = Rule("staff at a desk", lambda request: _is_staff(request) and CASEWORK.check(request))
"""For the menu that everybody sees: citizens pay no query for a link that is not theirs."""


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    register(Item("track", Menu.PUBLIC, _("Theo dõi hồ sơ"), "dossiers:track", PUBLIC, position=30))
    register(Item("my-dossiers", Menu.PUBLIC, _("Hồ sơ của tôi"), "dossiers:mine", SIGNED_IN, position=40))
    register(Item("desk-door", Menu.PUBLIC, _("Bàn làm việc"), "dossiers:desk", _AT_A_DESK, position=90))
    register(Item("desk", Menu.STAFF, _("Hồ sơ cần xử lý"), "dossiers:desk", CASEWORK, position=10))
    register(Item("sharing", Menu.STAFF, _("Cách phân công"), "dossiers:sharing", IN_CHARGE, position=60))
    register(Item("alerts", Menu.STAFF, _("Cảnh báo"), "dossiers:alerts", CASEWORK, position=20, waiting=_alerts))
    register(Item("late", Menu.STAFF, _("Hồ sơ chậm hạn"), "dossiers:late", CASEWORK, position=25, waiting=_late))
    register(Item("settled", Menu.STAFF, _("Hồ sơ đã giải quyết"), "dossiers:settled", CASEWORK, position=18))
    register(Item("opinions", Menu.STAFF, _("Ý kiến cần trả lời"), "dossiers:opinions", ANSWERING, 15, _questions))
    register(Item("board", Menu.STAFF, _("Tổng quan đơn vị"), "dossiers:board", BOARD, position=12))
    register(Item("transfers", Menu.STAFF, _("Giấy tờ đang chuyển"), "dossiers:transfers", PAPERS, 17, _papers))
    figures = _("Chỉ số thanh toán")
    register(Item("payment-figures", Menu.STAFF, figures, "dossiers:payment-figures", PAYMENT_FIGURES, position=43))
    register(Item("outgoing", Menu.STAFF, _("Thư không gửi được"), "dossiers:outgoing", SYSTEM_ADMIN, position=90))


def _alerts(request: HttpRequest) -> QuerySet[Alert]:
    return alert_list.open_to(request.user)[:COUNT_CAP]


def _questions(request: HttpRequest) -> QuerySet[Consultation]:
    return opinion_list.open_to(request.user)[:COUNT_CAP]


def _papers(request: HttpRequest) -> QuerySet[PaperTransfer]:
    return transfer_list.coming_to(request.user)[:COUNT_CAP]


def _late(request: HttpRequest) -> QuerySet[Any, Any]:
    return notices.waiting_rows(request.user)[:COUNT_CAP]


def _is_staff(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == "staff"
