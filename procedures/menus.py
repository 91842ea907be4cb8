"""What the catalogue offers in the menus: the desk of those who publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import Rule
from portal.ui.navigation import Item, Menu, register
from procedures import decision_list, delegation_list
from procedures.decision_rights import DECIDING
from procedures.fee_desk import listing
from procedures.fee_desk.listing import COUNT_CAP
from procedures.fee_desk.rights import KEEPING
from procedures.models import AskedQuestion, Decision, Delegation, FeeRule, QuestionState
from procedures.views.publisher.reach import person
from units.access import staff_rule
from units.roles import Role

_AT_THE_DESK = Rule("staff who take part in decisions", lambda request: _is_staff(request) and DECIDING.check(request))
"""For the menu that everybody sees: citizens pay no query for a link that is not theirs."""


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    door = Item("publisher-door", Menu.PUBLIC, _("Công bố thủ tục"), "publisher:list", _AT_THE_DESK, position=91)
    for item in (door, *_of_decisions(), *_of_publishers()):
        register(item)


def _of_decisions() -> list[Item]:
    """Of everybody who takes part in decisions or keeps the rules on fees."""
    return [
        _desk("decisions", _("Quyết định công bố"), "publisher:list", DECIDING, position=40, waiting=_decisions),
        _desk("fee-rules", _("Miễn, giảm phí"), "fee-rules:list", KEEPING, position=43, waiting=_rules),
        _desk("unused", _("Thủ tục ít dùng"), "publisher:unused", DECIDING, position=46),
    ]


def _of_publishers() -> list[Item]:
    """Of publishers alone."""
    own = staff_rule(Role.PUBLISHER)
    return [
        _desk("phrases", _("Từ ngữ tìm kiếm"), "wording:list", own, position=41),
        _desk("delegations", _("Ủy quyền, phân cấp"), "publisher:delegations", own, position=44, waiting=_delegations),
        _desk("questions", _("Câu hỏi của người dân"), "reader-help:questions", own, position=44, waiting=_asked),
    ]


def _desk(
    key: str,
    label: Promise,
    url_name: str,
    rule: Rule,
    *,
    position: int,
    waiting: Callable[[HttpRequest], QuerySet[Any]] | None = None,
) -> Item:
    return Item(key, Menu.STAFF, label, url_name, rule, position=position, waiting=waiting)


def _decisions(request: HttpRequest) -> QuerySet[Decision]:
    return decision_list.waiting(person(request))


def _delegations(request: HttpRequest) -> QuerySet[Delegation]:
    return delegation_list.waiting()


def _rules(request: HttpRequest) -> QuerySet[FeeRule]:
    return listing.waiting()


def _asked(request: HttpRequest) -> QuerySet[AskedQuestion]:
    return AskedQuestion.objects.filter(state=QuestionState.ASKED)[:COUNT_CAP]


def _is_staff(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == "staff"
