"""Handing a file out. The caller has checked that this person may see it; here only malware is kept back."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from csp.constants import SELF
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.files import store
from portal.files.models import ScanState, StoredFile
from portal.files.names import clean_name
from portal.files.sealing import SealBroken

log = structlog.get_logger(__name__)
#: A download that a browser opens after all runs nothing, loads nothing and has no part in our site.
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
#: What a browser may show in its own window; anything else is always a download.
SHOWN_IN_BROWSER = {"application/pdf", "image/jpeg", "image/png"}


def file_response(stored: StoredFile, name: str, inline: bool = False, *, to_owner: bool = False) -> HttpResponse:
    """Answer with a file's content under a name; `inline` shows it where a browser can.

    A file that still waits for the virus scan goes to its owner only (409 for others); an infected one to nobody (403).
    """
    if stored.scan_state == ScanState.INFECTED:
        return _in_words(_("Tệp này có mã độc nên không mở được."), HTTPStatus.FORBIDDEN)
    if stored.scan_state == ScanState.WAITING and not to_owner:
        return _in_words(_("Tệp này đang được quét mã độc. Hãy thử lại sau ít phút."), HTTPStatus.CONFLICT)
    try:
        content = store.open(stored)
    except (OSError, SealBroken) as error:
        log.error("stored_file_unreadable", sha256=stored.sha256, error=type(error).__name__)
        return _in_words(_("Tệp này tạm thời không mở được. Hãy thử lại sau ít phút."), HTTPStatus.SERVICE_UNAVAILABLE)
    response = HttpResponse(content, content_type=stored.mime)
    attachment = not (inline and stored.mime in SHOWN_IN_BROWSER)
    response["Content-Disposition"] = content_disposition_header(attachment, clean_name(name)) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    if attachment:
        response["Content-Security-Policy"] = DOWNLOAD_POLICY
    else:  # the workbench may show papers beside the form; nobody else may frame them
        response["X-Frame-Options"] = "SAMEORIGIN"
        response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # read by django-csp
    return response


def _in_words(message: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
