"""/can-bo/don-vi/sap-xep/: reorganisations, written by one, previewed, scheduled by another, watched while they run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from units.models import Reorganisation
from units.reorganising import deciding, listing, rights
from units.reorganising.carrying_out import STEPS
from units.reorganising.deciding import PlanRefused
from units.reorganising.forms import CancelForm, ConfirmForm, DecisionForm
from units.reorganising.listing import Question, View
from units.reorganising.parts import percent
from units.reorganising.previewing import preview
from units.reorganising.rights import PROVINCE_ADMIN

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> User:
    """Who asks; the access rule has made sure that it is somebody."""
    return cast(User, request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def plan_of(pk: int) -> Reorganisation:
    """The plan of an address with its people; 404 when there is none."""
    plans = Reorganisation.objects.select_related("written_by", "scheduled_by", "cancelled_by")
    return get_object_or_404(plans, pk=pk)


def told_why_not(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A refused act leads back to the plan, which then says why."""

    @wraps(view)
    def act(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        try:
            return view(request, pk, **more)
        except PlanRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("unit-desk:plan", pk)

    return act


@access_rule(PROVINCE_ADMIN)
@require_safe
def list_plans(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    question = Question.read(request.GET.dict())
    page = listing.page_of(question)
    context = {
        "page": page,
        "rows": [(plan, listing.state_of(plan)) for plan in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
    }
    return render(request, "units/desk/plans.html", context)


@access_rule(PROVINCE_ADMIN)
@get_or_post
def begin_plan(request: HttpRequest) -> HttpResponse:
    """Begin a draft with its decision."""
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        plan = deciding.create(person(request), form.cleaned_data)
        messages.success(request, _("Đã lưu quyết định. Hãy ghi các đơn vị tiếp theo ở dưới."))
        return redirect("unit-desk:plan", plan.pk)
    return _write_page(request, form, _("Sắp xếp đơn vị mới"), reverse("unit-desk:plans"))


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def write_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the decision of a draft."""
    plan = plan_of(pk)
    form = DecisionForm(posted(request), instance=plan)
    if request.method == "POST" and form.is_valid():
        deciding.write(plan, person(request), form.cleaned_data)
        return redirect("unit-desk:plan", pk)
    return _write_page(request, form, _("Sửa quyết định"), reverse("unit-desk:plan", args=[pk]))


def _write_page(request: HttpRequest, form: DecisionForm, title: str, back_url: str) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": back_url}
    status = 422 if form.is_bound else 200
    return render(request, "units/desk/plan_write.html", context, status=status)


@access_rule(PROVINCE_ADMIN)
@require_safe
def show_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a plan: the decision, what it does or did, what stops it, and what can be done now."""
    plan = plan_of(pk)
    context = {
        "plan": plan,
        "state": listing.state_of(plan),
        "successors": list(plan.successors.select_related("unit__division")),
        "passings": [
            (passing, percent(passing.share))
            for passing in plan.passings.select_related("predecessor", "successor__unit")
        ],
        "preview": preview(plan) if plan.started_at is None and plan.state != Reorganisation.State.CANCELLED else None,
        "steps": _steps(plan) if plan.state == Reorganisation.State.SCHEDULED or plan.started_at else [],
        "why_not": rights.why_not_schedule(plan, person(request)) if plan.is_open else "",
        "can_cancel": plan.state in (Reorganisation.State.DRAFT, Reorganisation.State.SCHEDULED)
        and plan.started_at is None,
    }
    return render(request, "units/desk/plan.html", context)


def _steps(plan: Reorganisation) -> list[tuple[Any, str]]:
    """Each step with done, now or ahead."""
    now = plan.steps_done if plan.started_at else -1
    return [(step.label, "done" if n < now else "now" if n == now else "ahead") for n, step in enumerate(STEPS)]


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def schedule_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the plan for its day, after a last look at what it does."""
    plan = plan_of(pk)
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        deciding.schedule(plan, person(request))
        words = _("Đã lên lịch. Hệ thống thực hiện từ 0 giờ ngày %(day)s; trước lúc đó còn hủy được.")
        messages.success(request, words % {"day": f"{plan.effective_on:%d/%m/%Y}"})
        return redirect("unit-desk:plan", pk)
    if refusal := rights.why_not_schedule(plan, person(request)):
        raise PlanRefused(refusal)
    context = {"plan": plan, "form": form, "preview": preview(plan)}
    return render(request, "units/desk/plan_schedule.html", context, status=422 if form.is_bound else 200)


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def cancel_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the plan up, with a reason."""
    plan = plan_of(pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        deciding.cancel(plan, person(request), form.cleaned_data["reason"])
        messages.success(request, _("Đã hủy. Không có đơn vị nào thay đổi."))
        return redirect("unit-desk:plan", pk)
    context = {"plan": plan, "form": form}
    return render(request, "units/desk/plan_cancel.html", context, status=422 if form.is_bound else 200)
