"""/cong-khai/uy-quyen/: delegations written down, looked at before they are, confirmed by another, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rules import access_rule
from procedures import delegating, delegation_list
from procedures.decision_forms.reasons import ReasonForm
from procedures.delegating import DelegationRefused, Wish
from procedures.delegation_forms import DelegationForm, EndForm
from procedures.delegation_list import Question, View
from procedures.models import Delegation
from procedures.review.menu import PUBLISHER
from procedures.views.publisher.reach import person
from units.models import Unit, UnitKind

SHOWN = 20


@access_rule(PUBLISHER)
@require_safe
def list_delegations(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    question = Question.read(request.GET.dict())
    page = delegation_list.page_of(question)
    context = {
        "question": question,
        "rows": page.rows,
        "page": page,
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
    }
    return render(request, "procedures/publisher/delegations.html", context)


@access_rule(PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def add_delegation(request: HttpRequest) -> HttpResponse:
    """Write one down: first what it would do is shown, then it is sent on to be confirmed."""
    user = person(request)
    initial = {"codes": request.GET.get("ma", "")[:200]}
    form = DelegationForm(request.POST or None, person=user, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, status=422 if form.errors else 200)
    if "sure" not in request.POST:
        given = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
        context = {**_effects(form.wish()), "given": given, "wish": form.wish()}
        return render(request, "procedures/publisher/delegation_preview.html", context)
    try:
        made = delegating.propose(user, form.wish(), key=form.key)
    except DelegationRefused as refusal:
        form.add_error(None, refusal.message)
        return _form_page(request, form, status=422)
    messages.success(request, _("Đã ghi. Người khác thuộc Văn phòng Ủy ban nhân dân phải xác nhận thì mới áp dụng."))
    return redirect("publisher:delegation", made.pk)


def _form_page(request: HttpRequest, form: DelegationForm, status: int) -> HttpResponse:
    return render(request, "procedures/publisher/delegation_form.html", {"form": form}, status=status)


@access_rule(PUBLISHER)
@require_safe
def show_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """One delegation: what it says, what it does today, who did what, and the acts that are open."""
    delegation, user = _delegation(pk), person(request)
    wish = delegating.wish_of(delegation)
    context = {
        **_effects(wish),
        "wish": wish,
        "delegation": delegation,
        "last_day": delegation.valid_to - timedelta(days=1) if delegation.valid_to else None,
        "may_confirm": delegating.may_confirm(delegation, user),
        "may_refuse": delegating.may_refuse(delegation, user),
        "may_end": delegating.may_end(delegation, user),
    }
    return render(request, "procedures/publisher/delegation.html", context)


@access_rule(PUBLISHER)
@require_POST
def confirm_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """The second pair of eyes."""
    try:
        delegating.confirm(_delegation(pk), person(request))
    except DelegationRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Đã xác nhận. Hồ sơ nộp trong thời hạn này được chuyển đến cơ quan nhận."))
    return redirect("publisher:delegation", pk)


@access_rule(PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back with the reason, once that is confirmed."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(request, pk, form, lambda delegation, user: delegating.refuse(
            delegation, user, remarks=form.cleaned_data["reason"]
        ))  # fmt: skip
    return _confirm_page(
        request,
        pk,
        form,
        title=_("Không áp dụng ủy quyền, phân cấp này?"),
        text=_("Việc này không lấy lại được. Thời gian đó được để trống cho quyết định khác."),
        action=_("Không áp dụng"),
    )


@access_rule(PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """End it from a day on, with the decision, once that is confirmed."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(request, pk, form, lambda delegation, user: delegating.end(
            delegation, user, on=form.cleaned_data["on"], decision=form.cleaned_data["decision"]
        ))  # fmt: skip
    told = _effects(delegating.wish_of(_delegation(pk)))
    text = _("%(count)s thủ tục trở lại cơ quan giao. Hồ sơ đã nộp vẫn do cơ quan nhận giải quyết.")
    return _confirm_page(
        request,
        pk,
        form,
        title=_("Chấm dứt ủy quyền, phân cấp này?"),
        text=text % {"count": told["count"]},
        action=_("Chấm dứt"),
    )


def _done(request: HttpRequest, pk: int, form: Any, act: Any) -> HttpResponse:
    """Carry an act out; a refusal is said on the page of the delegation."""
    try:
        act(_delegation(pk), person(request))
    except DelegationRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Đã ghi."))
    return redirect("publisher:delegation", pk)


def _confirm_page(request: HttpRequest, pk: int, form: Any, **words: str) -> HttpResponse:
    back = reverse("publisher:delegation", args=(_delegation(pk).pk,))
    context = {"base": "staff/base.html", "is_dangerous": True, "back_url": back, "form": form, **words}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


def _effects(wish: Wish) -> dict[str, Any]:
    """What a delegation does today: how many procedures pass on, the first of them, and to how many units."""
    found = delegating.covered(wish)
    communes = Unit.objects.current().filter(kind=UnitKind.COMMUNE_COMMITTEE)
    return {
        "count": found.count(),
        "versions": list(found[:SHOWN]),
        "receivers": communes.count() if wish.to_unit is None else 1,
    }


def _delegation(pk: int) -> Delegation:
    rows = Delegation.objects.select_related("from_unit__division", "to_unit", "added_by", "judged_by", "ended_by")
    return get_object_or_404(rows, pk=pk)
