"""`@idempotent` for endpoints that create: the same Idempotency-Key and body get the same answer, done once.

The key's row is inserted first, in the transaction of the work itself. A duplicate that arrives meanwhile
waits on the unique index until the first one commits (and is then answered with its answer) or rolls back
(and then does the work). Only successes are kept: a refusal may be corrected and tried again.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.rest.models import KEPT_FOR, IdempotentRequest
from portal.rest.problems import Unprocessable
from portal.rest.scopes import client_of

HEADER = "Idempotency-Key"
_LONGEST_KEY = 255

Endpoint = TypeVar("Endpoint", bound=Callable[..., Response])


def idempotent(endpoint: Endpoint) -> Endpoint:
    """Make a `create` or `post` method of a REST view honour Idempotency-Key; without the header nothing changes.

    The method runs inside a transaction. Problem 422 when the key was used for another request.
    """

    @functools.wraps(endpoint)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return endpoint(view, request, *args, **kwargs)
        fresh, row = _claim_or_find(request, checked(key), lambda: endpoint(view, request, *args, **kwargs))
        return fresh or _replay(row)

    return cast(Endpoint, once)


def purge() -> int:
    """Forget keys older than 24 hours; returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _claim_or_find(
    request: Request, key: str, work: Callable[[], Response]
) -> tuple[Response | None, IdempotentRequest]:
    """Do the work under the key, or find who did; one short transaction of its own around the work."""
    row = IdempotentRequest(owner=_owner(request), key=key, fingerprint=_fingerprint(request))
    with transaction.atomic():
        if not _insert(row):
            return None, _found(row)
        response = work()
        if response.status_code >= 300:
            transaction.set_rollback(True)
            return response, row
        row.status, row.location = response.status_code, response.headers.get("Location", "")
        row.answer = json.loads(JSONRenderer().render(response.data) or b"null")
        row.save()
    return response, row


def _insert(row: IdempotentRequest) -> bool:
    """Insert the row; False when its key is taken. Waits while another transaction holds the same key."""
    fields = {"owner": row.owner, "key": row.key}
    IdempotentRequest.objects.filter(**fields, created_at__lt=timezone.now() - KEPT_FOR).delete()
    taken, is_new = IdempotentRequest.objects.get_or_create(**fields, defaults={"fingerprint": row.fingerprint})
    row.pk, row.created_at = taken.pk, taken.created_at
    return is_new


def _found(wanted: IdempotentRequest) -> IdempotentRequest:
    row = IdempotentRequest.objects.get(pk=wanted.pk)
    if row.fingerprint != wanted.fingerprint:
        raise reused()
    return row


def _replay(row: IdempotentRequest) -> Response:
    headers = {"Idempotency-Replayed": "true"} | ({"Location": row.location} if row.location else {})
    return Response(row.answer, status=row.status, headers=headers)


def reused() -> Unprocessable:
    """What says that a key was used for another request."""
    words = _("Khóa Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới.")
    return Unprocessable(words, kind="idempotency-key-reused")


def checked(key: str) -> str:
    """The key as it came. ValidationError for what is none."""
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise ValidationError({HEADER: [_("Idempotency-Key phải có từ 1 đến 255 ký tự đọc được.")]})
    return key


def _owner(request: Request) -> str:
    """Say whose key it is: keys of two callers never meet."""
    client = client_of(request)
    if client:
        return f"client {client}"
    return f"user {request.user.pk}" if request.user and request.user.is_authenticated else "anonymous"


def _fingerprint(request: Request) -> str:
    """Fingerprint method, path and content; spaces and the order of names in JSON do not count."""
    whole = [request.method, request.path, request.query_params.urlencode(), _content(request.data)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()


def _content(data: Any) -> Any:
    """Give what was sent in comparable form; an uploaded file counts by its name and content."""
    if not hasattr(data, "lists"):
        return data
    return {name: [_file_or_text(value) for value in values] for name, values in data.lists()}


def _file_or_text(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
