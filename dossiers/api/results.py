"""The result of a dossier as other systems read it: what counts now, and what it has replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossiers import asking_payment
from dossiers.models import Result
from dossiers.statuses import WITH_RESULT
from portal.documents import issuing

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.documents.models import IssuedDocument


def result_as_json(dossier: Dossier) -> dict[str, Any] | None:
    """Number, state and verification page of the result, and of those it replaced, newest first.

    None before there is one, and while it waits for what is owed at return.
    """
    if dossier.status not in WITH_RESULT or asking_payment.owed_at_return(dossier) is not None:
        return None
    result = Result.objects.filter(dossier=dossier, document__isnull=False).select_related("document").first()
    if result is None or result.document is None:
        return None
    told = {**_paper(result.document), "is_refusal": result.is_refusal}
    return {**told, "replaces": _replaced(dossier) if result.round > 1 else []}


def _paper(document: IssuedDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "number": document.number,
        "state": document.state,
        "issued_at": document.issued_at,
        "verification_url": issuing.verification_url(document),
    }


def _replaced(dossier: Dossier) -> list[dict[str, Any]]:
    issued = dossier.corrections.exclude(document=None).select_related("replaces").order_by("-number")
    return [{**_paper(one.replaces), "reason": one.reason, "legal_ground": one.legal_ground} for one in issued]
