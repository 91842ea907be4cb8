"""The rows of a plan, added one at a time on pages of their own and removed with one button."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.rules import access_rule
from units.desk.plans import get_or_post, person, plan_of, posted, told_why_not
from units.models import Reorganisation
from units.reorganising import deciding
from units.reorganising.forms import PassingForm, SuccessorForm
from units.reorganising.rights import PROVINCE_ADMIN


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def add_successor(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a unit that goes on, existing or new."""
    plan = plan_of(pk)
    form = SuccessorForm(plan, posted(request))
    if request.method == "POST" and form.is_valid():
        deciding.add_successor(plan, person(request), form.content)
        messages.success(request, _("Đã thêm đơn vị kế thừa."))
        return redirect("unit-desk:plan", pk)
    return _row_page(request, plan, form, _("Thêm đơn vị kế thừa"))


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def add_passing(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a unit that ends and who takes over from it."""
    plan = plan_of(pk)
    form = PassingForm(plan, posted(request))
    if request.method == "POST" and form.is_valid():
        deciding.add_passing(plan, person(request), form.content)
        messages.success(request, _("Đã thêm phần bị tách.") if plan.lives_on else _("Đã thêm đơn vị kết thúc."))
        return redirect("unit-desk:plan", pk)
    return _row_page(request, plan, form, _("Thêm phần bị tách") if plan.lives_on else _("Thêm đơn vị kết thúc"))


def _row_page(request: HttpRequest, plan: Reorganisation, form: forms.Form, title: str) -> HttpResponse:
    context = {"plan": plan, "form": form, "title": title}
    return render(request, "units/desk/plan_row.html", context, status=422 if form.is_bound else 200)


@access_rule(PROVINCE_ADMIN)
@require_POST
@told_why_not
def remove_row(request: HttpRequest, pk: int, table: str, row: int) -> HttpResponse:
    """Take a row out of a draft."""
    plan = plan_of(pk)
    if table == "ke-thua":
        deciding.remove_row(plan, person(request), get_object_or_404(plan.successors, pk=row))
    elif table == "ban-giao":
        deciding.remove_row(plan, person(request), get_object_or_404(plan.passings, pk=row))
    else:
        raise Http404
    return redirect("unit-desk:plan", pk)
