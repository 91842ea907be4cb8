"""Taking a whole file from a form: checked at once, owned by who sent it, nothing kept when it is refused."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from portal.files import store, uploads
from portal.files.models import StoredFile, Upload, UploadState
from portal.files.uploads import UploadRefused
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_upload, sent

pytestmark = pytest.mark.django_db


def test_good_file_is_ready_at_once() -> None:
    owner = make_user()
    upload = uploads.receive(owner, sent(contents.pdf(), "Giấy chứng sinh.pdf"))
    assert (upload.owner, upload.name, upload.state) == (owner, "Giấy chứng sinh.pdf", UploadState.READY)
    assert upload.is_usable
    assert upload.stored is not None
    assert store.open(upload.stored) == contents.pdf()


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b""), ("a.pdf", contents.PROGRAM), ("a.exe", contents.PROGRAM)]
)
def test_refused_file_leaves_nothing_behind(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused):
        uploads.receive(make_user(), sent(content, name))
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()


def test_too_large_is_refused_before_it_is_read(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    file = sent(contents.pdf())
    with pytest.raises(UploadRefused, match="quá lớn"):
        uploads.receive(make_user(), file)
    assert file.tell() == 0


def test_two_people_with_the_same_file_have_two_uploads_of_one_content() -> None:
    first = uploads.receive(make_user(), sent(contents.pdf()))
    second = uploads.receive(make_user(), sent(contents.pdf()))
    assert first.pk != second.pk
    assert first.stored == second.stored


def test_upload_waits_for_the_scan_yet_its_owner_may_use_it(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    upload = uploads.receive(make_user(), sent(contents.pdf("Chờ quét")))
    assert upload.state == UploadState.CHECKING
    assert upload.is_usable


def test_known_malware_is_refused_at_once_the_second_time(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    uploads.receive(make_user(), sent(contents.pdf("Mã độc")))
    StoredFile.objects.update(scan_state="infected")
    with pytest.raises(UploadRefused, match="mã độc"):
        uploads.receive(make_user(), sent(contents.pdf("Mã độc")))


def test_held_by_shows_nobody_elses_uploads() -> None:
    mine = make_upload()
    make_upload()
    machine = uploads.receive(None, sent(contents.pdf()), client="app-1")
    browser = uploads.receive(None, sent(contents.pdf()), session_key="s-1")
    assert list(Upload.objects.held_by(mine.owner)) == [mine]
    assert list(Upload.objects.held_by(None, client="app-1")) == [machine]
    assert list(Upload.objects.held_by(None, session_key="s-1")) == [browser]
    assert not Upload.objects.held_by(None).exists()
    assert not Upload.objects.held_by(None, client="", session_key="").exists()


def test_session_gives_no_way_to_an_upload_that_has_an_owner() -> None:
    owned = uploads.receive(make_user(), sent(contents.pdf()), session_key="s-1")
    assert owned not in Upload.objects.held_by(None, session_key="s-1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ready", "stored": None},
        {"state": "rejected", "problem": ""},
        {"state": "perhaps"},
        {"received_bytes": 10**9},
        {"declared_size": 0, "received_bytes": 0},
        {"owner": None},
    ],
    ids=["ready without content", "rejected without words", "unknown state", "too much", "empty", "nobody's"],
)
def test_database_refuses_impossible_uploads(wrong: dict[str, object]) -> None:
    upload = make_upload()
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(**wrong)
