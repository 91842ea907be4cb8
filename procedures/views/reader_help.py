"""/thu-tuc/<code>/…: asking a question, downloading a blank form, printing the e-form empty."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rules import PUBLIC, access_rule
from portal.files import serve
from procedures import catalogue
from procedures.models import BlankForm, Procedure
from procedures.print_store import PrintersBusy
from procedures.reader_help import blank_forms
from procedures.reader_help.forms import AskForm
from procedures.reader_help.questions import QuestionRefused, ask
from procedures.views.reading import page_on
from procedures.views.unit_list import busy_response, pdf_response


@access_rule(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question(request: HttpRequest, code: str) -> HttpResponse:
    """Take a question without an account; it shows once a publisher has answered it."""
    try:
        page = page_on(code, None)
    except catalogue.UnknownProcedure as error:
        raise Http404(_("Không có thủ tục này trong danh mục.")) from error
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address = request.META.get("REMOTE_ADDR", "")
            ask(Procedure.objects.get(code=code), form.cleaned_data["question"], address=address)
        except QuestionRefused as refusal:
            form.add_error("question", refusal.message)
        else:
            messages.success(request, _("Đã nhận câu hỏi. Câu trả lời sẽ hiện trên trang này khi được công khai."))
            return redirect("procedures:detail", code=code)
    crumbs = [(_("Thủ tục"), reverse("procedures:find")), (page.name, reverse("procedures:detail", args=[code]))]
    return render(request, "procedures/reader_help/ask.html", {"form": form, "page": page, "crumbs": crumbs})


@access_rule(PUBLIC)
@require_safe
def download_form(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A blank form that publishers offer."""
    offered = BlankForm.objects.filter(procedure__code=code, removed_at=None).select_related("upload__stored")
    form = get_object_or_404(offered, pk=pk)
    if form.upload.stored is None:
        raise Http404(_("Biểu mẫu này chưa sẵn sàng."))
    return serve.file_response(form.upload.stored, form.upload.name)


@access_rule(PUBLIC)
@require_safe
def print_empty_form(request: HttpRequest, code: str) -> HttpResponse:
    """The e-form of the case in the address as an empty form."""
    try:
        version = catalogue.in_force(code)
    except catalogue.UnknownProcedure as error:
        raise Http404(_("Không có thủ tục này trong danh mục.")) from error
    asked = request.GET.get("case", "")
    case = next((c for c in version.cases.all() if c.eform is not None and asked in ("", c.key)), None)
    if case is None:
        raise Http404(_("Thủ tục này không có tờ khai điện tử."))
    try:
        return pdf_response(blank_forms.empty_form_pdf(case, code, version.name), f"to-khai-{code}-{case.key}.pdf")
    except PrintersBusy:
        return busy_response()
