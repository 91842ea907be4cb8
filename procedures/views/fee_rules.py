"""/cong-khai/le-phi/: the rules on fees, written by one, tried in a preview, approved by another, ended by a date."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rules import access_rule
from procedures import catalogue
from procedures.choices import Channel, FeeEffect
from procedures.decision_forms.reasons import ReasonForm
from procedures.fee_desk import deciding, listing, preview, showing
from procedures.fee_desk.deciding import RuleRefused
from procedures.fee_desk.forms import EndForm, PreviewForm, RuleForm
from procedures.fee_desk.listing import Question, View
from procedures.fee_desk.rights import KEEPING, WRITERS, acts_open_to
from procedures.fee_rule_book import due_of
from procedures.fee_rules import Situation
from procedures.models import FeeRule
from procedures.views.publisher.reach import person

Act = Callable[..., HttpResponse]
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _told_why_not(view: Act) -> Act:
    """A refused act leads back to the rule, which then says why."""

    @wraps(view)
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except RuleRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("fee-rules:rule", pk)

    return act


@access_rule(KEEPING)
@require_safe
def list_rules(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    question = Question.read(request.GET.dict())
    page = listing.page_of(question)
    context = {
        "question": question,
        "page": page,
        "rows": [(r, showing.state_of(r), showing.effect_of(r), showing.days_of(r)) for r in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "effects": FeeEffect.choices,
        "may_write": WRITERS.allows(request),
    }
    return render(request, "procedures/fee_desk/list.html", context)


@access_rule(WRITERS)
@get_or_post
def begin_rule(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("fee-rules:rule", deciding.create(person(request), form.content, key=form.key).pk)
    context = {"form": form, "title": _("Quy tắc miễn, giảm mới"), "back_url": reverse("fee-rules:list")}
    return render(request, "procedures/fee_desk/write.html", context)


@access_rule(WRITERS)
@get_or_post
@_told_why_not
def write_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or what is approved for a day that has not come."""
    rule = get_object_or_404(FeeRule, pk=pk)
    form = RuleForm(request.POST or None, initial=RuleForm.of(rule))
    if request.method == "POST" and form.is_valid():
        deciding.write(rule, person(request), form.content)
        messages.success(request, _("Đã lưu. Quy tắc cần được trình và phê duyệt trước khi áp dụng."))
        return redirect("fee-rules:rule", pk)
    context = {"form": form, "title": _("Sửa quy tắc"), "back_url": reverse("fee-rules:rule", args=[pk])}
    return render(request, "procedures/fee_desk/write.html", context)


@access_rule(KEEPING)
@require_safe
def show_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a rule: what it says, who did what, what people pay before and after, what can be done."""
    rule = get_object_or_404(FeeRule, pk=pk)
    form = _preview_form(request, rule)
    compared = _compared(rule, form) if form.is_bound and form.is_valid() else None
    context = {
        "rule": rule,
        "state": showing.state_of(rule),
        "facts": showing.facts_of(rule),
        "course": showing.course_of(rule),
        "acts": acts_open_to(person(request), rule),
        "proposed_last_day": showing.last_day(rule.ends_on) if rule.ends_on != rule.valid_to else None,
        "form": form,
        "compared": compared,
    }
    return render(request, "procedures/fee_desk/rule.html", context)


def _preview_form(request: HttpRequest, rule: FeeRule) -> PreviewForm:
    if "procedure" in request.GET:
        return PreviewForm(request.GET)
    procedure, case, day = preview.example(rule)
    channel = rule.channel if rule.channel != Channel.ANY else Channel.ONLINE
    initial = {"on": day, "procedure": procedure, "case": case, "channel": channel, "proved": bool(rule.group)}
    return PreviewForm(initial=initial)


def _compared(rule: FeeRule, form: PreviewForm) -> list[preview.Compared] | None:
    """The fees before and after; None, with the reason beside its box, when there is no such procedure or case."""
    asked = form.cleaned_data
    try:
        version = catalogue.published(asked["procedure"], asked["on"])
    except catalogue.UnknownProcedure:
        form.add_error("procedure", _("Không có thủ tục này trong danh mục vào ngày đó."))
        return None
    case = next((c for c in version.cases.all() if asked["case"] in ("", c.key)), None)
    if case is None:
        form.add_error("case", _("Thủ tục này không có trường hợp được chọn."))
        return None
    groups = frozenset({rule.group} if asked["proved"] and rule.group else ())
    answers = {name: wanted[0] for name, wanted in rule.answers.items()}
    situation = Situation(asked["on"], asked["channel"], asked["procedure"], case.key, answers, groups)
    return preview.compare(rule, [due_of(fee) for fee in case.fees.all()], situation)


@access_rule(WRITERS)
@require_POST
@_told_why_not
def submit_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft to whoever approves."""
    deciding.submit(get_object_or_404(FeeRule, pk=pk), person(request))
    return _done(request, pk, _("Đã trình để phê duyệt."))


