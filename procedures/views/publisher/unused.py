"""/cong-khai/it-dung/: procedures that nobody used for years, and the proposal to abolish them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rules import access_rule
from procedures import deciding, decision_changes, unused
from procedures.choices import Level
from procedures.decision_rights import DECIDING, DRAFTING, drafting_units
from procedures.models import ChangeKind, Decision
from procedures.unused import SPANS, Question
from procedures.views.publisher.reach import person

ROWS = 100


@access_rule(DECIDING)
@require_safe
def list_unused(request: HttpRequest) -> HttpResponse:
    """Show the report."""
    question = Question.read(request.GET.dict())
    found = unused.unused(question)
    page = Paginator(found, ROWS).get_page(request.GET.get("trang"))
    context = {
        "question": question,
        "page": page,
        "rows": list(page),
        "total": len(found),
        "spans": [(span, _address(question, span), span == question.months) for span in SPANS],
        "levels": Level.choices,
        "agencies": unused.agencies(),
        "address": _address(question, question.months),
        "may_draft": DRAFTING.allows(request),
        "key": uuid4(),
    }
    return render(request, "procedures/publisher/unused.html", context)


@access_rule(DRAFTING)
@require_POST
def propose_to_abolish(request: HttpRequest) -> HttpResponse:
    """Begin a draft decision that abolishes the ticked procedures; sent twice it begins once."""
    codes = decision_changes.codes_in(" ".join(request.POST.getlist("code")))
    months = Question.read(request.POST.dict()).months
    if not codes:
        messages.error(request, _("Hãy chọn ít nhất một thủ tục."))
        return redirect("publisher:unused")
    try:
        decision, added = _propose(request, codes, months)
    except deciding.DecisionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("publisher:unused")
    _tell(request, added)
    return redirect("publisher:decision", decision.pk)


def _propose(request: HttpRequest, codes: list[str], months: int) -> tuple[Decision, decision_changes.Added]:
    """The draft with what could be added to it. Raises DecisionRefused."""
    user = person(request)
    with override("vi"):
        title = _("Về việc bãi bỏ thủ tục hành chính không phát sinh hồ sơ trong %(months)s tháng") % {"months": months}
        reason = _("Không phát sinh hồ sơ trong %(months)s tháng") % {"months": months}
    decision = deciding.create(user, drafting_units(user)[0], title, key=_key(request))
    return decision, decision_changes.add(decision, user, ChangeKind.ABOLISH, codes, reason=reason)


def _tell(request: HttpRequest, added: decision_changes.Added) -> None:
    for code, why in added.refused:
        messages.warning(request, f"{code}: {why}")
    count = len(added.codes)
    if count:
        text = ngettext("Đã tạo dự thảo bãi bỏ %(count)s thủ tục.", "Đã tạo dự thảo bãi bỏ %(count)s thủ tục.", count)
        messages.success(request, text % {"count": count})


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return uuid4()


def _address(question: Question, months: int) -> str:
    named = {"thang": months, "cap": question.level, "co-quan": question.agency}
    return "?" + urlencode({name: value for name, value in named.items() if value})
