"""Handing a file out by REST, once the caller's app has decided that it may: by its mark, in pieces where asked for."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from io import BytesIO

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.files import store
from portal.files.models import StoredFile
from portal.files.names import clean_name
from portal.files.sealing import SealBroken
from portal.rest import ranges
from portal.rest.problems import Problem

log = structlog.get_logger(__name__)
_SHOWN = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)


def send(request: HttpRequest, stored: StoredFile, name: str, modified: datetime) -> HttpResponseBase:
    """Answer 200 with what the portal made itself, 206, 304, 412 or 416; the mark is the content's SHA-256.

    Problem 503 where the storage does not give it out.
    """
    try:
        content = store.open(stored)
    except (OSError, SealBroken) as error:
        log.error("stored_file_unreadable", sha256=stored.sha256, error=type(error).__name__)
        detail = _("Tệp này tạm thời không mở được. Hãy thử lại sau ít phút.")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind="unreadable", wait_seconds=60) from error
    answer = ranges.serve(
        request,
        BytesIO(content),
        size=len(content),
        etag=f'"{stored.sha256}"',
        modified=modified,
        content_type=stored.mime,
    )
    answer["Content-Disposition"] = content_disposition_header(True, clean_name(name)) or "attachment"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def is_shown(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Whether an answer hands out content: who looked is to be logged then, and only then. HEAD asks for none."""
    return request.method != "HEAD" and answer.status_code in _SHOWN
