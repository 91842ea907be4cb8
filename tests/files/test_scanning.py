"""The virus scan runs in a worker against a real socket; a scanner that is down loses nothing."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from pytest_django.fixtures import Settings

from portal.files import scanning, serve, tasks, uploads
from portal.files.models import ScanState, StoredFile, Upload, UploadState
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import sent

pytestmark = pytest.mark.django_db


class Scanner(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM: what holds EICAR's test line is malware."""

    def handle(self) -> None:
        while self.rfile.read(1) not in {b"\0", b"\n", b""}:
            pass  # the command: zINSTREAM or nINSTREAM
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        verdict = b"Win.Test.EICAR_HDB-1 FOUND" if b"EICAR" in content else b"OK"
        self.wfile.write(b"stream: " + verdict + b"\n")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.fixture
def broken_clamd(settings: Settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"


def upload_with(text: str) -> Upload:
    content = contents.XML.replace("Nguyễn Văn A".encode(), text.encode())
    return uploads.receive(make_user(), sent(content, "don.xml"))


@pytest.mark.usefixtures("clamd")
def test_clean_file_becomes_ready() -> None:
    upload = upload_with("sạch")
    assert tasks.scan_waiting() == 1
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert StoredFile.objects.get().scan_state == ScanState.CLEAN


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
