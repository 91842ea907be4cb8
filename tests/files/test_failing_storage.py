"""Storage that fails in the middle: nothing half-done stays, what was promised is kept, trying again succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from django.core.files.storage import Storage
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from portal.accounts.models import User
from portal.files import cleaning, store, uploads
from portal.files.models import StoredFile, Upload, UploadPart, UploadState
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent
from tests.files.test_cleaning import make_older
from tests.files.test_uploads_api import URL, send_piece

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user()


@contextmanager
def failing(operation: str, after: int = 0) -> Iterator[None]:
    """While the block runs, the storage's `operation` fails from call number `after` on, as a full disk or S3 does."""
    calls = iter(range(10_000))
    works = getattr(type(store.storage()), operation)

    def fail(storage: Storage, *arguments: object, **options: object) -> object:
        if next(calls) >= after:
            raise OSError(28, "No space left on device")
        return works(storage, *arguments, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(store.storage()), operation, fail)
        yield


def test_a_whole_file_that_cannot_be_kept_leaves_no_row(owner: User) -> None:
    with failing("save"), pytest.raises(OSError, match="No space"):
        uploads.receive(owner, sent(contents.pdf()))
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    assert uploads.receive(owner, sent(contents.pdf())).state == UploadState.READY


def test_a_piece_that_cannot_be_kept_does_not_count_as_received(owner: User) -> None:
    content = contents.pdf()
    upload = uploads.begin(owner, "giay.pdf", len(content))
    uploads.append(upload, 0, content[:500])
    with failing("save"), pytest.raises(OSError, match="No space"):
        uploads.append(upload, 500, content[500:900])
    upload.refresh_from_db()
    assert upload.received_bytes == 500
    assert UploadPart.objects.count() == 1
    # when the disk has room again, the client goes on from where the server stands
    uploads.append(upload, 500, content[500:])
    assert uploads.finish(upload).state == UploadState.READY


def test_pieces_stay_until_the_whole_is_kept(owner: User) -> None:
    content = contents.pdf()
    upload = uploads.append(uploads.begin(owner, "giay.pdf", len(content)), 0, content)
    with failing("save"), pytest.raises(OSError, match="No space"):
        uploads.finish(upload)
    upload.refresh_from_db()
    assert (upload.state, upload.parts.count()) == (UploadState.RECEIVING, 1)
    stored = uploads.finish(upload).stored
    assert stored is not None
    assert store.open(stored) == content


def test_a_piece_that_the_storage_lost_never_makes_a_shorter_file(owner: User) -> None:
    content = contents.pdf()
    upload = uploads.begin(owner, "giay.pdf", len(content))
    for start in (0, 1000):
        upload = uploads.append(upload, start, content[start : start + 1000] if start == 0 else content[1000:])
    first = UploadPart.objects.order_by("offset").first()
    assert first is not None
    store.delete_blobs([first.location])
    with pytest.raises(FileNotFoundError):
        uploads.finish(upload)
    upload.refresh_from_db()
    assert upload.state == UploadState.RECEIVING
    assert not StoredFile.objects.exists()


def test_rubbish_that_cannot_be_removed_does_not_undo_what_was_promised(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """The pieces are deleted after the commit: a storage that fails then must not answer "500" for a good upload."""
    content = contents.pdf()
    upload = uploads.append(uploads.begin(owner, "giay.pdf", len(content)), 0, content)
    with failing("delete"), django_capture_on_commit_callbacks(execute=True):
        assert uploads.finish(upload).state == UploadState.READY
    assert not UploadPart.objects.exists()


def test_deleting_ones_upload_succeeds_though_the_storage_does_not(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    upload = make_upload()
    with failing("delete"), django_capture_on_commit_callbacks(execute=True):
        uploads.delete_unused(upload)
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()


def test_cleaning_goes_on_behind_a_blob_that_cannot_be_deleted(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = [make_upload().stored for _ in range(3)]
    make_older(31)
    with failing("delete", after=2), django_capture_on_commit_callbacks(execute=True):
        assert cleaning.remove_abandoned() == 3
    assert not StoredFile.objects.exists()
    left = [stored for stored in kept if stored and store.storage().exists(stored.location)]
    assert len(left) == 1


def test_a_caller_that_rolls_back_keeps_the_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """The blob goes only once its row is gone for good."""
    from django.db import transaction

    upload = make_upload()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        uploads.delete_unused(upload)
        transaction.set_rollback(True)
    stored = Upload.objects.get(pk=upload.pk).stored
    assert stored is not None
    assert store.open(stored)


def test_machines_hear_of_it_as_a_problem_and_may_try_the_same_piece_again(owner: User) -> None:
    client, content = APIClient(raise_request_exception=False), contents.pdf()
    client.force_login(owner)
    url = client.post(URL, {"name": "giay.pdf", "size": len(content)}, format="json").json()["url"]
    with failing("save"):
        answer = send_piece(client, url, 0, content)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert answer["Content-Type"] == "application/problem+json"
    assert "No space" not in answer.content.decode()
    assert client.head(url)["Upload-Offset"] == "0"
    assert send_piece(client, url, 0, content).json()["state"] == "ready"
