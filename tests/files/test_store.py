"""Content is stored once, encrypted, and comes back as it was or not at all."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from portal.files import store, uploads
from portal.files.models import ScanState, StoredFile
from portal.files.sealing import SealBroken, seal, unseal
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import make_stored, make_upload, sent
from tests.overtaking import overtaken

pytestmark = pytest.mark.django_db


def test_same_content_is_stored_once_whatever_its_name() -> None:
    first = store.save(b"content", "a.pdf", "application/pdf")
    second = store.save(b"content", "b.pdf", "application/pdf")
    assert first == second
    assert StoredFile.objects.count() == 1


def test_bytes_at_rest_are_not_the_content() -> None:
    stored = store.save("Nguyễn Thị Ánh, 079196001234".encode(), "a.xml", "application/xml")
    at_rest = store.get_blob(stored.location)
    assert b"079196001234" not in at_rest
    assert store.open(stored) == "Nguyễn Thị Ánh, 079196001234".encode()


def test_one_changed_byte_at_rest_is_noticed() -> None:
    stored = make_stored()
    blob = bytearray(store.get_blob(stored.location))
    blob[-1] ^= 1
    stored.location = store.put_blob("tampered", bytes(blob))
    with pytest.raises(SealBroken):
        store.open(stored)


def test_files_cannot_be_swapped() -> None:
    """A blob copied over another one does not open there: it is sealed to its address."""
    mine, other = make_stored(), make_stored()
    mine.location, mine.wrapped_key = other.location, other.wrapped_key
    with pytest.raises(SealBroken):
        store.open(mine)


def test_old_files_open_after_the_key_was_rotated(settings: Settings) -> None:
    stored = store.save(b"content", "a.pdf", "application/pdf")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_ENCRYPTION_KEYS]
    assert store.open(stored) == b"content"


def test_without_the_key_nothing_opens(settings: Settings) -> None:
    stored = store.save(b"content", "a.pdf", "application/pdf")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealBroken):
        store.open(stored)


def test_empty_content_is_never_stored() -> None:
    with pytest.raises(ValueError, match="empty"):
        store.save(b"", "a.pdf", "application/pdf")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"size_bytes": 0}, {"sha256": "XYZ"}, {"scan_state": "perhaps"}], ids=["empty", "address", "scan"]
)
def test_database_refuses_impossible_rows(wrong: dict[str, object]) -> None:
    row = {"sha256": "a" * 64, "size_bytes": 1, "mime": "x/y", "location": "x", "wrapped_key": b"k"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(**row)


def test_content_in_use_is_not_discarded() -> None:
    upload = make_upload()
    assert upload.stored is not None
    assert store.discard(upload.stored) is False
    assert store.open(upload.stored)


def test_discarded_content_leaves_the_storage(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    stored = make_stored()
    with django_capture_on_commit_callbacks(execute=True):
        assert store.discard(stored) is True
    assert not store.storage().exists(stored.location)


def test_waits_for_the_scanner_only_when_one_is_configured(settings: Settings) -> None:
    settings.CLAMD_URL = ""
    assert store.save(b"a", "a", "x/y", scan=True).scan_state == ScanState.SKIPPED
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert store.save(b"b", "b", "x/y", scan=True).scan_state == ScanState.WAITING
    assert store.save(b"c", "c", "x/y").scan_state == ScanState.SKIPPED


@pytest.mark.django_db(transaction=True)
def test_the_same_content_sent_by_many_at_once_is_one_row_and_one_blob() -> None:
    content = os.urandom(200)

    def send(_: int) -> int:
        try:
            return store.save(content, "a.pdf", "application/pdf").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(send, range(16)))
    stored = StoredFile.objects.get()
    assert ids == {stored.pk}
    folder = stored.location.rpartition("/")[0]
    same = [name for name in store.storage().listdir(folder)[1] if name.startswith(stored.sha256)]
    assert len(same) == 1


@pytest.mark.django_db(transaction=True)
def test_content_that_somebody_sends_again_while_it_is_thrown_away_stays() -> None:
    """Whoever throws it away waits for whoever refers to it: either commit would fail on the other's row."""
    owner, content = make_user(), contents.pdf()
    stored = store.save(content, "a.pdf", "application/pdf")

    upload, is_gone = overtaken(lambda: uploads.receive(owner, sent(content)), lambda: store.discard(stored))

    assert (upload.stored_id, is_gone) == (stored.pk, False)
    assert store.open(stored) == content


@pytest.mark.django_db(transaction=True)
def test_content_that_is_thrown_away_while_somebody_sends_it_again_is_stored_anew() -> None:
    owner, content = make_user(), contents.pdf()
    stored = store.save(content, "a.pdf", "application/pdf")

    is_gone, upload = overtaken(lambda: store.discard(stored), lambda: uploads.receive(owner, sent(content)))

    assert is_gone and upload.stored_id != stored.pk
    assert store.open(StoredFile.objects.get()) == content


@given(st.binary(max_size=5000), st.text(max_size=40))
def test_what_is_sealed_opens_with_the_same_binding_only(plain: bytes, bound_to: str) -> None:
    sealed = seal(plain, bound_to)
    assert unseal(sealed.ciphertext, sealed.wrapped_key, bound_to) == plain
    with pytest.raises(SealBroken):
        unseal(sealed.ciphertext, sealed.wrapped_key, bound_to + "x")
