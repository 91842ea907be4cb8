"""Virus scan of what people hand in, by ClamAV's daemon, in a worker; never in a request.

A scanner that is down holds up the other side's download, not the owner: files wait, the next run tries again.
"""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import clamd
import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.files import conf, store
from portal.files.models import ScanState, StoredFile, Upload, UploadState

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 60
FOUND = "FOUND"


def scanner() -> clamd.ClamdNetworkSocket | clamd.ClamdUnixSocket:
    """Return a connection to the configured daemon (tcp://host:port or unix:///path)."""
    where = urlsplit(conf.clamd_url())
    if where.scheme == "unix":
        return clamd.ClamdUnixSocket(where.path, timeout=TIMEOUT_SECONDS)
    return clamd.ClamdNetworkSocket(where.hostname or "localhost", where.port or 3310, timeout=TIMEOUT_SECONDS)


def scan_waiting(limit: int = 50) -> int:
    """Scan files that wait, oldest first, and return how many; several workers share the queue."""
    if not conf.clamd_url():
        return 0
    done = 0
    try:
        while done < limit and _scan_next():
            done += 1
    except (clamd.ClamdError, OSError) as error:
        log.warning("scanner_unreachable", error=str(error))
    return done


@transaction.atomic
def _scan_next() -> bool:
    queue = StoredFile.objects.filter(scan_state=ScanState.WAITING).order_by("id")
    stored = queue.select_for_update(skip_locked=True).first()
    if stored is None:
        return False
    verdict, name = scanner().instream(io.BytesIO(store.open(stored)))["stream"]
    if verdict == FOUND:
        log.warning("malware_found", sha256=stored.sha256, malware=name)
        _reject(stored)
    else:
        _accept(stored)
    return True


def _accept(stored: StoredFile) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(scan_state=ScanState.CLEAN)
    Upload.objects.filter(stored=stored, state=UploadState.CHECKING).update(state=UploadState.READY)


def _reject(stored: StoredFile) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(scan_state=ScanState.INFECTED)
    with override("vi"):
        problem = _("Tệp có mã độc nên không được nhận. Hãy quét máy của bạn rồi chọn tệp khác.")
    waiting = Upload.objects.filter(stored=stored, state=UploadState.CHECKING)
    waiting.update(state=UploadState.REJECTED, problem=problem)
