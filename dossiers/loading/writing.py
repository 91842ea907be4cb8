"""Writing invented dossiers with everything that real ones have: people, a paper, the tasks of their steps, the log.

Each event carries the hash of the one before, so that the chain of any of them proves whole; `due_soon_from` and the
marks fit the due time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from dossiers import chain
from dossiers.loading.copying import Table
from dossiers.loading.recipes import Plan
from dossiers.models import CodeCounter, Dossier, Event, Paper, Party, Task
from dossiers.numbering import format_code
from dossiers.statuses import OPEN, RUNNING, Action, Channel, PaperCheck, PaperSource, PartyRole, ResultDelivery, Status
from portal.accounts.identity import blind_index
from units.models import Unit

CHUNK = 5_000
PEOPLE = 400
FAMILY, MIDDLE = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi"), ("Văn", "Thị", "Minh", "Ngọc", "Quốc")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Hạnh", "Khoa", "Lan", "Mai", "Nam", "Phúc", "Quỳnh", "Sơn", "Thảo", "Vy")
CLERK, OFFICER, LEADER, WORKER = "Trần Văn Minh", "Lê Thị Hồng", "Phạm Quốc Bảo", "Hệ thống"

_RETURNED = (
    (Action.SUBMIT, Status.SUBMITTED, ""),
    (Action.RECEIVE, Status.RECEIVED, CLERK),
    (Action.HAND_OVER, Status.PROCESSING, CLERK),
    (Action.SUBMIT_FOR_SIGNATURE, Status.PROCESSING, OFFICER),
    (Action.APPROVE, Status.PROCESSING, LEADER),
    (Action.ISSUE, Status.FINISHED, WORKER),
    (Action.RETURN_RESULT, Status.RETURNED, CLERK),
)
WAYS: dict[Status, tuple[tuple[Action, Status, str], ...]] = {
    Status.SUBMITTED: _RETURNED[:1],
    Status.RECEIVED: _RETURNED[:2],
    Status.PROCESSING: _RETURNED[:3],
    Status.SUPPLEMENT: (*_RETURNED[:3], (Action.REQUEST_SUPPLEMENT, Status.SUPPLEMENT, OFFICER)),
    Status.NOT_RECEIVED: (_RETURNED[0], (Action.REFUSE, Status.NOT_RECEIVED, CLERK)),
    Status.WITHDRAWN: (*_RETURNED[:3], (Action.WITHDRAW, Status.WITHDRAWN, "")),
    Status.RETURNED: _RETURNED,
}
"""What happened until a status, by whom ("": the owner)."""


class Writer:
    """Writes plans in chunks, each in a transaction of its own."""

    def __init__(self) -> None:
        self._tables = {model: Table(model) for model in (Dossier, Party, Paper, Task, Event)}
        given = CodeCounter.objects.values_list("agency_code", "day", "last")
        self._numbers: dict[tuple[str, date], int] = defaultdict(int, {(code, day): last for code, day, last in given})
        self._now = timezone.now()
        self._people = [_person(number) for number in range(PEOPLE)]
        self._count = 0

    def write(self, plans: Iterable[Plan]) -> Iterator[int]:
        """Writes all; yields how many were written, chunk by chunk."""
        waiting = 0
        for plan in plans:
            self._one(plan)
            waiting += 1
            if waiting == CHUNK:
                self._flush()
                yield waiting
                waiting = 0
        self._flush()
        yield waiting

    def finish(self) -> None:
        """What the app needs to go on from here: ids, numbers of codes, and figures for PostgreSQL's planner."""
        for table in self._tables.values():
            table.finish()
        counters = [
            CodeCounter(agency_code=agency, day=day, last=last) for (agency, day), last in self._numbers.items()
        ]
        CodeCounter.objects.bulk_create(
            counters, 5_000, update_conflicts=True, update_fields=["last"], unique_fields=["agency_code", "day"]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE dossiers_dossier, dossiers_party, dossiers_paper, dossiers_task, dossiers_event")

    def _flush(self) -> None:
        with transaction.atomic(), _trusted_keys():
            for table in self._tables.values():
                table.flush()

    def _one(self, plan: Plan) -> None:
        self._count += 1
        code = self._code(plan)
        way = WAYS[plan.status]
        end = min(plan.due_at, self._now) if plan.status not in OPEN else self._now
        pace = (end - plan.submitted_at) / (len(way) + 1)
        moments = [plan.submitted_at + pace * place for place in range(len(way))]
        person = self._people[self._count % PEOPLE]
        at = {action: moment for (action, _status, _who), moment in zip(way, moments, strict=True)}
        dossier = self._tables[Dossier].add(_dossier(plan, code, at, self._now))
        self._tables[Party].add({**person, "dossier_id": dossier})
        if plan.matter.component_id is not None:
            self._tables[Paper].add(_paper(plan, dossier, moments[0]))
        self._events(plan, dossier, code, moments, person["full_name"])
        for task in _tasks(plan, moments):
            self._tables[Task].add({**task, "dossier_id": dossier})

    def _code(self, plan: Plan) -> str:
        day = timezone.localdate(plan.submitted_at)
        agency = plan.place.competent.code
        self._numbers[agency, day] += 1
        return format_code(agency, day, self._numbers[agency, day])

    def _events(self, plan: Plan, dossier: int, code: str, moments: list[datetime], owner: str) -> None:
        previous, before = "", None
        for sequence, (action, status, who) in enumerate(WAYS[plan.status], start=1):
            unit = _unit_of(plan, who)
            event = Event(
                sequence=sequence,
                action=action,
                status_from=before,
                status_to=status,
                actor_name=who or owner,
                unit_id=unit.pk if unit else None,
                at=moments[sequence - 1],
                previous_hash=previous,
            )
            event.hash = previous = chain.hash_of(event, code)
            before = int(status)
            self._tables[Event].add(
                {
                    "dossier_id": dossier,
                    "sequence": sequence,
                    "action": action.value,
                    "status_from": event.status_from,
                    "status_to": int(status),
                    "actor_name": event.actor_name,
                    "unit_id": event.unit_id,
                    "at": event.at,
                    "data": {},
                    "previous_hash": event.previous_hash,
                    "hash": event.hash,
                }
            )


@contextmanager
def _trusted_keys() -> Iterator[None]:
    """Leaves out the check of each foreign key where the account may: they are copied from rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
    yield


def _unit_of(plan: Plan, who: str) -> Unit | None:
    places = {CLERK: plan.place.receiving, OFFICER: plan.place.handling, LEADER: plan.place.competent}
    return places.get(who)


def _dossier(plan: Plan, code: str, at: dict[Action, datetime], now: datetime) -> dict[str, Any]:
    soon = plan.submitted_at + (plan.due_at - plan.submitted_at) * 0.75
    is_running = plan.status in RUNNING
    received = at.get(Action.RECEIVE)
    return {
        "public_id": uuid4(),
        "code": code,
        "procedure_version_id": plan.matter.version.pk,
        "case_id": plan.matter.case.pk,
        "process_id": plan.matter.process.pk,
        "title": plan.matter.version.name[:1000],
        "channel": plan.channel.value if isinstance(plan.channel, Channel) else plan.channel,
        "receiving_unit_id": plan.place.receiving.pk,
        "competent_unit_id": plan.place.competent.pk,
        "handling_unit_id": plan.place.handling.pk,
        "status": int(plan.status),
        "delivery_state": "handed_out" if plan.status == Status.RETURNED else "nothing",
        "last_sequence": len(at),
        "result_delivery": ResultDelivery.ONLINE.value,
        "submitted_at": plan.submitted_at,
        "received_at": received,
        "handed_over_at": at.get(Action.HAND_OVER),
        "competent_received_at": at.get(Action.HAND_OVER),
        "clock_started_at": plan.submitted_at,
        "due_at": plan.due_at,
        "due_sum": plan.due_sum,
        "due_soon_from": soon,
        "due_soon_at": soon if is_running and soon <= now else None,
        "overdue_at": plan.due_at if is_running and plan.due_at < now else None,
        "finished_at": at.get(Action.ISSUE),
        "returned_at": at.get(Action.RETURN_RESULT),
    }


def _person(number: int) -> dict[str, Any]:
    """One of the invented owners; their numbers are encrypted once, since a million times would take an hour."""
    name = f"{FAMILY[number % 7]} {MIDDLE[number // 7 % 5]} {GIVEN[number % 14]}"
    id_number = f"0791{number:08}"
    return {
        "role": PartyRole.OWNER.value,
        "full_name": name,
        "id_number": Party._meta.get_field("id_number").get_prep_value(id_number),
        "id_number_index": blind_index(id_number),
        "phone": f"+8490{number:07}",
    }


def _paper(plan: Plan, dossier: int, added: datetime) -> dict[str, Any]:
    is_checked = plan.status not in (Status.SUBMITTED, Status.NOT_RECEIVED)
    return {
        "dossier_id": dossier,
        "component_id": plan.matter.component_id,
        "position": 1,
        "source": PaperSource.IN_DATABASE.value,
        "check_state": (PaperCheck.ACCEPTED if is_checked else PaperCheck.UNCHECKED).value,
        "added_at": added,
    }


def _tasks(plan: Plan, moments: list[datetime]) -> Iterator[dict[str, Any]]:
    """The steps that were done, and the open one; none is open while papers are awaited and after the end."""
    units = {"clerk": plan.place.receiving, "officer": plan.place.handling, "leader": plan.place.competent}
    outcomes = {
        "clerk": (2, Action.HAND_OVER),
        "officer": (3, Action.SUBMIT_FOR_SIGNATURE),
        "leader": (5, Action.ISSUE),
    }
    opened = moments[0]
    for role, (place, outcome) in outcomes.items():
        row = {"step_id": plan.matter.steps[role].pk, "unit_id": units[role].pk, "role": role, "opened_at": opened}
        is_done = len(moments) > place
        finished = moments[min(place, len(moments) - 1)]
        if is_done or plan.status not in RUNNING:
            done = {"finished_at": finished, "outcome": outcome.value if is_done else WAYS[plan.status][-1][0].value}
            yield {**row, "due_at": finished + timedelta(hours=4), **done}
        else:
            yield {**row, "due_at": max(opened, plan.due_at)}
        if not is_done:
            return
        opened = finished
