"""Refusals of the REST interface as exceptions; `portal.rest.problems` turns them into answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException


class Problem(APIException):
    """An error that names itself: status, type (the last part of its URN), what happened, and where in the body."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = "",
        errors: Sequence[Mapping[str, str]] = (),
        wait_seconds: int | None = None,
        more: Mapping[str, str | None] | None = None,
    ) -> None:
        """Keep what the answer says; `errors` are mappings with field, pointer and message.

        `more` are members that only this kind of problem has (RFC 9457, 3.2).

        `wait_seconds` becomes the header Retry-After.
        """
        super().__init__(detail)
        self.status_code = status
        self.wait = wait_seconds  # the name that REST framework looks for
        self.kind = kind
        self.errors = [dict(error) for error in errors]
        self.more = dict(more or {})


class Unprocessable(Problem):
    """422: understood, and refused by a rule of the domain."""

    default_detail = gettext_lazy("Yêu cầu không thực hiện được.")

    def __init__(self, detail: str, *, kind: str = "refused", errors: Sequence[Mapping[str, str]] = ()) -> None:
        """Say which rule refuses."""
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, detail, kind=kind, errors=errors)


class Conflict(Problem):
    """409: the thing is not in a state that allows this."""

    def __init__(self, detail: str, *, kind: str = "conflict", errors: Sequence[Mapping[str, str]] = ()) -> None:
        """Say what stands in the way."""
        super().__init__(HTTPStatus.CONFLICT, detail, kind=kind, errors=errors)


def error_at(*path: str | int, message: str) -> dict[str, str]:
    """Describe one wrong place in the body, named step by step: "applicant", "phone"."""
    escaped = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
    return {
        "field": ".".join(str(step) for step in path),
        "pointer": "".join(f"/{step}" for step in escaped),
        "message": message,
    }
