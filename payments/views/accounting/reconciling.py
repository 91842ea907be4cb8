"""Reconciling: the days compared, the differences by age, each owned and closed, and both as files for accounting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payments import difference_keeping, reconciliation_files, reconciliation_lists
from payments.accountants import ACCOUNTANT, accountant, named_units_of, units_kept_by
from payments.desk_forms.matching import ReasonForm
from payments.models import BankAccount, Difference
from payments.models.reconciling import DifferenceKind
from payments.problems import NotPossibleNow
from payments.reconciliation_lists import Openness, Question
from payments.views.accounting.acting import get_or_post, is_done, posted
from payments.vocabulary import Provider
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.ui.csv_files import csv_file
from portal.ui.xlsx_files import workbook, xlsx_file
from units.models import today_in_vietnam

_PRIVATE = "private, no-store"


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_days(request: HttpRequest) -> HttpResponse:
    """The days compared, with what agrees and what does not."""
    question, user = Question.read(request.GET.dict()), accountant(request)
    context = {
        "question": question,
        "page": reconciliation_lists.page_of_days(user, question),
        **_choices(user),
        "export": question.address(),
    }
    return render(request, "payments/accounting/reconciling.html", context)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_differences(request: HttpRequest) -> HttpResponse:
    """The differences, the oldest first, with their age in days."""
    question, user = Question.read(request.GET.dict()), accountant(request)
    page, today = reconciliation_lists.page_of_differences(user, question), today_in_vietnam()
    context = {
        "question": question,
        "page": page,
        "rows": [(difference, (today - difference.day).days) for difference in page.rows],
        "tabs": [(each.label, question.address(openness=each), each == question.openness) for each in Openness],
        "kinds": DifferenceKind.choices,
        **_choices(user),
    }
    return render(request, "payments/accounting/differences.html", context)


@access_rule(ACCOUNTANT)
@never_cache
@get_or_post
def show_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """One difference with both sides; closing it with a reason."""
    difference, form = _difference_of(request, pk), ReasonForm(posted(request))
    user = accountant(request)
    if is_done(request, form, lambda: difference_keeping.close(difference, form.cleaned_data["reason"], user)):
        messages.success(request, _("Đã khép lại sai lệch."))
        return redirect("accounting:differences")
    context = {"difference": difference, "form": form, "age": (today_in_vietnam() - difference.day).days}
    status = 422 if form.is_bound else 200
    return render(request, "payments/accounting/difference.html", context, status=status)


@access_rule(ACCOUNTANT)
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Look after a difference."""
    try:
        difference_keeping.take_over(_difference_of(request, pk), accountant(request))
    except NotPossibleNow as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Bạn đã nhận xử lý sai lệch này."))
    return redirect(reverse("accounting:difference", args=[pk]))


@access_rule(ACCOUNTANT)
@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """The days and all their differences as a workbook, narrowed as the list is."""
    sheets = reconciliation_files.sheets(accountant(request), Question.read(request.GET.dict()))
    return xlsx_file(workbook(*sheets), "doi-soat.xlsx")


@access_rule(ACCOUNTANT)
@require_safe
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The days as CSV, streamed."""
    question = Question.read(request.GET.dict())
    lines = reconciliation_files.csv_of_days(accountant(request), question, get_language() or "vi")
    return csv_file(lines, "doi-soat.csv", _PRIVATE)


def _difference_of(request: HttpRequest, pk: int) -> Difference:
    """The difference of an address; 404 when it is of an account of others."""
    kept = Difference.objects.filter(unit__in=units_kept_by(accountant(request)))
    return get_object_or_404(kept.select_related("unit", "owner", "closed_by", "payment__order", "line__file"), pk=pk)


def _choices(user: User) -> dict[str, Any]:
    """What the lists may be narrowed by: every provider, the person's accounts and units."""
    kept = BankAccount.objects.filter(unit__in=units_kept_by(user))
    return {
        "providers": Provider.choices,
        "accounts": list(kept.order_by("number").values_list("number", flat=True).distinct()),
        "units": list(named_units_of(user).values_list("code", "name")),
    }
