"""What the exchange tells becomes a call that rings on every console; events come twice, late and out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hotline.exchange_words import Turn
from hotline.models import Call, CallState
from hotline.reports import index_of_phone

if TYPE_CHECKING:
    from hotline.exchange_words import Told


def hear(told: Told) -> Call:
    """Take one event in. Hearing it again changes nothing; one that comes before "ringing" makes the call, too."""
    with transaction.atomic():
        fresh = {"state": CallState.RINGING, "began_at": told.at}
        Call.objects.bulk_create([Call(exchange_ref=told.ref, **fresh)], ignore_conflicts=True)
        call = Call.objects.select_for_update().get(exchange_ref=told.ref)
        _note_number(call, told.phone)
        call.dialled = call.dialled or told.dialled
        _ACTS[told.turn](call, told)
        call.save()
        return call


def _note_number(call: Call, phone: str) -> None:
    if phone and not call.phone:
        call.phone = phone
        call.phone_index = index_of_phone(phone) if phone.startswith("+") else ""


def _rang(call: Call, told: Told) -> None:
    call.began_at = min(call.began_at, told.at)


def _answered(call: Call, told: Told) -> None:
    """Who picked up is known once an operator takes the call at their console."""
    call.answered_at = call.answered_at or told.at


def _hung_up(call: Call, told: Told) -> None:
    """Nobody wrote anything down: it waits to be called back, even where somebody may have talked."""
    call.hung_up_at = call.hung_up_at or told.at
    if call.state == CallState.RINGING:
        call.state, call.ended_at, call.call_back_at = CallState.MISSED, told.at, told.at


def _recorded(call: Call, told: Told) -> None:
    call.recording_url = told.recording_url


_ACTS = {Turn.RANG: _rang, Turn.ANSWERED: _answered, Turn.HUNG_UP: _hung_up, Turn.RECORDED: _recorded}
