"""Putting a decision of 1,000 procedures in force (aim: under 60 s, and readers go on reading).

The reference is the least that publishes: the same rows ended and put in force by two UPDATEs, rolled back. While the
worker publishes, another connection reads the catalogue as fast as it can; its slowest look says whether it waited.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from threading import Event, Thread
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.commands.measurement import Measurement
from portal.files import uploads
from procedures import catalogue, decision_checks
from procedures.choices import VersionState
from procedures.decision_changes import add
from procedures.decision_publishing import publish_due
from procedures.drafting import CaseContent, ProcessContent, VersionContent, content_hash, store_drafts
from procedures.models import (
    Case,
    ChangeKind,
    Component,
    Decision,
    DecisionState,
    Fee,
    InternalProcess,
    ProcedureVersion,
    Step,
    TimeLimit,
)
from procedures.publishing import publish
from units import lookup

COUNT = 1000
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n163\n%%EOF\n"
)


def run() -> Iterator[Measurement]:
    """Seconds to publish, the same by bare UPDATEs, and the slowest look of a reader meanwhile."""
    decision, drafting = _approved_decision()
    yield Measurement(f"publish: {COUNT} procedures drafted by copying", round(drafting, 2), "s")
    start = time.perf_counter()
    decision_checks.checked_changes(decision)
    yield Measurement(f"publish: quality of {COUNT} procedures checked", round(time.perf_counter() - start, 2), "s")
    reference = _bare_updates(decision)
    yield Measurement("publish: the same rows by two UPDATEs", round(reference, 3), "s")
    reader = _Reader(_code(0))
    reader.start()
    start = time.perf_counter()
    published = publish_due()
    seconds = time.perf_counter() - start
    slowest, looks = reader.stop()
    if [done.pk for done in published] != [decision.pk]:
        raise RuntimeError(f"the decision was not published: {Decision.objects.get(pk=decision.pk).problem}")
    yield Measurement(
        f"publish: decision of {COUNT} procedures",
        round(seconds, 2),
        "s",
        round(seconds / reference, 1),
        "the same rows by two UPDATEs",
    )
    yield Measurement(f"publish: slowest of {looks} looks meanwhile", round(slowest * 1000, 1), "ms")


class _Reader(Thread):
    """Reads one of the procedures again and again, through a connection of its own."""

    def __init__(self, code: str) -> None:
        super().__init__(daemon=True)
        self._code, self._ends = code, Event()
        self._slowest, self._looks = 0.0, 0

    def run(self) -> None:
        """Look until told to stop."""
        while not self._ends.is_set():
            start = time.perf_counter()
            catalogue.published(self._code)
            self._slowest = max(self._slowest, time.perf_counter() - start)
            self._looks += 1
        connection.close()

    def stop(self) -> tuple[float, int]:
        """Seconds of the slowest look, and how many there were."""
        self._ends.set()
        self.join()
        return self._slowest, self._looks


def _code(number: int) -> str:
    return f"8.{900000 + number}"


def _approved_decision() -> tuple[Decision, float]:
    """A decision that amends a thousand procedures, decided today; and the seconds that its drafts took."""
    drafter, checker, chair = (_person(name) for name in ("drafter", "checker", "chair"))
    _announce()
    unit = lookup.provincial_committee()
    decision = Decision.objects.create(
        title="Đo tốc độ công khai", unit=unit, issuing_agency=unit.name, drafted_by=drafter
    )
    _as_publisher(drafter)
    start = time.perf_counter()
    added = add(decision, drafter, ChangeKind.AMEND, [_code(number) for number in range(COUNT)])
    drafting = time.perf_counter() - start
    if added.refused:
        raise RuntimeError(f"not added: {added.refused[:3]}")
    _decide(decision, checker, chair)
    return decision, drafting


def _announce() -> None:
    """Versions in force of earlier rounds stay; each round amends them."""
    known = set(
        ProcedureVersion.objects.valid_on().filter(procedure__code__startswith="8.9").values_list("procedure__code")
    )
    missing = [number for number in range(COUNT) if (_code(number),) not in known]
    for start in range(0, len(missing), 250):
        publish(store_drafts([content(number) for number in missing[start : start + 250]]))


def content(number: int) -> VersionContent:
    """A whole procedure of the commune level under a code that no list of the nation has."""
    version = ProcedureVersion(
        name=f"Thủ tục đo tốc độ số {number}",
        levels=["commune"],
        targets=["citizen"],
        online_level="full",
        competence="residence",
        division="van-hoa-xa-hoi",
        executing_agency="Ủy ban nhân dân cấp xã",
        source="starter",
        content_hash=content_hash("bench", number),
    )
    case = CaseContent(
        Case(key="standard", name="Trường hợp chung"),
        [Component(name=f"Giấy tờ {one}") for one in range(5)],
        [Fee(name="Lệ phí", amount_dong=8000, legal_basis="Nghị quyết")],
        [TimeLimit(amount=3, unit="working_day")],
    )
    steps = [
        Step(key=key, name=key, role=role, unit_rule="competent", working_hours=2, outcomes=[outcome])
        for key, role, outcome in (
            ("receive", "clerk", "receive"),
            ("process", "officer", "submit_for_signature"),
            ("sign", "leader", "sign"),
            ("return", "clerk", "return_result"),
        )
    ]
    return VersionContent(
        _code(number), "X-BENCH", "Đo tốc độ", version, [case], [ProcessContent(InternalProcess(), steps)]
    )


def _person(name: str) -> User:
    made, _new = User.objects.get_or_create(
        email=f"bench-{name}@bench.example", defaults={"full_name": name, "kind": "staff"}
    )
    return made


def _as_publisher(person: User) -> None:
    """The role without which nothing can be added."""
    unit = lookup.provincial_committee()
    if not person.staff_roles.exists():
        person.staff_roles.create(unit=unit, role="publisher", valid_from=date(2025, 7, 1))


def _decide(decision: Decision, checker: User, chair: User) -> None:
    """Straight to the Chair's decision: the way there is measured elsewhere."""
    today = timezone.localdate()
    Decision.objects.filter(pk=decision.pk).update(
        state=DecisionState.APPROVED,
        number=f"{uuid4().hex[:12]}/QĐ-UBND",
        signed_on=today,
        effective_on=today,
        signed_copy=uploads.receive(chair, ContentFile(PDF, "quyet-dinh.pdf")),
        checked_by=checker,
        approved_by=chair,
        approved_at=timezone.now(),
    )


def _bare_updates(decision: Decision) -> float:
    """What PostgreSQL itself needs for those rows; taken back."""
    today, ids = timezone.localdate(), list(decision.changes.values_list("version", flat=True))
    procedures = list(decision.changes.values_list("procedure", flat=True))
    start = time.perf_counter()
    with transaction.atomic():
        standing = ProcedureVersion.objects.filter(procedure__in=procedures, state=VersionState.PUBLISHED)
        standing.update(state=VersionState.RETIRED, valid_to=today)
        ProcedureVersion.objects.filter(pk__in=ids).update(state=VersionState.PUBLISHED, valid_from=today)
        transaction.set_rollback(True)
    return time.perf_counter() - start
