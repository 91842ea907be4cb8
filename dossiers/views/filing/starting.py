"""The first page of a filing: which case it is, and where the matter belongs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from dossiers import drafts
from dossiers.filing_pages import schema_of
from dossiers.forms.starting import StartForm
from dossiers.models import Draft
from dossiers.routing import deciding_question
from dossiers.views.filing.signing_on import ask_to_sign_on
from dossiers.views.people import person
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.accounts.sign_on import sessions
from procedures import catalogue
from procedures.choices import FilingPlace, OnlineLevel
from procedures.models import ProcedureVersion


@access_rule(SIGNED_IN)
class StartView(View):
    """Asks for case and commune, both perhaps given by the procedure's page, and opens the draft."""

    version: ProcedureVersion

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Find the version in force; 404 when no procedure of this code is."""
        try:
            self.version = catalogue.published(code)
        except catalogue.UnknownProcedure as error:
            raise Http404 from error
        if self._is_open and sessions.level(request) < self.version.assurance_level:
            return ask_to_sign_on(request, self.version)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the questions, with what the address or a lost session already answered."""
        asked = getattr(request, "rescued_post", None) or request.GET
        given = {name: asked[name] for name in ("case", "commune") if asked.get(name)}
        return self._show(request, StartForm(version=self.version, initial=given))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the draft (or the untouched one of the same case) and go to its task list."""
        form = StartForm(request.POST, version=self.version)
        if not self._is_open or not form.is_valid():
            return self._show(request, form, status=422)
        commune = form.cleaned_data.get("commune", "")
        draft = drafts.start(person(request), self.version, self.version.case(form.cleaned_data["case"]), commune)
        _name_place(draft, commune)
        return redirect("dossiers:draft", draft.public_id)

    @property
    def _is_open(self) -> bool:
        is_here = self.version.filed_at == FilingPlace.HERE
        return is_here and self.version.online_level != OnlineLevel.NONE and self.version.process() is not None

    def _show(self, request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
        unfinished = drafts.open_drafts(person(request)).filter(procedure_version__procedure=self.version.procedure_id)
        context = {
            "version": self.version,
            "form": form,
            "is_open": self._is_open,
            "unfinished": [draft for draft in unfinished[:5] if draft.data.get("done")],
        }
        return render(request, "dossiers/filing/start.html", context, status=status)


def _name_place(draft: Draft, commune: str) -> None:
    """Answers the e-form's deciding question with the commune just chosen, so that it is asked once."""
    answers = draft.data.get("form", {})
    deciding = deciding_question(schema_of(draft), answers)
    if deciding and commune and not answers.get(deciding):
        drafts.save_section(draft, "form", {deciding: commune})
