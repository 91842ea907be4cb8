"""Once a dossier uses a file nobody deletes it; before that its owner may, and nobody else."""

from __future__ import annotations

import uuid

import pytest
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from portal.files import store, uploads
from portal.files.models import StoredFile, Upload
from portal.files.uploads import UploadRefused
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent

pytestmark = pytest.mark.django_db


def test_claims_come_back_in_the_order_asked_for() -> None:
    owner = make_user()
    first, second = make_upload(owner=owner), make_upload(owner=owner)
    claimed = uploads.claim([second.public_id, first.public_id], owner)
    assert claimed == [second, first]
    assert not Upload.objects.filter(claimed_at=None).exists()


def test_claiming_again_keeps_the_first_moment() -> None:
    upload = make_upload()
    uploads.claim([upload.public_id], upload.owner)
    first = Upload.objects.get().claimed_at
    uploads.claim([upload.public_id], upload.owner)
    assert Upload.objects.get().claimed_at == first


def test_anothers_upload_cannot_be_claimed() -> None:
    upload = make_upload()
    with pytest.raises(UploadRefused):
        uploads.claim([upload.public_id], make_user())
    assert Upload.objects.get().claimed_at is None


def test_unfinished_or_unknown_cannot_be_claimed_and_then_none_is() -> None:
    owner = make_user()
    good, unfinished = make_upload(owner=owner), uploads.begin(owner, "a.pdf", 100)
    for wrong in (unfinished.public_id, uuid.uuid4()):
        with pytest.raises(UploadRefused):
            uploads.claim([good.public_id, wrong], owner)
    assert not Upload.objects.exclude(claimed_at=None).exists()


def test_claiming_costs_the_same_for_one_and_for_many(django_assert_num_queries: object) -> None:
    owner = make_user()
    ids = [make_upload(owner=owner).public_id for _ in range(5)]
    with django_assert_num_queries(4):  # type: ignore[operator] # savepoint, select for update, update, release
        uploads.claim(ids, owner)


def test_owner_deletes_an_unused_upload_and_its_content_goes(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    upload = make_upload()
    assert upload.stored is not None
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete_unused(upload)
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    assert not store.storage().exists(upload.stored.location)


def test_content_that_somebody_else_also_sent_stays() -> None:
    first = uploads.receive(make_user(), sent(contents.pdf()))
    second = uploads.receive(make_user(), sent(contents.pdf()))
    uploads.delete_unused(first)
    assert second.stored is not None
    assert store.open(second.stored) == contents.pdf()


def test_used_upload_cannot_be_deleted() -> None:
    upload = make_upload()
    uploads.claim([upload.public_id], upload.owner)
    with pytest.raises(UploadRefused, match="đã nằm trong hồ sơ"):
        uploads.delete_unused(upload)
    assert Upload.objects.filter(pk=upload.pk).exists()
