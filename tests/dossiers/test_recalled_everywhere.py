"""Rules proved: a recalled result counts nowhere: page, file, REST and desk say so, once, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import assigning, chain, permissions, recalling, returning, undoing
from dossiers.models import Dossier, Paperwork
from dossiers.problems import DossierError, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.documents import issuing
from portal.documents.models import DocumentState, IssuedDocument
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, today_in_vietnam
from units.roles import Role

REASON, GROUND = "Sai ngày sinh của trẻ.", "Luật Hộ tịch, Điều 70"
TYPED = {"recall-reason": REASON, "recall-legal_ground": GROUND}
LOST = "Giấy này đã bị thu hồi, không còn giá trị"
TRUE = "Giấy này là thật và đang có hiệu lực"


def send(client: Client, user: User, dossier: Dossier, **changes: str) -> Any:
    client.force_login(user)
    return client.post(reverse("dossiers:side-act", args=[dossier.code, Action.RECALL]), {**TYPED, **changes})


def paper_of(dossier: Dossier) -> IssuedDocument:
    document = Dossier.objects.get(pk=dossier.pk).result.document
    assert document is not None
    return document


def verify(client: Client, document: IssuedDocument) -> str:
    return words(client.get(reverse("documents:verified", args=[document.verification_code])))


def test_by_code_and_by_file_the_answer_turns_and_names_the_reason(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    document = paper_of(dossier)
    pdf = issuing.content(document)
    assert TRUE in verify(client, document)

    send(client, world.ward.leader, dossier)

    by_code = verify(Client(), document)
    upload = SimpleUploadedFile("giay.pdf", pdf, "application/pdf")
    by_file = words(Client().post(reverse("documents:verify"), {"pdf": upload}))
    for shown in (by_code, by_file):
        assert LOST in shown
        assert TRUE not in shown
        assert REASON in shown
        assert GROUND in shown


def test_the_verification_page_says_it_in_english_and_names_nobody(world: World, client: Client) -> None:
    dossier = stages.recalled(world)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = verify(client, paper_of(dossier))
    assert "This document has been recalled and is no longer valid" in shown
    assert world.mother.full_name not in shown
    assert world.ward.leader.full_name not in shown, "who took it back stands in the log, not on a public page"


def test_only_this_paper_of_the_dossier_is_lost(world: World) -> None:
    """The receipt stays true, and so does the result of another dossier."""
    other = stages.issued(world)
    dossier = stages.issued(world)
    receipt = stages.tiny_document("BN-1")
    Paperwork.objects.filter(dossier=dossier, kind=Paperwork.Kind.RECEIPT).update(document=receipt)

    recalling.recall(dossier, world.ward.leader, reason=REASON, legal_ground=GROUND)

    lost = IssuedDocument.objects.exclude(state=DocumentState.ACTIVE)
    assert set(lost) == {paper_of(dossier)}
    assert paper_of(other).state == DocumentState.ACTIVE


def test_the_bytes_stay_as_they_were_signed(world: World) -> None:
    dossier = stages.issued(world)
    before = paper_of(dossier)
    pdf = issuing.content(before)
    recalling.recall(dossier, world.ward.leader, reason=REASON, legal_ground=GROUND)
    after = paper_of(dossier)
    assert (after.pk, after.sha256, after.number, after.issued_at) == (
        before.pk, before.sha256, before.number, before.issued_at,
    )  # fmt: skip
    assert issuing.content(after) == pdf
    assert chain.first_broken(dossier) is None


def through_rest(user: User, dossier: Dossier, path: str = "") -> Any:
    client = APIClient()
    client.force_login(user)
    return client.get(f"{URL}{dossier.code}/{path}")


def test_rest_keeps_the_status_and_tells_the_owner_why(world: World) -> None:
    dossier = stages.issued(world, "online")
    before = through_rest(world.mother, dossier).json()

    recalling.recall(dossier, world.ward.leader, reason=REASON, legal_ground=GROUND)

    after = through_rest(world.mother, dossier).json()
    assert (after["status"], after["finished_at"]) == (before["status"], before["finished_at"])
    events = through_rest(world.mother, dossier, "events/").json()
    last = (events["results"] if isinstance(events, dict) else events)[-1]
    assert (last["action"], last["note"]) == ("recall", REASON)
    assert last["status_from"] == last["status_to"] == Status.RETURNED
    track = Client().get("/api/v1/track/", {"code": dossier.code})
    assert track.status_code == 200
    assert REASON not in track.content.decode(), "who knows only the code learns no reason"


@pytest.mark.parametrize("action", ["recall", "undo", "claim", "assign", "release", "RECALL"])
def test_no_machine_and_no_owner_recalls_or_undoes_through_rest(world: World, action: str) -> None:
    dossier = stages.issued(world)
    client = APIClient()
    for user in (world.mother, world.ward.leader):
        client.force_login(user)
        body = {"reason": REASON, "legal_ground": GROUND}
        answer = client.post(f"{URL}{dossier.code}/actions/{action}/", body, format="json")
        assert answer.status_code in {403, 404}, answer.content
    assert paper_of(dossier).state == DocumentState.ACTIVE
    assert not dossier.events.filter(action__in=["recall", "undo", "claim", "assign", "release"]).exists()


def test_pressed_twice_it_is_recalled_and_told_once(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    assert send(client, world.ward.leader, dossier).status_code == 302
    letters = OutboxMessage.objects.count()

    again = send(client, world.ward.leader, dossier, **{"recall-reason": "Lý do khác."})

    assert again.status_code in {403, 409}
    assert "Lý do khác." in words(again), "nothing typed is lost"
    assert OutboxMessage.objects.count() == letters
    assert paper_of(dossier).state_reason == f"{REASON} ({GROUND})"


def test_a_recall_is_not_taken_back_by_its_author(world: World) -> None:
    dossier = stages.recalled(world)
    with pytest.raises(DossierError):
        undoing.undo(dossier, world.ward.leader)
    assert paper_of(dossier).state == DocumentState.RECALLED


def test_what_was_recalled_at_the_counter_may_still_be_handed_out_and_stays_recalled(world: World) -> None:
    """The paper that the clerk holds is the owner's to have; that it counts no more is not undone by it."""
    dossier = stages.recalled(world)
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert paper_of(dossier).state == DocumentState.RECALLED
    with pytest.raises(NotYours):
        recalling.recall(dossier, world.ward.leader, reason=REASON, legal_ground=GROUND)


