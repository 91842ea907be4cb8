"""Every e-form of the starter catalogue ends in a result on paper that says what was asked and what was decided."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dossiers import result_content
from dossiers.models import Dossier, Result
from dossiers.processing import result_template, result_title
from portal.documents import forms
from procedures import eforms
from procedures.models import EForm
from procedures.starter_catalogue import STARTER
from tests.documents.reading import text_of
from tests.dossiers import filings
from tests.dossiers.world import SAI_GON, World

SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((STARTER / "eforms").glob("*.json"))
}
SAMPLES: dict[str, Any] = {
    "person_name": "Trần Thị Thanh Hằng",
    "id_number": "079190001234",
    "commune": SAI_GON,
    "date": "2020-05-18",
    "phone": "0901234567",
    "email": "hang@example.vn",
    "checkbox": True,
    "money": 50_000_000,
    "text": "Số 12, đường Nguyễn Huệ",
    "textarea": "Bán lẻ sách và văn phòng phẩm",
}
SPECIAL = {
    "tax_code": "0312345678",
    "main_activity_code": "4761",
    "death_time": "08:30",
    "business_code": "0312345678",
    "child_personal_number": "079326001234",
    "decision": "Đồng ý cho đăng ký.",
}


def sample(name: str, asked: dict[str, Any]) -> Any:
    """An answer that a person could give to a question."""
    if name in SPECIAL:
        return SPECIAL[name]
    if "enum" in asked:
        return asked["enum"][0]
    if asked["x-widget"] == "integer":
        return max(int(asked.get("minimum", 1)), 2000 if name.endswith("year") else 1)
    return SAMPLES[asked["x-widget"]]


def answers_to(schema: dict[str, Any], **chosen: Any) -> dict[str, Any]:
    """Every question that applies, answered."""
    given = {name: sample(name, asked) for name, asked in schema["properties"].items()} | chosen
    return eforms.prune(schema, given)


def result_of(world: World, schema: dict[str, Any], **chosen: Any) -> Result:
    """The result of a dossier of this e-form, drafted by the officer and approved by the leader."""
    dossier = Dossier.objects.get(pk=filings.submitted(world).pk)
    dossier.case.eform, dossier.form = EForm(key="tried", schema=schema), answers_to(schema, **chosen)
    asked = result_content.officer_schema(dossier)
    return Result(
        dossier=dossier,
        title=result_title(dossier),
        template=result_template(dossier),
        content={name: sample(name, node) for name, node in asked["properties"].items()},
        approved_by=world.ward.leader,
    )


each_form = pytest.mark.parametrize("key", SCHEMAS)


@each_form
def test_the_tried_answers_are_ones_that_the_form_takes(key: str) -> None:
    assert eforms.validate(SCHEMAS[key], answers_to(SCHEMAS[key])) == []


@each_form
def test_each_form_ends_in_a_paper_with_its_number_and_its_signer(world: World, key: str) -> None:
    result = result_of(world, SCHEMAS[key])
    assert result_content.officer_problems(result.dossier, result.content) == []

    pdf = forms.render_result(result_content.build(result, "12/2026"), "ABCD-EFGH-JKLM", result.template)

    text = text_of(pdf)
    assert "12/2026" in text
    assert "Phạm Quốc Bảo".casefold() in text.casefold()
    assert "phường Sài Gòn".casefold() in text.casefold()
    assert "None" not in text


@each_form
def test_nothing_that_the_officer_wrote_is_missing_on_the_paper(world: World, key: str) -> None:
    """The business code, the personal number or the decision is why people ask for the paper at all."""
    result = result_of(world, SCHEMAS[key])

    told = str(result_content.build(result, "12/2026"))

    assert result.content
    assert all(str(value) in told for value in result.content.values())


def test_a_procedure_without_a_form_prints_the_decision_once(world: World) -> None:
    result = result_of(world, SCHEMAS["death"])
    result.dossier.case.eform = None
    result.content = {"decision": "Đồng ý cấp bản sao."}

    built = result_content.build(result, "12/2026")

    assert isinstance(built, forms.GenericResult)
    assert (built.decision, built.facts) == ("Đồng ý cấp bản sao.", [])


def birth(world: World, **chosen: Any) -> forms.BirthCertificate:
    built = result_content.build(result_of(world, SCHEMAS["birth"], **chosen), "245/2026")
    assert isinstance(built, forms.BirthCertificate)
    return built


def test_a_parent_who_is_not_declared_leaves_an_empty_place(world: World) -> None:
    """Luật Hộ tịch Đ14; NĐ 123/2015 Đ15: the father of a child out of wedlock is left blank."""
    certificate = birth(world, father_declared="no")

    assert certificate.father == forms.Parent()
    assert certificate.mother.name == "Trần Thị Thanh Hằng"


@pytest.mark.parametrize(
    ("kind", "place"),
    [("facility", "Số 12, đường Nguyễn Huệ"), ("elsewhere", "Phường Sài Gòn"), ("abroad", "Số 12, đường Nguyễn Huệ")],
)
def test_wherever_a_child_is_born_the_certificate_names_the_place(world: World, kind: str, place: str) -> None:
    assert place in birth(world, birth_place_kind=kind).birthplace


@pytest.mark.parametrize(("sex", "said"), [("male", "Nam"), ("female", "Nữ")])
def test_the_certificate_says_the_sex_in_vietnamese(world: World, sex: str, said: str) -> None:
    assert birth(world, child_sex=sex).sex == said


def test_the_day_of_birth_is_written_out(world: World) -> None:
    assert birth(world, child_birth_date="2026-11-02").born_in_words == (
        "Ngày hai tháng mười một năm hai nghìn không trăm hai mươi sáu"
    )


def test_an_officer_who_leaves_out_the_number_is_told_so(world: World) -> None:
    result = result_of(world, SCHEMAS["birth"])

    problems = result_content.officer_problems(result.dossier, {})

    assert [problem.property for problem in problems] == ["child_personal_number"]


@pytest.mark.parametrize("number", ["07932600123", "0793260012345", "07932600123x"])
def test_a_personal_number_has_twelve_digits(world: World, number: str) -> None:
    result = result_of(world, SCHEMAS["birth"])

    assert result_content.officer_problems(result.dossier, {"child_personal_number": number})
