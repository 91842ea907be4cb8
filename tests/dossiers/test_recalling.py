"""Rules proved: a leader recalls an issued result with reason and ground; whoever verifies it and its owner read so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import permissions, recalling, returning
from dossiers.models import Dossier
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.documents.models import DocumentState
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World

WHY = {"recall-reason": "Sai ngày sinh của trẻ.", "recall-legal_ground": "Luật Hộ tịch, Điều 70"}


def send(client: Client, user: User, dossier: Dossier, typed: dict[str, str]) -> Any:
    client.force_login(user)
    return client.post(reverse("dossiers:side-act", args=[dossier.code, Action.RECALL]), typed)


def recalled(dossier: Dossier, world: World) -> Dossier:
    return recalling.recall(
        dossier, world.ward.leader, reason=WHY["recall-reason"], legal_ground=WHY["recall-legal_ground"]
    )


@pytest.mark.parametrize("delivery", ["counter", "online"])
def test_a_leader_recalls_a_result_and_the_dossier_keeps_its_status(
    world: World, client: Client, delivery: str
) -> None:
    dossier = stages.issued(world, delivery)
    before = dossier.status

    answer = send(client, world.ward.leader, dossier, WHY)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    dossier.refresh_from_db()
    assert dossier.status == before
    document = dossier.result.document
    assert document is not None
    assert document.state == DocumentState.RECALLED
    last = dossier.events.latest("sequence")
    assert (last.action, last.note) == (Action.RECALL, WHY["recall-reason"])
    assert last.data == {"number": document.number, "legal_ground": WHY["recall-legal_ground"]}


def test_whoever_verifies_it_reads_that_it_was_recalled(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    document = dossier.result.document
    assert document is not None
    address = reverse("documents:verified", args=[document.verification_code])
    assert "thu hồi" not in words(client.get(address)).lower()

    recalled(dossier, world)

    assert "thu hồi" in words(client.get(address)).lower()


def test_the_owner_is_told_by_letter_and_on_the_page(world: World, client: Client) -> None:
    dossier = recalled(stages.issued(world), world)

    letter = OutboxMessage.objects.latest("pk").payload
    assert "đã bị thu hồi" in letter["subject"]
    for told in (*WHY.values(), world.ward.committee.name):
        assert told in letter["text"]
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert "Kết quả bị thu hồi" in shown
    assert "không còn giá trị" in shown
    assert "Kết quả đã bị thu hồi" in words(look(client, world.ward.leader, dossier))


def test_what_was_handed_out_is_recalled_too(world: World) -> None:
    dossier = returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")
    recalled(dossier, world)
    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED


@pytest.mark.parametrize("missing", sorted(WHY))
def test_without_reason_or_ground_nothing_is_recalled(world: World, client: Client, missing: str) -> None:
    dossier = stages.issued(world)
    answer = send(client, world.ward.leader, dossier, {**WHY, missing: " "})
    assert answer.status_code == 422
    with pytest.raises(Incomplete):
        recalling.recall(dossier, world.ward.leader, reason="Sai." if "ground" in missing else " ", legal_ground="")
    dossier.refresh_from_db()
    document = dossier.result.document
    assert document is not None
    assert document.state == DocumentState.ACTIVE
    assert not dossier.events.filter(action=Action.RECALL).exists()


def test_it_is_recalled_once(world: World) -> None:
    dossier = recalled(stages.issued(world), world)
    with pytest.raises(NotYours):
        recalled(dossier, world)
    assert dossier.events.filter(action=Action.RECALL).count() == 1


def test_only_a_leader_of_the_competent_agency_recalls(world: World) -> None:
    dossier = stages.issued(world)
    for user in (world.ward.clerk, world.ward.officer, world.other_ward.leader, world.mother):
        assert Action.RECALL not in permissions.side_acts_open_to(dossier, user)
        with pytest.raises(NotYours):
            recalling.recall(dossier, user, reason="Sai.", legal_ground="Điều 70")


@pytest.mark.parametrize("make", [filings.handed_over, filings.approved, stages.stopped, stages.withdrawn])
def test_where_no_result_is_out_there_is_nothing_to_recall(world: World, make: Any) -> None:
    with pytest.raises((NotAllowedNow, NotYours)):
        recalled(make(world), world)
