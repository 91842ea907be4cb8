"""The channel "national_feedback" of the outbox: our answers, in order for each ticket."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hotline.models import Ticket
from portal.national.drivers.base import Exchange, Message, NationalDriver, Rejected
from portal.national.feedback import telling, writing
from portal.national.models import KeptExchange
from portal.national.reaching import reached
from portal.outbox.drivers.base import Driver


class FeedbackChannel(Driver):
    """Payload: {"ticket": primary key}, with "sequence" of the event for an answer; without it what is published."""

    channel = telling.CHANNEL
    name = _("Cổng Dịch vụ công quốc gia: phản ánh, kiến nghị")
    max_attempts = 48
    dead_blocks_key = True
    #: An answer that is told twice stands there twice.
    notes_tries = True

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell it."""
        self._tell(payload, maybe_there=False)

    def deliver_again(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell what may have arrived: look first."""
        self._tell(payload, maybe_there=True)

    def note_failure(self, payload: dict[str, Any], error: Exception) -> None:
        """Keep what was rejected for good, and the answer, for proof."""
        failure = error.__cause__
        if isinstance(failure, Rejected) and failure.exchange is not None:
            _keep(payload, failure.exchange, is_taken=False)

    def _tell(self, payload: dict[str, Any], *, maybe_there: bool) -> None:
        with reached() as driver:
            _tell(driver, payload, maybe_there=maybe_there)


def _tell(driver: NationalDriver, payload: dict[str, Any], *, maybe_there: bool) -> None:
    ticket = Ticket.objects.select_related("handling_unit").get(pk=payload["ticket"])
    if "sequence" not in payload:
        if rows := writing.public_of(ticket):
            _keep(payload, driver.put_questions(rows))
        return
    if not telling.is_for_them(ticket):
        # It became confidential while it waited.
        return
    event = ticket.events.select_related("actor", "unit").get(sequence=payload["sequence"])
    message = writing.answer_to(ticket, event)
    if not (maybe_there and _is_there(driver, message)):
        _keep(payload, driver.put_answers([message]))


def _is_there(driver: NationalDriver, message: Message) -> bool:
    known = ("NGAYTRALOI", "NOIDUNGTRALOI")
    told = driver.answers_to(message["HOIDAPID"])
    # As text, since adapters write moments as numbers or as text.
    return any(all(str(row.get(name)) == message[name] for name in known) for row in told)


def _keep(payload: dict[str, Any], exchange: Exchange, *, is_taken: bool = True) -> None:
    """Keep what was said and answered under the code of the ticket; 0 stands for no event."""
    KeptExchange.objects.create(
        code=Ticket.objects.values_list("code", flat=True).get(pk=payload["ticket"]),
        sequence=payload.get("sequence", 0),
        service=exchange.service,
        sent=dict(exchange.sent),
        answer=dict(exchange.answer),
        is_taken=is_taken,
    )
