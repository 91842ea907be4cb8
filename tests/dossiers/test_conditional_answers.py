"""Questions that depend on answers: asked when they apply, kept when they don't, and never handed in unasked."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dossiers import drafts, result_content
from dossiers.models import Dossier, Draft, Result
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, machine
from tests.dossiers.desk import full_draft, kept, new_draft, page_url, signed_in, words
from tests.dossiers.world import World

FATHER = ("father_name", "father_birth_year", "father_ethnicity", "father_nationality", "father_residence")


def parents_page(draft: Draft) -> str:
    """The address of the page that asks about the father."""
    assert draft.case.eform is not None
    schema = draft.case.eform.schema
    key = next(page["key"] for page in schema["x-pages"] if "father_name" in page["properties"])
    return page_url(draft, f"form-{key}")


def father(declared: str, **changes: str) -> dict[str, str]:
    """What the page of the father sends."""
    typed = {name: str(value) for name, value in filings.BIRTH_FORM.items() if name.startswith("father_")}
    return {**typed, "father_declared": declared, **changes}


def test_declared_he_is_asked_for(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(parents_page(draft), {"father_declared": "yes"})

    assert response.status_code == 422
    assert "Họ, chữ đệm, tên" in words(response)
    assert kept(draft)["form"]["father_declared"] == "yes"


def test_not_declared_nothing_more_is_asked(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(parents_page(draft), {"father_declared": "no"})

    assert response.status_code == 302


def test_what_was_typed_before_changing_ones_mind_is_kept_but_not_handed_in(world: World) -> None:
    """Nothing typed is lost; and nobody's father is registered because a box was filled before the answer changed."""
    draft = full_draft(world)
    client = signed_in(world.mother)
    assert client.post(parents_page(draft), father("no")).status_code == 302

    assert kept(draft)["form"]["father_name"] == "Trần Văn Hùng"
    client.post(reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"})

    handed_in = Dossier.objects.get().form
    assert not any(name in handed_in for name in FATHER)
    paper = _certificate(world, Dossier.objects.get())
    assert paper.father.name == ""


def _certificate(world: World, dossier: Dossier) -> Any:
    result = Result(
        dossier=dossier,
        template=result_content.BIRTH_TEMPLATE,
        content={"child_personal_number": "079326001234"},
        approved_by=world.ward.leader,
    )
    return result_content.build(result, "1/2026")


def test_changing_ones_mind_back_brings_it_back(world: World) -> None:
    draft = full_draft(world)
    client = signed_in(world.mother)
    client.post(parents_page(draft), {"father_declared": "no"} | dict.fromkeys(FATHER, ""))
    client.post(parents_page(draft), father("yes"))

    page = words(client.get(parents_page(draft)))

    assert 'value="Trần Văn Hùng"' in page
    assert kept(draft)["form"]["father_birth_year"] == 1988


def test_the_check_page_shows_only_what_counts(world: World) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "form", {"father_declared": "no"})

    page = words(signed_in(world.mother).get(reverse("dossiers:draft-check", args=[draft.public_id])))

    assert "Trần Văn Hùng" not in page


def test_no_fault_is_told_about_a_question_that_does_not_apply(world: World) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "form", {"father_declared": "no", "father_birth_year": "năm Ngọ"})

    page = words(signed_in(world.mother).get(reverse("dossiers:draft-check", args=[draft.public_id])))

    assert "năm Ngọ" not in page
    assert "Có chỗ cần sửa" not in page


PLACES = [
    (
        "facility",
        {"birth_place_name": "Bệnh viện Từ Dũ", "birth_place_commune": "26740", "birth_place_address": "284 CQ"},
    ),
    ("elsewhere", {"birth_place_commune": "26740", "birth_place_address": "Ở nhà, 12 Nguyễn Huệ"}),
    ("abroad", {"birth_place_abroad": "Paris, Cộng hòa Pháp"}),
]


def born(kind: str, answers: dict[str, str]) -> dict[str, Any]:
    form = {name: value for name, value in filings.BIRTH_FORM.items() if not name.startswith("birth_place_")}
    return birth_body(form={**form, "birth_place_kind": kind, **answers})


@pytest.mark.parametrize(("kind", "answers"), PLACES, ids=[row[0] for row in PLACES])
def test_each_place_of_birth_asks_its_own_questions(world: World, kind: str, answers: dict[str, str]) -> None:
    client = machine()

    assert client.post(URL, born(kind, answers), format="json").status_code == 201
    for missing in answers:
        left_out = {name: value for name, value in answers.items() if name != missing}
        assert_problem(client.post(URL, born(kind, left_out), format="json"), 422, f"/form/{missing}")
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(("kind", "answers"), PLACES, ids=[row[0] for row in PLACES])
def test_answers_of_another_place_are_not_kept_in_the_dossier(world: World, kind: str, answers: dict[str, str]) -> None:
    everything = {name: value for _kind, given in PLACES for name, value in given.items()}

    assert machine().post(URL, born(kind, everything | answers), format="json").status_code == 201

    stored = {name for name in Dossier.objects.get().form if name.startswith("birth_place_")}
    assert stored == {"birth_place_kind", *answers}


def test_unmarried_parents_name_no_certificate(world: World) -> None:
    form = {**filings.BIRTH_FORM, "parents_married": "no"}

    machine().post(URL, birth_body(form=form), format="json")

    assert not any(name.startswith("marriage_") for name in Dossier.objects.get().form)


def test_a_relation_in_own_words_is_asked_only_of_others(world: World) -> None:
    client = machine()
    form = {**filings.BIRTH_FORM, "relation_to_child": "relative"}

    assert_problem(client.post(URL, birth_body(form=form), format="json"), 422, "/form/relation_detail")
    form["relation_detail"] = "Dì ruột đang nuôi trẻ"
    assert client.post(URL, birth_body(form=form), format="json").status_code == 201
