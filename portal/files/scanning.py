"""Virus scan of what people hand in, by ClamAV's daemon, in a worker; never in a request.

A scanner that is down holds up the other side's download, not the owner: files wait, the next run tries again. A file
that the scanner cannot judge (it answers ERROR, or the file is longer than its StreamMaxLength) waits too, and does
not hold up the files behind it.
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
from portal.files.models import ScanState, StoredFile, Upload, UploadQuerySet, UploadState
from portal.files.sealing import SealBroken

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 60
FOUND, CLEAN = "FOUND", "OK"
#: The daemon's own limit answers with this error, or just hangs up in the middle of the file.
NO_VERDICT = (clamd.ClamdError, OSError, SealBroken)


class NotJudged(Exception):
    """The scanner answered neither "OK" nor "FOUND"."""


def scanner() -> clamd.ClamdNetworkSocket | clamd.ClamdUnixSocket:
    """Return a connection to the configured daemon (tcp://host:port or unix:///path)."""
    where = urlsplit(conf.clamd_url())
    if where.scheme == "unix":
        return clamd.ClamdUnixSocket(where.path, timeout=TIMEOUT_SECONDS)
    return clamd.ClamdNetworkSocket(where.hostname or "localhost", where.port or 3310, timeout=TIMEOUT_SECONDS)


def scan_waiting(limit: int = 50) -> int:
    """Judge files that wait, oldest first, and return how many; several workers share the queue."""
    if not conf.clamd_url():
        return 0
    done, last = 0, 0
    while done < limit and (stored := _next_waiting(last)):
        last = stored.pk
        try:
            done += _scan(last)
        except (NotJudged, *NO_VERDICT) as error:
            log.warning("file_not_scanned", sha256=stored.sha256, error=str(error))
            if not _answers():
                log.warning("scanner_unreachable")
                break
    _settle_late_uploads()
    return done


def _next_waiting(after: int) -> StoredFile | None:
    return StoredFile.objects.filter(scan_state=ScanState.WAITING, pk__gt=after).order_by("pk").first()


def _answers() -> bool:
    try:
        return bool(scanner().ping() == "PONG")
    except (clamd.ClamdError, OSError):
        return False


@transaction.atomic
def _scan(pk: int) -> bool:
    """Judge one file; False when another worker has it."""
    # no_key: others may refer to the same content meanwhile, so that nobody's request waits for the scan.
    waiting = StoredFile.objects.filter(pk=pk, scan_state=ScanState.WAITING)
    stored = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if stored is None:
        return False
    verdict, malware = _verdict(store.open(stored))
    if verdict == FOUND:
        log.warning("malware_found", sha256=stored.sha256, malware=malware)
        _reject(stored)
    else:
        _accept(stored)
    return True


def _verdict(content: bytes) -> tuple[str, str]:
    answer = scanner().instream(io.BytesIO(content)) or {}
    verdict, name = answer.get("stream") or ("", "")
    if verdict not in {FOUND, CLEAN}:
        raise NotJudged(f"the scanner answered {verdict or 'nothing'}: {name}")
    return verdict, name or ""


def _accept(stored: StoredFile) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(scan_state=ScanState.CLEAN)
    _checking().filter(stored=stored).update(state=UploadState.READY)


def _reject(stored: StoredFile) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(scan_state=ScanState.INFECTED)
    with override("vi"):
        problem = _("Tệp có mã độc nên không được nhận. Hãy quét máy của bạn rồi chọn tệp khác.")
    _checking().filter(stored=stored).update(state=UploadState.REJECTED, problem=problem)


def _settle_late_uploads() -> None:
    """Give their content's verdict to uploads that were entered while the scan of it ran."""
    late = _checking().exclude(stored__scan_state=ScanState.WAITING).select_related("stored")
    for stored in {upload.stored for upload in late if upload.stored}:
        if stored.scan_state == ScanState.INFECTED:
            _reject(stored)
        else:
            _checking().filter(stored=stored).update(state=UploadState.READY)


def _checking() -> UploadQuerySet:
    return Upload.objects.filter(state=UploadState.CHECKING)
