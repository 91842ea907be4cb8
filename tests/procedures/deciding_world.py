"""The people of a decision: who drafts, who checks, who records the Chair's signature; and a way to each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from procedures import deciding, decision_changes, decision_check_runs, drafting, publishing
from procedures.drafting import CaseContent, ProcessContent, VersionContent
from procedures.models import ChangeKind, Decision, DecisionChange, ImportRun, Procedure, ProcedureVersion
from procedures.review import running
from tests.keeping import kept
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcessFactory,
    TimeLimitFactory,
    VersionFactory,
    announced,
    built_steps,
    draft,
    usual_steps,
)
from tests.units.factories import CommitteeFactory, DepartmentFactory, StaffFactory, StaffRoleFactory
from units.access import forget
from units.departments import PROVINCIAL_OFFICE
from units.models import Unit
from units.roles import Role

#: The smallest PDF that opens and has a page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n163\n%%EOF\n"
)


@dataclass
class Deciders:
    """Everybody who takes part, and their units."""

    department: Unit
    office: Unit
    committee: Unit
    drafter: User
    checker: User
    chair: User


@kept
def make_deciders() -> Deciders:
    """One person for each part."""
    committee = CommitteeFactory()
    department = DepartmentFactory(code="H29.3", parent=committee)
    office = DepartmentFactory(code="H29.1", parent=committee, slug=PROVINCIAL_OFFICE, name="Văn phòng Ủy ban nhân dân")
    return Deciders(
        department=department,
        office=office,
        committee=committee,
        drafter=staff("soan@thu.example", Role.PUBLISHER, department, "Nguyễn Thị Soạn"),
        checker=staff("kiem@thu.example", Role.PUBLISHER, office, "Trịnh Minh Kiểm"),
        chair=staff("ky@thu.example", Role.LEADER, committee, "Lâm Quang Ký"),
    )


def staff(email: str, role: str, unit: Unit, name: str = "Phạm Thu Hà") -> User:
    """Somebody with a role at a unit."""
    user: User = StaffFactory(email=email, full_name=name)
    StaffRoleFactory(user=user, unit=unit, role=role)
    forget(user)
    return user


def former_staff(email: str, role: str, unit: Unit) -> User:
    """Somebody whose role at a unit ended yesterday."""
    user = staff(email, role, unit)
    user.staff_roles.update(valid_to=timezone.localdate())
    forget(user)
    return user


def good(code: str = "", **version: Any) -> ProcedureVersion:
    """A procedure in force that the automatic checks have nothing against."""
    content: dict[str, Any] = {
        "results": [{"code": "KQ.1", "name": "Giấy khai sinh"}],
        "legal_basis": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
        "guide": [{"title": "Nộp hồ sơ", "text": "Đến trung tâm gần nhất."}],
        "keywords": ["làm giấy khai sinh"],
    }
    return announced(code, steps=usual_steps, **(content | version))


def many(count: int, first: int = 200_000) -> list[str]:
    """Codes of so many good procedures in force, written in bulk: a test of hundreds must not take a minute."""
    stored = drafting.store_drafts([_content(f"1.{first + number}") for number in range(count)])
    publishing.publish(stored)
    return [version.procedure.code for version in stored]


def _content(code: str) -> VersionContent:
    version = VersionFactory.build(
        procedure=None,
        field=None,
        results=[{"code": "KQ.1", "name": "Giấy khai sinh"}],
        legal_basis=[{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
        guide=[{"title": "Nộp hồ sơ", "text": "Đến trung tâm gần nhất."}],
        keywords=["làm giấy khai sinh"],
    )
    case = CaseContent(
        CaseFactory.build(version=None),
        components=[ComponentFactory.build(case=None)],
        fees=[FeeFactory.build(case=None, legal_basis="Nghị quyết 124/2016/NQ-HĐND")],
        time_limits=[TimeLimitFactory.build(case=None)],
    )
    process = ProcessContent(ProcessFactory.build(version=None), steps=built_steps())
    return VersionContent(code, "G15-TP07", "Hộ tịch", version, [case], [process])


def begun(people: Deciders, **fields: Any) -> Decision:
    """An empty draft of the department."""
    title = fields.pop("title", "Về việc công bố thủ tục lĩnh vực hộ tịch")
    return deciding.create(people.drafter, people.department, title, key=uuid4(), **fields)


def drafted(people: Deciders, *codes: str, kind: str = ChangeKind.AMEND, **fields: Any) -> Decision:
    """A draft that amends (or abolishes) procedures, which are in force."""
    decision = begun(people, **fields)
    added = decision_changes.add(decision, people.drafter, kind, codes, reason="Theo quyết định của bộ")
    assert added.refused == []
    mend(decision)
    return decision


def mend(decision: Decision) -> None:
    """Give the fees of the drafts their basis, without which no draft passes."""
    for version in ProcedureVersion.objects.filter(change__decision=decision):
        for case in version.cases.all():
            case.fees.update(legal_basis="Nghị quyết 124/2016/NQ-HĐND")


def machine_checked(people: Deciders, decision: Decision) -> ImportRun:
    """The worker's look at what is written now, as a large decision needs it before it moves."""
    run = decision_check_runs.start(decision, people.drafter, uuid4())
    running.run_waiting()
    run.refresh_from_db()
    return run


def submitted(people: Deciders, *codes: str, **fields: Any) -> Decision:
    """A draft at the Office."""
    return deciding.submit(drafted(people, *codes, **fields), people.drafter)


def checked(people: Deciders, *codes: str, **fields: Any) -> Decision:
    """A draft that waits for the Chair."""
    return deciding.pass_check(submitted(people, *codes, **fields), people.checker)


def approved(
    people: Deciders, *codes: str, number: str = "1234/QĐ-UBND", effective_on: date | None = None, **fields: Any
) -> Decision:
    """A decision of the Chair, in force from a day (today)."""
    return chair_decides(people, checked(people, *codes, **fields), number=number, effective_on=effective_on)


def decided(people: Deciders, decision: Decision, **fields: Any) -> Decision:
    """A draft taken all the way to the Chair's decision."""
    submitted_one = deciding.submit(decision, people.drafter)
    return chair_decides(people, deciding.pass_check(submitted_one, people.checker), **fields)


def chair_decides(
    people: Deciders, decision: Decision, *, number: str = "1234/QĐ-UBND", effective_on: date | None = None
) -> Decision:
    """The Chair's decision of a checked draft, in force from a day (today)."""
    today = timezone.localdate()
    return deciding.approve(
        decision,
        people.chair,
        number=number,
        signed_on=min(today, effective_on or today),
        effective_on=effective_on or today,
        signed_copy=signed_copy(people.chair),
    )


def draft_for_later(procedure: Procedure) -> ProcedureVersion:
    """A version announced by somebody else for a day in a month."""
    version = draft(procedure=procedure, number=7)
    publishing.publish([version], timezone.localdate() + timedelta(days=30))
    return version


def signed_copy(person: User) -> Upload:
    """A PDF that somebody handed in."""
    return uploads.receive(person, SimpleUploadedFile("quyet-dinh.pdf", PDF))


def only_change(decision: Decision) -> DecisionChange:
    """The change of a decision that has one."""
    return decision.changes.select_related("procedure", "version", "decision", "base").get()
