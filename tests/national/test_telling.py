"""What happens to a dossier is told in the transaction in which it happens, once, and only where a portal is set."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from dossiers import assigning, processing, returning
from dossiers.statuses import Action
from portal.national.told import TOLD, Told, told_of
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.national.conftest import Portal


def waiting() -> list[dict[str, Any]]:
    """What waits for the national portal, in order."""
    rows = OutboxMessage.objects.filter(channel="national").order_by("pk")
    return [{"key": row.key, "once": row.idempotency_key, **row.payload} for row in rows]


def test_without_a_portal_nothing_is_told(world: World) -> None:
    filings.received(world)
    assert waiting() == []


def test_each_act_is_told_once_in_order_under_the_code_of_the_dossier(world: World, connected: Portal) -> None:
    dossier = filings.handed_over(world)

    assert waiting() == [
        {"key": dossier.code, "once": f"{dossier.code}/{number}", "dossier": dossier.pk, "sequence": number}
        for number in (1, 2, 3)
    ]
    assert mail.outbox == []


def test_who_holds_the_work_inside_a_unit_is_not_told(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    told = len(waiting())
    assigning.claim(dossier, world.ward.clerk)
    assert len(waiting()) == told


def test_an_act_that_is_rolled_back_was_never_told(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    told = waiting()
    with transaction.atomic():
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
        transaction.set_rollback(True)
    assert waiting() == told


def test_a_message_names_the_event_and_nobody_in_it(world: World, connected: Portal) -> None:
    """What it says of the dossier is gathered when it leaves: the row in the transaction stays small."""
    filings.submitted(world)
    assert [row.payload.keys() for row in OutboxMessage.objects.filter(channel="national")] == [{"dossier", "sequence"}]


def test_a_rating_is_told(world: World, connected: Portal) -> None:
    dossier = stages.issued(world, delivery="online")
    returning.rate(dossier, world.mother, score=2)
    assert waiting()[-1]["sequence"] == dossier.events.get(action=Action.RATE).sequence


def test_every_act_has_been_decided_about() -> None:
    """A new act takes a line in `TOLD`; until then it is told."""
    assert set(TOLD) == set(Action)
    assert told_of("submit") == Told.STEP


@pytest.mark.parametrize("action", [Action.CLAIM, Action.ASSIGN, Action.RELEASE, Action.DRAFT_APOLOGY])
def test_inside_talk_stays_inside(action: Action) -> None:
    assert told_of(action) == Told.NOTHING
