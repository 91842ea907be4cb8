"""Receiving files: whole or in pieces, checked at once, owned by who sent them.

A piece may arrive twice and a connection may drop at any moment: every call can be repeated, and a wrong offset
answers the right one. A pending virus scan never holds the owner up.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.files import store
from portal.files.inspection import check_name, check_size, inspect
from portal.files.models import ScanState, StoredFile, Upload, UploadPart, UploadState
from portal.files.names import clean_name
from portal.files.quota import require_room
from portal.files.refusals import UploadRefused, WrongOffset
from portal.files.sealing import seal, unseal

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = [
    "UploadRefused",
    "WrongOffset",
    "append",
    "begin",
    "claim",
    "delete_unused",
    "finish",
    "receive",
]


@transaction.atomic
def receive(owner: User | None, file: File[bytes], *, session_key: str = "", client: str = "") -> Upload:
    """Take a whole file from a form or a request; UploadRefused when it cannot be used, and then nothing is kept."""
    name = clean_name(file.name or "")
    check_size(file.size, name)
    require_room(file.size or 0, owner, session_key=session_key, client=client)
    content = file.read()
    stored = _store_checked(content, name)
    return Upload.objects.create(
        owner=owner,
        client=client,
        session_key=session_key,
        name=name,
        declared_size=len(content),
        received_bytes=len(content),
        state=_state_after_check(stored),
        stored=stored,
    )


def begin(owner: User | None, name: str, declared_size: int, *, session_key: str = "", client: str = "") -> Upload:
    """Open a resumable upload of `declared_size` bytes; what can be refused before a byte travels is refused here."""
    name = clean_name(name)
    check_size(declared_size, name)
    check_name(name)
    require_room(declared_size, owner, session_key=session_key, client=client)
    return Upload.objects.create(
        owner=owner, client=client, session_key=session_key, name=name, declared_size=declared_size
    )


@transaction.atomic
def append(upload: Upload, offset: int, piece: bytes) -> Upload:
    """Add a piece at `offset` (bytes). WrongOffset names where to go on, also when this piece was here before."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != UploadState.RECEIVING or offset != upload.received_bytes:
        raise WrongOffset(_("Phần tệp gửi lên không nối tiếp phần đã nhận."), upload.received_bytes)
    if offset + len(piece) > upload.declared_size:
        raise UploadRefused(_("Tệp “%(name)s” dài hơn kích thước đã khai báo.") % {"name": upload.name})
    if piece:
        _keep_piece(upload, offset, piece)
        upload.received_bytes += len(piece)
        upload.save(update_fields=["received_bytes", "updated_at"])
    return upload


def _keep_piece(upload: Upload, offset: int, piece: bytes) -> None:
    sealed = seal(piece, f"{upload.public_id}@{offset}")
    location = store.put_blob(f"parts/{upload.public_id}/{offset}", sealed.ciphertext)
    UploadPart.objects.create(
        upload=upload,
        offset=offset,
        size_bytes=len(piece),
        location=location,
        wrapped_key=sealed.wrapped_key,
    )


def finish(upload: Upload) -> Upload:
    """Put the pieces together and check the whole; repeating it is harmless.

    WrongOffset while bytes are missing; UploadRefused when the content cannot be used: then the upload is kept as
    rejected with the reason, so that the page can still show why after a reload.
    """
    upload, refusal = _finish(upload)
    if refusal is not None:
        raise refusal
    return upload


@transaction.atomic
def _finish(upload: Upload) -> tuple[Upload, UploadRefused | None]:
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == UploadState.REJECTED:
        return upload, UploadRefused(upload.problem)
    if upload.state != UploadState.RECEIVING:
        return upload, None
    if upload.received_bytes < upload.declared_size:
        raise WrongOffset(_("Tệp chưa được gửi đủ."), upload.received_bytes)
    refusal = _check_whole(upload)
    upload.save(update_fields=["stored", "state", "problem", "updated_at"])
    drop_parts(upload)
    return upload, refusal


def _check_whole(upload: Upload) -> UploadRefused | None:
    try:
        upload.stored = _store_checked(_joined(upload), upload.name)
    except UploadRefused as refusal:
        upload.state, upload.problem = UploadState.REJECTED, refusal.message
        return refusal
    upload.state = _state_after_check(upload.stored)
    return None


def _joined(upload: Upload) -> bytes:
    return b"".join(
        unseal(
            store.get_blob(part.location),
            bytes(part.wrapped_key),
            f"{upload.public_id}@{part.offset}",
        )
        for part in upload.parts.order_by("offset")
    )


def drop_parts(upload: Upload) -> None:
    """Delete the pieces of an upload: the rows now, their blobs once the transaction holds."""
    locations = list(upload.parts.values_list("location", flat=True))
    upload.parts.all().delete()
    # robust: a storage that fails here leaves rubbish behind, and must not undo what the owner was promised.
    transaction.on_commit(lambda: store.delete_blobs(locations), robust=True)


def _store_checked(content: bytes, name: str) -> StoredFile:
    mime = inspect(content, name)
    stored = store.save(content, name, mime, scan=True)
    if stored.scan_state == ScanState.INFECTED:
        raise UploadRefused(infected_message(name))
    return stored


def infected_message(name: str) -> str:
    """Say to the owner that the scanner found malware in the file."""
    return _("Tệp “%(name)s” có mã độc nên không được nhận. Hãy quét máy của bạn rồi chọn tệp khác.") % {"name": name}


def _state_after_check(stored: StoredFile) -> UploadState:
    return UploadState.CHECKING if stored.scan_state == ScanState.WAITING else UploadState.READY


@transaction.atomic
def claim(
    public_ids: Iterable[uuid.UUID], owner: User | None, *, session_key: str = "", client: str = ""
) -> list[Upload]:
    """Mark uploads as used by something, in the caller's transaction, and return them in the order asked for.

    UploadRefused when one is not the caller's, unfinished or rejected. A claimed upload is never cleaned up.
    """
    wanted = list(public_ids)
    held = Upload.objects.held_by(owner, session_key=session_key, client=client)
    found = {upload.public_id: upload for upload in held.filter(public_id__in=wanted).select_for_update()}
    if any(one not in found or not found[one].is_usable for one in wanted):
        raise UploadRefused(_("Có tệp đính kèm chưa tải lên xong hoặc không dùng được. Hãy tải tệp đó lên lại."))
    Upload.objects.filter(public_id__in=wanted, claimed_at=None).update(claimed_at=timezone.now())
    return [found[one] for one in wanted]


@transaction.atomic
def delete_unused(upload: Upload) -> None:
    """Delete an upload at its owner's wish; UploadRefused once a dossier uses it."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("stored").get(pk=upload.pk)
    if upload.claimed_at is not None:
        raise UploadRefused(_("Tệp này đã nằm trong hồ sơ nên không xóa được."))
    drop_parts(upload)
    upload.delete()
    if upload.stored is not None:
        store.discard(upload.stored)
