"""/cong-khai/giup-nguoi-doc/: publishers answer what people ask, and keep the blank forms of papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rules import access_rule
from portal.files import uploads
from procedures import catalogue
from procedures.decision_forms.reasons import ReasonForm
from procedures.models import AskedQuestion, BlankForm, Procedure, ProcedureVersion, QuestionState
from procedures.reader_help import blank_forms, questions
from procedures.reader_help.file_form import FileForm
from procedures.reader_help.forms import AddForm, AnswerForm
from procedures.reader_help.reading import help_for
from procedures.views.publisher.reach import person
from units.access import staff_rule
from units.roles import Role

PUBLISHERS = staff_rule(Role.PUBLISHER)
ROWS = 30
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access_rule(PUBLISHERS)
@require_safe
def list_questions(request: HttpRequest) -> HttpResponse:
    """Questions by state, newest first; those that wait before all."""
    asked = request.GET.get("xem", "")
    state = asked if asked in QuestionState.values else QuestionState.ASKED
    code = request.GET.get("ma", "").replace("\x00", "").strip()[:64]
    rows = AskedQuestion.objects.filter(state=state).select_related("procedure", "answered_by").order_by("-pk")
    rows = rows.filter(procedure__code=code) if code else rows
    page = Paginator(rows, ROWS).get_page(request.GET.get("trang"))
    tail = f"&ma={code}" if code else ""
    tabs = [(kind.label, f"?xem={kind.value}{tail}", kind == state) for kind in QuestionState]
    context = {"page": page, "rows": list(page), "tabs": tabs, "state": state, "code": code}
    return render(request, "procedures/reader_help/questions.html", context)


@access_rule(PUBLISHERS)
@get_or_post
def add_question(request: HttpRequest) -> HttpResponse:
    """Publish a question that people ask at counters."""
    form = AddForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        procedure = Procedure.objects.filter(code=data.pop("code")).first()
        if procedure is not None:
            questions.publish_heard(procedure, person(request), **data)
            return _done(request, _("Đã công khai câu hỏi và câu trả lời."))
        form.add_error("code", _("Không có thủ tục này trong danh mục."))
    return render(request, "procedures/reader_help/answer.html", {"form": form})


@access_rule(PUBLISHERS)
@get_or_post
def answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in public, or change what stands there."""
    asked = get_object_or_404(AskedQuestion.objects.select_related("procedure"), pk=pk)
    initial = {"question": asked.question, "answer": asked.answer, "position": asked.position}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        questions.publish(asked, person(request), **form.cleaned_data)
        return _done(request, _("Đã công khai câu hỏi và câu trả lời."))
    return render(request, "procedures/reader_help/answer.html", {"form": form, "asked": asked})


@access_rule(PUBLISHERS)
@get_or_post
def dismiss_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Not in public, with the reason."""
    asked = get_object_or_404(AskedQuestion, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        questions.dismiss(asked, person(request), form.cleaned_data["reason"])
        return _done(request, _("Câu hỏi không hiện trên trang công khai."))
    context = {
        "base": "staff/base.html",
        "title": _("Không công khai câu hỏi này?"),
        "text": asked.question,
        "action": _("Không công khai"),
        "back_url": reverse("reader-help:answer", args=[pk]),
        "form": form,
    }
    return render(request, "components/confirm_page.html", context)


@access_rule(PUBLISHERS)
@require_safe
def find_forms(request: HttpRequest) -> HttpResponse:
    """To the forms of the procedure whose code was typed."""
    code = request.GET.get("ma", "").replace("\x00", "").strip()[:64]
    if Procedure.objects.filter(code=code).exists():
        return redirect("reader-help:forms", code=code)
    return render(request, "procedures/reader_help/find_forms.html", {"code": code})


@access_rule(PUBLISHERS)
@get_or_post
def edit_forms(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of the version in force, each with its forms and a place to add one."""
    procedure = get_object_or_404(Procedure, code=code)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            blank_forms.add(procedure, form.cleaned_data["paper"], person(request), form.cleaned_data["file"])
        except uploads.UploadRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _("Đã thêm biểu mẫu."))
            return redirect("reader-help:forms", code=code)
    context: dict[str, Any] = {"procedure": procedure, "form": form, "papers": _papers(code)}
    return render(request, "procedures/reader_help/forms.html", context)


@access_rule(PUBLISHERS)
@get_or_post
def remove_form(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Offer a form no more, once it is confirmed."""
    form = get_object_or_404(BlankForm.objects.select_related("upload"), pk=pk, procedure__code=code)
    back = reverse("reader-help:forms", args=[code])
    if request.method == "POST":
        blank_forms.remove(form)
        messages.success(request, _("Đã bỏ biểu mẫu."))
        return redirect(back)
    context = {
        "base": "staff/base.html",
        "title": _("Bỏ biểu mẫu này?"),
        "text": form.upload.name,
        "action": _("Bỏ biểu mẫu"),
        "is_dangerous": True,
        "back_url": back,
    }
    return render(request, "components/confirm_page.html", context)


def _papers(code: str) -> list[tuple[str, str, Any]]:
    """Key, name and forms of each paper once, over all cases of the version in force."""
    try:
        version: ProcedureVersion | None = catalogue.in_force(code)
    except catalogue.UnknownProcedure:
        version = None
    known = help_for(code)
    cases = version.cases.all() if version else []
    named = {paper.code or paper.name: paper.name for case in cases for paper in case.papers()}
    return [(key, name, known.forms_for(key, name)) for key, name in named.items()]


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("reader-help:questions")
