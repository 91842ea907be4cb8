"""Files that a message names by address: fetched by the worker, checked as any upload is, then given to their owner."""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile

from dossiers.statuses import PaperSource
from dossiers.submission import PaperData
from portal.files import conf, kinds, uploads
from portal.files.models import Upload
from portal.files.refusals import UploadRefused
from portal.national.inbound.problems import Impossible, NotYet
from portal.outbox import outside

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User

#: Who holds them until the message is done; what is left over is cleaned up as any unused upload.
HOLDER = "national-portal"


def fetched(rows: Iterable[dict[str, Any]]) -> dict[str, Upload]:
    """The files of a message by their address, each fetched once. Raises NotYet, Impossible; then none is left."""
    found: dict[str, Upload] = {}
    try:
        for row in rows:
            address = row.get("DuongDanTaiTepTin", "")
            if address and address not in found:
                found[address] = _fetched(address, row.get("TenTepDinhKem", ""))
    except (NotYet, Impossible):
        drop(found.values())
        raise
    return found


def drop(unused: Iterable[Upload]) -> None:
    """Forget files of a message that could not be done."""
    for upload in unused:
        uploads.delete_unused(upload)


def drop_unclaimed(files: Iterable[Upload]) -> None:
    """Forget those of the files that became part of nothing."""
    drop(Upload.objects.filter(pk__in=[upload.pk for upload in files], claimed_at=None))


def hand_to(user: User, files: Iterable[Upload]) -> None:
    """Make the files the person's own, in the transaction in which they become part of a dossier."""
    Upload.objects.filter(pk__in=[upload.pk for upload in files]).update(owner=user, client="")


def papers(rows: Iterable[dict[str, Any]], files: dict[str, Upload]) -> list[PaperData]:
    """The papers of a message as a filing names them."""
    return [_paper(row, files) for row in rows]


def _paper(row: dict[str, Any], files: dict[str, Upload]) -> PaperData:
    address = row.get("DuongDanTaiTepTin", "")
    upload: UUID | None = files[address].public_id if address else None
    if upload:
        return PaperData(row["MaThanhPhanHoSo"], PaperSource.UPLOADED, upload)
    source = PaperSource.IN_DATABASE if row["DuocTaiSuDung"] == "1" else PaperSource.BROUGHT
    return PaperData(row["MaThanhPhanHoSo"], source)


def _fetched(address: str, name: str) -> Upload:
    content = _content(address, name)
    try:
        return uploads.receive(None, ContentFile(content, name=name or name_of(content)), client=HOLDER)
    except UploadRefused as refusal:
        raise (NotYet if refusal.status == HTTPStatus.CONFLICT else Impossible)(refusal.message) from refusal


def name_of(content: bytes) -> str:
    """What a file is called that came without a name: every upload is judged by one, too."""
    kind = kinds.by_content(content)
    return f"tai-lieu.{kind}" if kind else "tai-lieu"


def _content(address: str, name: str) -> bytes:
    """What stands at the address. The words of a fault name the file and never the address, which may be a key."""
    ours = [host] if (host := urlsplit(settings.NATIONAL_PORTAL_URL).hostname) else []
    try:
        status, content = outside.get(address, conf.max_bytes(), ours)
    except outside.Forbidden as error:
        raise Impossible(f"Không tải được tệp “{name}”: cần https và máy chủ ngoài mạng nội bộ.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotYet(f"Không tải được tệp “{name}”: bên gửi không trả lời ({type(error).__name__}).") from error
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotYet(f"Không tải được tệp “{name}”: bên gửi trả lời HTTP {status}.")
    if status != HTTPStatus.OK:
        raise Impossible(f"Không tải được tệp “{name}”: bên gửi trả lời HTTP {status}.")
    return content
