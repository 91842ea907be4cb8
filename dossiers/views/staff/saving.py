"""Saving, renaming and deleting one's own views of the work list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from dossiers import saved_views
from dossiers.forms.saving import SaveViewForm
from dossiers.menus import CASEWORK
from dossiers.models import SavedView
from dossiers.problems import Incomplete
from dossiers.views.people import person
from dossiers.work_question import Question
from portal.accounts.rules import access_rule


@access_rule(CASEWORK)
class SaveView(View):
    """A name for the list of this address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the name."""
        return self._show(request, SaveViewForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save it and open it."""
        form = SaveViewForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        question = Question.asked_by(person(request), request.GET.dict())
        try:
            saved = saved_views.save(person(request), question=question, **form.cleaned_data)
        except Incomplete as error:
            form.add_error("name", str(error))
            return self._show(request, form, status=422)
        messages.success(request, _("Đã lưu danh sách «%(name)s».") % {"name": saved.name})
        return redirect(reverse("dossiers:desk") + saved.query)

    def _show(self, request: HttpRequest, form: SaveViewForm, status: int = 200) -> HttpResponse:
        back = reverse("dossiers:desk") + Question.asked_by(person(request), request.GET.dict()).address()
        context = {"form": form, "back": back, "title": _("Lưu danh sách này")}
        return render(request, "dossiers/staff/save_view.html", context, status=status)


@access_rule(CASEWORK)
class ChangeView(View):
    """Another name for a view of one's own, or whether it opens first; 404 for those of others."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it as it is."""
        view = _own(request, pk)
        return self._show(request, view, SaveViewForm(initial={"name": view.name, "opens_first": view.is_default}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change it and open it."""
        view, form = _own(request, pk), SaveViewForm(request.POST)
        if not form.is_valid():
            return self._show(request, view, form, status=422)
        try:
            saved_views.rename(view, **form.cleaned_data)
        except Incomplete as error:
            form.add_error("name", str(error))
            return self._show(request, view, form, status=422)
        return redirect(reverse("dossiers:desk") + view.query)

    def _show(self, request: HttpRequest, view: SavedView, form: SaveViewForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "back": reverse("dossiers:desk") + view.query,
            "delete_url": reverse("dossiers:delete-view", args=[view.pk]),
            "title": _("Sửa danh sách đã lưu"),
        }
        return render(request, "dossiers/staff/save_view.html", context, status=status)


@access_rule(CASEWORK)
class DeleteView(View):
    """Deleting a view of one's own, after asking; dossiers are not touched."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first."""
        view = _own(request, pk)
        context = {
            "title": _("Xóa danh sách «%(name)s»?") % {"name": view.name},
            "text": _("Chỉ xóa tên và bộ lọc đã lưu. Hồ sơ không thay đổi gì."),
            "action": _("Xóa danh sách này"),
            "back_url": reverse("dossiers:desk") + view.query,
            "is_dangerous": True,
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it."""
        _own(request, pk).delete()
        messages.success(request, _("Đã xóa danh sách."))
        return redirect(reverse("dossiers:desk") + "?xem=")


def _own(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.select_related("user"), user=person(request), pk=pk)
