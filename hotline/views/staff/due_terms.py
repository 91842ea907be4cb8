"""Terms of the hotline: what holds and why, what is proposed, and deciding it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline import due_terms
from hotline.forms.due_terms import DecisionForm, TermForm
from hotline.kinds import Severity
from hotline.menus import SETTING
from hotline.models import Clock, DueTerm, TimeUnit
from hotline.problems import HotlineError, Incomplete, NotYours
from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key


@access_rule(SETTING)
@require_safe
@never_cache
def list_terms(request: HttpRequest) -> HttpResponse:
    """What holds today for all, and every term that was ever proposed, the newest first."""
    rows = DueTerm.objects.select_related("unit", "proposed_by", "decided_by")
    context = {
        "holding": _holding(),
        "page": page_by_key(rows, ByKey.read(request.GET.dict())),
        "today": timezone.localdate(),
    }
    return render(request, "hotline/staff/due_terms.html", context)


@method_decorator(never_cache, name="dispatch")
class ProposeView(View):
    """A new term: first what it would mean, then the proposal."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        rescued = getattr(request, "rescued_post", None)
        return self._show(request, TermForm(initial=rescued.dict() if rescued else {"severity": Severity.NORMAL}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what it means, or write it down; every word is kept."""
        form = TermForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if request.POST.get("do") != "propose":
            return self._show(request, form, preview=due_terms.preview(form.proposal()))
        try:
            due_terms.propose(person(request), form.proposal())
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except Incomplete as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("Đã ghi đề nghị. Một người khác sẽ quyết định."))
        return redirect("hotline:due-terms")

    def _show(self, request: HttpRequest, form: TermForm, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
        return render(request, "hotline/staff/due_term_new.html", {"form": form, **more}, status=status)


@method_decorator(never_cache, name="dispatch")
class DecideView(View):
    """One proposal, what it means, and what the second person says."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._show(request, pk, DecisionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve or refuse."""
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._show(request, pk, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        is_approved = request.POST.get("do") == "approve"
        term, said = get_object_or_404(DueTerm, pk=pk), form.cleaned_data["decision"]
        try:
            due_terms.decide(term, person(request), said, is_approved=is_approved)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
            is_typed = isinstance(error, Incomplete)
            return self._show(request, pk, form, HTTPStatus.UNPROCESSABLE_ENTITY if is_typed else HTTPStatus.CONFLICT)
        messages.success(request, _("Đã duyệt thời hạn.") if is_approved else _("Đã từ chối đề nghị."))
        return redirect("hotline:due-terms")

    def _show(self, request: HttpRequest, pk: int, form: DecisionForm, status: int = HTTPStatus.OK) -> HttpResponse:
        term = get_object_or_404(DueTerm.objects.select_related("unit", "proposed_by", "decided_by"), pk=pk)
        waits = term.decided_at is None
        context = {
            "term": term,
            "form": form,
            "waits": waits,
            "may_decide": waits and term.proposed_by_id != request.user.pk,
            "preview": due_terms.preview(due_terms.proposal_of(term)) if waits else None,
        }
        return render(request, "hotline/staff/due_term.html", context, status=status)


propose = access_rule(SETTING)(ProposeView).as_view()
decide = access_rule(SETTING)(DecideView).as_view()


def _holding() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By gravity: the clock, its term, and its legal source."""
    today = timezone.localdate()
    decided = DueTerm.objects.filter(is_approved=True, valid_from__lte=today, kind="", unit=None).order_by("valid_from")
    sources = {(row.severity, row.clock): row.legal_source for row in decided}
    found = []
    for severity, terms in due_terms.in_force(today).items():
        lines = []
        for clock in Clock:
            term = getattr(terms, clock)
            source = sources.get((severity, clock)) or due_terms.source_of(severity, clock)
            lines.append((str(clock.label), f"{term.amount} {_unit(severity, term.unit)}", source))
        found.append((str(Severity(severity).label), lines))
    return found


def _unit(severity: str, unit: str) -> str:
    """The unit in words; the clock of what is urgent knows neither nights nor days off, so its hours are plain ones."""
    is_plain = severity == Severity.URGENT and unit == TimeUnit.WORKING_HOUR
    return _("giờ, cả ngày lẫn đêm") if is_plain else str(TimeUnit(unit).label)
