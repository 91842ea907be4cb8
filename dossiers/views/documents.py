"""Handing out what belongs to a dossier: papers that came in, documents that were issued.

For whoever filed, for the identified owner, and for staff who see the dossier. A look by anybody but the filer is
logged, since the papers name people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import issued, looks
from dossiers.models import Dossier, FeeClaim, Paper, Paperwork
from dossiers.views.people import person
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.files.serve import file_response

if TYPE_CHECKING:
    from portal.accounts.models import User

RELOAD_SECONDS = 3
TRIES = 20
"""A waiting page asks again this often and then stops, so that no forgotten tab asks for ever."""


@access_rule(SIGNED_IN)
def show_document(request: HttpRequest, code: str, kind: str, number: int) -> HttpResponse:
    """The PDF of an issued document, or a page that waits for it (202) while the worker makes it."""
    user = person(request)
    dossier = get_object_or_404(issued.with_documents_for(user, kind), code=code)
    row = get_object_or_404(dossier.paperwork.select_related("document__stored"), kind=kind, number=number)
    if kind == Paperwork.Kind.RESULT and issued.is_kept_back(dossier, user):
        return redirect("dossiers:detail", code)
    if row.document is None:
        return _wait(request, dossier, row)
    is_filer = _look(request, dossier, user, row.get_kind_display())
    name = f"{dossier.code} {row.get_kind_display()}.pdf"
    return file_response(row.document.stored, name, "tai-ve" not in request.GET, to_owner=is_filer)


def _wait(request: HttpRequest, dossier: Dossier, row: Paperwork) -> HttpResponse:
    tried = request.GET.get("lan", "0")
    count = int(tried) + 1 if tried.isascii() and tried.isdecimal() and len(tried) < 4 else 1
    page = "dossiers:work" if row.kind in Paperwork.INSIDE else "dossiers:detail"
    back = reverse(page, args=[dossier.code])
    context = {"back": back, "name": row.get_kind_display(), "has_given_up": count > TRIES}
    response = render(request, "dossiers/document_waiting.html", context, status=202)
    if count <= TRIES:
        here = reverse("dossiers:document", args=[dossier.code, row.kind, row.number])
        # A header, since CSP forbids scripts on the page and the page must also turn without JavaScript.
        response["Refresh"] = f"{RELOAD_SECONDS}; url={here}?lan={count}"
    return response


@access_rule(SIGNED_IN)
def show_paper(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """The file of a paper, in the browser's window where it can; 404 for papers without a file."""
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.readable_by(user), code=code)
    found = get_object_or_404(Paper.objects.select_related("upload__stored", "component"), dossier=dossier, pk=paper)
    if found.upload is None or found.upload.stored is None:
        raise Http404
    is_filer = _look(request, dossier, user, found.component.name)
    return file_response(found.upload.stored, found.upload.name, "tai-ve" not in request.GET, to_owner=is_filer)


@access_rule(SIGNED_IN)
def show_inherited_file(request: HttpRequest, code: str, file: int) -> HttpResponse:
    """A paper or result that came over from an older system with its dossier."""
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.readable_by(user), code=code)
    found = get_object_or_404(dossier.inherited_files.select_related("stored"), pk=file)
    is_filer = _look(request, dossier, user, found.title)
    name = found.file_name.rpartition("/")[2]
    return file_response(found.stored, name, "tai-ve" not in request.GET, to_owner=is_filer)


@access_rule(SIGNED_IN)
def show_proof(request: HttpRequest, code: str, claim: int) -> HttpResponse:
    """The file that proves a claim on fees; the log does not say which group it is about."""
    user = person(request)
    dossier = get_object_or_404(Dossier.objects.readable_by(user), code=code)
    found = get_object_or_404(FeeClaim.objects.select_related("upload__stored"), dossier=dossier, pk=claim)
    if found.upload is None or found.upload.stored is None:
        raise Http404
    is_filer = _look(request, dossier, user, _("Giấy tờ chứng minh để miễn, giảm phí, lệ phí"))
    return file_response(found.upload.stored, found.upload.name, "tai-ve" not in request.GET, to_owner=is_filer)


def _look(request: HttpRequest, dossier: Dossier, user: User, what: str) -> bool:
    """Logs the look of anybody but who filed; whether it is the filer who looks."""
    is_filer = dossier.submitted_by_id == user.pk
    if not is_filer:
        looks.note_file(request, user, dossier, what)
    return is_filer
