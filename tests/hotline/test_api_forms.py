"""Rules proved: a report by REST as a form (multipart) is refused at its field and leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hotline.models import Attachment, Ticket
from portal.files.models import Upload
from tests.dossiers.api_calls import machine
from tests.dossiers.world import World
from tests.files import contents
from tests.hotline.tickets import WORDS

URL = "/api/v1/feedback/"
FORM: dict[str, Any] = {
    "kind": "complaint_delay",
    "content": WORDS,
    "reporter.full_name": "Nguyễn Thị Lan",
    "reporter.phone": "0901234567",
}


def paper(name: str = "don.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents.pdf() if content is None else content)


def post(changed: dict[str, Any], client: APIClient | None = None, headers: dict[str, str] | None = None) -> Any:
    told = {name: value for name, value in (FORM | changed).items() if value is not None}
    return (client or APIClient()).post(URL, told, format="multipart", headers=headers or {})


def nothing_stays() -> bool:
    return not Ticket.objects.exists() and not Attachment.objects.exists()


@pytest.mark.parametrize(("changed", "status", "pointer"), [
    ({"kind": None}, 400, "/kind"),
    ({"kind": "rant"}, 400, "/kind"),
    ({"content": None}, 400, "/content"),
    ({"content": " \u200b "}, 400, "/content"),
    ({"content": "x" * 5001}, 400, "/content"),
    ({"place": "x" * 301}, 400, "/place"),
    ({"reporter.email": "lan@"}, 400, "/reporter/email"),
    ({"reporter.phone": "khong"}, 400, "/reporter/phone"),
    ({"reporter.full_name": ""}, 422, "/reporter/full_name"),
    ({"reference": "A1"}, 422, "/reference"),
    ({"reference": "x" * 101}, 400, "/reference"),
    ({"attachments": ["x"]}, 400, "/attachments/0"),
    ({"attachments": ["11111111-1111-4111-8111-111111111111"]}, 422, "/attachments/0"),
    ({"is_confidential": "có lẽ"}, 400, "/is_confidential"),
])  # fmt: skip
def test_a_field_that_can_not_be_used_is_pointed_at(
    world: World, changed: dict[str, Any], status: int, pointer: str
) -> None:
    answer = post(changed | {"files": [paper()]})

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert nothing_stays() and WORDS not in answer.content.decode()


@pytest.mark.parametrize(("name", "content", "pointer"), [
    ("anh.jpg", contents.PROGRAM, "/files/1"),
    ("don.pdf", b"", "/files/1"),
    ("don.xml", contents.BOMB, "/files/1"),
    ("don.pdf", contents.pageless_pdf(), "/files/1"),
    ("don.exe", contents.PROGRAM, "/files/1"),
    ("a" * 500, contents.pdf(), "/files/1"),
])  # fmt: skip
def test_one_bad_file_lets_none_of_them_be_filed(world: World, name: str, content: bytes, pointer: str) -> None:
    answer = post({"files": [paper(), paper(name, content)]})

    assert answer.status_code in {400, 413, 422} and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer and answer.json()["detail"]
    assert nothing_stays() and not Upload.objects.filter(claimed_at__isnull=False).exists()


def test_words_where_a_file_belongs_are_no_file(world: World) -> None:
    answer = post({"files": ["/etc/passwd"]})

    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"].startswith("/files") and nothing_stays()


@pytest.mark.parametrize(("body", "kind", "status"), [
    (b"kind=praise&content=x", "application/x-www-form-urlencoded", 415),
    (b"<a/>", "application/xml", 415),
    (b"x", "text/plain", 415),
    (b"x", "", 415),
    (b"", "multipart/form-data", 400),
    (b"--b\r\nrubbish", "multipart/form-data; boundary=b", 400),
    (b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\npraise\r\n', "multipart/form-data; boundary=b", 400),
    (b"[]", "application/json", 400),
    (b'{"kind": "praise", "kind": "praise", "content": "x"', "application/json", 400),
])  # fmt: skip
def test_what_is_no_form_is_refused_in_problem_details(world: World, body: bytes, kind: str, status: int) -> None:
    answer = APIClient().generic("POST", URL, body, kind)  # type: ignore[arg-type]  # bytes are taken as they are

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["title"] and nothing_stays()


def test_a_form_of_a_thousand_fields_or_files_is_refused_at_once(world: World) -> None:
    many = post({f"x{number}": "x" for number in range(1001)})
    files = post({"files": [paper(f"{number}.pdf", b"x") for number in range(101)]})

    for answer in (many, files):
        assert answer.status_code in {400, 413} and answer["Content-Type"].startswith("application/problem+json")
    assert nothing_stays() and not Upload.objects.exists()


def test_a_box_that_is_ticked_keeps_the_name_in_confidence(world: World) -> None:
    for told in ("true", "false", None):
        assert post({"is_confidential": told}).status_code == 201
        assert Ticket.objects.latest("pk").is_confidential == (told == "true"), told


def test_a_system_files_under_its_own_code_with_files_and_only_once(world: World) -> None:
    client, key = machine("1022", "feedback:write"), {"Idempotency-Key": "A1"}

    answers = [post({"reference": "A1", "files": [paper()]}, client, key) for _number in range(2)]

    assert {answer.status_code for answer in answers} == {201} and answers[0].json() == answers[1].json()
    ticket = Ticket.objects.get()
    assert (ticket.client_reference, ticket.attachments.count()) == ("A1", 1)
    read = client.get(answers[0]["Location"]).json()
    assert (read["reference"], [one["name"] for one in read["attachments"]]) == ("A1", ["don.pdf"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_refusals_are_in_the_language_asked_for(world: World, language: str) -> None:
    answers = [
        post({"files": [paper("a.pdf", b"")]}, headers={"Accept-Language": language}),
        post({"reference": "A1"}, headers={"Accept-Language": language}),
        post({"attachments": ["11111111-1111-4111-8111-111111111111"]}, headers={"Accept-Language": language}),
        post({"reporter.full_name": ""}, headers={"Accept-Language": language}),
    ]

    details = [answer.json()["detail"] for answer in answers]
    assert [detail.replace("“", "").replace("”", "").isascii() for detail in details] == [language == "en"] * 4, details