def test_a_leader_whose_role_has_ended_recalls_nothing(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    StaffRole.objects.filter(user=world.ward.leader).update(valid_to=today_in_vietnam())
    assert send(client, world.ward.leader, dossier).status_code in {403, 404}
    assert paper_of(dossier).state == DocumentState.ACTIVE


def test_who_stands_in_for_the_leader_recalls_in_that_name(world: World, client: Client) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.ward.office)
    dossier = stages.issued(world)
    assert Action.RECALL not in permissions.side_acts_open_to(dossier, deputy)
    away(world.ward.leader, deputy)

    assert send(client, deputy, dossier).status_code == 302

    assert paper_of(dossier).state == DocumentState.RECALLED
    assert dossier.events.latest("sequence").actor_name == f"Ngô Thanh Vân (thay {world.ward.leader.full_name})"


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "%(code)s %s", "\u202egnuht\u202c 🙂"]
)
def test_whatever_stands_in_the_reason_is_shown_as_words(world: World, client: Client, hostile: str) -> None:
    dossier = stages.issued(world)
    assert send(client, world.ward.leader, dossier, **{"recall-reason": hostile}).status_code == 302
    shown = verify(Client(), paper_of(dossier))
    assert "<script>alert" not in shown
    assert LOST in shown
    client.force_login(world.mother)
    owner = client.get(reverse("dossiers:detail", args=[dossier.code]))
    assert owner.status_code == 200
    assert "<script>alert" not in words(owner)
    assert "14" not in paper_of(dossier).state_reason


@pytest.mark.parametrize(("length", "status"), [(2000, 302), (2001, 422)], ids=["as long as may be", "one more"])
def test_a_reason_has_its_length(world: World, client: Client, length: int, status: int) -> None:
    dossier = stages.issued(world)
    assert send(client, world.ward.leader, dossier, **{"recall-reason": "a" * length}).status_code == status
    assert (paper_of(dossier).state == DocumentState.RECALLED) == (status == 302)


def test_the_act_and_what_is_missing_are_said_in_english(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = words(send(client, world.ward.leader, dossier, **{"recall-reason": " ", "recall-legal_ground": ""}))
    for said in ("Recall the result", "Give the reason for the recall.", "Give the legal ground of the recall."):
        assert said in shown


def test_the_counter_takes_and_gives_back_the_task_of_a_recalled_result(world: World) -> None:
    """The recall is the newest event until somebody takes the task; then that may be undone, and nothing before it."""
    dossier = stages.recalled(world)
    assigning.claim(dossier, world.ward.clerk)
    undoing.undo(dossier, world.ward.clerk)
    with pytest.raises(DossierError):
        undoing.undo(dossier, world.ward.leader)
    assert dossier.tasks.get(finished_at=None).assignee is None
    assert paper_of(dossier).state == DocumentState.RECALLED


def test_before_anything_is_issued_the_page_leads_back(world: World, client: Client) -> None:
    dossier = filings.approved(world)
    client.force_login(world.ward.leader)
    answer = client.get(reverse("dossiers:side-act", args=[dossier.code, Action.RECALL]))
    assert answer["Location"] == reverse("dossiers:work", args=[dossier.code])
    assert send(client, world.ward.leader, dossier).status_code in {403, 409}
