"""Where a dossier goes: competent by residence, place of the matter, seat or department; received where allowed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dossiers.problems import IntakeRefused
from dossiers.routing import Route, find_route, unit_of_step
from procedures.models import Case, EForm, ProcedureVersion, Step
from procedures.starter_catalogue import STARTER
from tests.dossiers import filings
from tests.dossiers.world import BEN_THANH, SAI_GON, World, make_unit
from units import kept
from units.models import Division, Unit, UnitKind

OUTSIDE = "00004"


def version(**facts: Any) -> ProcedureVersion:
    """A procedure with a rule of competence; any commune may receive it unless told."""
    told = {"competence": "residence", "non_territorial": True, "division": "van-hoa-xa-hoi"}
    return ProcedureVersion(**(told | facts))


def route(world: World, rule: ProcedureVersion, case: Case | None = None, **asked: Any) -> Route:
    told: dict[str, Any] = {"form": {}, "residence": SAI_GON, "receiving": None}
    told |= asked
    return find_route(rule, case or Case(), told["form"], told["residence"], told["receiving"], kept.today())


def case_decided_by(name: str) -> Case:
    """A case whose e-form names the question that decides who is competent."""
    return Case(eform=EForm(key="seat", schema={"x-competence": name, "properties": {name: {"type": "string"}}}))


@pytest.fixture
def department(world: World) -> Unit:
    """The Department of Industry and Trade and the provincial centre that receives for it."""
    city = world.ward.committee.parent
    assert city is not None
    make_unit("H29.9", "Trung tâm Phục vụ hành chính công Thành phố", UnitKind.PROVINCIAL_CENTRE,
              city.division, city.calendar, city)  # fmt: skip
    return make_unit(
        "H29.12", "Sở Công Thương", UnitKind.DEPARTMENT, city.division, city.calendar, city, "so-cong-thuong"
    )


def test_where_the_owner_lives_decides_by_residence(world: World) -> None:
    found = route(world, version(), residence=BEN_THANH)

    assert found == Route(world.other_ward.centre, world.other_ward.committee, world.other_ward.office)


@pytest.mark.parametrize("competence", ["seat", "place_of_matter"])
def test_the_place_that_the_form_names_decides_over_the_residence(world: World, competence: str) -> None:
    """A shop in Bến Thành of an owner in Sài Gòn belongs to Bến Thành."""
    found = route(
        world, version(competence=competence), case_decided_by("business_commune"), form={"business_commune": BEN_THANH}
    )

    assert found.competent_unit == world.other_ward.committee


def test_an_unanswered_deciding_question_leaves_it_to_the_residence(world: World) -> None:
    found = route(world, version(competence="seat"), case_decided_by("business_commune"), form={})

    assert found.competent_unit == world.ward.committee


def test_a_department_settles_itself_and_the_provincial_centre_receives(world: World, department: Unit) -> None:
    """NĐ 118/2025: the provincial centre receives for every department."""
    rule = version(competence="department", competent_department="so-cong-thuong", division="")

    found = route(world, rule)

    assert (found.competent_unit, found.handling_unit) == (department, department)
    assert found.receiving_unit.kind == UnitKind.PROVINCIAL_CENTRE


def test_a_ward_receives_for_a_department_where_the_procedure_is_not_bound_to_a_place(
    world: World, department: Unit
) -> None:
    rule = version(competence="department", competent_department="so-cong-thuong", division="")

    found = route(world, rule, receiving=world.other_ward.centre)

    assert (found.receiving_unit, found.competent_unit) == (world.other_ward.centre, department)


def test_a_department_that_the_province_does_not_have_is_told_in_words(world: World) -> None:
    with pytest.raises(IntakeRefused, match="Chưa xác định được cơ quan có thẩm quyền"):
        route(world, version(competence="department", competent_department="so-khong-co"))


def test_nobody_outside_the_province_is_competent(world: World) -> None:
    with pytest.raises(IntakeRefused) as refused:
        route(world, version(), residence=OUTSIDE)

    assert [problem.pointer for problem in refused.value.problems] == ["/applicant/address/commune"]


def test_a_place_outside_the_province_is_told_at_the_question_that_named_it(world: World) -> None:
    with pytest.raises(IntakeRefused) as refused:
        route(
            world, version(competence="seat"), case_decided_by("business_commune"), form={"business_commune": OUTSIDE}
        )

    assert [problem.pointer for problem in refused.value.problems] == ["/form/business_commune"]


def test_naming_a_committee_as_place_of_receipt_means_its_centre(world: World) -> None:
    assert route(world, version(), receiving=world.other_ward.committee).receiving_unit == world.other_ward.centre


def test_bound_to_its_place_a_procedure_is_received_nowhere_else(world: World) -> None:
    with pytest.raises(IntakeRefused, match=world.ward.centre.name) as refused:
        route(world, version(non_territorial=False), receiving=world.other_ward.centre)

    assert refused.value.problems[0].pointer == "/receiving_unit"


def test_bound_to_its_place_a_procedure_is_received_at_home(world: World) -> None:
    assert route(world, version(non_territorial=False), receiving=world.ward.centre).receiving_unit == world.ward.centre


def test_a_committee_without_that_division_leaves_the_work_to_its_office(world: World) -> None:
    ward = world.ward
    office = make_unit(
        "H29.101.1", "Văn phòng", UnitKind.COMMUNE_DIVISION, ward.division, ward.committee.calendar, ward.committee,
        "van-phong",
    )  # fmt: skip

    assert route(world, version(division="kinh-te")).handling_unit == office


def test_without_a_division_the_committee_handles_itself(world: World) -> None:
    assert route(world, version(division="")).handling_unit == world.ward.committee


STEPS = [
    ("clerk", "receiving", "other_ward.centre"),
    ("officer", "competent", "ward.office"),
    ("leader", "competent", "ward.committee"),
    ("clerk", "centre", "ward.centre"),
]


@pytest.mark.parametrize(("role", "rule", "place"), STEPS)
def test_each_step_is_done_where_its_rule_says(world: World, role: str, rule: str, place: str) -> None:
    """Filed at Bến Thành for Sài Gòn: received there, settled at home, and the result may be fetched at home."""
    taken = Route(world.other_ward.centre, world.ward.committee, world.ward.office)
    ward, unit = place.split(".")

    assert unit_of_step(Step(role=role, unit_rule=rule), taken) == getattr(getattr(world, ward), unit)


def test_a_merged_ward_is_no_longer_competent(world: World) -> None:
    Unit.objects.filter(pk=world.other_ward.committee.pk).update(valid_to=date(2026, 1, 1))
    kept._kept.clear()

    with pytest.raises(IntakeRefused):
        route(world, version(), residence=BEN_THANH)


def test_an_owner_from_outside_is_told_at_the_owner_and_not_at_the_applicant(world: World) -> None:
    """The fault stands where it can be mended: the person who files lives in the right place."""
    Division.objects.create(
        code=OUTSIDE, name="Ba Đình", full_name="Phường Ba Đình", kind="ward",
        parent=world.ward.division.parent, valid_from=date(2025, 7, 1),
    )  # fmt: skip
    kept._kept.clear()
    father = replace(filings.LAN, full_name="Trần Văn Hùng", id_number="079188005678", commune=OUTSIDE)

    with pytest.raises(IntakeRefused) as refused:
        filings.submitted(world, owner=father)

    assert [problem.pointer for problem in refused.value.problems] == ["/owner/address/commune"]


@pytest.mark.parametrize(
    ("form", "question"), [("household_business", "business_commune"), ("death", "deceased_commune")]
)
def test_the_form_names_the_place_that_the_law_makes_decisive(form: str, question: str) -> None:
    """NĐ 168/2025: where the business stands; Luật Hộ tịch Đ32: where the deceased lived last; not who files."""
    schema = json.loads((STARTER / "eforms" / f"{form}.json").read_text(encoding="utf-8"))

    assert schema["x-competence"] == question
    assert schema["properties"][question]["x-widget"] == "commune"
    assert question in schema["required"]
