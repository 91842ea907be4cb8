"""REST of files with a report: ids of one's own uploads, or files in the same request; read back with the secret."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hotline import throttling
from hotline.models import Attachment, Ticket
from portal.files import uploads
from portal.files.models import Upload
from tests.dossiers.api_calls import machine
from tests.dossiers.world import World
from tests.files import contents
from tests.hotline.tickets import WORDS, filed

URL = "/api/v1/feedback/"
FORM = {
    "kind": "complaint_delay",
    "content": WORDS,
    "reporter.full_name": "Nguyễn Thị Lan",
    "reporter.phone": "0901234567",
}


def body(*ids: Any) -> dict[str, Any]:
    return {"kind": "praise", "content": "Cảm ơn", "attachments": [str(one) for one in ids]}


def letter(name: str = "don.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents.pdf())


def uploaded_by(client: APIClient) -> Upload:
    return uploads.receive(None, letter(), client=client.client_id)  # type: ignore[attr-defined]


def test_anybody_files_with_files_in_one_request_and_reads_them_with_the_secret(world: World) -> None:
    files = [letter(), SimpleUploadedFile("anh.jpg", contents.picture())]

    answer = APIClient().post(URL, FORM | {"files": files}, format="multipart")

    assert answer.status_code == 201, answer.content
    ticket, headers = Ticket.objects.get(), {"Feedback-Secret": answer.json()["secret"]}
    assert ticket.reporter_name == "Nguyễn Thị Lan" and not ticket.is_confidential
    listed = APIClient().get(answer["Location"], headers=headers).json()["attachments"]
    assert [(one["name"], one["mime"]) for one in listed] == [("don.pdf", "application/pdf"), ("anh.jpg", "image/jpeg")]
    address = f"{answer['Location']}attachments/{listed[0]['id']}/"
    assert APIClient().get(address, headers=headers).content == contents.pdf()
    assert APIClient().get(address).status_code == 404
    other = {"Feedback-Secret": filed().secret}
    assert APIClient().get(address, headers=other).status_code == 404


def test_a_system_names_its_own_finished_uploads(world: World) -> None:
    client = machine("1022", "uploads:write")
    upload = uploaded_by(client)

    answer = client.post(URL, body(upload.public_id, upload.public_id), format="json")

    assert answer.status_code == 201 and Attachment.objects.get().upload == upload
    upload.refresh_from_db()
    assert upload.claimed_at is not None


def test_uploads_of_others_unfinished_ones_and_none_at_all_look_the_same(world: World) -> None:
    mine, other = machine("1022", "uploads:write"), machine("Cổng khác", "uploads:write")
    begun = uploads.begin(None, "lon.pdf", 9, client=mine.client_id)  # type: ignore[attr-defined]
    wrong = [uploaded_by(other).public_id, begun.public_id, "11111111-1111-4111-8111-111111111111"]

    answers = [mine.post(URL, body(uploaded_by(mine).public_id, one), format="json") for one in wrong]
    answers.append(APIClient().post(URL, body(wrong[0]), format="json"))

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["errors"][0]["pointer"] for answer in answers} == {"/attachments/1", "/attachments/0"}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert not Ticket.objects.exists() and not Upload.objects.filter(claimed_at__isnull=False).exists()


@pytest.mark.parametrize(("files", "status", "pointer"), [
    ([contents.pdf(), contents.PROGRAM], 422, "/files/1"),
    ([b""], 422, "/files/0"),
    ([contents.pdf()] * 6, 400, "/files"),
])  # fmt: skip
def test_a_file_that_can_not_be_used_is_told_with_its_place_and_nothing_is_filed(
    world: World, files: list[bytes], status: int, pointer: str
) -> None:
    sent = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(files)]

    answer = APIClient().post(URL, FORM | {"files": sent}, format="multipart")

    assert answer.status_code == status and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer and not Ticket.objects.exists()


def test_a_file_over_the_limit_is_413(world: World, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100

    answer = APIClient().post(URL, FORM | {"files": [letter()]}, format="multipart")

    assert answer.status_code == 413 and not Ticket.objects.exists()


@pytest.mark.parametrize("ids", ["x", [{}], ["x"], [None], ["11111111-1111-4111-8111-111111111111"] * 6])
def test_what_names_no_upload_is_refused_at_its_place(world: World, ids: Any) -> None:
    answer = APIClient().post(URL, body() | {"attachments": ids}, format="json")

    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"].startswith("/attachments")
    assert not Ticket.objects.exists()


def test_the_same_key_counts_once_with_files_and_other_files_are_another_request(world: World) -> None:
    def send(content: bytes) -> Any:
        files = [SimpleUploadedFile("a.pdf", content)]
        return APIClient().post(URL, FORM | {"files": files}, format="multipart", headers={"Idempotency-Key": "k"})

    first, again, other = send(contents.pdf()), send(contents.pdf()), send(contents.pdf("Khác"))

    assert first.status_code == 201 and again.json() == first.json() and other.status_code == 422
    assert (Ticket.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_flood_without_a_token_is_stopped_before_its_files_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "SENT_BY_API", throttling.Limit("few-files-by-api", 1, 60))
    APIClient().post(URL, FORM)

    answer = APIClient().post(URL, FORM | {"files": [letter()]}, format="multipart")

    assert answer.status_code == 429 and not Upload.objects.exists()


def test_a_multipart_body_is_held_to_the_same_rules_as_json(world: World) -> None:
    wrong = FORM | {"content": "a\0b", "reporter.phone": "12"}

    answer = APIClient().post(URL, wrong, format="multipart")

    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/content", "/reporter/phone"}
