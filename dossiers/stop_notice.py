"""The notice of a stop (form 05) as `portal.documents.stop_form` wants it: facts of the decision, no layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from dossiers import forms_out
from dossiers.statuses import Action, FinanceState
from portal.documents import forms, stop_form

if TYPE_CHECKING:
    from dossiers.models import Dossier


def of(dossier: Dossier, number: str) -> stop_form.StopNotice:
    """Form 05 of the dossier's stop, issued by the competent agency over the name of the leader who decided it."""
    unit, stop = dossier.competent_unit, dossier.events.select_related("actor").get(action=Action.STOP)
    address = reverse("procedures:detail", args=[dossier.procedure_version.procedure.code])
    return stop_form.StopNotice(
        head=forms.Letterhead(
            unit_name=unit.name,
            parent_name=unit.agency.name if unit.agency != unit else "",
            number=number,
            place=str(unit.division.full_name),
            issued_at=stop.at,
            dossier_code=dossier.code,
        ),
        owner=forms_out.person(dossier.owner),
        subject=dossier.title,
        received_at=dossier.received_at or dossier.submitted_at,
        stopped_at=stop.at,
        reason=stop.note,
        legal_basis=stop.data["legal_ground"],
        papers_at=dossier.receiving_unit.name,
        apply_again_at=f"{settings.PORTAL_URL.rstrip('/')}{address}",
        lookup_url=forms_out.lookup_url(dossier),
        signer_name=stop.actor.full_name if stop.actor else "",
        fees_paid=dossier.finance_state == FinanceState.PAID,
        phone=unit.phone,
    )
