"""One question counts once and within measure: kept before it is answered, for proof and for its owner to see."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from portal.accounts.access_log import record_look
from portal.accounts.models import AssuranceLevel, User
from portal.national.models.results_door import AskingAgency, ResultAsk
from portal.national.results_door.grounds import GivingGround
from portal.outbox.signed_doors import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dossiers.models import Dossier


def keep(agency: AskingAgency, message_id: str, **told: Any) -> ResultAsk:
    """Keep a question, in the caller's transaction, which it holds against others of the agency until it ends.

    Refused (401) where the agency was shut out or given another secret since it was let in, (409) for one that came
    before, (429) above the measure of the last 24 hours.
    """
    current = AskingAgency.objects.select_for_update().get(pk=agency.pk)
    if not current.is_active or current.secret != agency.secret:
        raise Refused("webhook-signature does not fit", HTTPStatus.UNAUTHORIZED)
    if current.asks.filter(message_id=message_id).exists():
        raise Refused("this question came before; ask anew under another webhook-id", HTTPStatus.CONFLICT)
    since = timezone.now() - timedelta(days=1)
    if current.asks.filter(asked_at__gt=since).count() >= current.asks_a_day:
        raise Refused("as many questions a day as were agreed on came already", HTTPStatus.TOO_MANY_REQUESTS)
    return ResultAsk.objects.create(agency=current, message_id=message_id, **told)


def log(ask: ResultAsk, of: Dossier | str, what: str, request: HttpRequest) -> None:
    """Write into the access log who looked, whose, why and on which ground; no number stands in it."""
    owner = User.objects.filter(id_number_index=ask.owner_index, assurance_level__gte=AssuranceLevel.LEVEL_1)
    words = " ".join(str(GivingGround(ground).label) for ground in ask.grounds) or "không có căn cứ, không cho gì"
    why = f"{what} cho thủ tục {ask.procedure_code}: {words}"
    record_look(None, of, why[:500], request, owner=owner.order_by("pk").first(), client=ask.agency.name[:100])
