"""The door at which peers hand in notices: one address for each connection, told apart by signature."""

from __future__ import annotations

import re
import uuid
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

from portal.outbox import standard_webhooks
from portal.outbox.signed_doors import Refused, door, json_object, require_signature
from portal.peers.drivers.registry import DRIVERS
from portal.peers.inbound import receiving, shapes
from portal.peers.models import Connection, PeerNotice

_MESSAGE_ID = re.compile(r"[!-~]{1,100}")


@door()
def take_notice(request: HttpRequest, body: bytes, public_id: uuid.UUID) -> JsonResponse:
    """Keep a notice: 202 at once, 200 with how it stands when it was told before (nothing is done twice).

    400: no JSON; 401: no such connection today, or the signature does not fit or is more than five minutes old; 409:
    another notice came under its id; 413: too large; 422: fields are wrong, each named.
    """
    connection = Connection.objects.on().filter(public_id=public_id).first()
    # Who is not connected learns nothing more than who signs wrongly.
    require_signature(request, body, [connection.notice_secret] if connection else [])
    if connection is None or not _MESSAGE_ID.fullmatch(request.headers[standard_webhooks.ID]):
        raise Refused("webhook-id is to be 1 to 100 printable ASCII characters")
    notice = json_object(_text(body))
    if faults := shapes.faults_of(notice, DRIVERS[connection.driver].notices):
        return _unusable(faults)
    try:
        kept, is_news = receiving.take(connection, body, request.headers, notice)
    except receiving.OtherBefore as refusal:
        raise Refused("another notice came under this webhook-id", HTTPStatus.CONFLICT) from refusal
    return JsonResponse(_standing(kept), status=HTTPStatus.ACCEPTED if is_news else HTTPStatus.OK)


def _text(body: bytes) -> str:
    """A body read as the worker will read it: as UTF-8 and as nothing else."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused("the body is not UTF-8") from error


def _unusable(faults: list[dict[str, str]]) -> JsonResponse:
    told = {"title": "fields are wrong", "status": 422, "errors": faults}
    return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY, content_type="application/problem+json")


def _standing(notice: PeerNotice) -> dict[str, str]:
    return {"id": notice.message_id, "state": notice.state, "problem": notice.last_error}
