"""Check your answers, declare, send; sent twice, the filing counts once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dossiers import drafts
from dossiers.answers import answers_of
from dossiers.filing_pages import Fault, fault_of, faults_of
from dossiers.forms.delivering import DeclarationForm
from dossiers.problems import IntakeRefused, NotKnownSurely
from dossiers.views.filing.drafting import DraftView, fees_shown
from dossiers.views.filing.sheets import SHEETS
from dossiers.views.filing.signing_on import ask_to_sign_on
from dossiers.views.people import person
from portal.accounts.sign_on import sessions


class CheckView(DraftView):
    """All answers on one page, each with a link to change it; the last page before sending."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the answers and what is still missing."""
        return self._show(request, DeclarationForm(), self._faults(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the filing in, or show every fault with a link to its page."""
        form = DeclarationForm(request.POST)
        faults = self._faults(request)
        if faults and (dossier := drafts.sent_meanwhile(self.draft)):
            return redirect("dossiers:sent", dossier.code)
        if faults or not form.is_valid():
            return self._show(request, form, faults, status=422)
        try:
            dossier = drafts.send(self.draft, person(request), level=sessions.level(request))
        except NotKnownSurely as refused:
            return ask_to_sign_on(request, refused.version)
        except IntakeRefused as refused:
            found = [fault_of(problem, self.draft) for problem in refused.problems]
            return self._show(request, form, found, status=422)
        return redirect("dossiers:sent", dossier.code)

    def _faults(self, request: HttpRequest) -> list[Fault]:
        return faults_of(self.draft, person(request), self.pages)

    def _show(
        self, request: HttpRequest, form: DeclarationForm, faults: list[Fault], status: int = 200
    ) -> HttpResponse:
        context = self.context(
            form=form,
            faults=[(fault, self._place(fault)) for fault in faults],
            sections=answers_of(self.draft, person(request), self.pages, self.language),
            place=drafts.place_of_filing(self.draft),
            **fees_shown(self.draft),
        )
        return render(request, "dossiers/filing/check.html", context, status=status)

    def _place(self, fault: Fault) -> str:
        """The address where a fault is mended; the start of the filing when no page can mend it."""
        if not fault.page:
            return reverse("dossiers:start", args=[self.draft.procedure_version.procedure.code])
        page = reverse("dossiers:draft-page", args=[self.draft.public_id, fault.page])
        is_plain = fault.field and fault.page not in SHEETS
        return f"{page}?back=1{f'#id_{fault.field}' if is_plain else ''}"
