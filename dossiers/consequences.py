"""All that happens when a dossier moves, in order. Read this file to know; there are no signals.

1. the owner is told by e-mail (through the outbox),
2. the documents that belong to the move are asked for (the worker makes them),
3. at its end, the control slip is asked for,
4. alerts about what has passed with the move are settled,
5. at its end, other units are no longer asked about it,
6. at its end without a result, what it still owes is cancelled and what was paid is asked back where the law says so,
7. the webhooks of the system that filed it are told (its numbered changes PostgreSQL writes beside the event),
8. whatever higher apps registered in `dossiers.hooks`.
"""

from __future__ import annotations

from dossiers import (
    alerts,
    closing_questions,
    control_slips,
    ending_orders,
    hooks,
    messages,
    paperwork,
    telling_clients,
)

CONSEQUENCES: tuple[hooks.Hook, ...] = (
    messages.tell_owner,
    paperwork.ask_for_move,
    control_slips.ask_at_end,
    alerts.settle_passed,
    closing_questions.close_with_dossier,
    ending_orders.cancel_with_dossier,
    telling_clients.tell,
)


def follow(moved: hooks.Moved) -> None:
    """Runs every consequence of the move inside its transaction."""
    for consequence in CONSEQUENCES:
        consequence(moved)
    for hook in hooks.registered():
        hook(moved)
