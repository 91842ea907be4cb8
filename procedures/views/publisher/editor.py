"""The editor of one draft: its sections, each on a page of its own, and the preview as citizens will see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rules import access_rule
from portal.ui.parts import Task
from procedures import catalogue, decision_checks, draft_answers, draft_editing, draft_rows
from procedures.deciding import DecisionRefused
from procedures.decision_checks import CheckedChange
from procedures.decision_rights import DECIDING, DRAFTING, may
from procedures.draft_answers import Editable
from procedures.draft_editing import DraftChanged
from procedures.draft_forms.rows import Rows
from procedures.draft_rows import Move
from procedures.draft_sections.cases import cases_of
from procedures.draft_sections.section import Section, plain_content
from procedures.draft_sections.whole import SECTIONS
from procedures.models import DecisionAct, DecisionChange, ProcedureVersion
from procedures.showing import page_of
from procedures.views.detail import content_of
from procedures.views.publisher.reach import change_of, person
from procedures.views.publisher.rows import rows_of
from procedures.views.publisher.showing import state_of

NEW_ROWS = 1
AUTOSAVE = "autosave"


@access_rule(DECIDING)
@require_safe
def show_change(request: HttpRequest, pk: int, change_id: int) -> HttpResponse:
    """One procedure of a decision: its sections with what is still to mend."""
    change = change_of(request, pk, change_id)
    checked = decision_checks.checked_change(change)
    may_write = may(person(request), change.decision, DecisionAct.WRITE)
    context = {
        "decision": change.decision,
        "state": state_of(change.decision),
        "change": change,
        "checked": checked,
        "may_write": may_write,
        "tasks": _tasks(change, checked, may_write=may_write) if change.version_id else [],
        "elsewhere": [finding for finding in checked.findings if finding.section not in SECTIONS],
    }
    return render(request, "procedures/publisher/change.html", context)


def _tasks(change: DecisionChange, checked: CheckedChange, *, may_write: bool) -> list[Task]:
    version = _version(change)
    offered = [section for section in SECTIONS.values() if section.is_offered(version)]
    return [_task(change, section, checked, may_write=may_write) for section in offered]


def _task(change: DecisionChange, section: Section, checked: CheckedChange, *, may_write: bool) -> Task:
    found = [finding for finding in checked.findings if finding.section == section.key]
    count = sum(finding.is_blocking for finding in found)
    words = ngettext("%(count)s lỗi phải sửa", "%(count)s lỗi phải sửa", count) % {"count": count}
    return Task(
        title=section.title,
        status=words if count else _("Đạt"),
        url=_address(change, section) if may_write else "",
        hint=" ".join(finding.text for finding in found),
        is_done=not count,
    )


def _address(change: DecisionChange, section: Section) -> str:
    return reverse("publisher:section", args=(change.decision_id, change.pk, section.key))


@access_rule(DRAFTING)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, pk: int, change_id: int, key: str) -> HttpResponse:
    """Edit one section: saved when it is right, kept as typed when it is not."""
    change, section = _opened(request, pk, change_id, key)
    if not may(person(request), change.decision, DecisionAct.WRITE):
        messages.error(request, _("Dự thảo đang ở bước khác nên không sửa được."))
        return redirect("publisher:change", pk, change_id)
    if request.method == "POST":
        return _take(request, change, section)
    typing = draft_editing.typing_of(change, person(request), key)
    cases = cases_of(_version(change))
    if typing is None:
        based_on = draft_editing.number_of(change, key)
        stored = section.read(_version(change))
        offered = [] if stored else section.offer(_version(change))
        form = draft_answers.shown(section, stored or offered, cases)
        return _page(request, change, section, form, based_on, is_offered=bool(offered))
    form = draft_answers.retyped(section, draft_answers.from_kept(typing.data), cases)
    return _page(request, change, section, form, typing.based_on, typing=typing)


def _take(request: HttpRequest, change: DecisionChange, section: Section) -> HttpResponse:
    """What was sent: an autosave, one more row, or the whole to be saved."""
    data, based_on = request.POST, _based_on(request.POST)
    cases = cases_of(_version(change))
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        draft_editing.keep_typing(change, person(request), section.key, draft_answers.to_keep(data), based_on)
        return JsonResponse({"saved": True})
    move = draft_rows.asked(data) if section.is_movable else None
    if move is not None:
        return _move(request, change, section, move)
    if "more" in data or "redraw" in data:
        form = draft_answers.retyped(section, data, cases, blank_rows=NEW_ROWS if "more" in data else 0)
        return _page(request, change, section, form, based_on)
    form = draft_answers.judged(section, data, cases)
    if not form.is_valid():
        draft_editing.keep_typing(change, person(request), section.key, draft_answers.to_keep(data), based_on)
        return _page(request, change, section, form, based_on, status=422)
    return _save(request, change, section, form, based_on)


def _move(request: HttpRequest, change: DecisionChange, section: Section, move: Move) -> HttpResponse:
    """The page with one row in its new place; it is kept like all that is typed, and stored when the section is."""
    cases, based_on = cases_of(_version(change)), _based_on(request.POST)
    kept, place = draft_answers.moved(section, request.POST, cases, move)
    draft_editing.keep_typing(change, person(request), section.key, kept, based_on)
    form = draft_answers.retyped(section, draft_answers.from_kept(kept), cases)
    return _page(request, change, section, form, based_on, focus=Move(place, move.way))


def _save(
    request: HttpRequest, change: DecisionChange, section: Section, form: Editable, based_on: int
) -> HttpResponse:
    content = plain_content(draft_answers.answers(form))
    try:
        draft_editing.save(change, person(request), section, content, based_on=based_on)
    except DraftChanged as meanwhile:
        return _conflict(request, change, section, meanwhile)
    except DecisionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("publisher:change", change.decision_id, change.pk)
    messages.success(request, _("Đã lưu mục “%(section)s”.") % {"section": section.title})
    return redirect("publisher:change", change.decision_id, change.pk)


def _conflict(request: HttpRequest, change: DecisionChange, section: Section, meanwhile: DraftChanged) -> HttpResponse:
    """Somebody was quicker: their changes on top, what was typed below, and the next saving counts on theirs."""
    first, last = meanwhile.saves[0], meanwhile.saves[-1]
    data = request.POST
    draft_editing.keep_typing(change, person(request), section.key, draft_answers.to_keep(data), last.number)
    form = draft_answers.retyped(section, data, cases_of(_version(change)))
    told = draft_editing.differences(section, first.before, last.after)
    return _page(request, change, section, form, last.number, status=409, theirs=last, differences=told)


def _page(
    request: HttpRequest,
    change: DecisionChange,
    section: Section,
    form: Editable,
    based_on: int,
    *,
    status: int = 200,
    focus: Move | None = None,
    **told: Any,
) -> HttpResponse:
    checked = decision_checks.checked_change(change)
    context: dict[str, Any] = {
        **told,
        "decision": change.decision,
        "change": change,
        "section": section,
        "form": form,
        "forms": form.forms if isinstance(form, Rows) else [form],
        "rows": rows_of(section, form, _version(change), focus) if isinstance(form, Rows) else [],
        "is_moved": focus is not None,
        "based_on": based_on,
        "findings": [finding for finding in checked.findings if finding.section == section.key],
        "name": checked.name,
        "pictures": section.draw(draft_answers.rows_of(form)),
    }
    return render(request, "procedures/publisher/section.html", context, status=status)


@access_rule(DRAFTING)
@require_POST
def discard_typing(request: HttpRequest, pk: int, change_id: int, key: str) -> HttpResponse:
    """Drop what was typed and not saved, and begin again with what is stored."""
    change, section = _opened(request, pk, change_id, key)
    draft_editing.forget_typing(change, person(request), section.key)
    return redirect(_address(change, section))


@access_rule(DECIDING)
@require_safe
def preview_change(request: HttpRequest, pk: int, change_id: int) -> HttpResponse:
    """The page as citizens will see it, with a line that says it is a draft."""
    change = change_of(request, pk, change_id)
    page = page_of(catalogue.find_version(_version(change).pk))
    context = {
        **content_of(page, request.GET, timezone.localdate()),
        "decision": change.decision,
        "change": change,
    }
    return render(request, "procedures/publisher/preview.html", context)


def _opened(request: HttpRequest, pk: int, change_id: int, key: str) -> tuple[DecisionChange, Section]:
    change, section = change_of(request, pk, change_id), draft_editing.section_of(key)
    if section is None or change.version is None:
        raise Http404
    return change, section


def _version(change: DecisionChange) -> ProcedureVersion:
    if change.version is None:
        raise Http404
    return change.version


def _based_on(data: QueryDict) -> int:
    sent = data.get("based_on", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0
