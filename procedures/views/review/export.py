"""Exporting the catalogue in force as a workbook, whole or narrowed: asked for here, written by the worker."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from portal.vietnamese import normalise
from procedures.models import ImportRun, RunKind
from procedures.review import exporting, running
from procedures.review.forms import ExportForm
from procedures.review.menu import PUBLISHER

SHOWN = 10


@access_rule(PUBLISHER)
class ExportView(View):
    """Asking for a workbook, and the ones asked for before."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what it shall hold; the address may choose already (linh-vuc, cap)."""
        field = normalise(request.GET.get("linh-vuc", "").replace("\0", ""))[:300]
        initial = {"field": field, "level": request.GET.get("cap", "")}
        return _page(request, ExportForm(initial=initial, fields=exporting.fields_in_force()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let the worker write it; a form sent twice makes one workbook."""
        form = ExportForm(request.POST, fields=exporting.fields_in_force())
        if not form.is_valid() or not isinstance(request.user, User):
            return _page(request, form, status=422)
        run = running.start(RunKind.EXPORT, request.user, form.key, asked=form.asked)
        return redirect("review:run", run.pk)


@access_rule(PUBLISHER)
def take_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the workbook to the one who asked for it; once it is gone, lead to where it can be made anew."""
    run = get_object_or_404(ImportRun.objects.exports_of(request.user.pk).select_related("stored"), pk=pk)
    if run.stored is None or not run.has_file:
        messages.error(request, _("Tệp chưa có hoặc đã hết hạn tải."))
        return redirect("review:run", run.pk)
    return file_response(run.stored, run.file_name)


def _page(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.exports_of(request.user.pk).order_by("-pk")[:SHOWN]
    return render(request, "procedures/review/export.html", {"form": form, "runs": runs}, status=status)
