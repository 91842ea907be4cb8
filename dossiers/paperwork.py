"""Which documents a move calls for: asked for in the move's transaction, made later by `papermaking`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Action
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from dossiers.hooks import Moved

CALLED_FOR: dict[str, Paperwork.Kind] = {
    Action.SUBMIT: Paperwork.Kind.ACKNOWLEDGEMENT,
    Action.RECEIVE: Paperwork.Kind.RECEIPT,
    Action.REQUEST_SUPPLEMENT: Paperwork.Kind.SUPPLEMENT,
    Action.REFUSE: Paperwork.Kind.REFUSAL,
    Action.APOLOGISE: Paperwork.Kind.APOLOGY,
    Action.STOP: Paperwork.Kind.STOP_NOTICE,
    Action.APPROVE: Paperwork.Kind.RESULT,
    Action.CORRECT: Paperwork.Kind.RESULT,
}
"""The document that belongs to a move (TT 03/2025/TT-VPCP Annex I; the acknowledgement is ours for online filing)."""


def ask_for_move(moved: Moved) -> None:
    """Asks the worker for the move's document, if it has one."""
    kind = CALLED_FOR.get(moved.event.action)
    if kind is not None:
        ask(moved.dossier, kind, moved.event.at, number=int(moved.event.data.get("number", 1)))


def ask(dossier: Dossier, kind: Paperwork.Kind, at: datetime, number: int = 1) -> None:
    """Asks for one document at a moment; asking twice for the same asks once."""
    row = Paperwork(dossier=dossier, kind=kind, number=number, asked_at=at, next_try_at=at)
    Paperwork.objects.bulk_create([row], ignore_conflicts=True)
    wake_on_commit("dossiers.make_paperwork")


def retry(dossier: Dossier, kind: str, number: int) -> bool:
    """Lets the worker try a document again now that failed; False when it is made or has not failed."""
    failed = dossier.paperwork.filter(kind=kind, number=number, made_at=None).exclude(problem="")
    if not failed.update(next_try_at=timezone.now()):
        return False
    wake_on_commit("dossiers.make_paperwork")
    return True


def made(dossier: Dossier, kind: str) -> Paperwork | None:
    """The newest paperwork of a kind, made or still waiting; None when it was never asked for."""
    rows = dossier.paperwork.filter(kind=kind).select_related("document__stored")
    return rows.order_by("-number").first()
