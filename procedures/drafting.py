"""Writing whole versions into the catalogue as drafts, many at once in a fixed number of queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Max

from procedures.choices import Source, VersionState
from procedures.fields_of_work import fields_of
from procedures.models import (
    Case,
    Component,
    Fee,
    InternalProcess,
    Procedure,
    ProcedureVersion,
    Step,
    TimeLimit,
)
from procedures.process_plan import END, planned, with_usual_ways

MANY = 100
"""From so many versions on, storing them is a bulk load."""
_WRITTEN = (Procedure, ProcedureVersion, Case, Component, Fee, TimeLimit, InternalProcess, Step)
ChildT = TypeVar("ChildT", Component, Fee, TimeLimit)


@dataclass
class CaseContent:
    """A case, not yet stored, with its papers, fees and time limits."""

    case: Case
    components: list[Component] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    time_limits: list[TimeLimit] = field(default_factory=list)


@dataclass
class ProcessContent:
    """An internal process, not yet stored; of one case, or of all when ``case`` is None."""

    process: InternalProcess
    steps: list[Step]
    case: Case | None = None


@dataclass
class VersionContent:
    """A version, not yet stored, under a procedure's code and a field's name (its code may be unknown)."""

    code: str
    field_code: str
    field_name: str
    version: ProcedureVersion
    cases: list[CaseContent]
    processes: list[ProcessContent]


def content_hash(*parts: object) -> str:
    """Fingerprint of a source: equal content gives an equal hash, whatever the order of keys."""
    whole = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()


@transaction.atomic
def store_drafts(contents: Sequence[VersionContent]) -> list[ProcedureVersion]:
    """Store each content as a draft version with the next number of its procedure.

    A draft from the same source that waits already is replaced: drafts may change.
    """
    procedures = _procedures({content.code for content in contents})
    fields = fields_of([(c.field_code, c.field_name) for c in contents])
    _drop_waiting_drafts(contents, procedures)
    numbers = _last_numbers(procedures.values())
    _keep_levels([content for content in contents if content.version.source == Source.NATIONAL])
    for content in contents:
        procedure = procedures[content.code]
        numbers[procedure.pk] = numbers.get(procedure.pk, 0) + 1
        content.version.procedure = procedure
        content.version.field = fields[content.field_name]
        content.version.number = numbers[procedure.pk]
        content.version.state = VersionState.DRAFT
    versions = ProcedureVersion.objects.bulk_create([c.version for c in contents], batch_size=250)
    _store_cases(contents)
    _store_processes(contents)
    if len(contents) >= MANY:
        _tell_the_planner()
    return versions


def _tell_the_planner() -> None:
    """Let PostgreSQL count the rows anew: foreign keys and triggers keep the plans they made for smaller tables.

    A first load into empty tables would otherwise look through whole tables for each row it writes: minutes for
    what takes seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in _WRITTEN)}")


def _procedures(codes: set[str]) -> dict[str, Procedure]:
    """The procedures of these codes, made where missing."""
    known = set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    missing = sorted(codes - known)
    if missing:
        Procedure.objects.bulk_create([Procedure(code=code) for code in missing], ignore_conflicts=True)
    return {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=codes)}


def _last_numbers(procedures: Iterable[Procedure]) -> dict[int, int]:
    rows = ProcedureVersion.objects.filter(procedure__in=list(procedures)).order_by()
    return dict(rows.values_list("procedure").annotate(last=Max("number")))


def _drop_waiting_drafts(contents: Sequence[VersionContent], procedures: Mapping[str, Procedure]) -> None:
    # Drafts of our own belong to decisions, which keep them apart themselves.
    sources = {content.version.source for content in contents} - {Source.LOCAL}
    ProcedureVersion.objects.filter(
        state=VersionState.DRAFT, source__in=sources, procedure__in=list(procedures.values())
    ).delete()


def _keep_levels(contents: Sequence[VersionContent]) -> None:
    """National records say nothing of accounts: the level that the province asks for goes on with the new text."""
    newest = (
        ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, procedure__code__in=[c.code for c in contents])
        .order_by("procedure_id", "-valid_from")
        .distinct("procedure_id")
    )
    levels = dict(newest.values_list("procedure__code", "assurance_level")) if contents else {}
    for content in contents:
        content.version.assurance_level = levels.get(content.code, content.version.assurance_level)


def _store_cases(contents: Sequence[VersionContent]) -> None:
    for content in contents:
        for position, case in enumerate(content.cases):
            case.case.version = content.version
            case.case.position = position
    cases = [case for content in contents for case in content.cases]
    Case.objects.bulk_create([case.case for case in cases], batch_size=1000)
    _store_under_case(Component, [(c.case, c.components) for c in cases])
    _store_under_case(Fee, [(c.case, c.fees) for c in cases])
    _store_under_case(TimeLimit, [(c.case, c.time_limits) for c in cases])


def _store_under_case(model: type[ChildT], families: Iterable[tuple[Case, Sequence[ChildT]]]) -> None:
    rows: list[ChildT] = []
    for case, children in families:
        for position, child in enumerate(children):
            child.case = case
            if not isinstance(child, TimeLimit):
                child.position = position
            rows.append(child)
    model._default_manager.bulk_create(rows, batch_size=1000)


def _store_processes(contents: Sequence[VersionContent]) -> None:
    for content in contents:
        for process in content.processes:
            process.process.version = content.version
            process.process.case = process.case
    processes = [process for content in contents for process in content.processes]
    InternalProcess.objects.bulk_create([p.process for p in processes], batch_size=1000)
    for process in processes:
        for position, step in enumerate(process.steps):
            step.process = process.process
            step.position = position
        _say_where_outcomes_lead(process.steps)
    Step.objects.bulk_create([s for p in processes for s in p.steps], batch_size=1000)


def _say_where_outcomes_lead(steps: Sequence[Step]) -> None:
    """Sources that only list the outcomes of a step mean the usual ways."""
    silent = [step for step in steps if not step.leads_to]
    usual = with_usual_ways([replace(planned(step), ways=_outcomes(step)) for step in steps]) if silent else ()
    leading = {step.key: [target for _outcome, target in step.ways] for step in usual}
    for step in silent:
        step.leads_to = leading[step.key]


def _outcomes(step: Step) -> tuple[tuple[str, str], ...]:
    return tuple((outcome, END) for outcome in step.outcomes)
