"""The desk of a unit that is asked: its list of questions, one question with the dossier's papers, and the answer.

What is shown of a dossier is what the question shows, for as long as it is asked or once it was answered; being
asked opens no workbench, no list and no API (docs/decisions: consultations open one page).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from dossiers import consulting, looks, opinion_list
from dossiers.forms.answering import OpinionAnswerForm
from dossiers.menus import ANSWERING, CASEWORK
from dossiers.models import Consultation, Dossier
from dossiers.opinion_standing import due_of, state_of
from dossiers.problems import DossierError, Incomplete, NotAllowedNow, NotYours
from dossiers.shown_answers import shown_answers
from dossiers.views.people import person
from dossiers.views.staff.bench import SHOWN_IMAGES, language
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.files.serve import file_response


@access_rule(ANSWERING)
def list_opinions(request: HttpRequest) -> HttpResponse:
    """The questions to the person's units, what is due first on top."""
    question = opinion_list.Question.read(request.GET.dict())
    page = opinion_list.page_of(person(request), question)
    context = {
        "question": question,
        "page": page,
        "rows": [(row, state_of(row), due_of(row)) for row in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in opinion_list.View],
        "unfiltered": f"?xem={question.view}",
    }
    return render(request, "dossiers/staff/opinions.html", context)


@access_rule(ANSWERING)
class OpinionView(View):
    """One question to one of the person's units; 404 for every other."""

    consultation: Consultation
    user: User

    def dispatch(self, request: HttpRequest, *args: object, key: UUID, **kwargs: object) -> HttpResponseBase:
        """Find the question among those addressed to the person's units."""
        self.user = person(request)
        found = Consultation.objects.addressed_to(self.user).select_related(
            "dossier__procedure_version", "dossier__case__eform", "unit__calendar", "asking_unit", "closed_by", "upload"
        )
        self.consultation = get_object_or_404(found, public_id=key)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the question with the papers, and what was typed before the session ended; the look is logged."""
        return self._show(request, self._form(getattr(request, "rescued_post", None)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say why not with everything typed kept."""
        form = self._form(request.POST, request.FILES)
        try:
            consulting.require_answerable(self.consultation, self.user)
            if not form.is_valid():
                return self._show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            typed = form.cleaned_data
            consulting.answer(
                self.consultation, self.user, opinion=typed["opinion"], text=typed["text"], upload=form.upload
            )
        except Incomplete as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self._show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except DossierError as error:
            return self._refused(request, form, error)
        messages.success(request, _("Đã gửi ý kiến về hồ sơ %(code)s.") % {"code": self.consultation.dossier.code})
        return redirect("dossiers:opinions")

    def _form(self, data: QueryDict | None, files: Any = None) -> OpinionAnswerForm:
        return OpinionAnswerForm(data, files, user=self.user, asked_for=self.consultation.asked_for)

    def _refused(self, request: HttpRequest, form: OpinionAnswerForm, error: DossierError) -> HttpResponse:
        """Sent twice by the same person counts once; whoever was slower reads what came first, with their own words."""
        self.consultation.refresh_from_db()
        if self.consultation.closed_by_id == self.user.pk and isinstance(error, NotAllowedNow):
            messages.info(request, _("Việc này đã được ghi nhận từ trước, không làm lại lần nữa."))
            return redirect("dossiers:opinions")
        status = HTTPStatus.FORBIDDEN if isinstance(error, NotYours) else HTTPStatus.CONFLICT
        return self._show(request, form, status=status, problem=str(error))

    def _show(
        self, request: HttpRequest, form: OpinionAnswerForm, *, status: int = HTTPStatus.OK, problem: str = ""
    ) -> HttpResponse:
        row = self.consultation
        is_open_to_see = row.state != Consultation.State.WITHDRAWN
        if is_open_to_see:
            looks.note_opening_for_opinion(request, self.user, row.dossier)
        context = {
            "consultation": row,
            "dossier": row.dossier,
            "state": state_of(row),
            "due": due_of(row),
            "form": form,
            "problem": problem,
            "typed": form.data.get(form.add_prefix("text"), "") if not row.is_open else "",
            "papers": row.papers.select_related("component", "upload__stored") if is_open_to_see else [],
            "answers": shown_answers(row.dossier, language()) if is_open_to_see else [],
            "images": SHOWN_IMAGES,
        }
        response = render(request, "dossiers/staff/opinion.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


@access_rule(ANSWERING)
def show_asked_paper(request: HttpRequest, key: UUID, paper: int) -> HttpResponse:
    """A paper that a question shows, to the unit that is asked; the look is logged."""
    user = person(request)
    row = get_object_or_404(Consultation.objects.asked_of(user).select_related("dossier"), public_id=key)
    found = get_object_or_404(row.papers.select_related("upload__stored", "component"), pk=paper)
    if found.upload is None or found.upload.stored is None:
        raise Http404
    looks.note_file(request, user, row.dossier, found.component.name)
    return file_response(found.upload.stored, found.upload.name, "tai-ve" not in request.GET)


@access_rule(CASEWORK)
def show_opinion_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file of an answer: for who works on the dossier, and for the unit that answered; the look is logged."""
    user = person(request)
    row = get_object_or_404(
        Consultation.objects.select_related("dossier", "unit", "upload__stored"), public_id=key, upload__isnull=False
    )
    is_theirs = Dossier.objects.worked_by(user).filter(pk=row.dossier_id).exists()
    if not is_theirs:
        get_object_or_404(Consultation.objects.asked_of(user), pk=row.pk)
    if row.upload is None or row.upload.stored is None:
        raise Http404
    looks.note_file(request, user, row.dossier, _("Ý kiến của %(unit)s") % {"unit": row.unit.name})
    return file_response(row.upload.stored, row.upload.name, "tai-ve" not in request.GET)
