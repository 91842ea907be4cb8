"""The virus scan runs in a worker against a real socket; a scanner that is down or at a loss loses nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from portal.files import scanning, serve, store, tasks, uploads
from portal.files.models import ScanState, StoredFile, Upload, UploadState
from tests.accounts.factories import make_user
from tests.files import clamd_server, contents
from tests.files.clamd_server import Daemon
from tests.files.factories import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(settings: Settings) -> Iterator[Daemon]:
    with clamd_server.running() as (daemon, address):
        settings.CLAMD_URL = address
        yield daemon


@pytest.fixture
def broken_clamd(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"


def upload_with(text: str) -> Upload:
    content = contents.XML.replace("Nguyễn Văn A".encode(), text.encode())
    return uploads.receive(make_user(), sent(content, "don.xml"))


def states() -> list[str]:
    return list(StoredFile.objects.order_by("pk").values_list("scan_state", flat=True))


@pytest.mark.usefixtures("clamd")
def test_clean_file_becomes_ready() -> None:
    upload = upload_with("sạch")
    assert tasks.scan_waiting() == 1
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert StoredFile.objects.get().scan_state == ScanState.CLEAN


def test_the_scanner_gets_the_file_itself_not_what_lies_encrypted_on_disk(clamd: Daemon) -> None:
    upload_with("nội dung")
    scanning.scan_waiting()
    assert clamd.scanned == [contents.XML.replace("Nguyễn Văn A".encode(), "nội dung".encode())]


@pytest.mark.usefixtures("clamd")
def test_malware_is_rejected_in_words_and_never_handed_out() -> None:
    upload = upload_with("EICAR")
    assert scanning.scan_waiting() == 1
    upload.refresh_from_db()
    assert upload.state == UploadState.REJECTED
    assert "mã độc" in upload.problem
    assert upload.stored is not None
    response = serve.file_response(upload.stored, "don.xml", to_owner=True)
    assert response.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("clamd")
def test_everybody_who_sent_the_same_malware_is_told() -> None:
    first, second = upload_with("EICAR"), upload_with("EICAR")
    assert scanning.scan_waiting() == 1
    for upload in (first, second):
        upload.refresh_from_db()
        assert upload.state == UploadState.REJECTED


@pytest.mark.usefixtures("clamd")
def test_a_file_found_to_be_malware_can_no_longer_be_attached() -> None:
    upload = upload_with("EICAR")
    scanning.scan_waiting()
    with pytest.raises(uploads.UploadRefused, match="không dùng được"):
        uploads.claim([upload.public_id], upload.owner)
    upload.refresh_from_db()
    assert upload.claimed_at is None


def test_a_unix_socket_serves_as_well(settings: Settings) -> None:
    with tempfile.TemporaryDirectory(prefix="c") as folder, clamd_server.running(Path(folder) / "s") as (_, address):
        settings.CLAMD_URL = address
        upload_with("EICAR")
        upload_with("sạch")
        assert scanning.scan_waiting() == 2
    assert states() == [ScanState.INFECTED, ScanState.CLEAN]


@pytest.mark.usefixtures("broken_clamd")
def test_scanner_down_keeps_the_file_waiting_and_the_owner_working() -> None:
    upload = upload_with("chờ")
    assert scanning.scan_waiting() == 0
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKING
    assert upload.is_usable
    assert upload.stored is not None
    assert serve.file_response(upload.stored, "don.xml", to_owner=True).status_code == HTTPStatus.OK
    assert serve.file_response(upload.stored, "don.xml").status_code == HTTPStatus.CONFLICT


@pytest.mark.usefixtures("broken_clamd")
def test_a_round_without_a_scanner_does_not_knock_for_every_file(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    [upload_with(f"tệp {number}") for number in range(4)]
    # the oldest, its lock, three for the savepoint around it, uploads left behind: not four times that
    with django_assert_num_queries(6):
        assert scanning.scan_waiting() == 0


def test_what_waited_is_scanned_when_the_scanner_is_back(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    upload_with("một"), upload_with("EICAR")
    assert scanning.scan_waiting() == 0
    with clamd_server.running() as (_, settings.CLAMD_URL):
        assert scanning.scan_waiting() == 2
    assert states() == [ScanState.CLEAN, ScanState.INFECTED]


def test_without_a_scanner_nothing_waits() -> None:
    assert upload_with("không quét").state == UploadState.READY
    assert scanning.scan_waiting() == 0


@pytest.mark.usefixtures("clamd")
def test_every_waiting_file_is_scanned_once() -> None:
    for number in range(3):
        upload_with(f"tệp {number}")
    assert scanning.scan_waiting(limit=2) == 2
    assert scanning.scan_waiting() == 1
    assert scanning.scan_waiting() == 0


@pytest.mark.parametrize(
    "answer", [clamd_server.ERROR, b"", b"UNKNOWN COMMAND", b"stream: ERROR"], ids=["error", "nothing", "other", "bare"]
)
def test_an_answer_that_is_no_verdict_never_counts_as_clean(clamd: Daemon, answer: bytes) -> None:
    # given a scanner that is at a loss once, out of memory for instance
    upload = upload_with("EICAR")
    clamd.answers = [answer]
    # then the file goes on waiting, kept back from the other side
    assert scanning.scan_waiting() == 0
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKING
    assert states() == [ScanState.WAITING]
    # and the next round judges it
    assert scanning.scan_waiting() == 1
    assert states() == [ScanState.INFECTED]


def test_a_file_the_scanner_cannot_judge_holds_up_nobody_behind_it(clamd: Daemon) -> None:
    upload_with("khó"), upload_with("dễ"), upload_with("EICAR")
    clamd.answers = [clamd_server.ERROR]
    assert scanning.scan_waiting() == 2
    assert states() == [ScanState.WAITING, ScanState.CLEAN, ScanState.INFECTED]


def test_a_file_longer_than_the_scanner_takes_holds_up_nobody_behind_it(clamd: Daemon) -> None:
    """clamd's StreamMaxLength is 25 MB unless set; it answers an error, or hangs up in the middle."""
    clamd.size_limit = 3000
    upload_with("dài " * 200_000), upload_with("ngắn")
    assert scanning.scan_waiting() == 1
    assert states() == [ScanState.WAITING, ScanState.CLEAN]


