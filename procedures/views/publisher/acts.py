"""The acts on a decision: submit, pass, send back, cancel, try again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.rules import access_rule
from procedures import deciding
from procedures.decision_forms.reasons import ReasonForm, RemarksForm
from procedures.decision_rights import DECIDING, DRAFTING
from procedures.models import DecisionState
from procedures.views.publisher.checking import check_page
from procedures.views.publisher.reach import decision_of, person, told_why_not

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access_rule(DRAFTING)
@require_POST
@told_why_not
def submit_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft to the Office."""
    deciding.submit(decision_of(request, pk), person(request))
    messages.success(request, _("Đã trình dự thảo để kiểm tra chất lượng."))
    return redirect("publisher:decision", pk)


@access_rule(DECIDING)
@require_POST
@told_why_not
def pass_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The Office finds the quality good."""
    form = RemarksForm(request.POST)
    if not form.is_valid():
        return check_page(request, decision_of(request, pk), status=422, remarks_form=form)
    deciding.pass_check(decision_of(request, pk), person(request), remarks=form.cleaned_data["remarks"] or "")
    messages.success(request, _("Đã xác nhận đạt chất lượng. Dự thảo chờ quyết định của Chủ tịch."))
    return redirect("publisher:decision", pk)


@access_rule(DECIDING)
@require_POST
@told_why_not
def send_back_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with the reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return check_page(request, decision_of(request, pk), status=422, reason_form=form)
    deciding.send_back(decision_of(request, pk), person(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã trả lại dự thảo cho cơ quan soạn."))
    return redirect("publisher:decision", pk)


@access_rule(DECIDING)
@get_or_post
@told_why_not
def cancel_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, or take a decision back before its day, once it is confirmed."""
    decision = decision_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deciding.cancel(decision, person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã hủy. Không thủ tục nào thay đổi."))
        return redirect("publisher:decision", pk)
    is_decided = decision.state == DecisionState.APPROVED
    context = {
        "base": "staff/base.html",
        "title": _("Hủy quyết định trước ngày có hiệu lực?") if is_decided else _("Bỏ dự thảo này?"),
        "text": _("Không thủ tục nào thay đổi. Việc hủy không lấy lại được; nội dung đã soạn vẫn xem được."),
        "action": _("Hủy quyết định") if is_decided else _("Bỏ dự thảo"),
        "is_dangerous": True,
        "back_url": reverse("publisher:decision", args=(pk,)),
        "form": form,
    }
    return render(request, "components/confirm_page.html", context)


@access_rule(DECIDING)
@require_POST
@told_why_not
def retry_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker try again."""
    deciding.retry(decision_of(request, pk), person(request))
    messages.success(request, _("Hệ thống đang công khai lại."))
    return redirect("publisher:decision", pk)