@access_rule(KEEPING)
@require_POST
@_told_why_not
def approve_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it in force on its day."""
    rule = deciding.approve(get_object_or_404(FeeRule, pk=pk), person(request))
    return _done(request, pk, _("Đã phê duyệt. Quy tắc áp dụng từ %(day)s.") % {"day": f"{rule.valid_from:%d/%m/%Y}"})


@access_rule(KEEPING)
@get_or_post
@_told_why_not
def send_back_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with what to mend."""
    return _with_reason(request, pk, deciding.send_back, _("Trả lại quy tắc để sửa?"), _("Trả lại"))


@access_rule(WRITERS)
@get_or_post
@_told_why_not
def withdraw_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a rule up before its day."""
    return _with_reason(request, pk, deciding.withdraw, _("Bỏ quy tắc này?"), _("Bỏ quy tắc"))


@access_rule(KEEPING)
@get_or_post
@_told_why_not
def refuse_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rule stand as it is."""
    return _with_reason(request, pk, deciding.refuse_end, _("Giữ quy tắc, không chấm dứt?"), _("Giữ quy tắc"))


def _with_reason(request: HttpRequest, pk: int, act: Callable[..., Any], title: str, action: str) -> HttpResponse:
    """Ask why, then do it."""
    form = ReasonForm(request.POST or None)
    rule = get_object_or_404(FeeRule, pk=pk)
    if request.method == "POST" and form.is_valid():
        act(rule, person(request), form.cleaned_data["reason"])
        return _done(request, pk, _("Đã ghi nhận."))
    return _confirm(request, rule, form, title, action)


@access_rule(WRITERS)
@get_or_post
@_told_why_not
def propose_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an end; it stands once another approves."""
    rule = get_object_or_404(FeeRule, pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.propose_end(rule, person(request), form.cleaned_data["last_day"], form.cleaned_data["reason"])
        except RuleRefused as refusal:
            form.add_error("last_day", refusal.message)
        else:
            return _done(request, pk, _("Đã đề nghị chấm dứt. Người khác cần phê duyệt."))
    return _confirm(request, rule, form, _("Chấm dứt quy tắc này?"), _("Đề nghị chấm dứt"))


@access_rule(KEEPING)
@require_POST
@_told_why_not
def approve_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it end on the day proposed."""
    deciding.approve_end(get_object_or_404(FeeRule, pk=pk), person(request))
    return _done(request, pk, _("Đã phê duyệt chấm dứt."))


def _confirm(request: HttpRequest, rule: FeeRule, form: forms.Form, title: str, action: str) -> HttpResponse:
    context = {
        "base": "staff/base.html",
        "title": title,
        "text": rule.text,
        "action": action,
        "is_dangerous": True,
        "back_url": reverse("fee-rules:rule", args=[rule.pk]),
        "form": form,
    }
    return render(request, "components/confirm_page.html", context)


def _done(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("fee-rules:rule", pk)
