"""What the catalogue offers in the menus: the desk of those who publish."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import Rule
from portal.ui.navigation import Item, Menu, register
from procedures import decision_list, delegation_list
from procedures.decision_rights import DECIDING
from procedures.fee_desk import listing
from procedures.fee_desk.listing import COUNT_CAP
from procedures.fee_desk.rights import KEEPING
from procedures.models import AskedQuestion, Decision, FeeRule, QuestionState
from procedures.views.publisher.reach import person
from units.access import staff_rule
from units.roles import Role

_AT_THE_DESK = Rule("staff who take part in decisions", lambda request: _is_staff(request) and DECIDING.check(request))
"""For the menu that everybody sees: citizens pay no query for a link that is not theirs."""


def offer() -> None:
    """Register the entries; called once, when the apps are ready."""
    register(Item("publisher-door", Menu.PUBLIC, _("Công bố thủ tục"), "publisher:list", _AT_THE_DESK, position=91))
    register(
        Item(
            "decisions",
            Menu.STAFF,
            _("Quyết định công bố"),
            "publisher:list",
            DECIDING,
            position=40,
            waiting=_decisions,
        )
    )
    register(
        Item(
            "delegations",
            Menu.STAFF,
            _("Ủy quyền, phân cấp"),
            "publisher:delegations",
            staff_rule(Role.PUBLISHER),
            position=44,
            waiting=lambda request: delegation_list.waiting(),
        )
    )
    register(Item("unused", Menu.STAFF, _("Thủ tục ít dùng"), "publisher:unused", DECIDING, position=46))
    register(Item("fee-rules", Menu.STAFF, _("Miễn, giảm phí"), "fee-rules:list", KEEPING, position=43, waiting=_rules))
    register(
        Item(
            "questions",
            Menu.STAFF,
            _("Câu hỏi của người dân"),
            "reader-help:questions",
            staff_rule(Role.PUBLISHER),
            position=44,
            waiting=_asked,
        )
    )
    register(Item("phrases", Menu.STAFF, _("Từ ngữ tìm kiếm"), "wording:list", staff_rule(Role.PUBLISHER), position=41))


def _decisions(request: HttpRequest) -> QuerySet[Decision]:
    return decision_list.waiting(person(request))


def _rules(request: HttpRequest) -> QuerySet[FeeRule]:
    return listing.waiting()


def _asked(request: HttpRequest) -> QuerySet[AskedQuestion]:
    return AskedQuestion.objects.filter(state=QuestionState.ASKED)[:COUNT_CAP]


def _is_staff(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", "") == "staff"
