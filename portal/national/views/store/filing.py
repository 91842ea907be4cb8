"""Looking for a paper of one's own in the store of results while filing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from dossiers.models import Draft
from dossiers.views.people import person
from portal.accounts.models import AssuranceLevel
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.accounts.sign_on import sessions
from portal.national.models import StoreLook
from portal.national.results_store import grounds, looking
from portal.national.results_store.forms import ConsentForm
from portal.national.views.store.page import ASK, StorePage


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
            return _ask_to_sign_on(request, self.draft)
        return View.dispatch(self, request)

    def look(self) -> StoreLook | None:
        """Of this filing."""
        return looking.newest(self.component, draft=self.draft)

    def ask_form(self, request: HttpRequest) -> forms.Form:
        """Consent in words that name paper and purpose."""
        words = grounds.consent_words(self.component.name, self.draft.procedure_version.name)
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


def _ask_to_sign_on(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say why, and lead there and back to this page; what was typed waits in the draft."""
    told = {"version": draft.procedure_version, "level": AssuranceLevel.LEVEL_1.value}
    return render(
        request, "dossiers/filing/sign_on.html", told | {"here": request.get_full_path(), "for_store": True}, status=403
    )
