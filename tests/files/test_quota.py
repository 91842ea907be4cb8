"""What somebody leaves unused is limited by number and size, so that nobody fills the disk; what is kept stays."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from portal.accounts.models import User
from portal.files import conf, quota, uploads
from portal.files.models import StoredFile, Upload, UploadState
from portal.files.uploads import UploadRefused
from portal.rest.clients import register_client
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads/"
PDF = contents.pdf()


@pytest.fixture
def owner(settings: Settings) -> User:
    """Somebody who may leave two files unused, and 10,000 bytes."""
    settings.UPLOAD_MAX_UNUSED_FILES, settings.UPLOAD_MAX_UNUSED_BYTES = 2, 10_000
    return make_user()


def reserve(owner: User | None, size_bytes: int = 1, **holder: str) -> Upload:
    """An upload that was begun; no byte of it has come."""
    return uploads.begin(owner, "giay.pdf", size_bytes, **holder)


def test_the_last_that_fits_is_taken_and_the_next_is_refused_with_the_way_out(owner: User) -> None:
    reserve(owner)
    reserve(owner)

    with pytest.raises(UploadRefused, match="2 tệp chưa nằm trong hồ sơ nào") as refused:
        reserve(owner)

    assert refused.value.status == HTTPStatus.CONFLICT
    assert "Hãy gửi hoặc bỏ những hồ sơ đang làm dở" in refused.value.message
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(("more", "fits"), [(3_999, True), (4_000, True), (4_001, False)])
def test_sizes_count_as_declared_to_the_byte(owner: User, more: int, fits: bool) -> None:
    """Whoever begins many large uploads and sends no byte has reserved the room all the same."""
    reserve(owner, 6_000)

    if fits:
        assert reserve(owner, more).declared_size == more
    else:
        with pytest.raises(UploadRefused, match="chưa tải thêm được"):
            reserve(owner, more)
        assert Upload.objects.count() == 1


def test_a_whole_file_that_is_too_much_is_not_even_stored(owner: User, settings: Settings) -> None:
    settings.UPLOAD_MAX_UNUSED_BYTES = len(PDF) - 1

    with pytest.raises(UploadRefused):
        uploads.receive(owner, sent(PDF))

    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_a_dossier_uses_what_was_rejected_and_what_was_deleted_do_not_count(owner: User) -> None:
    used, rejected = make_upload(owner=owner), reserve(owner)
    uploads.claim([used.public_id], owner)
    Upload.objects.filter(pk=rejected.pk).update(state=UploadState.REJECTED, problem="Tệp hỏng.")
    deleted = reserve(owner, 9_999)
    uploads.delete_unused(deleted)

    kept = [reserve(owner, 5_000), reserve(owner, 5_000)]

    assert Upload.objects.filter(claimed_at=None, state=UploadState.RECEIVING).count() == len(kept)


def test_an_upload_in_progress_is_finished_however_full_it_is(owner: User) -> None:
    """The limit meets new files only: nothing that was begun is lost."""
    begun = reserve(owner, len(PDF))
    reserve(owner)

    uploads.append(begun, 0, PDF)

    assert uploads.finish(begun).state == UploadState.READY


HOLDERS: list[dict[str, Any]] = [{"client": "may-khac"}, {"session_key": "phien-khac"}]


@pytest.mark.parametrize("holder", HOLDERS, ids=["client", "session"])
def test_everybody_has_room_of_their_own(owner: User, holder: dict[str, Any]) -> None:
    reserve(owner)
    reserve(owner)

    assert reserve(make_user()).received_bytes == 0
    assert reserve(None, **holder).received_bytes == 0
    with pytest.raises(UploadRefused):
        reserve(owner)


def test_a_system_has_the_room_of_many_people(owner: User) -> None:
    rows = [Upload(client="benh-vien", name="a.pdf", declared_size=1) for _n in range(2 * conf.CLIENT_TIMES - 1)]
    Upload.objects.bulk_create(rows)

    reserve(None, client="benh-vien")
    with pytest.raises(UploadRefused):
        reserve(None, client="benh-vien")
    assert reserve(None, client="benh-vien-khac")


def test_asking_costs_one_query(owner: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_upload(owner=owner)

    with django_assert_num_queries(1):
        quota.require_room(1, owner)


def client_of(owner: User, language: str = "vi") -> APIClient:
    client = APIClient()
    client.force_login(owner)
    client.credentials(HTTP_ACCEPT_LANGUAGE=language)
    return client


@pytest.mark.parametrize(("language", "words"), [("vi", "chưa tải thêm được"), ("en", "no more can be uploaded")])
@pytest.mark.parametrize("way", ["whole", "pieces"])
def test_the_api_says_it_as_a_problem_in_the_callers_language(owner: User, way: str, language: str, words: str) -> None:
    reserve(owner)
    reserve(owner)
    body: Any = {"file": sent(PDF)} if way == "whole" else {"name": "giay.pdf", "size": 5}

    answer = client_of(owner, language).post(URL, body, format="multipart" if way == "whole" else "json")

    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert Upload.objects.count() == 2


def test_the_same_key_works_once_there_is_room(owner: User) -> None:
    """A refusal is not kept under its Idempotency-Key: it is corrected and tried again."""
    first = reserve(owner)
    reserve(owner)
    client = client_of(owner)
    client.credentials(HTTP_IDEMPOTENCY_KEY="lan-1")
    asked = {"name": "giay.pdf", "size": 5}
    assert client.post(URL, asked, format="json").status_code == HTTPStatus.CONFLICT

    assert client.delete(f"{URL}{first.public_id}/").status_code == HTTPStatus.NO_CONTENT
    answers = [client.post(URL, asked, format="json") for _again in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.CREATED, HTTPStatus.CREATED]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Upload.objects.count() == 2


def test_a_machine_is_counted_by_its_token(owner: User, settings: Settings) -> None:
    """Whatever it calls itself: the client of the token holds the files."""
    settings.UPLOAD_MAX_UNUSED_FILES = 1
    application, secret = register_client("Bệnh viện", ("uploads:write",))
    asked = {"grant_type": "client_credentials", "client_id": application.client_id, "client_secret": secret}
    token = Client().post("/o/token/", asked).json()["access_token"]
    machine = APIClient()
    machine.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    many = [
        Upload(client=application.client_id, name="a.pdf", declared_size=1, claimed_at=used)
        for used in [None] * (conf.CLIENT_TIMES - 1) + [timezone.now()] * 3
    ]
    Upload.objects.bulk_create(many)

    answers = [machine.post(URL, {"name": "giay.pdf", "size": 5}, format="json").status_code for _n in range(2)]

    assert answers == [HTTPStatus.CREATED, HTTPStatus.CONFLICT]
