"""Filling a decision: procedures found by name, pasted by code, announced anew, put in the place of others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import access_rule
from portal.vietnamese import normalise
from procedures import decision_changes
from procedures.choices import Competence, Level, OnlineLevel
from procedures.deciding import DecisionRefused
from procedures.decision_changes import Added
from procedures.decision_forms.adding import AddForm
from procedures.decision_forms.bringing import NewProcedureForm, ReplaceForm
from procedures.decision_rights import DRAFTING
from procedures.models import Field, ProcedureVersion
from procedures.views.publisher.reach import change_of, decision_of, person, told_why_not

FOUND = 30
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access_rule(DRAFTING)
@get_or_post
def add_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Search and pick, or paste; what could not be added is told with the reason."""
    decision = decision_of(request, pk)
    text = normalise(request.GET.get("tim", ""))[:200]
    form = AddForm(_with_picked(request) if request.method == "POST" else None)
    added: Added | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = decision_changes.add(
                decision, person(request), data["kind"], data["codes"], reason=data["reason"] or ""
            )
        except DecisionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            _tell(request, added)
            if not added.refused:
                return redirect("publisher:decision", pk)
    context = {"decision": decision, "form": form, "added": added, "text": text, "found": _find(text)}
    return render(request, "procedures/publisher/add.html", context)


def _with_picked(request: HttpRequest) -> Any:
    """The picked rows of the search count like pasted codes."""
    data = request.POST.copy()
    picked = data.getlist("picked")
    if picked:
        data["codes"] = "\n".join([*picked, data.get("codes", "")])
    return data


def _tell(request: HttpRequest, added: Added) -> None:
    count = len(added.codes)
    if count:
        text = ngettext("Đã thêm %(count)s thủ tục.", "Đã thêm %(count)s thủ tục.", count)
        messages.success(request, text % {"count": count})


def _find(text: str) -> list[ProcedureVersion]:
    if not text:
        return []
    says = Q(procedure__code__startswith=text) | Q(name__unaccent__icontains=text)
    found = ProcedureVersion.objects.valid_on().filter(says).select_related("procedure", "field")
    return list(found.order_by("name")[:FOUND])


@access_rule(DRAFTING)
@get_or_post
def announce_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a procedure that the catalogue does not know."""
    decision = decision_of(request, pk)
    form = NewProcedureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = decision_changes.announce_new(decision, person(request), **_new_content(form.cleaned_data))
        except DecisionRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            return redirect("publisher:change", pk, change.pk)
    context = {"decision": decision, "form": form, "title": _("Công bố thủ tục mới"), "action": _("Tạo bản thảo")}
    return render(request, "procedures/publisher/begin.html", context)


def _new_content(data: dict[str, Any]) -> dict[str, Any]:
    is_commune = data["level"] == Level.COMMUNE
    return {
        "code": data["code"],
        "name": data["name"],
        "field": Field.objects.get(code=data["field"]),
        "levels": [data["level"]],
        "competence": Competence.RESIDENCE if is_commune else Competence.DEPARTMENT,
        "online_level": OnlineLevel.FULL,
    }


@access_rule(DRAFTING)
@get_or_post
def replace_procedure(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a procedure in the place of another."""
    decision = decision_of(request, pk)
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change = decision_changes.replace(
                decision, person(request), data["old_code"], data["new_code"], reason=data["reason"] or ""
            )
        except DecisionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("publisher:change", pk, change.pk)
    context = {"decision": decision, "form": form, "title": _("Thay thế thủ tục"), "action": _("Tạo bản thảo")}
    return render(request, "procedures/publisher/begin.html", context)


@access_rule(DRAFTING)
@get_or_post
@told_why_not
def remove_change(request: HttpRequest, pk: int, change_id: int) -> HttpResponse:
    """Take a procedure out, once it is confirmed: its draft is deleted."""
    change = change_of(request, pk, change_id)
    if request.method == "POST":
        decision_changes.remove(change, person(request))
        messages.success(request, _("Đã bỏ thủ tục %(code)s khỏi dự thảo.") % {"code": change.procedure.code})
        return redirect("publisher:decision", pk)
    context = {
        "base": "staff/base.html",
        "title": _("Bỏ thủ tục %(code)s khỏi dự thảo?") % {"code": change.procedure.code},
        "text": _("Nội dung đã soạn cho thủ tục này trong dự thảo sẽ bị xóa và không lấy lại được."),
        "action": _("Bỏ thủ tục này"),
        "is_dangerous": True,
        "back_url": reverse("publisher:change", args=(pk, change_id)),
    }
    return render(request, "components/confirm_page.html", context)
