"""Why a file is not taken, in words for the person who sent it."""

from __future__ import annotations

from http import HTTPStatus


class UploadRefused(Exception):
    """A file that cannot be taken. `message` is shown as it is; `status` is the HTTP status that says the same."""

    def __init__(self, message: str, *, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class WrongOffset(UploadRefused):
    """A piece that does not continue where the upload stands; `expected_offset` (bytes) says where to go on."""

    def __init__(self, message: str, expected_offset: int) -> None:
        super().__init__(message, status=HTTPStatus.CONFLICT)
        self.expected_offset = expected_offset
