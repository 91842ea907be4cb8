"""The internal process of a draft, read into rows and written back: steps of all its processes, and their approvals.

A process belongs to one case, or ("" as case) to all cases that have none of their own. Steps are written anew each
time: nothing refers to the steps of a draft, and what stays the same is told by its case and key.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from procedures.draft_forms.process_ways import ENDS, WAYS, plan_of_rows, ways_of_row
from procedures.models import InternalProcess, ProcedureVersion, Step, TimeLimit
from procedures.national.process import default_process
from procedures.plain_values import plain
from procedures.process_picture import Picture, draw
from procedures.process_plan import END, PlannedStep, planned, with_usual_ways
from procedures.process_units import as_typed, asked_as_typed

Row = dict[str, Any]
_DAYS = ("approval_date", "valid_from", "valid_to")


def read_steps(version: ProcedureVersion) -> list[Row]:
    """A row for each step: those of the process of all cases first, then by case."""
    return [_row(case, planned(step)) for case, process in _processes(version) for step in process.steps.all()]


def usual_steps(version: ProcedureVersion) -> list[Row]:
    """The four usual steps within the shortest limit, for a draft that has none yet."""
    limits = list(TimeLimit.objects.filter(case__version=version))
    steps = [_with_ends(step) for step in default_process(limits).steps]
    return [_row("", step) | {"id": ""} for step in with_usual_ways(steps)]


def _with_ends(step: Step) -> PlannedStep:
    step.leads_to = [END for _outcome in step.outcomes]
    return planned(step)


def _processes(version: ProcedureVersion) -> list[tuple[str, InternalProcess]]:
    found = version.processes.select_related("case").prefetch_related("steps").order_by("case__position", "pk")
    listed = [(process.case.key if process.case else "", process) for process in found]
    return sorted(listed, key=lambda pair: bool(pair[0]))


def _row(case: str, step: PlannedStep) -> Row:
    row: Row = {
        "id": f"{case}:{step.key}",
        "key": step.key,
        "case": case,
        "name": step.name,
        "role": step.role,
        "unit_rule": step.unit_rule,
        "named_unit": as_typed(step.named_unit),
        "working_hours": plain(step.hours),
        "consulted": "\n".join(map(asked_as_typed, step.consulted)),
    }
    ways = [(outcome, target if target != END else ENDS) for outcome, target in step.ways]
    ways += [("", "")] * (len(WAYS) - len(ways))
    for place, (outcome, follows) in zip(WAYS, ways, strict=False):
        row[f"outcome_{place}"], row[f"next_{place}"] = outcome, follows
    return row


def write_steps(version: ProcedureVersion, rows: list[Row]) -> None:
    """Write the steps of all processes; a process that is left without steps and was not approved goes."""
    standing = dict(_processes(version))
    cases = {case.key: case for case in version.cases.all()}
    Step.objects.filter(process__version=version).delete()
    for key in {row["case"] for row in rows} - standing.keys():
        standing[key] = InternalProcess.objects.create(version=version, case=cases.get(key))
    steps = []
    for case, process in standing.items():
        own = [row for row in rows if row["case"] == case]
        if not own and not process.approval_number:
            process.delete()
        steps += [_step(process, position, row) for position, row in enumerate(own)]
    Step.objects.bulk_create(steps)


def _step(process: InternalProcess, position: int, row: Row) -> Step:
    ways = ways_of_row(row)
    return Step(
        process=process,
        position=position,
        key=row["key"],
        name=row["name"],
        role=row["role"],
        unit_rule=row["unit_rule"],
        named_unit=row["named_unit"],
        working_hours=Decimal(row["working_hours"]),
        outcomes=[outcome for outcome, _target in ways],
        leads_to=[target for _outcome, target in ways],
        consulted=row["consulted"],
    )


def read_approvals(version: ProcedureVersion) -> list[Row]:
    """A row for each process that has a number or a day of approval."""
    rows = [(case, process) for case, process in _processes(version) if process.approval_number]
    return [
        {"id": case or "all", "case": case, "approval_number": process.approval_number}
        | {name: plain(getattr(process, name)) for name in _DAYS}
        for case, process in rows
    ]


def write_approvals(version: ProcedureVersion, rows: list[Row]) -> None:
    """Write the approvals; one that comes before the steps makes a process without steps, which serves no dossier."""
    standing = dict(_processes(version))
    cases = {case.key: case for case in version.cases.all()}
    for key in {*standing, *(row["case"] for row in rows)}:
        process = standing.get(key) or InternalProcess(version=version, case=cases.get(key))
        row = next((row for row in rows if row["case"] == key), {})
        process.approval_number = row.get("approval_number", "")
        for name in _DAYS:
            setattr(process, name, _day(row.get(name)))
        process.save()


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def pictures(rows: list[Row]) -> list[tuple[str, Picture]]:
    """A picture of each process, by its case, of rows as they stand in the form: saved or not, right or not."""
    found = []
    for case in dict.fromkeys(str(row.get("case") or "") for row in rows):
        plan = plan_of_rows([row for row in rows if str(row.get("case") or "") == case and row.get("name")])
        picture = draw(plan, mark=case or "all")
        if picture is not None:
            found.append((case, picture))
    return found
