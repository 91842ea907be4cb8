"""Answering a supplement request: every paper asked for, with the remark of whoever asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dossiers import papers_elsewhere, supplementing
from dossiers.draft_papers import DraftPaper, usable_uploads
from dossiers.forms.acting import AnswerForm
from dossiers.forms.papers import PaperForm
from dossiers.models import SupplementRequest
from dossiers.paper_checks import component_key
from dossiers.problems import DossierError, IntakeRefused
from dossiers.statuses import Action, PaperSource
from dossiers.submission import PaperData
from dossiers.views.filing.sheets import errors_of
from dossiers.views.owner.own import OwnerActView
from dossiers.views.people import person


class SupplementView(OwnerActView):
    """The papers asked for, each with its upload, and a message."""

    action = Action.ANSWER_SUPPLEMENT

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is asked for, with what a lost session took with it."""
        asked, typed = self._asked(), self.typed_before()
        if asked is None:
            return redirect("dossiers:detail", self.dossier.code)
        if typed is None:
            return self._show(request, asked)
        # Judged at once: whoever had chosen a file must see that it is to be chosen again.
        forms = self._forms(request, asked, typed)
        for form in forms:
            form.is_valid()
        return self._show(request, asked, forms, AnswerForm(typed), status=200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the answer in, or say what is still missing; files that are sound are kept."""
        asked = self._asked()
        if asked is None:
            messages.info(request, _("Phần bổ sung này đã được gửi rồi."))
            return redirect("dossiers:detail", self.dossier.code)
        forms, message = self._forms(request, asked, request.POST), AnswerForm(request.POST)
        if not all([*(form.is_valid() for form in forms), message.is_valid()]):
            return self._show(request, asked, forms, message)
        try:
            papers, note = [_given(form) for form in forms], message.cleaned_data["note"]
            supplementing.answer(self.dossier, person(request), papers=papers, note=note)
        except IntakeRefused as error:
            message.add_error(None, str(error))
            return self._show(request, asked, forms, message)
        except DossierError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã gửi giấy tờ bổ sung."))
        return redirect("dossiers:detail", self.dossier.code)

    def _asked(self) -> SupplementRequest | None:
        return self.dossier.supplement_requests.filter(answered_at=None).prefetch_related("items__component").first()

    def _forms(self, request: HttpRequest, asked: SupplementRequest, data: QueryDict | None = None) -> list[PaperForm]:
        user, files = person(request), request.FILES if data is not None else None
        components = [item.component for item in asked.items.all()]
        offers = papers_elsewhere.of_answer(self.dossier, user, components)
        fetched = usable_uploads(user, (offer.upload for offer in offers.values()))
        forms = []
        for component in components:
            offer = offers.get(component.pk)
            upload = fetched.get(offer.upload) if offer else None
            source = PaperSource.UPLOADED if upload else ""
            paper = DraftPaper(component, component_key(component), source, upload)
            form = PaperForm(data, files, paper=paper, user=user, must=True)
            form.elsewhere = offer
            forms.append(form)
        return forms

    def _show(
        self,
        request: HttpRequest,
        asked: SupplementRequest,
        forms: list[PaperForm] | None = None,
        message: AnswerForm | None = None,
        status: int = 422,
    ) -> HttpResponse:
        shown = self._forms(request, asked) if forms is None else forms
        remarks = [item.remark for item in asked.items.all()]
        context = {
            "dossier": self.dossier,
            "asked": asked,
            "papers": list(zip(shown, remarks, strict=True)),
            "errors": errors_of([*shown, *([message] if message else [])]),
            "message": message or AnswerForm(),
        }
        return render(request, "dossiers/owner/supplement.html", context, status=200 if forms is None else status)


def _given(form: PaperForm) -> PaperData:
    answer = form.answer()
    source = answer.get("source", "")
    upload = form.upload if source == PaperSource.UPLOADED else None
    return PaperData(form.paper.key, source, upload.public_id if upload else None)
