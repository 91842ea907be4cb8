"""A dossier as its owner sees it, and the page right after it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers import (
    aliases,
    asking_payment,
    followed_elsewhere,
    forms_out,
    looks,
    opinion_standing,
    permissions,
    results_by_post,
    steps,
)
from dossiers.due_course import due_course
from dossiers.fee_standing import paying_of
from dossiers.filing_fees import fees_of
from dossiers.models import Apology, Correction, Dossier, Paperwork, Result
from dossiers.standing import due_of, state_of, whereabouts
from dossiers.statuses import WITH_RESULT, ResultDelivery
from dossiers.timeline import timeline_of
from dossiers.views.owner.own import OwnDossierView
from dossiers.views.people import person
from dossiers.visibility import DossierQuerySet
from portal.accounts.models import User
from portal.documents import issuing, qr
from portal.documents.signing import registry


class DetailView(OwnDossierView):
    """Where it is, what is asked, what happened and is to come, papers, documents, result.

    The identified owner reads it too when somebody else filed it; that look is logged, and acting stays with the filer.
    """

    def reach(self, user: User) -> DossierQuerySet:
        """Dossiers that the person filed, and those filed by others in their matter."""
        return Dossier.objects.owned_by(user)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the dossier."""
        dossier = self.dossier
        is_filer = dossier.submitted_by_id == person(request).pk
        if not is_filer:
            looks.note_opening_by_owner(request, person(request), dossier)
        events = list(dossier.events.select_related("unit"))
        where = whereabouts(dossier, steps.open_task(dossier))
        fees = fees_of(dossier)
        context = {
            "dossier": dossier,
            "codes_elsewhere": aliases.named(dossier),
            "parcels": parcels_of(dossier),
            "elsewhere": followed_elsewhere.sentences(dossier.code),
            "state": state_of(dossier),
            "due": due_of(dossier),
            "course": due_course(dossier, events),
            "where": where,
            "asked_units": opinion_standing.owed(dossier),
            "timeline": timeline_of(dossier, events, where, is_filer=is_filer),
            "is_filer": is_filer,
            "actions": [str(action) for action in permissions.actions_open_to(dossier, person(request))],
            "fees": fees,
            "paying": paying_of(dossier, fees),
            "papers": dossier.papers.filter(replaced_by=None).select_related("component", "upload__origin"),
            "documents": documents_of(dossier),
            **_asked_and_answered(dossier),
        }
        return render(request, "dossiers/owner/detail.html", context)


def documents_of(dossier: Dossier) -> Sequence[Paperwork]:
    """Papers that the unit issued to the owner, newest last; the result has its own place on the page."""
    rows = dossier.paperwork.exclude(kind__in=[Paperwork.Kind.RESULT, *Paperwork.INSIDE]).select_related("document")
    return list(rows)


def parcels_of(dossier: Dossier) -> list[results_by_post.Parcel]:
    """Where the result is that goes by post; asked only where one may be on its way."""
    is_by_post = dossier.result_delivery == ResultDelivery.POST and dossier.status in WITH_RESULT
    return results_by_post.parcels(dossier.code) if is_by_post else []


def replaced_by_now(dossier: Dossier, result: Result | None) -> list[Correction]:
    """The corrections issued so far, newest first: each names the paper that it replaced and why."""
    if result is None or result.round == 1:
        return []
    issued = dossier.corrections.exclude(document=None).select_related("replaces")
    return list(issued.order_by("-number"))


def _asked_and_answered(dossier: Dossier) -> dict[str, Any]:
    """Apology, open supplement request with its papers, refusal, result and rating, where there are any."""
    asked = dossier.supplement_requests.filter(answered_at=None).prefetch_related("items__component").first()
    result = Result.objects.filter(dossier=dossier, document__isnull=False).select_related("document").first()
    if result is not None and asking_payment.owed_at_return(dossier) is not None:
        result = None
    apology = Apology.objects.filter(dossier=dossier, approved_at__isnull=False).first() if dossier.is_open else None
    return {
        "apology": apology,
        "asked": asked,
        "refusal": getattr(dossier, "refusal", None),
        "result": result,
        "replaced": replaced_by_now(dossier, result),
        "verification_url": issuing.verification_url(result.document) if result and result.document else "",
        "rating": getattr(dossier, "rating", None),
    }


class SentView(OwnDossierView):
    """Right after sending: the code, the due time with its sum, and what happens next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the confirmation."""
        dossier = self.dossier
        link = forms_out.lookup_url(dossier)
        context = {
            "dossier": dossier,
            "due": due_of(dossier),
            "course": due_course(dossier, []),
            "paying": paying_of(dossier, fees_of(dossier)),
            "acknowledgement": Paperwork.Kind.ACKNOWLEDGEMENT,
            "signs": registry.is_signing(),
            "tracking_url": link,
            "tracking_qr": qr.data_uri(link),
        }
        return render(request, "dossiers/owner/sent.html", context)
