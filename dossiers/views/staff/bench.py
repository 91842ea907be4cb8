"""What a workbench shows: the matter, the decision beside it, below the due sum, the papers made, and the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers import (
    aliases,
    chain,
    followed_elsewhere,
    handing_on,
    opinion_standing,
    paper_transfers,
    papers_elsewhere,
    permissions,
    rerouting,
    steps,
    supplement_rules,
)
from dossiers.draft_preview import preview
from dossiers.due_course import due_course
from dossiers.fee_standing import paying_of
from dossiers.filing_fees import fees_of
from dossiers.forms.deciding import RevealForm
from dossiers.models import Dossier, Event, Paperwork, Result, SupplementRequest, Task
from dossiers.placing import Mark
from dossiers.responsibility.time_spent import time_spent
from dossiers.shown_answers import shown_answers
from dossiers.standing import due_of, state_of
from dossiers.statuses import WITH_RESULT, Action, PartyRole, Status
from dossiers.views.staff import decisions, side_acts
from dossiers.views.staff.reach import BenchView
from dossiers.work_counts import urgent_counts
from portal.documents.signing import registry
from portal.ui.parts import SummaryRow
from portal.ui.templatetags.portal_ui import error_summary, phone

NEXT_KEY = "open_next_dossier"
"""The session's mark: after a decision the next dossier of the list opens."""

REFRESH_SECONDS = 3
REFRESHES = 40
"""A page that waits for the signature asks again this often and then stops, so that no forgotten tab asks for ever."""

_MAY_ASK = (Status.SUBMITTED, Status.PROCESSING)

SHOWN_IMAGES = ("image/jpeg", "image/png")


