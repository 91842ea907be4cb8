"""Abandoned uploads go after their time; what is used, young or shared stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from portal.files import cleaning, store, tasks, uploads
from portal.files.models import StoredFile, Upload, UploadPart
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent

pytestmark = pytest.mark.django_db


def make_older(days: int) -> None:
    Upload.objects.update(updated_at=timezone.now() - timedelta(days=days))


def test_abandoned_uploads_and_their_content_go(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    finished = make_upload()
    begun = uploads.append(uploads.begin(make_user(), "a.pdf", 100), 0, b"%PDF-")
    part = begun.parts.get()
    make_older(31)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.remove_abandoned() == 2
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    assert not UploadPart.objects.exists()
    assert finished.stored is not None
    for location in (finished.stored.location, part.location):
        assert not store.storage().exists(location)


def test_used_and_young_uploads_stay() -> None:
    used = make_upload()
    uploads.claim([used.public_id], used.owner)
    make_older(400)
    young = make_upload()
    assert cleaning.remove_abandoned() == 0
    assert set(Upload.objects.all()) == {used, young}


def test_content_of_an_abandoned_upload_stays_when_another_uses_it() -> None:
    uploads.receive(make_user(), sent(contents.pdf()))
    make_older(31)
    used = uploads.receive(make_user(), sent(contents.pdf()))
    assert cleaning.remove_abandoned() == 1
    assert used.stored is not None
    assert store.open(used.stored)


def test_running_again_finds_nothing(settings: Settings) -> None:
    settings.UPLOAD_KEEP_UNCLAIMED_DAYS = 1
    [make_upload() for _ in range(3)]
    make_older(2)
    assert cleaning.remove_abandoned() == 3
    assert cleaning.remove_abandoned() == 0
