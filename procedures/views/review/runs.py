"""Starting an import or an acceptance of many, and watching it."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from procedures.models import ImportRun, ReviewItem, RunKind
from procedures.review import running
from procedures.review.forms import AcceptAllForm
from procedures.review.import_form import ImportForm
from procedures.review.menu import PUBLISHER


@access_rule(PUBLISHER)
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, what it found, and what a spreadsheet must mend."""
    run = get_object_or_404(ImportRun.objects.exclude(kind=RunKind.CHECK).select_related("started_by"), pk=pk)
    template = "procedures/review/_run.html" if request.headers.get("HX-Request") else "procedures/review/run.html"
    return render(request, template, {"run": run, "is_mine": run.started_by_id == request.user.pk})


@access_rule(PUBLISHER)
class ImportView(View):
    """Handing in a file for the queue."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file."""
        return render(request, "procedures/review/import.html", {"form": ImportForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store it and let the worker read it; a form sent twice makes one run."""
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid() or not isinstance(request.user, User):
            return render(request, "procedures/review/import.html", {"form": form}, status=422)
        told = {"file_name": form.file_name, "stored": form.stored()}
        run = running.start(form.kind, request.user, form.key, **told)
        return redirect("review:run", run.pk)


@access_rule(PUBLISHER)
class AcceptAllView(View):
    """Accepting everything without doubts, after asking."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask first, with the number."""
        return _confirm(request, AcceptAllForm(initial={"submission_key": uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Start it in the background; sending the form again shows the same run."""
        form = AcceptAllForm(request.POST)
        if not form.is_valid() or not isinstance(request.user, User):
            return _confirm(request, form)
        return redirect("review:run", running.start_accepting(request.user, form.key).pk)


def _confirm(request: HttpRequest, form: AcceptAllForm) -> HttpResponse:
    number = ReviewItem.objects.acceptable_at_once().count()
    asked = ngettext(
        "Duyệt và công bố %(number)d bản ghi không có điểm nghi ngờ?",
        "Duyệt và công bố %(number)d bản ghi không có điểm nghi ngờ?",
        number,
    )
    context = {
        "title": asked % {"number": number},
        "text": _(
            "Các bản ghi này có hiệu lực ngay. Bản ghi có điểm nghi ngờ và thủ tục do tỉnh công bố không bị duyệt theo."
        ),
        "action": _("Duyệt tất cả"),
        "back_url": reverse("review:queue"),
        "base": "staff/base.html",
        "form": form,
    }
    return render(request, "components/confirm_page.html", context)
