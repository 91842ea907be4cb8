"""What a decision holds: procedures are added by code, one or hundreds at once, and begin as copies of what stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from procedures.choices import Source, VersionState
from procedures.copying import blank_draft, copy_versions
from procedures.deciding import DecisionRefused, log, opened
from procedures.models import (
    ChangeKind,
    Decision,
    DecisionAct,
    DecisionChange,
    DecisionEvent,
    Procedure,
    ProcedureVersion,
)

if TYPE_CHECKING:
    from portal.accounts.models import User

CODE = re.compile(r"\b[0-9]\.[0-9]{6}(?:\.[0-9A-Z]+)*\b")
#: A decision announced for the whole of a ministry's list has some hundreds; more at once is a slip.
MOST_AT_ONCE = 2000


@dataclass
class Added:
    """What came of a list of codes."""

    codes: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def codes_in(text: str) -> list[str]:
    """The codes in pasted text, each once, in their order: whatever stands between them does not count."""
    return list(dict.fromkeys(CODE.findall(text.upper())))


@transaction.atomic
def add(decision: Decision, person: User, kind: str, codes: Sequence[str], *, reason: str = "") -> Added:
    """Amend, abolish, or announce (from an imported draft) these procedures; tells which could not be added.

    Those that can are added, the others are told with the reason: nothing is lost of a pasted list.
    """
    locked = opened(decision, person, DecisionAct.ADD)
    if len(codes) > MOST_AT_ONCE:
        raise DecisionRefused(_("Mỗi lần chỉ thêm được tối đa %(most)s thủ tục.") % {"most": MOST_AT_ONCE})
    procedures = _locked_procedures(codes)
    bases = _bases(kind, procedures.values())
    taken = _taken(procedures.values())
    added = Added()
    for code in codes:
        if why := _why_not(code, procedures, bases, taken, kind):
            added.refused.append((code, why))
        else:
            added.codes.append(code)
    _store(locked, kind, [bases[procedures[code].pk] for code in added.codes], reason)
    if added.codes:
        log(locked, DecisionAct.ADD, person, ", ".join(added.codes), kind=kind)
    return added


@transaction.atomic
def announce_new(decision: Decision, person: User, code: str, **content: Any) -> DecisionChange:
    """Announce a procedure that the catalogue does not know yet, beginning with an empty draft."""
    locked = opened(decision, person, DecisionAct.ADD)
    procedure = _own_procedure(code)
    change: DecisionChange = locked.changes.create(
        kind=ChangeKind.ANNOUNCE, procedure=procedure, version=blank_draft(procedure, **content)
    )
    log(locked, DecisionAct.ADD, person, code, kind=ChangeKind.ANNOUNCE)
    return change


@transaction.atomic
def replace(decision: Decision, person: User, old_code: str, new_code: str, *, reason: str = "") -> DecisionChange:
    """Announce a procedure in the place of another, beginning with the other's content."""
    locked = opened(decision, person, DecisionAct.ADD)
    old = _locked_procedures([old_code]).get(old_code)
    base = _bases(ChangeKind.AMEND, [old]).get(old.pk) if old else None
    if old is None or base is None:
        raise DecisionRefused(_("Không có thủ tục %(code)s đang có hiệu lực.") % {"code": old_code})
    if where := _taken([old]).get(old.pk):
        raise DecisionRefused(_already_in(where))
    procedure = _own_procedure(new_code)
    draft = copy_versions([base], {base.pk: procedure})[base.pk]
    change: DecisionChange = locked.changes.create(
        kind=ChangeKind.REPLACE, procedure=procedure, version=draft, base=base, replaced=old, reason=reason
    )
    log(locked, DecisionAct.ADD, person, f"{old_code} → {new_code}", kind=ChangeKind.REPLACE)
    return change


@transaction.atomic
def remove(change: DecisionChange, person: User) -> DecisionEvent:
    """Take a change out of its decision; its draft is deleted with what was written in it."""
    locked = opened(change.decision, person, DecisionAct.REMOVE)
    current = locked.changes.select_related("procedure", "version").get(pk=change.pk)
    draft = current.version
    current.delete()
    if draft is not None:
        draft.delete()
    return log(locked, DecisionAct.REMOVE, person, current.procedure.code, kind=current.kind)


def _own_procedure(code: str) -> Procedure:
    """The procedure of a new code, made where missing. Raises DecisionRefused when it is in force or in work."""
    procedure, _made = Procedure.objects.get_or_create(code=code)
    Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    if ProcedureVersion.objects.valid_on().filter(procedure=procedure).exists():
        raise DecisionRefused(_("Thủ tục %(code)s đang có hiệu lực: hãy chọn sửa đổi.") % {"code": code})
    if where := _taken([procedure]).get(procedure.pk):
        raise DecisionRefused(_already_in(where))
    return procedure


def _locked_procedures(codes: Iterable[str]) -> dict[str, Procedure]:
    rows = Procedure.objects.select_for_update(no_key=True).filter(code__in=set(codes)).order_by("pk")
    return {procedure.code: procedure for procedure in rows}


def _bases(kind: str, procedures: Iterable[Procedure]) -> dict[int, ProcedureVersion]:
    """What each change begins with: the version in force, or the imported draft that waits to be announced."""
    if kind == ChangeKind.ANNOUNCE:
        waiting = ProcedureVersion.objects.filter(state=VersionState.DRAFT).exclude(source=Source.LOCAL)
        in_force = ProcedureVersion.objects.valid_on().values("procedure")
        rows = waiting.exclude(procedure__in=in_force)
    else:
        rows = ProcedureVersion.objects.valid_on()
    found = rows.filter(procedure__in=list(procedures)).select_related("procedure")
    return {version.procedure_id: version for version in found}


def _taken(procedures: Iterable[Procedure]) -> dict[int, Decision]:
    """The open decision that works on each procedure already."""
    ids = [procedure.pk for procedure in procedures]
    open_now = DecisionChange.objects.filter(Q(procedure__in=ids) | Q(replaced__in=ids), is_open=True)
    taken: dict[int, Decision] = {}
    for change in open_now.select_related("decision"):
        taken[change.procedure_id] = change.decision
        if change.replaced_id is not None:
            taken[change.replaced_id] = change.decision
    return taken


def _why_not(
    code: str,
    procedures: dict[str, Procedure],
    bases: dict[int, ProcedureVersion],
    taken: dict[int, Decision],
    kind: str,
) -> str:
    procedure = procedures.get(code)
    if procedure is None:
        return _("không có trong danh mục")
    if procedure.pk in taken:
        return _already_in(taken[procedure.pk])
    if procedure.pk not in bases:
        is_new = kind == ChangeKind.ANNOUNCE
        return _("không có bản thảo đang chờ công bố") if is_new else _("không còn hiệu lực")
    return ""


def _already_in(decision: Decision) -> str:
    return _("đang được xử lý trong quyết định “%(title)s”") % {"title": decision.title}


def _store(decision: Decision, kind: str, bases: list[ProcedureVersion], reason: str) -> None:
    procedures = {base.pk: base.procedure for base in bases}
    drafts = {} if kind == ChangeKind.ABOLISH else copy_versions(bases, procedures)
    DecisionChange.objects.bulk_create(
        DecisionChange(
            decision=decision,
            kind=kind,
            procedure=base.procedure,
            base=base,
            version=drafts.get(base.pk),
            reason=reason,
        )
        for base in bases
    )
