"""One act on many dossiers by the worker: each in a transaction of its own, with what became of it in the same.

A killed worker leaves whole rows; the next round goes on with those that wait. What one dossier refuses stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import assigning, handing_on, lifecycle, numbering, paper_transfers, processing
from dossiers.models import BulkAct, BulkRow, Dossier
from dossiers.problems import DossierError
from dossiers.statuses import Action
from portal.outbox.waking import wake_on_commit
from units.access import holds_any
from units.roles import CASEWORK_ROLES, Role

if TYPE_CHECKING:
    from portal.accounts.models import User

log = structlog.get_logger(__name__)

MOST = 100
"""As many as somebody chooses by hand."""

Carry = Callable[[Dossier, BulkAct], object]


def _assign(dossier: Dossier, act: BulkAct) -> None:
    if act.to is None:
        raise ValueError("work is given to somebody")
    assigning.assign(dossier, act.user, to=act.to, note=act.note)


ACTS: dict[str, Carry] = {
    Action.HAND_OVER: lambda dossier, act: processing.hand_over(dossier, act.user),
    Action.FORWARD: lambda dossier, act: handing_on.forward(dossier, act.user, note=act.note),
    Action.ASSIGN: _assign,
    Action.CLAIM: lambda dossier, act: assigning.claim(dossier, act.user, note=act.note),
    Action.CONFIRM_PAPERS: lambda dossier, act: paper_transfers.confirm(dossier, act.user),
}
"""What may be done with many at once: nothing here ends a dossier or reaches its owner as a decision."""


OFFERED: dict[str, Iterable[str]] = {
    Action.HAND_OVER: (Role.CLERK,),
    Action.FORWARD: (Role.OFFICER,),
    Action.ASSIGN: (Role.LEADER,),
    Action.CLAIM: CASEWORK_ROLES,
}
"""The acts of the work list in the order of their buttons, with the roles that are offered them."""


def offered_to(user: User) -> list[tuple[str, str]]:
    """Acts with labels that the roles of a person let them ask for; each dossier is judged for itself by the worker."""
    return [(action, str(Action(action).label)) for action, roles in OFFERED.items() if holds_any(user, *roles)]


@transaction.atomic
def ask(user: User, action: str, seen: Mapping[Dossier, int], *, key: UUID, to: User | None, note: str) -> BulkAct:
    """Leaves the act for the worker; the same `key` asked twice is asked once."""
    act, is_new = BulkAct.objects.get_or_create(key=key, user=user, defaults={"action": action, "to": to, "note": note})
    if is_new:
        BulkRow.objects.bulk_create(BulkRow(act=act, dossier=one, seen=number) for one, number in seen.items())
        wake_on_commit("dossiers.carry_bulk_acts")
    return act


def carry_waiting(limit: int = 500) -> int:
    """Carries out up to `limit` rows that wait, oldest first; the number looked at. Several workers share the work."""
    for count in range(limit):
        if not _carry_next():
            return count
    return limit


def _carry_next() -> bool:
    """One row, locked until it is told; False when none waits."""
    with transaction.atomic():
        waiting = BulkRow.objects.select_for_update(of=("self",), skip_locked=True).filter(done_at=None)
        row = waiting.select_related("act__user", "act__to", "dossier").order_by("pk").first()
        if row is None:
            return False
        with override(row.act.user.language):
            row.problem = _problem(row)
        row.done_at = timezone.now()
        row.save(update_fields=["problem", "done_at"])
    return True


def _problem(row: BulkRow) -> str:
    """Why the act was refused, with nothing of it left; "" when it is done."""
    try:
        with transaction.atomic(), lifecycle.locked(row.dossier) as current:
            lifecycle.require_unchanged(current, str(row.seen))
            ACTS[row.act.action](current, row.act)
    except DossierError as error:
        return str(error)
    except Exception:
        # One row that nobody foresaw must not hold up those of everybody else; it is told, and stands in the log.
        log.exception("bulk_row_failed", row=row.pk)
        return _("Hệ thống gặp lỗi với hồ sơ này. Hãy mở hồ sơ để làm riêng.")
    return ""


def chosen(user: User, action: str, codes: Iterable[str]) -> list[Dossier]:
    """The dossiers by their codes that the act reaches, in the order chosen, at most `MOST`; unknown ones left out.

    Dossiers of the person's units; for the arrival of papers those whose papers are on the way to them.
    """
    wanted = numbering.once_each(codes)[:MOST]
    every = Dossier.objects.for_pages()
    within = every.with_papers_for(user) if action == Action.CONFIRM_PAPERS else every.worked_by(user)
    found = {one.code: one for one in within.filter(code__in=wanted)}
    return [found[code] for code in wanted if code in found]
