"""Looking for a paper in the store of results while filing, and while answering a request for papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from dossiers import supplementing
from dossiers.models import Dossier, Draft
from dossiers.problems import DossierError
from dossiers.views.people import person
from portal.accounts.models import AssuranceLevel
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.accounts.sign_on import sessions
from portal.national.models import StoreLook
from portal.national.results_store import grounds, looking
from portal.national.results_store.forms import ConsentForm, GroundForm
from portal.national.views.store.page import ASK, StorePage
from procedures.models import ProcedureVersion


@access_rule(SIGNED_IN)
class DraftPaperView(StorePage):
    """The page of one paper of the person's own unsent filing; other people's are not found."""

    template = "national/store/filing.html"
    draft: Draft

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Find the filing and its paper; who is not known surely enough signs on first."""
        self.user = person(request)
        own = Draft.objects.filter(user=self.user).select_related("procedure_version__procedure", "case", "dossier")
        self.draft = get_object_or_404(own, public_id=kwargs["draft"])
        if self.draft.dossier is not None:
            return redirect("dossiers:sent", self.draft.dossier.code)
        self.component = get_object_or_404(self.draft.case.components, pk=kwargs["component"])
        if sessions.level(request) < AssuranceLevel.LEVEL_1:
            return _ask_to_sign_on(request, self.draft.procedure_version)
        return View.dispatch(self, request)

    def look(self) -> StoreLook | None:
        """Of this filing."""
        return looking.newest(self.component, draft=self.draft)

    def ask_form(self, request: HttpRequest) -> forms.Form:
        """Consent in words that name paper and purpose."""
        words = grounds.consent_label(self.component.name, self.draft.procedure_version.name)
        return ConsentForm(request.POST if ASK in request.POST else None, words=words)

    def ask(self, request: HttpRequest, form: forms.Form) -> StoreLook:
        """For the person's own proven number."""
        return looking.for_draft(
            self.draft, self.component, self.user, request, number=form.cleaned_data["number"] or ""
        )

    def place(self) -> dict[str, Any]:
        """The filing."""
        papers_url = reverse("dossiers:draft-page", args=[self.draft.public_id, "papers"])
        return {"draft": self.draft, "procedure": self.draft.procedure_version, "papers_url": papers_url}


@access_rule(SIGNED_IN)
class AnswerPaperView(StorePage):
    """The page of one paper that a request for papers names, for whoever filed: the owner, or a clerk for them."""

    template = "national/store/filing.html"
    is_answer = True
    dossier: Dossier

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Find the dossier and the paper asked for; an answered request leads back to the dossier."""
        self.user = person(request)
        self.dossier = get_object_or_404(Dossier.objects.filed_by(self.user).for_pages(), code=kwargs["code"])
        try:
            self.component = supplementing.paper_asked_for(self.dossier, kwargs["component"], self.user)
        except DossierError as refusal:
            messages.info(request, str(refusal))
            return redirect("dossiers:detail", self.dossier.code)
        self.is_staff = looking.answers_as_staff(self.user)
        if not self.is_staff and sessions.level(request) < AssuranceLevel.LEVEL_1:
            return _ask_to_sign_on(request, self.dossier.procedure_version)
        return View.dispatch(self, request)

    def look(self) -> StoreLook | None:
        """Of this dossier, asked by this person: what others asked is not theirs to take."""
        return looking.newest(self.component, dossier=self.dossier, asked_by=self.user)

    def ask_form(self, request: HttpRequest) -> forms.Form:
        """The ground where a clerk answers for somebody, consent where the owner does."""
        data = request.POST if ASK in request.POST else None
        if self.is_staff:
            return GroundForm(data)
        words = grounds.consent_label(self.component.name, self.dossier.procedure_version.name)
        return ConsentForm(data, words=words)

    def ask(self, request: HttpRequest, form: forms.Form) -> StoreLook:
        """For the owner of the matter."""
        said = form.cleaned_data
        ground, number = said.get("ground", ""), said["number"] or ""
        return looking.for_answer(self.dossier, self.component, self.user, request, ground=ground, number=number)

    def place(self) -> dict[str, Any]:
        """The page that answers."""
        papers_url = reverse("dossiers:supplement", args=[self.dossier.code])
        return {"papers_url": papers_url, "is_staff": self.is_staff}


def _ask_to_sign_on(request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
    """Say why, and lead there and back to this page; what was typed waits where it was."""
    told = {"version": version, "level": AssuranceLevel.LEVEL_1.value}
    return render(
        request, "dossiers/filing/sign_on.html", told | {"here": request.get_full_path(), "for_store": True}, status=403
    )
