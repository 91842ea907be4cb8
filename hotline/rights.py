"""Who may do what with a ticket. One table; pages show what it allows, and every act asks it again.

Nobody may delete, and only those who hear for the whole hotline may set aside: a unit never closes what is told of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hotline.kinds import Action, Level
from hotline.problems import NotYours
from hotline.visibility import (
    HANDLING_ROLES,
    TRUSTED_ROLES,
    hears_everything,
    is_barred,
    watches_everything,
    works_at_chairs_office,
)
from units.access import roles_of, units_of
from units.models import UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotline.models import Ticket
    from portal.accounts.models import User


def is_trusted(user: User, ticket: Ticket) -> bool:
    """An operator or a supervisor in whose reach the ticket lies."""
    if is_barred(user, ticket):
        return False
    return hears_everything(user) or ticket.handling_unit_id in units_of(user, *TRUSTED_ROLES)


def handles(user: User, ticket: Ticket) -> bool:
    """Whoever works at the unit that has to answer, whoever is trusted, and the Chair's office where it climbed so far.

    Nobody whom the ticket is about, as in every rule here.
    """
    if is_barred(user, ticket):
        return False
    there = ticket.handling_unit_id in units_of(user, *HANDLING_ROLES)
    return there or is_trusted(user, ticket) or has_at_chairs_office(user, ticket)


def heads(user: User, ticket: Ticket) -> bool:
    """A leader of the unit that has to answer, or who watches it."""
    if is_barred(user, ticket):
        return False
    return ticket.handling_unit_id in units_of(user, Role.LEADER) or supervises(user, ticket)


def supervises(user: User, ticket: Ticket) -> bool:
    """A supervisor in whose reach the ticket lies."""
    if is_barred(user, ticket):
        return False
    return ticket.handling_unit_id in units_of(user, Role.SUPERVISOR) or watches_everything(user)


def has_at_chairs_office(user: User, ticket: Ticket) -> bool:
    """Whoever works at the Chair's office, once the ticket climbed there."""
    return ticket.level >= Level.CHAIR and not is_barred(user, ticket) and works_at_chairs_office(user)


def may_go_on(user: User, ticket: Ticket) -> bool:
    """Who passes a ticket on that was passed on too often."""
    return supervises(user, ticket) or has_at_chairs_office(user, ticket)


def presides(user: User, ticket: Ticket) -> bool:
    """Who may demand an answer by a day: the Chair's office, and whoever watches, of what climbed to the top."""
    return ticket.level >= Level.CHAIR and (has_at_chairs_office(user, ticket) or supervises(user, ticket))


def _is_chair(user: User) -> bool:
    return any(held.role == Role.LEADER and held.unit.kind == UnitKind.PROVINCIAL_COMMITTEE for held in roles_of(user))


def approves(user: User, ticket: Ticket) -> bool:
    """The rung of the ladder on which the ticket stands: its head, then the supervisor, then the Chair's office."""
    if is_barred(user, ticket):
        return False
    if ticket.level >= Level.CHAIR:
        return _is_chair(user) or supervises(user, ticket)
    return supervises(user, ticket) if ticket.level == Level.SUPERVISOR else heads(user, ticket)


RIGHTS: dict[Action, Callable[[User, Ticket], bool]] = {
    Action.TAKE: handles,
    Action.ROUTE: handles,
    Action.PROGRESS: handles,
    Action.DRAFT: handles,
    Action.READ: lambda user, ticket: heads(user, ticket) or is_trusted(user, ticket),
    Action.SEND_BACK: approves,
    Action.ANSWER: approves,
    Action.ATTACH: handles,
    Action.PUBLISH: is_trusted,
    Action.WITHDRAW: is_trusted,
    Action.SET_ASIDE: is_trusted,
    Action.BAR_HEAD: lambda user, ticket: is_trusted(user, ticket) or has_at_chairs_office(user, ticket),
    Action.LIFT_BAR: supervises,
    Action.DEMAND: presides,
    Action.NOTE: presides,
    Action.LINK: is_trusted,
    Action.UNLINK: is_trusted,
    Action.CORRECT_CAUSE: supervises,
    Action.REVIEW: supervises,
    Action.MERGE: handles,
    Action.SPLIT: handles,
}
"""Acts of staff; those of the reporter need the secret, the ladder is the worker's."""


def may(user: User, action: Action, ticket: Ticket) -> bool:
    """Whether the person's roles let them do it (the state is asked in `log`)."""
    return RIGHTS[action](user, ticket)


def require(user: User, action: Action, ticket: Ticket) -> None:
    """Raises NotYours."""
    if not may(user, action, ticket):
        raise NotYours(_("Vai trò của bạn không làm được việc này với phản ánh này."))
