"""Rotating keys wraps each file's small key anew, leaves the file alone, and goes on where it was broken off."""

from __future__ import annotations

import io
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from portal.files import rewrapping, store, uploads
from portal.files.models import StoredFile, Upload, UploadPart
from portal.files.sealing import SealBroken, rewrap, seal, unseal
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_key(settings: Settings) -> str:
    """The key in use before the rotation."""
    return str(settings.FIELD_ENCRYPTION_KEYS[0])


@pytest.fixture
def new_key() -> str:
    """The key that comes."""
    return Fernet.generate_key().decode()


def rotate() -> str:
    """Run the command and return what it said."""
    said = io.StringIO()
    call_command("rotate_file_keys", stdout=said)
    return said.getvalue()


def begun_upload(content: bytes) -> Upload:
    """An upload of which one piece is there."""
    upload = uploads.begin(make_user(), "giay.pdf", len(content))
    return uploads.append(upload, 0, content[:1000])


def test_files_open_with_the_new_key_alone_once_it_ran(settings: Settings, old_key: str, new_key: str) -> None:
    file = make_stored(content=b"Nguyen Van A")
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    assert "files.StoredFile: 1 wrapped anew, 0 were already" in rotate()
    settings.FIELD_ENCRYPTION_KEYS = [new_key]
    file.refresh_from_db()
    assert store.open(file) == b"Nguyen Van A"


def test_without_it_taking_the_old_key_away_loses_the_files(settings: Settings, new_key: str) -> None:
    """What the command is for."""
    file = make_stored()
    settings.FIELD_ENCRYPTION_KEYS = [new_key]
    with pytest.raises(SealBroken):
        store.open(file)


def test_an_upload_under_way_can_be_finished_after_the_old_key_is_gone(
    settings: Settings, old_key: str, new_key: str
) -> None:
    content = contents.pdf()
    upload = begun_upload(content)
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    assert "files.UploadPart: 1 wrapped anew" in rotate()
    settings.FIELD_ENCRYPTION_KEYS = [new_key]
    uploads.append(upload, 1000, content[1000:])
    stored = uploads.finish(upload).stored
    assert stored is not None
    assert store.open(stored) == content


def test_the_files_themselves_are_not_written_again(settings: Settings, old_key: str, new_key: str) -> None:
    file = make_stored()
    before = store.get_blob(file.location)
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    rotate()
    file.refresh_from_db()
    assert store.get_blob(file.location) == before


def test_a_second_run_changes_nothing(settings: Settings, old_key: str, new_key: str) -> None:
    make_stored(), begun_upload(contents.pdf())
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    rotate()
    wrapped = [bytes(row.wrapped_key) for row in (StoredFile.objects.get(), UploadPart.objects.get())]
    assert "0 wrapped anew, 1 were already" in rotate()
    assert [bytes(row.wrapped_key) for row in (StoredFile.objects.get(), UploadPart.objects.get())] == wrapped


def test_a_run_that_broke_off_keeps_what_it_did_and_goes_on(
    settings: Settings, old_key: str, new_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a run over five files, two a batch, that is killed in the second batch
    [make_stored() for _ in range(5)]
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    monkeypatch.setattr(rewrapping, "BATCH", 2)
    calls = iter(range(10))

    def killed(wrapped: bytes) -> bytes | None:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return rewrap(wrapped)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(rewrapping, "rewrap", killed)
        rewrapping.rewrap_all(StoredFile)
    # when it runs again
    done = rewrapping.rewrap_all(StoredFile)
    # then the first batch is not done twice, and all are under the new key
    assert (done.changed, done.current) == (3, 2)
    settings.FIELD_ENCRYPTION_KEYS = [new_key]
    assert all(store.open(file) for file in StoredFile.objects.all())


def test_a_file_whose_key_nobody_has_is_named_and_stops_no_other(
    settings: Settings, old_key: str, new_key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    lost = make_stored()
    settings.FIELD_ENCRYPTION_KEYS = [old_key]
    good = make_stored()
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    with pytest.raises(CommandError, match="1 could not be opened"):
        call_command("rotate_file_keys")
    assert f"no configured key opens {lost.location}" in capsys.readouterr().err
    before = bytes(lost.wrapped_key)
    lost.refresh_from_db()
    assert bytes(lost.wrapped_key) == before
    settings.FIELD_ENCRYPTION_KEYS = [new_key]
    good.refresh_from_db()
    assert store.open(good)


def test_many_files_cost_one_update_a_batch(
    settings: Settings, old_key: str, new_key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    [make_stored() for _ in range(6)]
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    # savepoint, select for update, update, release; then an empty round (3)
    with django_assert_num_queries(7):
        assert rewrapping.rewrap_all(StoredFile).changed == 6


def test_nothing_to_rotate_is_no_error() -> None:
    assert rotate().count("0 wrapped anew, 0 were already") == 2


def test_a_key_is_wrapped_anew_only_if_it_must_be(settings: Settings, old_key: str, new_key: str) -> None:
    sealed = seal(b"plain", "here")
    assert rewrap(sealed.wrapped_key) is None
    settings.FIELD_ENCRYPTION_KEYS = [new_key, old_key]
    wrapped: Any = rewrap(sealed.wrapped_key)
    assert unseal(sealed.ciphertext, wrapped, "here") == b"plain"
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealBroken):
        rewrap(sealed.wrapped_key)
