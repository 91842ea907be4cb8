"""Who may do what with a rule on fees: departments write, the Office or the Chair approves, never one's own.

Four eyes go by the log, not by the column alone: whoever wrote anything in a rule does not approve it (the database
refuses it, too: migration ``fee_rules_are_guarded``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.rules import Rule as AccessRule
from procedures.decision_rights import drafting_units, is_chair, is_office
from procedures.models import FeeRule, RuleAct, RuleState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

#: Acts by which somebody becomes an author.
WRITING = (RuleAct.CREATE, RuleAct.WRITE)
_OF_WRITERS = (RuleAct.WRITE, RuleAct.SUBMIT, RuleAct.WITHDRAW, RuleAct.PROPOSE_END)


def may(user: User, rule: FeeRule, act: str) -> bool:
    """Whether the person may do this act now: state, days, role and four eyes together."""
    return _is_possible(rule, act, timezone.localdate()) and _holds_the_part(user, rule, act)


def acts_open_to(user: User, rule: FeeRule) -> set[str]:
    """All acts open to the person now."""
    return {act for act in RuleAct.values if may(user, rule, act)}


def has_written(user: User, rule: FeeRule) -> bool:
    """Whether the person wrote anything in the rule. One query."""
    return rule.written_by_id == user.pk or rule.acts.filter(person=user, act__in=WRITING).exists()


def is_approver(user: User | AnonymousUser) -> bool:
    """Whether the person approves rules of others: the Office of the People's Committee, or its leader."""
    return is_office(user) or is_chair(user)


def is_still_open(rule: FeeRule, today: date) -> bool:
    """Whether the content may still change: a draft, or approved for a day that has not come."""
    if rule.state in (RuleState.DRAFT, RuleState.WAITING):
        return True
    return rule.state == RuleState.APPROVED and rule.is_local and rule.valid_from > today


def _is_possible(rule: FeeRule, act: str, today: date) -> bool:
    approved = rule.state == RuleState.APPROVED
    in_force = approved and rule.valid_from <= today and (rule.valid_to is None or rule.valid_to > today)
    waits_for_end = in_force and rule.ends_on is not None and rule.ends_on != rule.valid_to
    possible = {
        RuleAct.WRITE: is_still_open(rule, today),
        RuleAct.SUBMIT: rule.state == RuleState.DRAFT,
        RuleAct.APPROVE: rule.state == RuleState.WAITING,
        RuleAct.SEND_BACK: rule.state == RuleState.WAITING,
        RuleAct.WITHDRAW: is_still_open(rule, today),
        RuleAct.PROPOSE_END: in_force and not waits_for_end,
        RuleAct.APPROVE_END: waits_for_end,
        RuleAct.REFUSE_END: waits_for_end,
    }
    return possible.get(RuleAct(act), False)


def _holds_the_part(user: User, rule: FeeRule, act: str) -> bool:
    if act in _OF_WRITERS:
        return bool(drafting_units(user))
    if act == RuleAct.APPROVE:
        return is_approver(user) and not has_written(user, rule)
    if act == RuleAct.APPROVE_END:
        return is_approver(user) and rule.end_by_id != user.pk
    if act == RuleAct.REFUSE_END:
        return is_approver(user) or rule.end_by_id == user.pk
    return is_approver(user)


def _takes_part(request: HttpRequest) -> bool:
    return bool(drafting_units(request.user)) or is_approver(request.user)


KEEPING = AccessRule("keeps the rules on fees", _takes_part)
WRITERS = AccessRule("writes rules on fees", lambda request: bool(drafting_units(request.user)))
