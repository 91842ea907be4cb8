"""Rules proved: who settles a matter on a day, asked of one filing and of whole lists: both doors agree."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from procedures import competent_unit, page_cache
from procedures.choices import Competence, DelegationKind, Level
from procedures.competent_for import reaching_communes, settled_by
from procedures.models import ProcedureVersion
from tests.procedures.delegations import days, delegated, office_unit, today
from tests.procedures.factories import FieldFactory, announced
from tests.units import factories as make
from units import kept
from units.lookup import UnknownUnit
from units.models import Unit

pytestmark = pytest.mark.django_db
DEPARTMENTS, COMMUNES = "1.000001", "1.000002"
SLUG = "so-y-te"


@pytest.fixture
def health() -> Unit:
    """The Department of Health, and two procedures: one of its own, one of the communes."""
    made: Unit = make.DepartmentFactory(code="H29.12", slug=SLUG, name="Sở Y tế")
    office_unit()
    announced(
        DEPARTMENTS, competence=Competence.DEPARTMENT, competent_department=SLUG, levels=[Level.PROVINCE], division="",
        field=FieldFactory(code="G1", name="Y tế"),
    )  # fmt: skip
    announced(COMMUNES)
    return made


@pytest.fixture
def ward() -> Unit:
    made: Unit = make.CommuneCommitteeFactory(division__code="26740")
    return made


def who(code: str, commune: str = "26740", on: date | None = None) -> str:
    """The code of the unit that settles."""
    kept.forget()
    version = ProcedureVersion.objects.get(procedure__code=code)
    return competent_unit.find(version, commune, kept.today(), on).unit.code


def list_of(unit: Unit) -> list[str]:
    """The codes on a unit's list."""
    versions = ProcedureVersion.objects.valid_on().filter(settled_by(unit))
    return sorted(versions.values_list("procedure__code", flat=True))


def test_without_a_delegation_the_announced_rule_decides(health: Unit, ward: Unit) -> None:
    assert (who(DEPARTMENTS), who(COMMUNES)) == (health.code, ward.code)
    assert (list_of(health), list_of(ward)) == ([DEPARTMENTS], [COMMUNES])


def test_nobody_in_force_is_told_as_before(health: Unit) -> None:
    with pytest.raises(UnknownUnit):
        who(COMMUNES, "99999")


def test_a_department_hands_a_procedure_to_another_for_a_time(health: Unit) -> None:
    other = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham", name="Sở An toàn thực phẩm")
    delegated(health, other, DEPARTMENTS, valid_from=days(-3), valid_to=days(3))

    assert [who(DEPARTMENTS, on=days(n)) for n in (-4, -3, 0, 2, 3)] == [
        health.code, other.code, other.code, other.code, health.code,
    ]  # fmt: skip
    assert (list_of(health), list_of(other)) == ([], [DEPARTMENTS])


def test_a_department_hands_a_field_to_every_commune(health: Unit, ward: Unit) -> None:
    second: Unit = make.CommuneCommitteeFactory(division__code="26743")
    delegated(health, None, field=FieldFactory(code="G1"))

    assert [who(DEPARTMENTS, code) for code in ("26740", "26743")] == [ward.code, second.code]
    assert who(DEPARTMENTS, "") == who(DEPARTMENTS, "00004") == health.code, "no commune of ours: it stays"
    assert list_of(ward) == list_of(second) == [DEPARTMENTS, COMMUNES]
    assert list_of(health) == []
    reached = ProcedureVersion.objects.filter(reaching_communes())
    assert [version.procedure.code for version in reached] == [DEPARTMENTS]


def test_one_procedure_of_a_field_may_go_elsewhere(health: Unit, ward: Unit) -> None:
    """The narrower decision goes before the wider one."""
    other = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham")
    field = FieldFactory(code="G1")
    announced("1.000003", competence=Competence.DEPARTMENT, competent_department=SLUG, field=field, division="")
    delegated(health, None, field=field)
    delegated(health, other, "1.000003")

    assert (who(DEPARTMENTS), who("1.000003")) == (ward.code, other.code)
    assert (list_of(other), DEPARTMENTS in list_of(ward), "1.000003" in list_of(health)) == (["1.000003"], True, False)


def test_a_ward_hands_to_its_own_centre_and_keeps_it_on_its_list(health: Unit, ward: Unit) -> None:
    """NĐ 118/2025: a centre may settle on behalf of its committee; people still find it at the ward."""
    centre = make.CentreFactory(parent=ward)
    second = make.CommuneCommitteeFactory(division__code="26743")
    delegated(ward, centre, COMMUNES)

    assert [who(COMMUNES, code) for code in ("26740", "26743")] == [centre.code, second.code]
    assert COMMUNES in list_of(ward)


def test_who_received_it_and_is_gone_leaves_it_where_it_was(health: Unit) -> None:
    """A filing never fails because somebody forgot to end a delegation; the coverage matrix tells it."""
    other = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham")
    delegated(health, other, DEPARTMENTS)
    Unit.objects.filter(pk=other.pk).update(valid_to=today())

    assert who(DEPARTMENTS) == health.code


def test_two_links_decentralised_then_delegated(health: Unit, ward: Unit) -> None:
    other = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham")
    delegated(health, other, DEPARTMENTS, kind=DelegationKind.DECENTRALISED, valid_to=None)
    delegated(other, None, DEPARTMENTS)

    assert who(DEPARTMENTS) == ward.code
    assert (list_of(health), list_of(other), DEPARTMENTS in list_of(ward)) == ([], [], True)


SHAPES: list[dict[str, Any]] = [
    {"to": "ward"}, {"to": "other"}, {"to": None}, {"to": "centre"}, {"to": "ward", "valid_to": days(1)},
    {"to": "other", "valid_from": days(2)}, {"to": None, "field": True},
]  # fmt: skip


@pytest.mark.parametrize(("shape", "code"), list(product(SHAPES, [DEPARTMENTS, COMMUNES])))
def test_the_list_of_a_unit_and_the_way_of_a_filing_agree(
    health: Unit, ward: Unit, shape: dict[str, Any], code: str
) -> None:
    """Whoever settles a ward's filing has the procedure on the list; the announced department has it no longer."""
    told = dict(shape)
    units: dict[str, Unit] = {
        "ward": ward,
        "other": make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham"),
        "centre": make.CentreFactory(parent=ward),
    }
    to = units.get(told.pop("to") or "")
    field = FieldFactory(code="G1") if told.pop("field", False) else None
    delegated(health, to, *([] if field else [DEPARTMENTS]), field=field, **told)
    page_cache.forget(())

    settles = who(code)

    lists = {unit.code: list_of(unit) for unit in [health, *units.values()]}
    assert code in lists[settles]
    assert (DEPARTMENTS in lists[health.code]) == (who(DEPARTMENTS) == health.code)
