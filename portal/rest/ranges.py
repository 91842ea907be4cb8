"""Handing out a large file in pieces (RFC 9110, ranges): a broken download goes on where it stopped.

One range an answer; a request for several, or one that cannot be read, gets the whole, as the RFC allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

PIECE_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


def serve(
    request: HttpRequest, file: IO[bytes], *, size: int, etag: str, modified: datetime, content_type: str
) -> HttpResponseBase:
    """Answer 200 with the file, 206 with the range asked for, 304, 412, or 416; closes the file. ``etag`` is strong."""
    known = get_conditional_response(request, etag=etag, last_modified=int(modified.timestamp()))
    asked = _asked(request, size, etag, modified)
    headers = {"ETag": etag, "Last-Modified": http_date(modified.timestamp()), "Accept-Ranges": "bytes"}
    if known is not None or asked is None:
        file.close()
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return _with(known if known is not None else refused, headers)
    first, last = asked
    is_whole = (first, last) == (0, size - 1) or not size
    response = StreamingHttpResponse(_pieces(file, first, last - first + 1), content_type=content_type)
    if not is_whole:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return _with(response, headers)


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


def _asked(request: HttpRequest, size: int, etag: str, modified: datetime) -> tuple[int, int] | None:
    """First and last byte of what to send; the whole where no range counts; None where it lies outside of the file."""
    whole = (0, size - 1)
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or not any(found.groups()) or not _is_same(request.headers.get("If-Range", ""), etag, modified):
        return whole
    start, end = found.groups()
    if not start:  # the last so many bytes
        return (max(size - int(end), 0), size - 1) if int(end) and size else None
    if end and int(end) < int(start):
        return whole
    return (int(start), min(int(end), size - 1) if end else size - 1) if int(start) < size else None


def _is_same(condition: str, etag: str, modified: datetime) -> bool:
    """Whether the file is still the one that the first part of the download came from."""
    return condition in ("", etag, http_date(modified.timestamp()))


def _pieces(file: IO[bytes], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0:
            piece: Any = file.read(min(PIECE_BYTES, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
