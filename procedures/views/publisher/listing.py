"""/cong-khai/: the decisions in work, and the beginning of a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts.rules import access_rule
from procedures import deciding, decision_list
from procedures.decision_forms.beginning import BeginForm
from procedures.decision_list import Question, View
from procedures.decision_rights import DECIDING, DRAFTING, drafting_units
from procedures.views.publisher.reach import person
from procedures.views.publisher.showing import state_of


@access_rule(DECIDING)
def list_decisions(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    question = Question.read(request.GET.dict())
    page = decision_list.page_of(person(request), question)
    context = {
        "question": question,
        "page": page,
        "rows": [(decision, state_of(decision)) for decision in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "may_draft": DRAFTING.allows(request),
    }
    return render(request, "procedures/publisher/list.html", context)


@access_rule(DRAFTING)
def begin_decision(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    form = BeginForm(request.POST or None, units=drafting_units(person(request)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        decision = deciding.create(
            person(request), form.chosen_unit(), data["title"], key=form.key, effective_on=data["effective_on"]
        )
        return redirect("publisher:add", decision.pk)
    context = {"form": form, "title": _("Soạn quyết định mới"), "action": _("Tạo dự thảo")}
    return render(request, "procedures/publisher/begin.html", context)
