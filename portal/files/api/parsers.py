"""Reading a piece of a file: raw bytes, never more than a piece may have."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from portal.files import conf
from portal.rest.problems import Problem


class PieceParser(BaseParser):
    """Gives the body as bytes, whatever type it is called; 413 when the piece is larger than the limit."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the whole body, refusing early by counting."""
        body = stream.read(conf.MAX_PIECE_BYTES + 1)
        if len(body) > conf.MAX_PIECE_BYTES:
            limit = conf.MAX_PIECE_BYTES // (1024 * 1024)
            message = _("Mỗi phần tệp gửi lên được tối đa %(limit)d MB.") % {"limit": limit}
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, kind="piece-too-large")
        return body
