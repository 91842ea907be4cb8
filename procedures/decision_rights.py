"""Who may do what with a decision: the department drafts, the Office checks, the Chair's leader records the decision.

Four eyes go by the log, not by the column alone: whoever wrote anything in a decision neither checks nor approves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from portal.accounts.rules import Rule
from procedures.models import Decision, DecisionAct, DecisionState
from procedures.models.decision_states import WRITABLE
from units.access import roles_of, units_of
from units.departments import PROVINCIAL_OFFICE
from units.models import Unit, UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

#: Acts by which somebody becomes an author.
WRITING = (
    DecisionAct.CREATE,
    DecisionAct.DESCRIBE,
    DecisionAct.ADD,
    DecisionAct.REMOVE,
    DecisionAct.WRITE,
    DecisionAct.CLEAR,
)
_DRAFTING_KINDS = (UnitKind.DEPARTMENT, UnitKind.PROVINCIAL_COMMITTEE)

#: In which states an act is possible, and where it leads (None: the state stays).
MOVES: dict[str, tuple[tuple[str, ...], str | None]] = {
    DecisionAct.DESCRIBE: (WRITABLE, None),
    DecisionAct.ADD: (WRITABLE, None),
    DecisionAct.REMOVE: (WRITABLE, None),
    DecisionAct.WRITE: (WRITABLE, None),
    DecisionAct.SUBMIT: (WRITABLE, DecisionState.CHECKING),
    DecisionAct.PASS: ((DecisionState.CHECKING,), DecisionState.CHECKED),
    DecisionAct.SEND_BACK: ((DecisionState.CHECKING, DecisionState.CHECKED), DecisionState.SENT_BACK),
    DecisionAct.APPROVE: ((DecisionState.CHECKED,), DecisionState.APPROVED),
    DecisionAct.RETRY: ((DecisionState.APPROVED,), None),
    DecisionAct.CANCEL: ((*WRITABLE, DecisionState.APPROVED), DecisionState.CANCELLED),
}


def is_office(user: User | AnonymousUser) -> bool:
    """Whether the person publishes for the Office of the People's Committee of the province, which checks quality."""
    return any(
        held.role == Role.PUBLISHER
        and (held.unit.slug == PROVINCIAL_OFFICE or held.unit.kind == UnitKind.PROVINCIAL_COMMITTEE)
        for held in roles_of(user)
    )


def is_chair(user: User | AnonymousUser) -> bool:
    """Whether the person leads the People's Committee of the province."""
    return any(held.role == Role.LEADER and held.unit.kind == UnitKind.PROVINCIAL_COMMITTEE for held in roles_of(user))


def drafting_units(user: User | AnonymousUser) -> list[Unit]:
    """The departments (or the committee itself) for which the person drafts."""
    held = [role.unit for role in roles_of(user) if role.role == Role.PUBLISHER]
    return [unit for unit in held if unit.kind in _DRAFTING_KINDS]


def units_seen(user: User | AnonymousUser) -> set[int] | None:
    """Whose decisions the person reads; None for all."""
    return None if is_office(user) or is_chair(user) else units_of(user, Role.PUBLISHER)


def may(user: User, decision: Decision, act: str) -> bool:
    """Whether the person may do this act now: state, role and four eyes together."""
    states, _target = MOVES[act]
    return decision.state in states and _holds_the_part(user, decision, act)


def acts_open_to(user: User, decision: Decision) -> set[str]:
    """All acts open to the person now."""
    return {str(act) for act in MOVES if may(user, decision, act)}


def has_written(user: User, decision: Decision) -> bool:
    """Whether the person wrote anything in the decision. One query."""
    return decision.drafted_by_id == user.pk or decision.events.filter(person=user, act__in=WRITING).exists()


def _holds_the_part(user: User, decision: Decision, act: str) -> bool:
    if act == DecisionAct.PASS:
        return is_office(user) and not has_written(user, decision)
    if act == DecisionAct.APPROVE:
        return is_chair(user) and not has_written(user, decision)
    if act == DecisionAct.SEND_BACK:
        return is_chair(user) if decision.state == DecisionState.CHECKED else is_office(user)
    if act == DecisionAct.RETRY:
        return bool(decision.problem) and (is_chair(user) or is_office(user))
    if act == DecisionAct.CANCEL and decision.state == DecisionState.APPROVED:
        return is_chair(user)
    return decision.unit_id in {unit.pk for unit in drafting_units(user)}


def _takes_part(request: HttpRequest) -> bool:
    user = request.user
    return bool(drafting_units(user)) or is_office(user) or is_chair(user)


DECIDING = Rule("takes part in decisions", _takes_part)
DRAFTING = Rule("drafts decisions", lambda request: bool(drafting_units(request.user)))
