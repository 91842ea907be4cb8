"""A file may come in pieces over a bad line: every call can be repeated, a wrong offset answers the right one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from portal.accounts.models import User
from portal.files import store, uploads
from portal.files.models import Upload, UploadPart, UploadState
from portal.files.uploads import UploadRefused, WrongOffset
from tests.accounts.factories import make_user
from tests.files import contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user()


def begin(owner: User, content: bytes, name: str = "giay.pdf") -> Upload:
    return uploads.begin(owner, name, len(content))


def test_pieces_in_order_become_the_file(owner: User) -> None:
    content = contents.pdf()
    upload = begin(owner, content)
    for start in range(0, len(content), 1000):
        upload = uploads.append(upload, start, content[start : start + 1000])
    upload = uploads.finish(upload)
    assert upload.state == UploadState.READY
    assert upload.stored is not None
    assert store.open(upload.stored) == content


def test_piece_sent_again_after_a_lost_answer_is_told_where_to_go_on(owner: User) -> None:
    content = contents.pdf()
    upload = begin(owner, content)
    uploads.append(upload, 0, content[:1000])
    with pytest.raises(WrongOffset) as wrong:
        uploads.append(upload, 0, content[:1000])
    assert wrong.value.expected_offset == 1000
    assert UploadPart.objects.count() == 1


def test_piece_that_leaves_a_gap_is_refused(owner: User) -> None:
    upload = begin(owner, contents.pdf())
    with pytest.raises(WrongOffset) as wrong:
        uploads.append(upload, 500, b"x")
    assert wrong.value.expected_offset == 0
    assert not UploadPart.objects.exists()


def test_more_than_was_declared_is_refused(owner: User) -> None:
    upload = uploads.begin(owner, "giay.pdf", 10)
    with pytest.raises(UploadRefused, match="dài hơn"):
        uploads.append(upload, 0, b"x" * 11)
    upload.refresh_from_db()
    assert upload.received_bytes == 0


def test_finishing_too_early_says_how_much_is_there(owner: User) -> None:
    content = contents.pdf()
    upload = uploads.append(begin(owner, content), 0, content[:10])
    with pytest.raises(WrongOffset) as wrong:
        uploads.finish(upload)
    assert wrong.value.expected_offset == 10


def test_finishing_twice_changes_nothing(owner: User) -> None:
    content = contents.pdf()
    upload = uploads.append(begin(owner, content), 0, content)
    first = uploads.finish(upload)
    second = uploads.finish(upload)
    assert (first.state, first.stored) == (second.state, second.stored)


def test_what_cannot_be_used_stays_as_rejected_with_the_reason(owner: User) -> None:
    upload = uploads.begin(owner, "giay.pdf", len(contents.PROGRAM))
    upload = uploads.append(upload, 0, contents.PROGRAM)
    for _ in range(2):  # also when asked again
        with pytest.raises(UploadRefused, match=r"không phải|nội dung"):
            uploads.finish(upload)
    upload.refresh_from_db()
    assert upload.state == UploadState.REJECTED
    assert "giay.pdf" in upload.problem
    assert not upload.is_usable


@pytest.mark.parametrize(("name", "size"), [("a.exe", 10), ("a.pdf", 0), ("a.pdf", -5), ("a.pdf", 10**12)])
def test_refused_before_a_byte_travels(owner: User, name: str, size: int) -> None:
    with pytest.raises(UploadRefused):
        uploads.begin(owner, name, size)
    assert not Upload.objects.exists()


def test_limit_is_the_setting(owner: User, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    uploads.begin(owner, "a.pdf", 2 * 1024 * 1024)
    with pytest.raises(UploadRefused, match="tối đa 2 MB"):
        uploads.begin(owner, "a.pdf", 2 * 1024 * 1024 + 1)


def test_pieces_are_encrypted_and_go_away_when_finished(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = uploads.begin(owner, "a.xml", len(contents.XML))
    uploads.append(upload, 0, contents.XML)
    location = UploadPart.objects.get().location
    assert "Nguyễn".encode() not in store.get_blob(location)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.finish(upload)
    assert not UploadPart.objects.exists()
    assert not store.storage().exists(location)


@pytest.mark.django_db(transaction=True)
def test_the_same_piece_from_two_tabs_counts_once() -> None:
    content = contents.pdf()
    upload = begin(make_user(), content)

    def send(_: int) -> int:
        try:
            return uploads.append(upload, 0, content[:2000]).received_bytes
        except WrongOffset as wrong:
            return wrong.expected_offset
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        offsets = set(pool.map(send, range(8)))
    assert offsets == {2000}
    assert UploadPart.objects.count() == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 4000), min_size=1, max_size=12), drops=st.lists(st.booleans(), max_size=40))
def test_any_cutting_and_any_lost_answers_give_the_same_file(owner: User, cuts: list[int], drops: list[bool]) -> None:
    """A client that follows the answers always ends with its own bytes, whatever was lost on the way."""
    content, lost = contents.pdf(), list(drops)
    upload, offset, turn = begin(owner, content), 0, 0
    while offset < len(content):
        piece = content[offset : offset + cuts[turn % len(cuts)] + 500]
        turn += 1
        try:
            received = uploads.append(upload, offset, piece).received_bytes
        except WrongOffset as wrong:
            received = wrong.expected_offset
        if not (lost and lost.pop()):  # else the answer got lost and the client sends from the old offset again
            offset = received
    stored = uploads.finish(upload).stored
    assert stored is not None
    assert store.open(stored) == content
