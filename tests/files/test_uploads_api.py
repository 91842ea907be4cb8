"""REST of uploads: whole or in pieces, by scope or session, each sees only their own."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application
from rest_framework.test import APIClient

from portal.files import uploads
from portal.files.models import Upload
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads/"
PIECES = "application/offset+octet-stream"


@pytest.fixture
def client() -> APIClient:
    client = APIClient()
    client.force_login(make_user())
    return client


def machine(scope: str) -> APIClient:
    application = Application.objects.create(
        name="Phần mềm của xã",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    expires = timezone.now() + timedelta(hours=1)
    token = AccessToken.objects.create(
        application=application, token=f"token-{scope.replace(' ', '-')}", scope=scope, expires=expires
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.token}")
    return client


def send_piece(client: APIClient, url: str, offset: int, piece: bytes) -> Any:
    return client.generic("PATCH", url, cast("str", piece), content_type=PIECES, HTTP_UPLOAD_OFFSET=str(offset))


def test_whole_file_is_taken_and_described(client: APIClient) -> None:
    response = client.post(URL, {"file": sent(contents.pdf(), "Giấy.pdf")}, format="multipart")
    assert response.status_code == HTTPStatus.CREATED
    body = response.json()
    upload = Upload.objects.get()
    assert body["id"] == str(upload.public_id)
    assert (body["name"], body["state"], body["mime"]) == ("Giấy.pdf", "ready", "application/pdf")
    assert body["offset"] == body["size"] == len(contents.pdf())
    assert response["Location"] == body["url"] == f"{URL}{upload.public_id}/"


def test_pieces_with_a_lost_answer_in_the_middle(client: APIClient) -> None:
    content = contents.pdf()
    begun = client.post(URL, {"name": "giay.pdf", "size": len(content), "type": "x/y"}, format="json")
    assert begun.status_code == HTTPStatus.CREATED
    url = begun.json()["url"]
    assert begun.json()["offset"] == 0

    assert send_piece(client, url, 0, content[:1000]).json()["offset"] == 1000
    again = send_piece(client, url, 0, content[:1000])
    assert again.status_code == HTTPStatus.CONFLICT
    assert again["Content-Type"] == "application/problem+json"
    assert again.json()["offset"] == 1000
    assert client.head(url)["Upload-Offset"] == "1000"

    last = send_piece(client, url, 1000, content[1000:])
    assert last.status_code == HTTPStatus.OK
    assert last.json()["state"] == "ready"
    assert client.get(url).json()["sha256"] == Upload.objects.get().stored.sha256  # type: ignore[union-attr]


def test_last_piece_of_a_bad_file_says_rejected_and_why(client: APIClient) -> None:
    size = len(contents.PROGRAM)
    url = client.post(URL, {"name": "giay.pdf", "size": size}, format="json").json()["url"]
    response = send_piece(client, url, 0, contents.PROGRAM)
    assert response.status_code == HTTPStatus.OK
    assert response.json()["state"] == "rejected"
    assert "giay.pdf" in response.json()["problem"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "a.exe", "size": 5}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name": "a.pdf", "size": 0}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name": "a.pdf", "size": 200 * 1024 * 1024}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        ({"name": "a.pdf", "size": "lớn"}, HTTPStatus.BAD_REQUEST),
        ({"name": "a.pdf"}, HTTPStatus.BAD_REQUEST),
        ({}, HTTPStatus.BAD_REQUEST),
        ([], HTTPStatus.BAD_REQUEST),
    ],
)
def test_bad_beginnings_are_problems_and_leave_nothing(client: APIClient, body: Any, status: HTTPStatus) -> None:
    response = client.post(URL, body, format="json")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(("content", "words"), [(b"", "0 byte"), (contents.PROGRAM, "giay.pdf")])
def test_bad_whole_file_is_a_problem_in_words(client: APIClient, content: bytes, words: str) -> None:
    response = client.post(URL, {"file": sent(content, "giay.pdf")}, format="multipart")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in response.json()["detail"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("offset", ["", "-1", "abc", "1.5"])
def test_piece_without_a_proper_offset_is_refused(client: APIClient, offset: str) -> None:
    url = client.post(URL, {"name": "giay.pdf", "size": 10}, format="json").json()["url"]
    response = client.generic("PATCH", url, "x", content_type=PIECES, HTTP_UPLOAD_OFFSET=offset)
    assert response.status_code == HTTPStatus.BAD_REQUEST


def test_piece_over_the_limit_is_413(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.files.conf.MAX_PIECE_BYTES", 100)
    url = client.post(URL, {"name": "giay.pdf", "size": 1000}, format="json").json()["url"]
    assert send_piece(client, url, 0, b"x" * 101).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert client.get(url).json()["offset"] == 0


def test_strangers_uploads_do_not_exist(client: APIClient) -> None:
    other = make_upload()
    url = f"{URL}{other.public_id}/"
    assert client.get(url).status_code == HTTPStatus.NOT_FOUND
    assert send_piece(client, url, 0, b"x").status_code == HTTPStatus.NOT_FOUND
    assert client.delete(url).status_code == HTTPStatus.NOT_FOUND
    assert Upload.objects.filter(pk=other.pk).exists()


def test_owner_deletes_until_a_dossier_uses_it(client: APIClient) -> None:
    def send(text: str) -> Upload:
        body = client.post(URL, {"file": sent(contents.pdf(text))}, format="multipart").json()
        return Upload.objects.get(public_id=body["id"])

    free, used = send("tự do"), send("đã dùng")
    uploads.claim([used.public_id], used.owner)
    assert client.delete(f"{URL}{free.public_id}/").status_code == HTTPStatus.NO_CONTENT
    assert client.delete(f"{URL}{used.public_id}/").status_code == HTTPStatus.CONFLICT
    assert list(Upload.objects.all()) == [used]


def test_machine_needs_the_scope_and_owns_what_it_sends() -> None:
    allowed, other = machine("uploads:write"), machine("dossiers:read")
    response = allowed.post(URL, {"file": sent(contents.pdf())}, format="multipart")
    assert response.status_code == HTTPStatus.CREATED
    assert Upload.objects.get().owner is None
    assert allowed.get(response.json()["url"]).status_code == HTTPStatus.OK
    assert other.get(response.json()["url"]).status_code == HTTPStatus.FORBIDDEN
    assert other.post(URL, {"name": "a.pdf", "size": 5}, format="json").status_code == HTTPStatus.FORBIDDEN


def test_nobody_without_sign_in() -> None:
    response = APIClient().post(URL, {"name": "a.pdf", "size": 5}, format="json")
    assert response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    assert not Upload.objects.exists()


def test_same_idempotency_key_counts_once(client: APIClient) -> None:
    answers = [
        client.post(URL, {"name": "a.pdf", "size": 5}, format="json", HTTP_IDEMPOTENCY_KEY="mot-lan") for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Upload.objects.count() == 1


def test_a_piece_that_says_it_is_a_form_is_taken_as_the_bytes_it_is() -> None:
    """Found by schemathesis: to know the caller of a token, the body was once read as the form that it is not (500)."""
    client = machine("uploads:write")
    made = client.post(URL, {"name": "a.png", "size": 30}, format="json").json()
    kinds = ("multipart/form-data", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    for number, claimed in enumerate(kinds):
        piece, offset = cast("str", b"0123456789"[: 10 - number]), str(Upload.objects.get().received_bytes)
        answer = client.generic("PATCH", made["url"], piece, content_type=claimed, HTTP_UPLOAD_OFFSET=offset)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json"), claimed
    assert Upload.objects.get().received_bytes == 10 + 9 + 8
