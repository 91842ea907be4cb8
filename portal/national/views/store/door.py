"""The doors at which agencies look up and fetch results that were issued here, told apart by signature.

Each agency has an address of its own. What we answer is signed as the national store's answers are: it fits one
question and no other.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from jsonschema import Draft202012Validator

from portal.national.models.results_door import AskingAgency
from portal.national.results_door import answering, shapes
from portal.national.results_store import signatures
from portal.outbox import standard_webhooks
from portal.outbox.signed_doors import Refused, door, json_object, require_signature
from portal.ui import throttling

#: Twenty kinds with their numbers; nobody sends files here.
MOST_BYTES = 16 * 1024
ASKS_A_MINUTE = 120
_MESSAGE_ID = re.compile(r"[!-~]{1,100}")
_MALFORMED = "2"
_PACE = throttling.Limit("national:results-door", ASKS_A_MINUTE, 60)
Answering = Callable[[AskingAgency, str, dict[str, Any], HttpRequest], dict[str, Any]]


@door(MOST_BYTES)
def look_up(request: HttpRequest, body: bytes, public_id: uuid.UUID) -> JsonResponse:
    """Which results somebody has that may be given: errorCode 0 with them, 4 where there are none, 2 for wrong fields.

    400: no JSON; 401: no such agency, or the signature does not fit or is more than five minutes old; 409: it came
    before; 413: too large; 429: more than agreed on.
    """
    return _answered(request, body, public_id, shapes.LOOK, answering.look_up)


@door(MOST_BYTES)
def hand_over(request: HttpRequest, body: bytes, public_id: uuid.UUID) -> JsonResponse:
    """The file behind a path of an answer, in base64; otherwise as `look_up`."""
    return _answered(request, body, public_id, shapes.FILE, answering.hand_over)


def _answered(
    request: HttpRequest, body: bytes, public_id: uuid.UUID, shape: Draft202012Validator, answer: Answering
) -> JsonResponse:
    agency = _let_in(request, body, public_id)
    message = json_object(_text(body))
    if faults := shapes.faults_of(message, shape):
        places = "; ".join(f"{fault.pointer or '/'} {fault.detail}" for fault in faults)
        return _signed(body, {"errorCode": _MALFORMED, "message": places, "result": None})
    return _signed(body, answer(agency, request.headers[standard_webhooks.ID], message, request))


def _let_in(request: HttpRequest, body: bytes, public_id: uuid.UUID) -> AskingAgency:
    """The agency whose address this is. Refused unless it signed this, in measure, and we can sign what we answer."""
    agency = AskingAgency.objects.filter(public_id=public_id, is_active=True).first()
    # Who is not known learns nothing more than who signs wrongly.
    require_signature(request, body, [agency.secret] if agency and settings.RESULTS_DOOR_SECRET else [])
    if agency is None or not _MESSAGE_ID.fullmatch(request.headers[standard_webhooks.ID]):
        raise Refused("webhook-id is to be 1 to 100 printable ASCII characters")
    if throttling.is_over(_PACE, str(agency.pk)):
        raise Refused("too many questions in this minute", HTTPStatus.TOO_MANY_REQUESTS)
    return agency


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refused("the body is not UTF-8") from error


def _signed(body: bytes, answer: dict[str, Any]) -> JsonResponse:
    seed = signatures.seed_of(settings.RESULTS_DOOR_SECRET)
    response = JsonResponse({**answer, "signature": signatures.signature_of(body, answer, seed)})
    response["Cache-Control"] = "no-store"
    return response