def test_content_that_the_storage_lost_holds_up_nobody_behind_it(clamd: Daemon) -> None:
    lost = upload_with("mất").stored
    assert lost is not None
    store.delete_blobs([lost.location])
    upload_with("còn")
    assert scanning.scan_waiting() == 1
    assert states() == [ScanState.WAITING, ScanState.CLEAN]
    assert len(clamd.scanned) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_sends_the_same_file_while_it_is_scanned_does_not_wait(clamd: Daemon) -> None:
    """A scan may take a minute; a request that refers to the same content must not stand in its row's queue."""
    first = upload_with("EICAR")
    clamd.gate.clear()

    def scan() -> int:
        try:
            return scanning.scan_waiting()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(scan)
        assert clamd.arrived.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        # when another person sends it meanwhile
        second = upload_with("EICAR")
        assert second.state == UploadState.CHECKING
        clamd.gate.set()
        assert running.result(20) == 1
    # then both hear of the verdict: nothing is left in between
    for upload in (first, second):
        upload.refresh_from_db()
        assert upload.state == UploadState.REJECTED


@pytest.mark.usefixtures("clamd")
@pytest.mark.parametrize(
    ("verdict", "state"), [(ScanState.CLEAN, UploadState.READY), (ScanState.INFECTED, UploadState.REJECTED)]
)
def test_an_upload_entered_a_moment_after_the_verdict_gets_it_in_the_next_round(verdict: str, state: str) -> None:
    upload = upload_with("chậm một nhịp")
    StoredFile.objects.update(scan_state=verdict)
    assert scanning.scan_waiting() == 0
    upload.refresh_from_db()
    assert upload.state == state
    assert bool(upload.problem) is (state == UploadState.REJECTED)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_queue_and_scan_nothing_twice(clamd: Daemon) -> None:
    [upload_with(f"tệp {number}") for number in range(6)]

    def scan(_: int) -> int:
        try:
            return scanning.scan_waiting()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        done = list(workers.map(scan, range(3)))
    assert sum(done) == 6
    assert len(clamd.scanned) == len(set(clamd.scanned)) == 6
    assert set(states()) == {ScanState.CLEAN}
