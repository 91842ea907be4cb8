"""The public verification pages: type a code or hand in the PDF, get one large answer."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rules import PUBLIC, access_rule
from portal.documents import codes, pages, throttling
from portal.documents.asking import CodeForm, PdfForm
from portal.documents.verification import Outcome, Verification, verify_code, verify_file


@access_rule(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code (GET, ?code=) or a PDF (POST)."""
    if request.method == "POST":
        return _verify_upload(request)
    if "code" not in request.GET:
        return _ask(request, CodeForm(), PdfForm())
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("documents:verified", code=form.cleaned_data["code"])
    return _ask(request, form, PdfForm(), HTTPStatus.UNPROCESSABLE_ENTITY)


@access_rule(PUBLIC)
@never_cache
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for the code in a QR's address."""
    if throttling.is_over(request):
        return _too_many(request)
    answer = verify_code(code)
    status = HTTPStatus.NOT_FOUND if answer.outcome is Outcome.UNKNOWN else HTTPStatus.OK
    return _show(request, answer, status, asked_code=codes.tidy(code))


def _verify_upload(request: HttpRequest) -> HttpResponse:
    if throttling.is_over(request):
        return _too_many(request)
    form = PdfForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, CodeForm(), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(request, verify_file(form.cleaned_data["pdf"].read()), HTTPStatus.OK)


def _ask(
    request: HttpRequest, code_form: CodeForm, pdf_form: PdfForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"code_form": code_form, "pdf_form": pdf_form, "crumbs": []}
    return render(request, "documents/pages/verify.html", context, status=status)


def _show(request: HttpRequest, found: Verification, status: HTTPStatus, asked_code: str = "") -> HttpResponse:
    context = {
        "found": found,
        "answer": pages.ANSWERS[found.outcome],
        "reason": pages.REASONS[found.reason],
        "rows": pages.facts(found),
        "replaced": pages.replaced(found),
        "crumbs": [(_("Xác minh giấy tờ"), reverse("documents:verify"))],
        "asked_code": asked_code,
    }
    return render(request, "documents/pages/verified.html", context, status=status)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "documents/pages/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
