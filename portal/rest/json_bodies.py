"""Reading JSON bodies so that whatever a stranger sends ends in a problem answer, never in a server error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from portal.rest.refusals import Problem, error_at

#: NUL, and the halves of characters beyond the first plane that JSON's escapes can name apart.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(JSONParser):
    """JSON of limited size and depth, in text that PostgreSQL can store (no NUL, no half of a character)."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the body; problem 413 when it is larger than any form, 400 when it is no usable JSON."""
        _refuse_large(parser_context)
        try:
            data = super().parse(stream, media_type, dict(parser_context or {}))
            faults = [error_at(*path, message=_unreadable()) for path in _unstorable(data, ())]
        except RecursionError as error:
            raise ParseError(_("Dữ liệu JSON lồng nhau quá sâu.")) from error
        if faults:
            detail = _("Dữ liệu gửi lên chưa đúng; xem từng mục trong errors.")
            raise Problem(HTTPStatus.BAD_REQUEST, detail, kind="invalid", errors=faults)
        return data


def _refuse_large(parser_context: Mapping[str, Any] | None) -> None:
    request = (parser_context or {}).get("request")
    length = str(request.META.get("CONTENT_LENGTH") or "0") if request is not None else "0"
    if length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        message = _("Dữ liệu JSON gửi lên quá lớn: tối đa %(limit)d MB. Hãy gửi tệp qua /api/v1/uploads/.")
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message % {"limit": limit}, kind="too-large")


def _unreadable() -> str:
    return _("Mục này có ký tự không đọc được; hãy ghi lại.")


def _unstorable(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where a text stands that no database column or encoding takes."""
    if isinstance(value, str):
        if not is_storable(value):
            yield path
    elif isinstance(value, dict):
        for name, inside in value.items():
            if is_storable(name):
                yield from _unstorable(inside, (*path, name))
            else:
                yield path
    elif isinstance(value, list):
        for position, inside in enumerate(value):
            yield from _unstorable(inside, (*path, position))


def is_storable(text: str) -> bool:
    """Whether the text can be encoded and stored."""
    return _UNSTORABLE.search(text) is None
