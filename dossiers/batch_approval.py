"""Approving several drafts with one act: each is an event of its own; what can't be approved stops no other.

Approving and signing are two acts (design, what always holds 11): the worker signs each result afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dossiers import lifecycle, numbering, processing, result_content
from dossiers.models import Dossier, Paperwork, Result, Task
from dossiers.problems import DossierError
from dossiers.statuses import Status
from portal.ui.parts import SummaryRow
from procedures import eforms
from units.access import has_role
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST = 30
"""As many as one page of the work list: more nobody reads before approving."""


@dataclass(frozen=True)
class Item:
    """One dossier of a batch: its draft in short, or why it can't be approved now."""

    code: str
    dossier: Dossier | None = None
    result: Result | None = None
    rows: list[SummaryRow] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a batch: codes approved, and the others with the reason."""

    approved: list[str]
    refused: dict[str, str]


def stack_of(user: User, codes: Iterable[str]) -> list[Item]:
    """The drafts of a batch in the order chosen, in a fixed number of queries; at most `MOST`."""
    chosen = numbering.once_each(codes)[:MOST]
    found = Dossier.objects.worked_by(user).for_pages().select_related("case__eform").filter(code__in=chosen)
    dossiers = {dossier.code: dossier for dossier in found}
    results = {result.dossier_id: result for result in _results(dossiers.values())}
    tasks = {task.dossier_id: task for task in _tasks(dossiers.values())}
    return [_item(user, code, dossiers.get(code), results, tasks) for code in chosen]


def approve_all(user: User, seen: Mapping[str, str]) -> Outcome:
    """Approves every dossier of `seen` (code → number of the last event as it was read), each in its own transaction.

    What the same person approved already counts as approved: a form sent twice counts once.
    """
    outcome, chosen = Outcome([], {}), numbering.once_each(seen)[:MOST]
    found = {dossier.code: dossier for dossier in Dossier.objects.worked_by(user).filter(code__in=chosen)}
    for code in chosen:
        problem = _approve(user, found.get(code), seen[code])
        if problem:
            outcome.refused[code] = problem
        else:
            outcome.approved.append(code)
    return outcome


def progress_of(user: User, codes: Iterable[str]) -> list[tuple[Dossier, Result, Paperwork | None]]:
    """The dossiers of a batch with their results and the paperwork of the signature, in a fixed number of queries."""
    chosen = numbering.once_each(codes)[:MOST]
    results = Result.objects.filter(dossier__in=Dossier.objects.worked_by(user).filter(code__in=chosen))
    named = {result.dossier.code: result for result in results.select_related("dossier")}
    rows = Paperwork.objects.filter(kind=Paperwork.Kind.RESULT, dossier__in=[one.dossier_id for one in named.values()])
    signing = {row.dossier_id: row for row in rows}
    return [(named[code].dossier, named[code], signing.get(named[code].dossier_id)) for code in chosen if code in named]


def _approve(user: User, dossier: Dossier | None, sequence: str) -> str:
    """Why it could not be approved; "" when it is."""
    if dossier is None:
        return _unknown()
    try:
        with lifecycle.locked(dossier) as current:
            if Result.objects.filter(dossier=current, approved_by=user).exists():
                return ""
            lifecycle.require_unchanged(current, sequence)
            processing.approve(current, user)
    except DossierError as error:
        return str(error)
    return ""


def _item(
    user: User,
    code: str,
    dossier: Dossier | None,
    results: Mapping[int, Result],
    tasks: Mapping[int, Task],
) -> Item:
    if dossier is None:
        return Item(code, problem=_unknown())
    result = results.get(dossier.pk)
    problem = _fault(user, dossier, result, tasks.get(dossier.pk))
    rows = _summary(dossier, result) if result is not None and not problem else []
    return Item(code, dossier, result, rows, problem)


def _summary(dossier: Dossier, result: Result) -> list[SummaryRow]:
    """Whom the result is for and what the officer decided; the whole paper in its lines stands on the workbench."""
    if result.is_refusal:
        facts = [(_("Từ chối, vì"), result.content["reason"]), (_("Căn cứ pháp lý"), result.content["legal_ground"])]
    else:
        decided = eforms.summary(result_content.officer_schema(dossier), result.content, "vi")
        facts = [(label, shown) for _page, rows in decided for label, shown in rows]
    return [SummaryRow(label, shown) for label, shown in [(_("Cấp cho"), dossier.owner.full_name), *facts]]


def _fault(user: User, dossier: Dossier, result: Result | None, task: Task | None) -> str:
    if result is not None and result.approved_by is not None:
        return _("%(name)s đã phê duyệt hồ sơ này.") % {"name": result.approved_by.full_name}
    if dossier.status != Status.PROCESSING or task is None or task.role != Role.LEADER or result is None:
        return _("Hồ sơ này không chờ ký duyệt.")
    if not has_role(user, Role.LEADER, task.unit):
        return _("Hồ sơ này chờ lãnh đạo của %(unit)s ký duyệt.") % {"unit": task.unit.name}
    if result.drafted_by_id == user.pk:
        return _("Bạn đã soạn dự thảo này nên người khác phải phê duyệt.")
    return ""


def _unknown() -> str:
    return _("Không có hồ sơ nào mang mã này ở đơn vị của bạn.")


def _results(dossiers: Iterable[Dossier]) -> QuerySet[Result]:
    return Result.objects.filter(dossier__in=list(dossiers)).select_related("drafted_by", "approved_by")


def _tasks(dossiers: Iterable[Dossier]) -> QuerySet[Task]:
    return Task.objects.filter(dossier__in=list(dossiers), finished_at=None).select_related("unit")
