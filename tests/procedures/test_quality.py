"""Rules proved: each automatic check finds its fault, says where it is mended, and leaves a good version alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from procedures import catalogue
from procedures.choices import ComponentKind
from procedures.models import Case, Component, Fee, ProcedureVersion, Step, TimeLimit
from procedures.quality import Finding, check
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import good, make_deciders, only_change
from tests.procedures.factories import CaseFactory

pytestmark = pytest.mark.django_db
Spoil = Callable[[ProcedureVersion], object]


@pytest.fixture
def version() -> ProcedureVersion:
    """A draft that the checks have nothing against."""
    good("1.001193")
    made = only_change(world.drafted(make_deciders(), "1.001193")).version
    assert made is not None
    return made


def findings(version: ProcedureVersion) -> list[Finding]:
    """What is found in the version as it is stored."""
    return check(catalogue.find_version(version.pk))


def test_a_good_version_has_no_finding(version: ProcedureVersion) -> None:
    assert findings(version) == []


def _set(**columns: object) -> Spoil:
    return lambda version: ProcedureVersion.objects.filter(pk=version.pk).update(**columns)


def _case(version: ProcedureVersion) -> Case:
    return version.cases.get()


def _second_case(**fields: str) -> Spoil:
    def spoil(version: ProcedureVersion) -> None:
        _case(version).__class__.objects.filter(version=version).update(when="Tôi có giấy")
        second = CaseFactory(version=version, key="second", name="Trường hợp hai", **fields)
        second.components.create(name="Tờ khai")
        second.time_limits.create(amount=1, unit="working_day")

    return spoil


FAULTS: list[tuple[str, str, bool, Spoil]] = [
    ("name_short", "general", True, _set(name="Khai sinh")),
    ("agency_missing", "general", True, _set(executing_agency="")),
    ("targets_missing", "general", True, _set(targets=[])),
    ("online_reason", "general", True, _set(online_level="partial", online_reason="Chưa")),
    ("keywords_missing", "general", False, _set(keywords=[])),
    ("doubt", "doubts", False, _set(doubts=[{"flag": "time_zero", "where": "time_limits", "text": "?"}])),
    ("department_unknown", "general", True, _set(competence="department", competent_department="so-khong-co")),
    ("division_unknown", "general", True, _set(division="")),
    ("results_missing", "results", True, _set(results=[])),
    ("basis_missing", "legal", True, _set(legal_basis=[])),
    ("guide_missing", "guide", False, _set(guide=[])),
    ("case_answer", "cases", True, _second_case()),
    ("case_answer_twice", "cases", True, _second_case(when="Tôi có giấy")),
    ("papers_missing", "papers", True, lambda v: Component.objects.filter(case__version=v).delete()),
    (
        "papers_missing",
        "papers",
        True,
        lambda v: Component.objects.filter(case__version=v).update(kind=ComponentKind.NOTE, required=False),
    ),
    ("paper_count", "papers", False, lambda v: Component.objects.filter(case__version=v).update(originals=0, copies=0)),
    ("fee_basis", "fees", True, lambda v: Fee.objects.filter(case__version=v).update(legal_basis="")),
    ("fee_amount", "fees", True, lambda v: Fee.objects.filter(case__version=v).update(amount_dong=None, note="")),
    ("limit_missing", "limits", True, lambda v: TimeLimit.objects.filter(case__version=v).delete()),
    ("process_missing", "process", True, lambda v: v.processes.all().delete()),
    (
        "process_too_long",
        "process",
        True,
        lambda v: Step.objects.filter(process__version=v).update(working_hours=Decimal("8.5")),
    ),
]


@pytest.mark.parametrize(
    ("code", "section", "is_blocking", "spoil"), FAULTS, ids=[f"{fault[0]}-{n}" for n, fault in enumerate(FAULTS)]
)
def test_each_fault_is_found_once_where_it_is_mended(
    version: ProcedureVersion, code: str, section: str, is_blocking: bool, spoil: Spoil
) -> None:
    spoil(version)

    told = [(found.code, found.section, found.is_blocking) for found in findings(version)]

    assert set(told) == {(code, section, is_blocking)}


@pytest.mark.parametrize(
    ("hours", "amount", "unit", "is_fault"),
    [
        ("2", "1", "working_day", False),
        ("2.01", "1", "working_day", True),
        ("1", "4", "working_hour", False),
        ("1.25", "4", "working_hour", True),
        ("10", "7", "day", False),
        ("10.25", "7", "day", True),
        ("40", "1", "month", False),
        ("40.25", "1", "month", True),
    ],
)
def test_steps_fit_the_legal_limit(
    version: ProcedureVersion, hours: str, amount: str, unit: str, is_fault: bool
) -> None:
    """TT 01/2018 Đ8, for four steps of as many hours each; calendar time as the fewest working hours that fit in."""
    Step.objects.filter(process__version=version).update(working_hours=Decimal(hours))
    TimeLimit.objects.filter(case__version=version).update(amount=Decimal(amount), unit=unit)

    assert any(found.code == "process_too_long" for found in findings(version)) is is_fault


def test_a_fee_without_amount_may_say_in_words_what_is_owed(version: ProcedureVersion) -> None:
    Fee.objects.filter(case__version=version).update(amount_dong=None, note="Theo khung giá của tỉnh")

    assert findings(version) == []