class BenchPage(BenchView):
    """A workbench that can be drawn: fresh, with errors, or with whole identity numbers."""

    is_revealed = False

    def actions(self) -> list[str]:
        """What the person may do now, primary first; what they may do as the owner has its place elsewhere."""
        open_now = permissions.actions_open_to(self.dossier, self.user)
        return [str(action) for action in open_now if action not in permissions.OWNER_ACTIONS]

    def show(
        self,
        request: HttpRequest,
        *,
        actions: list[str] | None = None,
        forms: decisions.Forms | None = None,
        reveal: RevealForm | None = None,
        status: int = 200,
        problem: str = "",
        words_left: Sequence[SummaryRow] = (),
    ) -> HttpResponse:
        """Draw the page; `problem` says what could not be done, `words_left` what was typed and has no place now."""
        prefetch_related_objects([self.dossier], "supplement_requests__items__component")
        open_now = self.actions() if actions is None else actions
        made = decisions.forms_for(self.dossier, open_now, language()) if forms is None else forms
        looking = reveal or RevealForm()
        context = {
            "actions": open_now,
            "forms": made,
            "reveal": looking,
            **error_summary(*made.values(), looking),
            "problem": problem,
            "words_left": words_left,
            "opens_next": request.session.get(NEXT_KEY, False),
            **self._facts(open_now),
        }
        response = render(request, "dossiers/staff/work.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        if context["is_being_signed"] and request.method == "GET":
            _refresh(request, response)
        return response

    def _facts(self, open_now: list[str]) -> dict[str, Any]:
        """What the page shows of the dossier itself, whatever was typed and refused."""
        course = _course(self.dossier)
        beside = permissions.side_acts_at(self.dossier, course["task"], self.user)
        return {
            "side_acts": side_acts.links(beside, self.dossier),
            "may_confirm_papers": Action.CONFIRM_PAPERS in beside,
            "is_revealed": self.is_revealed,
            "counts": urgent_counts(self.user),
            **self._matter(),
            **course,
            "papers_go_to": paper_transfers.foreseen(self.dossier) if Action.HAND_OVER in open_now else None,
            "onward": _onward(self.dossier, open_now),
            **_result(self.dossier, open_now, is_revealed=self.is_revealed),
        }

    def _matter(self) -> dict[str, Any]:
        """The matter, and beside each paper where it can be looked for instead of asked of the owner."""
        matter = _matter(self.dossier, is_revealed=self.is_revealed)
        components = [paper.component for paper in matter["papers"]]
        offers = papers_elsewhere.of_dossier(self.dossier, self.user, components) if components else {}
        return {**matter, "papers": [(paper, offers.get(paper.component_id)) for paper in matter["papers"]]}


def language() -> str:
    """The language of the page, as e-forms name it."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _matter(dossier: Dossier, *, is_revealed: bool) -> dict[str, Any]:
    papers = dossier.papers.select_related("component", "upload__stored", "upload__origin")
    shown = [paper for paper in papers if paper.replaced_by_id is None]
    fees = fees_of(dossier)
    return {
        "dossier": dossier,
        "codes_elsewhere": aliases.named(dossier),
        "elsewhere": followed_elsewhere.sentences(dossier.code),
        "state": state_of(dossier),
        "due": due_of(dossier),
        "people": [_person(dossier, role, is_revealed=is_revealed) for role in PartyRole],
        "answers": shown_answers(dossier, language(), is_revealed=is_revealed),
        "papers": shown,
        "older_papers": [paper for paper in papers if paper.replaced_by_id is not None],
        "images": SHOWN_IMAGES,
        "fees": fees,
        "paying": paying_of(dossier, fees),
        "comes_from_elsewhere": dossier.receiving_unit.division_id != dossier.competent_unit.division_id,
    }


def _person(dossier: Dossier, role: str, *, is_revealed: bool) -> tuple[str, list[SummaryRow]] | None:
    party = next((party for party in dossier.parties.all() if party.role == role), None)
    if party is None:
        return None
    rows = [
        (_("Họ tên"), party.full_name),
        (_("Số định danh"), party.id_number if is_revealed else party.masked_id_number),
        (_("Ngày sinh"), f"{party.date_of_birth:%d/%m/%Y}" if party.date_of_birth else ""),
        (_("Điện thoại"), phone(party.phone) if party.phone else ""),
        (_("Thư điện tử"), party.email),
        (_("Địa chỉ"), party.address),
    ]
    return str(PartyRole(role).label), [SummaryRow(label, value) for label, value in rows if value]


def _course(dossier: Dossier) -> dict[str, Any]:
    events = list(dossier.events.select_related("unit"))
    tasks = _tasks(dossier)
    task = next((one for one in tasks if one.finished_at is None), None)
    requests = list(dossier.supplement_requests.all())
    return {
        "task": task,
        "mark": Mark(task.mark).label % {"unit": task.unit.name} if task and task.mark else "",
        "course": due_course(dossier, events),
        "time_spent": time_spent(tasks, events, timezone.now()),
        "events": events,
        "hops": rerouting.hops_of(dossier) if any(event.action == Action.REROUTE for event in events) else [],
        "open_alerts": dossier.alerts.filter(settled_at=None).select_related("unit").order_by("-rung", "kind"),
        "sequence": dossier.last_sequence,
        "sent_back": _last(events, Action.SEND_BACK),
        "handed_on": _last(events, *handing_on.WAYS),
        "consultations": opinion_standing.shown(dossier),
        "broken_at": chain.first_broken(dossier),
        "documents": dossier.paperwork.select_related("document"),
        "asked": next((request for request in requests if request.answered_at is None), None),
        **_supplement(dossier, requests),
    }


def _tasks(dossier: Dossier) -> list[Task]:
    """Every step that the dossier has been at, with all that the table of time spent names, in one query."""
    return list(dossier.tasks.select_related("step", "unit__calendar", "assignee", "finished_by"))


def _last(events: list[Event], *actions: Action) -> Event | None:
    return events[-1] if events and events[-1].action in actions else None


def _onward(dossier: Dossier, actions: list[str]) -> dict[str, str]:
    """The name of the step that each act leads to by which the person may hand the dossier on."""
    ways = {action: outcome for action, outcome in handing_on.WAYS.items() if action in actions}
    return {str(action): steps.following(dossier, outcome).name for action, outcome in ways.items()}


def _supplement(dossier: Dossier, requests: Sequence[SupplementRequest]) -> dict[str, Any]:
    """Why no request may be sent now, or the leader's override with which one may."""
    obstacle = supplement_rules.obstacle(dossier, requests) if dossier.status in _MAY_ASK else ""
    override = supplement_rules.unused_override(dossier) if obstacle else None
    return {"supplement_obstacle": "" if override else obstacle, "supplement_override": override}


def _result(dossier: Dossier, actions: list[str], *, is_revealed: bool) -> dict[str, Any]:
    result = Result.objects.filter(dossier=dossier).select_related("drafted_by", "approved_by", "document").first()
    shows_draft = result is not None and result.document_id is None and Action.SUBMIT_FOR_SIGNATURE not in actions
    is_signing = result is not None and result.approved_at is not None and result.document_id is None
    waiting = dossier.paperwork.filter(kind=Paperwork.Kind.RESULT, made_at=None).first() if is_signing else None
    return {
        "result": result,
        "draft": preview(dossier, result, is_revealed=is_revealed) if result is not None and shows_draft else None,
        "is_being_signed": is_signing,
        "correction": dossier.open_correction if dossier.status in WITH_RESULT else None,
        "signs": registry.is_signing(),
        "signing": waiting,
    }


def _refresh(request: HttpRequest, response: HttpResponse) -> None:
    """A header, since CSP forbids scripts on the page and the page must also turn without JavaScript."""
    tried = request.GET.get("lan", "0")
    count = int(tried) + 1 if tried.isascii() and tried.isdecimal() and len(tried) < 4 else 1
    if count <= REFRESHES:
        response["Refresh"] = f"{REFRESH_SECONDS}; url={request.path}?lan={count}"
