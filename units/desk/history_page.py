"""/can-bo/don-vi/<code>/lich-su/: who changed the services, counters, hours and contacts of a unit, and how."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey, choice
from portal.ui.paging import page_by_key
from units import desk_log
from units.desk.reach import UNIT_ADMIN, unit_of
from units.models import DeskChange


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    what: str = choice("loai", DeskChange.What.values)


@access_rule(UNIT_ADMIN)
@require_safe
def show_history(request: HttpRequest, code: str) -> HttpResponse:
    """The changes, newest first, all or of one kind."""
    unit = unit_of(request, code)
    question = Question.read(request.GET.dict())
    found = desk_log.changes_of(unit)
    if question.what:
        found = found.filter(what=question.what)
    tabs = [("", None), *((what.value, what.label) for what in DeskChange.What)]
    context = {
        "unit": unit,
        "page": page_by_key(found, question),
        "tabs": [(label, Question(what).address(), what == question.what) for what, label in tabs],
    }
    return render(request, "units/desk/history.html", context)
