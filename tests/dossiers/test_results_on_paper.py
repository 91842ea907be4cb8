"""The result paper names agency, signer, and law as they stand, and asks the officer only for what it will print."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import result_content
from dossiers.models import Dossier, Result
from portal.documents import forms
from procedures import eforms
from procedures.models import EForm
from tests.dossiers import filings
from tests.dossiers.world import SINCE, World
from units.models import Division

GENERIC = "documents/results/generic.html"


def result(world: World, schema: dict[str, Any] | None = None, **fields: Any) -> Result:
    """An approved result of a dossier whose procedure has this e-form, or none."""
    dossier = Dossier.objects.get(pk=filings.submitted(world).pk)
    dossier.case.eform = EForm(key="tried", schema=schema) if schema else None
    facts = {"title": "Văn bản", "template": GENERIC, "approved_by": world.ward.leader} | fields
    return Result(dossier=dossier, **facts)


def generic(made: Result) -> forms.GenericResult:
    built = result_content.build(made, "12/2026")
    assert isinstance(built, forms.GenericResult)
    return built


def asks(**properties: Any) -> dict[str, Any]:
    """An e-form that has the officer write these."""
    return {"type": "object", "x-pages": [], "properties": {}, "x-result": {"officer-properties": properties}}


def test_the_agency_that_decides_issues_it_under_the_one_above(world: World) -> None:
    """NĐ 30/2020 Annex I: the ward's committee below that of the city, never the centre that took the dossier."""
    head = generic(result(world)).head

    assert head.unit_name == world.ward.committee.name
    assert head.parent_name == "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    assert (head.place, head.number) == ("Phường Sài Gòn", "12/2026")


def test_the_highest_agency_has_none_above_it(world: World) -> None:
    made = result(world)
    city = world.ward.committee.parent
    assert city is not None
    made.dossier.competent_unit = city

    head = generic(made).head

    assert (head.unit_name, head.parent_name) == (city.name, "")


def test_before_the_approval_nobody_stands_as_signer(world: World) -> None:
    """A draft that is shown for reading must not look signed."""
    assert generic(result(world, approved_by=None)).signer_name == ""


def test_the_owner_is_named_on_it_and_masked(world: World) -> None:
    owner = generic(result(world)).owner

    assert owner.name == "Nguyễn Thị Lan"
    assert "079190001234" not in str(owner)


@pytest.mark.parametrize(("count", "printed"), [(0, 0), (1, 1), (4, 4), (5, 4)])
def test_up_to_four_texts_of_law_fit_above_the_decision(world: World, count: int, printed: int) -> None:
    made = result(world)
    laws = [{"name": f"Luật thứ {number}", "code": f"{number}/2014/QH13"} for number in range(count)]
    made.dossier.procedure_version.legal_basis = laws

    basis = generic(made).legal_basis

    assert basis == [f"Luật thứ {number} ({number}/2014/QH13)" for number in range(printed)]


def test_a_procedure_without_questions_for_the_officer_asks_for_the_decision(world: World) -> None:
    """Every result says something: the officer never signs an empty sheet."""
    dossier = result(world).dossier

    asked = result_content.officer_schema(dossier)

    assert list(asked["properties"]) == asked["required"] == ["decision"]
    assert [problem.property for problem in result_content.officer_problems(dossier, {})] == ["decision"]
    assert result_content.officer_problems(dossier, {"decision": "Đồng ý."}) == []


@pytest.mark.parametrize("schema", [asks(), {"type": "object", "x-pages": [], "properties": {}, "x-result": {}}])
def test_an_eform_that_says_nothing_of_the_result_asks_for_the_decision_too(
    world: World, schema: dict[str, Any]
) -> None:
    assert list(result_content.officer_schema(result(world, schema).dossier)["properties"]) == ["decision"]


def test_what_the_officer_wrote_stands_before_what_the_citizen_did(world: World) -> None:
    """The number of a new business is why people ask for the paper at all."""
    text = {"type": "string", "title": "Mã số hộ kinh doanh", "x-title-en": "Business code", "x-widget": "text"}
    made = result(world, asks(business_code=text), content={"business_code": "0312345678"})

    built = generic(made)

    assert built.facts[0] == ("Mã số hộ kinh doanh", "0312345678")
    assert built.decision == ""


def test_the_officers_page_is_one_page_with_words_in_both_languages(world: World) -> None:
    dossier = result(world).dossier

    (page,) = eforms.pages(result_content.officer_schema(dossier))
    shown = {
        language: eforms.form_class(result_content.officer_schema(dossier), "result", language)
        for language in ("vi", "en")
    }

    assert page.key == "result"
    assert str(shown["vi"]().fields["decision"].label) == "Nội dung giải quyết"
    assert str(shown["en"]().fields["decision"].label) == "Decision"


def birthplace(**answers: str) -> str:
    facts = {"birth_place_kind": "facility", "birth_place_commune": "26740"} | answers
    return result_content._birthplace(facts)


def test_a_commune_that_was_dissolved_since_the_filing_keeps_its_last_name(world: World) -> None:
    """The certificate names the place as it was; the law of the merger does not move births."""
    Division.objects.create(
        code="27999",
        name="Cũ",
        full_name="Phường Cũ",
        kind="ward",
        parent=world.ward.division.parent,
        valid_from=date(2010, 1, 1),
        valid_to=SINCE,
    )

    assert birthplace(birth_place_commune="27999") == "Phường Cũ"


def test_a_code_that_nobody_knows_is_printed_as_it_was_written(world: World) -> None:
    """Better a number that somebody asks about than an empty place on a certificate for life."""
    assert birthplace(birth_place_commune="00000") == "00000"


@given(country=st.text(min_size=1, max_size=40))
def test_a_birth_abroad_is_told_in_the_words_of_the_parent_alone(country: str) -> None:
    # No `db` fixture: no commune of ours is looked up for it.
    assert birthplace(birth_place_kind="abroad", birth_place_abroad=country, birth_place_name="Bệnh viện") == country


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"birth_place_name": "Bệnh viện Từ Dũ", "birth_place_address": "284 Cống Quỳnh"},
            "Bệnh viện Từ Dũ, 284 Cống Quỳnh, ",
        ),
        ({"birth_place_name": "", "birth_place_address": "284 Cống Quỳnh"}, "284 Cống Quỳnh, "),
        ({}, ""),
    ],
)
def test_what_was_left_open_leaves_no_stray_comma(world: World, answers: dict[str, str], told: str) -> None:
    assert birthplace(**answers) == f"{told}Phường Sài Gòn"


@pytest.mark.parametrize("declared", ["no", "", None])
def test_a_parent_who_is_not_declared_is_blank_whatever_else_was_typed(declared: str | None) -> None:
    """NĐ 123/2015 Đ15: left over answers of a changed mind never reach the certificate."""
    typed = {"father_declared": declared, "father_name": "Trần Văn Hùng", "father_birth_year": 1988}

    assert result_content._parent(typed, "father") == forms.Parent()
