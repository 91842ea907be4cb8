"""Filing through REST: the answer of the contract, and what is refused, where and how (issue: item 9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.dateparse import parse_datetime
from rest_framework.test import APIClient

from dossiers.models import CodeCounter, Dossier
from dossiers.statuses import PaperSource, PartyRole
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine, raw
from tests.dossiers.filings import BIRTH_FORM, BIRTH_PAPER, png
from tests.dossiers.world import BEN_THANH, World


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def test_a_filing_answers_with_code_times_units_and_the_receipts_address(world: World, client: APIClient) -> None:
    answer = client.post(URL, birth_body(), format="json")

    assert answer.status_code == 201
    body = answer.json()
    dossier = Dossier.objects.get()
    assert body["code"] == dossier.code
    assert body["code"].startswith("H29.101-")
    assert body["status"] == 1
    assert parse_datetime(body["submitted_at"]) == dossier.submitted_at
    assert parse_datetime(body["due_at"]) == dossier.due_at
    assert (body["receiving_unit"], body["competent_unit"]) == ("H29.101.9", "H29.101")
    assert body["receipt_url"] == f"http://testserver{URL}{dossier.code}/receipt/"
    assert answer["Location"] == f"{URL}{dossier.code}/"
    assert client.get(answer["Location"]).json()["code"] == dossier.code


def test_the_system_is_kept_as_the_one_that_filed(world: World, client: APIClient) -> None:
    dossier = filed(client)

    assert dossier.client_id == client.client_id  # type: ignore[attr-defined]
    assert dossier.submitted_by is None
    assert dossier.events.get().actor_name == "Phần mềm của bệnh viện"


def test_an_owner_beside_the_applicant_is_kept_apart(world: World, client: APIClient) -> None:
    owner = {
        "full_name": "Trần Văn Hùng",
        "id_number": "079188005678",
        "address": {"commune": BEN_THANH},
        "date_of_birth": "1988-05-02",
    }
    dossier = filed(client, owner=owner)

    assert {party.role: party.full_name for party in dossier.parties.all()} == {
        PartyRole.OWNER: "Trần Văn Hùng",
        PartyRole.SUBMITTER: "Nguyễn Thị Lan",
    }
    assert dossier.competent_unit == world.other_ward.committee


def test_without_a_receiving_unit_the_competent_wards_centre_receives(world: World, client: APIClient) -> None:
    body = birth_body()
    del body["receiving_unit"]

    assert client.post(URL, body, format="json").json()["receiving_unit"] == "H29.101.9"


def test_a_paper_uploaded_by_the_system_goes_into_its_dossier(world: World, client: APIClient) -> None:
    file = SimpleUploadedFile("giay-chung-sinh.png", png(), "image/png")
    upload = client.post("/api/v1/uploads/", {"file": file}, format="multipart").json()
    assert upload["state"] == "ready"

    dossier = filed(client, papers=[{"component": BIRTH_PAPER, "upload": upload["id"]}])

    paper = dossier.papers.get()
    assert paper.source == PaperSource.UPLOADED
    assert paper.upload is not None
    assert str(paper.upload.public_id) == upload["id"]
    # It belongs to the dossier now and cannot be deleted.
    assert_problem(client.delete(f"/api/v1/uploads/{upload['id']}/"), 409)


def test_an_upload_of_another_system_is_unknown(world: World, client: APIClient) -> None:
    file = SimpleUploadedFile("giay-chung-sinh.png", png(), "image/png")
    foreign = machine("Phần mềm khác").post("/api/v1/uploads/", {"file": file}, format="multipart").json()

    body = birth_body(papers=[{"component": BIRTH_PAPER, "upload": foreign["id"]}])
    assert_problem(client.post(URL, body, format="json"), 422, "/papers/0")


def applicant(**changes: Any) -> dict[str, Any]:
    return {"applicant": {**birth_body()["applicant"], **changes}}


def form(**changes: Any) -> dict[str, Any]:
    return {"form": {**BIRTH_FORM, **changes}}


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"procedure": None}, "/procedure"),
    ({"procedure": ["1.001193"]}, "/procedure"),
    ({"channel": "pigeon"}, "/channel"),
    ({"channel": 3}, "/channel"),
    ({"result_delivery": {}}, "/result_delivery"),
    ({"applicant": "Lan"}, "/applicant"),
    (applicant(full_name=None), "/applicant/full_name"),
    (applicant(full_name="x" * 201), "/applicant/full_name"),
    (applicant(full_name="Lan\x00"), "/applicant/full_name"),
    (applicant(address="Sài Gòn"), "/applicant/address"),
    (applicant(address={}), "/applicant/address/commune"),
    (applicant(date_of_birth="31/02/1990"), "/applicant/date_of_birth"),
    (applicant(kind="ghost"), "/applicant/kind"),
    ({"owner": {"full_name": "Trần Văn Hùng"}}, "/owner/id_number"),
    ({"form": []}, "/form"),
    ({"form": "x"}, "/form"),
    (form(child_name="An\x00"), "/form/child_name"),
    (form(child_name="An\ud800"), "/form/child_name"),
    (form(child_name=["An", {"x": "\x00"}]), "/form/child_name/1/x"),
    ({"papers": {}}, "/papers"),
    ({"papers": ["giấy"]}, "/papers/0"),
    ({"papers": [{"component": BIRTH_PAPER}]}, "/papers/0"),
    ({"papers": [{"component": BIRTH_PAPER, "brought": True, "in_database": True}]}, "/papers/0"),
    ({"papers": [{"component": BIRTH_PAPER, "upload": "không phải mã"}]}, "/papers/0/upload"),
]


@pytest.mark.parametrize(("changes", "pointer"), MALFORMED, ids=[f"{n}{p}" for n, (_c, p) in enumerate(MALFORMED)])
def test_what_has_the_wrong_shape_is_refused_with_its_place(
    world: World, client: APIClient, changes: dict[str, Any], pointer: str
) -> None:
    # Escaped by hand: clients in Python refuse to send half a character, others do send it.
    body = json.dumps(birth_body(**changes)).encode("ascii")
    assert_problem(raw(client).generic("POST", URL, body, "application/json"), 400, pointer)
    assert not Dossier.objects.exists()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"procedure": "9.999999"}, "/procedure"),
    ({"case": "unheard-of"}, "/case"),
    ({"receiving_unit": "H99.1"}, "/receiving_unit"),
    (applicant(id_number="12345"), "/applicant/id_number"),
    (applicant(phone="", email=""), "/applicant/phone"),
    (applicant(email="lan at example"), "/applicant/email"),
    (applicant(address={"commune": "00000"}), "/applicant/address/commune"),
    (form(child_birth_date="2026-02-30"), "/form/child_birth_date"),
    (form(child_sex=7), "/form/child_sex"),
    (form(unheard_of="x"), "/form/unheard_of"),
    ({"papers": []}, "/papers"),
    ({"papers": [{"component": "khong-co", "brought": True}]}, "/papers/0"),
    ({"papers": [{"component": BIRTH_PAPER, "upload": "00000000-0000-4000-8000-000000000000"}]}, "/papers/0"),
]


@pytest.mark.parametrize(("changes", "pointer"), REFUSED, ids=[f"{n}{p}" for n, (_c, p) in enumerate(REFUSED)])
def test_what_breaks_a_rule_is_refused_with_its_place_and_uses_no_number(
    world: World, client: APIClient, changes: dict[str, Any], pointer: str
) -> None:
    assert_problem(client.post(URL, birth_body(**changes), format="json"), 422, pointer)
    assert not Dossier.objects.exists()
    assert not CodeCounter.objects.exists()


def test_every_missing_field_is_named_at_once(world: World, client: APIClient) -> None:
    pointers = ("/procedure", "/case", "/channel", "/applicant", "/result_delivery")
    assert_problem(client.post(URL, {}, format="json"), 400, *pointers)


BODIES = [
    ('{"procedure": ', "application/json", 400),
    ("[1, 2]", "application/json", 400),
    ("null", "application/json", 400),
    ("\xff\xfe", "application/json; charset=utf-8", 400),
    ("{}", "application/json; charset=khong-co", 400),
    ("[" * 100_000, "application/json", 400),
    ('{"form": ' + '{"a": ' * 600 + "1" + "}" * 601, "application/json", 400),
    ("<dossier/>", "application/xml", 415),
    ("procedure: 1.001193", "text/yaml", 415),
]


@pytest.mark.parametrize(("body", "content_type", "status"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_json_object_is_refused_in_words(
    world: World, client: APIClient, body: str, content_type: str, status: int
) -> None:
    assert_problem(raw(client).generic("POST", URL, body.encode("latin-1"), content_type), status)


def test_a_huge_body_is_refused_before_it_is_read(world: World, client: APIClient) -> None:
    answer = raw(client).generic("POST", URL, b"{}", "application/json", CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert_problem(answer, 413)


def test_a_large_json_body_is_refused_in_words(world: World, client: APIClient) -> None:
    body = birth_body(form={"child_name": "A" * 4_000_000})
    assert_problem(client.post(URL, body, format="json"), 413)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_refused_in_words(world: World, client: APIClient, method: str) -> None:
    answer = raw(client).generic(method, URL, b"{}", "application/json")
    assert_problem(answer, 405)
    assert "POST" in answer["Allow"]
