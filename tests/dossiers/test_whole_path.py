"""A birth from filing to rating, through the app's own functions: every status, event and paper on the way."""

from __future__ import annotations

import pytest

from dossiers import chain, papermaking, paperwork, returning
from dossiers.models import Paperwork
from dossiers.statuses import Action, DeliveryState, Status
from portal.documents import issuing, verification
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World


def test_a_birth_goes_from_filing_to_a_signed_certificate_and_a_rating(world: World) -> None:
    dossier = filings.finished(world)

    assert dossier.status == Status.RETURNED
    assert dossier.delivery_state == DeliveryState.HANDED_OUT
    actions = list(dossier.events.values_list("action", flat=True))
    assert actions == [
        Action.SUBMIT,
        Action.RECEIVE,
        Action.HAND_OVER,
        Action.SUBMIT_FOR_SIGNATURE,
        Action.APPROVE,
        Action.ISSUE,
        Action.RETURN_RESULT,
    ]
    assert chain.first_broken(dossier) is None
    assert not dossier.tasks.filter(finished_at=None).exists()

    returning.rate(dossier, world.mother, score=3)
    dossier.refresh_from_db()
    assert dossier.rating.score == 3
    assert dossier.status == Status.RETURNED


def test_the_certificate_is_signed_by_the_leader_and_verifies(world: World) -> None:
    dossier = filings.finished(world)

    document = dossier.result.document
    assert document is not None
    outcome = verification.verify_pdf(issuing.content(document))
    assert outcome.outcome == "true"
    assert document.signer_name == world.ward.leader.full_name


@pytest.mark.usefixtures("undrawn")
def test_each_move_tells_the_owner_once(world: World) -> None:
    dossier = filings.finished(world)

    messages = OutboxMessage.objects.filter(key=dossier.code)
    assert messages.count() == 5  # filed, received, handed over, issued, returned


def test_receipt_waits_for_the_worker_and_is_then_there(world: World) -> None:
    dossier = filings.received(world)
    waiting = paperwork.made(dossier, Paperwork.Kind.RECEIPT)
    assert waiting is not None and waiting.document is None

    papermaking.make_waiting()

    receipt = paperwork.made(dossier, Paperwork.Kind.RECEIPT)
    assert receipt is not None and receipt.document is not None
    assert issuing.content(receipt.document).startswith(b"%PDF")


@pytest.mark.parametrize("stage", [filings.submitted, filings.received, filings.handed_over])
def test_the_due_moment_is_the_working_day_of_the_announcement(world: World, stage: object) -> None:
    dossier = filings.submitted(world)
    assert dossier.due_at > dossier.submitted_at
    assert dossier.due_sum["unit"] == "same_day"
