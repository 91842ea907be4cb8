"""Files that come with a report by REST: ids of finished uploads, or the files themselves in the same request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils.translation import gettext as _
from rest_framework.request import Request

from hotline.attachments.choosing import MOST_AT_ONCE, Chosen, too_many_at_once
from portal.files import uploads
from portal.files.api.views import holder_of
from portal.files.models import Upload
from portal.files.refusals import UploadRefused
from portal.rest.problems import Problem, Unprocessable, error_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile


def chosen_from(request: Request, told: dict[str, Any]) -> Chosen:
    """What the validated body names. Problem 422 or 413 that points at the one that can't be used."""
    ids, files = told["attachments"], told["files"]
    if len(ids) + len(files) > MOST_AT_ONCE:
        raise Unprocessable(too_many_at_once(), kind="upload-refused")
    holder = holder_of(request)
    named = _named(holder, ids)
    if not files:
        return Chosen(named)
    # Whoever calls without a token holds the files of this one request; nobody else can name them.
    session_key = "" if any(holder.values()) else f"hotline {uuid4()}"
    received = tuple(_received(holder, file, place, session_key) for place, file in enumerate(files))
    return Chosen((*named, *received))


def _named(holder: dict[str, Any], ids: Sequence[UUID]) -> tuple[Upload, ...]:
    held = Upload.objects.held_by(**holder).filter(public_id__in=ids).select_related("stored")
    found = {upload.public_id: upload for upload in held if upload.is_usable}
    for place, one in enumerate(ids):
        if one not in found:
            message = _("Không có tệp tải lên nào như vậy của bạn, hoặc tệp chưa tải lên xong.")
            fault = error_at("attachments", place, message=message)
            raise Unprocessable(message, kind="upload-refused", errors=[fault])
    return tuple(found[one] for one in dict.fromkeys(ids))


def _received(holder: dict[str, Any], file: UploadedFile[Any], place: int, session_key: str) -> Upload:
    try:
        return uploads.receive(holder["owner"], file, session_key=session_key, client=holder["client"])
    except UploadRefused as refusal:
        fault = error_at("files", place, message=refusal.message)
        raise Problem(refusal.status, refusal.message, kind="upload-refused", errors=[fault]) from refusal
