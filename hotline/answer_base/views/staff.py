"""For the hotline: the entries with their owners and days of review, writing one, taking one back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.answer_base import writing
from hotline.answer_base.forms import FaqForm
from hotline.menus import WATCHING
from hotline.models import FaqEntry
from hotline.problems import HotlineError, Incomplete, NotAllowedNow, NotYours
from portal.accounts.rules import access_rule

_MOST = 300


@access_rule(WATCHING)
@require_safe
def list_entries(request: HttpRequest) -> HttpResponse:
    """What is to be reviewed first stands on top."""
    counts = {"voted": Count("votes"), "useful": Count("votes", filter=Q(votes__is_useful=True))}
    shown = FaqEntry.objects.filter(withdrawn_at=None, current__isnull=False).select_related("current", "owner")
    rows = list(shown.annotate(**counts).order_by("review_on", "pk")[:_MOST])
    context = {"rows": rows, "today": timezone.localdate()}
    return render(request, "hotline/answer_base/staff_list.html", context)


@access_rule(WATCHING)
class WriteView(View):
    """A new entry, or the next version of one."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what it says now."""
        entry = _entry(pk)
        rescued = getattr(request, "rescued_post", None)
        return self._show(request, FaqForm(initial=rescued.dict() if rescued else _said(entry)), entry)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Publish it, or say what is missing with every word kept."""
        entry, form = _entry(pk), FaqForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, entry, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            writing.write(person(request), entry=entry, **form.said())
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except Incomplete as error:
            form.add_error(error.field, str(error))
            return self._show(request, form, entry, HTTPStatus.UNPROCESSABLE_ENTITY)
        except NotAllowedNow as error:
            form.add_error(None, str(error))
            return self._show(request, form, entry, HTTPStatus.CONFLICT)
        messages.success(request, _("Đã công khai câu hỏi và câu trả lời."))
        return redirect("hotline:faq-desk")

    def _show(
        self, request: HttpRequest, form: forms.Form, entry: FaqEntry | None, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        versions = list(entry.versions.select_related("written_by").order_by("-number")[:20]) if entry else []
        context = {"form": form, "entry": entry, "versions": versions, "back_url": reverse("hotline:faq-desk")}
        return render(request, "hotline/answer_base/write.html", context, status=status)


@access_rule(WATCHING)
class WithdrawView(View):
    """Taking an entry back, after it was asked for."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask."""
        entry = get_object_or_404(FaqEntry.objects.select_related("current"), pk=pk, withdrawn_at=None)
        context: dict[str, Any] = {
            "form": forms.Form(),
            "title": _("Thu lại câu hỏi này?"),
            "text": str(entry.current),
            "action": _("Thu lại"),
            "back_url": reverse("hotline:faq-desk"),
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        try:
            writing.withdraw(person(request), get_object_or_404(FaqEntry, pk=pk))
            messages.success(request, _("Đã thu lại."))
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            messages.warning(request, str(error))
        return redirect("hotline:faq-desk")


def _entry(pk: int | None) -> FaqEntry | None:
    shown = FaqEntry.objects.filter(withdrawn_at=None).select_related("current")
    return None if pk is None else get_object_or_404(shown, pk=pk)


def _said(entry: FaqEntry | None) -> dict[str, Any]:
    if entry is None or entry.current is None:
        return {}
    said = ("question", "text", "question_en", "text_en", "legal_basis")
    return {name: getattr(entry.current, name) for name in said} | {"review_on": entry.review_on}
