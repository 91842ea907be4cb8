"""Answers that decide where a dossier goes: the couple's choice, and communes that are or are no more."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import papermaking, processing, result_content
from dossiers.draft_preview import preview
from dossiers.models import CodeCounter, Dossier, Draft
from dossiers.routing import deciding_question
from dossiers.statuses import Status
from portal.documents import issuing
from procedures import catalogue
from procedures.starter_catalogue import STARTER
from procedures.starter_loading import load
from tests.documents.reading import text_of
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine
from tests.dossiers.desk import signed_in
from tests.dossiers.desks import look
from tests.dossiers.test_result_papers import SCHEMAS, answers_to
from tests.dossiers.world import BEN_THANH, SAI_GON, World
from units import kept
from units.models import Division, today_in_vietnam

MARRIAGE = "1.000894"


@pytest.fixture
def marriage(world: World, tmp_path: Path) -> str:
    """Marriage registration of the starter catalogue, published; the code of the procedure."""
    folder = tmp_path / "marriage"
    (folder / "eforms").mkdir(parents=True)
    shutil.copy(STARTER / f"{MARRIAGE}.yaml", folder)
    shutil.copy(STARTER / "eforms" / "marriage.json", folder / "eforms")
    load(folder)
    return MARRIAGE


def wedding(register_at: str) -> dict[str, Any]:
    """A couple of two wards: he lives in Sài Gòn, she in Bến Thành."""
    form = answers_to(
        SCHEMAS["marriage"],
        husband_commune=SAI_GON,
        wife_commune=BEN_THANH,
        husband_birth_date="1990-01-02",
        wife_birth_date="1992-03-04",
        register_at_residence_of=register_at,
    )
    papers = [
        {"component": component.code, "in_database": True}
        for component in catalogue.published(MARRIAGE).case("standard").papers()
        if component.required
    ]
    return birth_body(procedure=MARRIAGE, form=form, papers=papers, receiving_unit="")


@pytest.mark.parametrize(("register_at", "ward"), [("husband", "ward"), ("wife", "other_ward")])
def test_a_marriage_is_registered_where_the_couple_chose(
    world: World, marriage: str, register_at: str, ward: str
) -> None:
    """Luật Hộ tịch 60/2014 Đ17(1): at the residence of either of them."""
    answer = machine().post(URL, wedding(register_at), format="json")

    assert answer.status_code == 201, answer.content
    assert answer.json()["competent_unit"] == getattr(world, ward).committee.code


def test_every_form_that_leaves_the_choice_names_a_commune_for_each_answer() -> None:
    for key, schema in SCHEMAS.items():
        rule = schema.get("x-competence", "")
        if isinstance(rule, dict):
            asked = schema["properties"][rule["question"]]
            assert set(asked["enum"]) == set(rule["by-answer"]), key
            assert all(schema["properties"][name]["x-widget"] == "commune" for name in rule["by-answer"].values())
        elif rule:
            assert schema["properties"][rule]["x-widget"] == "commune", key


@pytest.mark.parametrize(
    ("answers", "decides"),
    [
        ({"register_at_residence_of": "husband"}, "husband_commune"),
        ({"register_at_residence_of": "wife"}, "wife_commune"),
        ({}, ""),
        ({"register_at_residence_of": ""}, ""),
        ({"register_at_residence_of": "neighbour"}, ""),
    ],
)
def test_before_the_couple_chose_no_question_decides(answers: dict[str, Any], decides: str) -> None:
    assert deciding_question(SCHEMAS["marriage"], answers) == decides


def test_starting_a_marriage_answers_no_question_for_the_couple(world: World, marriage: str) -> None:
    """Where to file is asked at the start; who lives where is not known from it."""
    start = reverse("dossiers:start", args=[marriage])

    response = signed_in(world.mother).post(start, {"case": "standard", "commune": SAI_GON})

    assert response.status_code == 302
    assert Draft.objects.get().data["form"] == {}


COMMUNE_QUESTIONS = ["birth_place_commune", "requester_commune"]


@pytest.mark.parametrize("question", COMMUNE_QUESTIONS)
@pytest.mark.parametrize("code", ["99999", "00000", "79000"])
def test_a_commune_that_is_none_is_refused_at_its_question(world: World, question: str, code: str) -> None:
    """The certificate would print a bare number, years later and for life."""
    body = birth_body()
    body["form"][question] = code

    assert_problem(machine().post(URL, body, format="json"), 422, f"/form/{question}")
    assert not CodeCounter.objects.exists()


def test_a_commune_of_another_province_is_one(world: World) -> None:
    """Children are born away from home."""
    Division.objects.create(code="80", name="Tây Ninh", full_name="Tỉnh Tây Ninh", kind="province",
                            valid_from=world.ward.division.valid_from)  # fmt: skip
    Division.objects.create(code="28108", name="Cần Giuộc", full_name="Xã Cần Giuộc", kind="commune",
                            parent=Division.objects.get(code="80"),
                            valid_from=world.ward.division.valid_from)  # fmt: skip
    body = birth_body()
    body["form"]["birth_place_commune"] = "28108"

    assert machine().post(URL, body, format="json").status_code == 201


def test_a_province_is_no_commune(world: World) -> None:
    body = birth_body()
    body["form"]["birth_place_commune"] = "79"

    assert_problem(machine().post(URL, body, format="json"), 422, "/form/birth_place_commune")


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def test_a_commune_that_ended_before_the_signature_keeps_its_name_on_the_certificate(world: World) -> None:
    """Design 8: old codes still say something; a merger must not stop the paper of a child born before it."""
    dossier = filings.awaiting_signature(world, form={**filings.BIRTH_FORM, "birth_place_commune": BEN_THANH})
    yesterday = today_in_vietnam() - timedelta(days=1)
    Division.objects.filter(code=BEN_THANH).update(valid_to=yesterday)
    kept.forget()

    told = str(preview(dossier, dossier.result))
    assert "Phường Bến Thành" in told
    processing.approve(dossier, world.ward.leader)
    papermaking.make_waiting()

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert dossier.result.document is not None
    assert "Phường Bến Thành" in text_of(issuing.content(dossier.result.document))


def test_a_dossier_of_before_with_a_code_that_nobody_knows_still_opens(world: World) -> None:
    """Filed when nothing was checked: the desk shows the bare code and the leader can send it back."""
    dossier = filings.awaiting_signature(world)
    form = {**Dossier.objects.get(pk=dossier.pk).form, "birth_place_commune": "99999"}
    Dossier.objects.filter(pk=dossier.pk).update(form=form)

    response = look(Client(), world.ward.leader, dossier)

    assert response.status_code == 200
    assert "99999" in response.content.decode()
    dossier.refresh_from_db()
    assert "99999" in result_content.build(dossier.result, "").birthplace  # type: ignore[union-attr]


def test_filed_through_another_ward_the_answer_still_decides(world: World, client: APIClient, marriage: str) -> None:
    """Where one files and who is competent are two facts (NĐ 118/2025 Đ20)."""
    body = wedding("wife") | {"receiving_unit": world.ward.centre.code}

    answer = client.post(URL, body, format="json").json()

    assert (answer["receiving_unit"], answer["competent_unit"]) == (
        world.ward.centre.code,
        world.other_ward.committee.code,
    )
    assert filed(client).competent_unit == world.ward.committee
