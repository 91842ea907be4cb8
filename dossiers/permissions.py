"""Which actions a person may take on a dossier now: what state, role and unit allow together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dossiers import lifecycle, side_rules, steps
from dossiers.actors import ApiClient
from dossiers.models import Dossier, Rating, Result, Task
from dossiers.problems import NotYours
from dossiers.statuses import Action, Status
from procedures.choices import StepOutcome
from units.access import has_role
from units.models import Absence
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

OWNER_ACTIONS = (Action.ANSWER_SUPPLEMENT, Action.WITHDRAW, Action.RATE)

ROLE_ACTIONS: dict[str, tuple[Action, ...]] = {
    Role.CLERK: (
        Action.RECEIVE,
        Action.REQUEST_SUPPLEMENT,
        Action.REFUSE,
        Action.HAND_OVER,
        Action.RETURN_RESULT,
    ),
    Role.OFFICER: (
        Action.SUBMIT_FOR_SIGNATURE,
        Action.FORWARD,
        Action.OPINIONS_IN,
        Action.REQUEST_SUPPLEMENT,
    ),
    Role.LEADER: (Action.APPROVE, Action.SEND_BACK),
}
"""What each role may do with a task of its own, the primary action first."""

OUTCOME_OF: dict[Action, StepOutcome] = {
    Action.RECEIVE: StepOutcome.RECEIVE,
    Action.HAND_OVER: StepOutcome.RECEIVE,
    Action.REQUEST_SUPPLEMENT: StepOutcome.REQUEST_SUPPLEMENT,
    Action.REFUSE: StepOutcome.REFUSE,
    Action.FORWARD: StepOutcome.FORWARD,
    Action.OPINIONS_IN: StepOutcome.OPINIONS_IN,
    Action.SUBMIT_FOR_SIGNATURE: StepOutcome.SUBMIT_FOR_SIGNATURE,
    Action.APPROVE: StepOutcome.SIGN,
    Action.SEND_BACK: StepOutcome.SEND_BACK,
    Action.RETURN_RESULT: StepOutcome.RETURN_RESULT,
}
"""The outcome of the internal process that an action is: a step that has it not does not offer the action."""


def actions_open_to(dossier: Dossier, by: User | ApiClient) -> list[Action]:
    """The actions that a person or client may take now, primary first; empty when it is not their turn."""
    task = steps.open_task(dossier) if not isinstance(by, ApiClient) else None
    staff = _staff_actions(dossier, task, by) if task is not None and not isinstance(by, ApiClient) else []
    owner = [action for action in OWNER_ACTIONS if _owner_may(dossier, action, by)]
    return [action for action in (*staff, *owner) if lifecycle.is_possible(dossier, action)]


def side_acts_open_to(dossier: Dossier, by: User | ApiClient) -> list[Action]:
    """The acts beside the steps of the process that a person may do now; another system may do none."""
    return [] if isinstance(by, ApiClient) else side_acts_at(dossier, steps.open_task(dossier), by)


def side_acts_at(dossier: Dossier, task: Task | None, user: User) -> list[Action]:
    """The same where the open task was read already."""
    allowed = side_rules.allowed(dossier, task, user)
    return [action for action in allowed if lifecycle.is_possible(dossier, action)]


def require(dossier: Dossier, action: Action, by: User | ApiClient) -> None:
    """Raises NotAllowedNow when the state forbids the action, NotYours when the asker may not take it."""
    lifecycle.require_possible(dossier, action)
    if not _may(dossier, action, by):
        raise NotYours(_("Việc «%(action)s» của hồ sơ này không thuộc phần việc của bạn.") % {"action": action.label})


def _may(dossier: Dossier, action: Action, by: User | ApiClient) -> bool:
    """Of the acts beside the process only the rule of this one is asked."""
    if action not in side_rules.RULES:
        return action in actions_open_to(dossier, by)
    return not isinstance(by, ApiClient) and side_rules.RULES[action](dossier, steps.open_task(dossier), by)


def _staff_actions(dossier: Dossier, task: Task, user: User) -> list[Action]:
    if not has_role(user, task.role, task.unit) or _is_in_other_hands(task, user):
        return []
    actions = [action for action in ROLE_ACTIONS.get(task.role, ()) if OUTCOME_OF[action] in task.step.outcomes]
    if task.role == Role.LEADER:
        result = Result.objects.filter(dossier=dossier).first()
        # Four eyes: whoever drafted does not approve; what is approved already waits for its signature.
        if result is None or result.approved_at is not None:
            return []
        if result.drafted_by_id == user.pk:
            return [action for action in actions if action != Action.APPROVE]
    return actions


def _is_in_other_hands(task: Task, user: User) -> bool:
    """What a colleague holds is taken over first, with a reason (assigning.claim); who is away holds nothing up."""
    if task.assignee_id is None or task.assignee_id == user.pk:
        return False
    return not Absence.objects.on().filter(user=task.assignee_id).exists()


def _filed(dossier: Dossier, by: User | ApiClient) -> bool:
    if isinstance(by, ApiClient):
        return bool(by.client_id) and dossier.client_id == by.client_id
    return dossier.submitted_by_id == by.pk


def _owner_may(dossier: Dossier, action: Action, by: User | ApiClient) -> bool:
    if not _filed(dossier, by):
        return False
    if action == Action.RATE:
        return not isinstance(by, ApiClient) and not Rating.objects.filter(dossier=dossier).exists()
    if action == Action.WITHDRAW and dossier.status == Status.PROCESSING:
        return not Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists()
    return True
