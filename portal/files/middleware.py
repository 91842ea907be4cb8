"""Refuses bodies that are too large before a byte of them is read: 413, in words, as a page or a problem answer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.files import conf
from portal.rest.problems import problem_response

#: A form may carry a few small fields and part headers beside its files.
FORM_ALLOWANCE_BYTES = 1024 * 1024
#: A form without JavaScript sends all papers of a dossier at once.
FILES_PER_FORM = 10
LONGEST_NUMBER = 18  # digits: Python refuses to read numbers of thousands of them


class RefuseLargeBodies:
    """Compares Content-Length with what the site ever takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse or pass on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isascii() and announced.isdecimal() and _is_over(announced, _limit(request)):
            return _refuse(request)
        return self.get_response(request)


def _is_over(announced: str, limit: int) -> bool:
    return len(announced) > LONGEST_NUMBER or int(announced) > limit


def _limit(request: HttpRequest) -> int:
    files = 1 if _is_api(request) else FILES_PER_FORM
    return files * conf.max_bytes() + FORM_ALLOWANCE_BYTES


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _refuse(request: HttpRequest) -> HttpResponse:
    limit_mb = conf.max_bytes() // (1024 * 1024)
    message = _("Dữ liệu gửi lên quá lớn. Mỗi tệp được tối đa %(limit)d MB.") % {"limit": limit_mb}
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if _is_api(request):
        response: HttpResponse = problem_response(status, message, kind="too-large")
    else:
        response = render(request, "files/too_large.html", {"message": message}, status=status)
    response["Connection"] = "close"  # the rest of the body is not wanted
    return response
