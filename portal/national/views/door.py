"""The door at which the national portal hands in what was filed there, told apart by signature."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from portal.national.inbound import receiving, shapes
from portal.national.models import InboundMessage
from portal.outbox import standard_webhooks
from portal.outbox.signed_doors import Refused, door, json_object, require_signature

#: A form with every answer and the addresses of a hundred files; files themselves are fetched.
MOST_BYTES = 512 * 1024
_MESSAGE_ID = re.compile(r"[!-~]{1,100}")


@door(MOST_BYTES)
def take_message(request: HttpRequest, body: bytes) -> JsonResponse:
    """Keep a message: 202 at once, 200 with how it stands when it was told before (nothing is done twice).

    400: no JSON; 401: the signature does not fit or is more than five minutes old; 409: another message came under its
    id; 413: too large; 422: fields are wrong, each named.
    """
    require_signature(request, body, settings.NATIONAL_INBOUND_SECRETS)
    if not _MESSAGE_ID.fullmatch(request.headers[standard_webhooks.ID]):
        raise Refused("webhook-id is to be 1 to 100 printable ASCII characters")
    message = _message(body)
    if faults := shapes.faults_of(message):
        return _unusable(faults)
    try:
        kept, is_news = receiving.take(body, request.headers, message)
    except receiving.OtherBefore as refusal:
        raise Refused("another message came under this webhook-id", HTTPStatus.CONFLICT) from refusal
    return JsonResponse(_standing(kept), status=HTTPStatus.ACCEPTED if is_news else HTTPStatus.OK)


def _message(body: bytes) -> dict[str, Any]:
    """What a body says, read as the worker will read it: as UTF-8 without a byte order mark, and as nothing else."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused("the body is not UTF-8") from error
    return json_object(text)


def _unusable(faults: list[shapes.Fault]) -> JsonResponse:
    errors = [{"pointer": fault.pointer, "detail": fault.detail} for fault in faults]
    told = {"title": "fields are wrong", "status": 422, "errors": errors}
    return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY, content_type="application/problem+json")


def _standing(message: InboundMessage) -> dict[str, str]:
    """Where a message stands, for its sender: the code that it led to, or why it can't be done."""
    return {
        "id": message.message_id,
        "state": message.state,
        "code": message.dossier.code if message.dossier else "",
        "problem": message.last_error,
    }
