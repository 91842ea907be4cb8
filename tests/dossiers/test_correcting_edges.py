"""Rules proved: who is waited for is told, a recall in between stays a recall, a killed worker replaces once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import alerts, chain, corrected_answers, correcting, papermaking, permissions, recalling, returning
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Correction, Dossier, Paperwork
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.documents.models import DocumentState, IssuedDocument
from tests.dossiers import stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World


def waiting_for(user: User) -> list[str]:
    return [alert.reason for alert in Alert.objects.addressed_to(user).open().filter(kind=AlertKind.CORRECTION)]


def recalled(world: World, dossier: Dossier) -> Dossier:
    recalling.recall(dossier, world.ward.leader, reason="Sai tên.", legal_ground="Luật Hộ tịch")
    return Dossier.objects.get(pk=dossier.pk)


def test_the_leader_is_told_then_the_officer_then_nobody(world: World) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    assert (waiting_for(world.ward.leader), waiting_for(world.ward.officer)) == ([stages.WRONG], [])

    correcting.send_back(dossier, world.ward.leader, reason="Còn sai dấu.")
    assert (waiting_for(world.ward.leader), waiting_for(world.ward.officer)) == ([], ["Còn sai dấu."])

    stages.correction_drafted(world, dossier)
    assert (waiting_for(world.ward.leader), waiting_for(world.ward.officer)) == ([stages.WRONG], [])

    correcting.approve(dossier, world.ward.leader)
    assert (waiting_for(world.ward.leader), waiting_for(world.ward.officer)) == ([], [])


def test_another_act_on_the_dossier_leaves_the_leader_told(world: World) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert waiting_for(world.ward.leader) == [stages.WRONG]


def test_the_alert_leads_to_the_dossier(world: World, client: Client) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    client.force_login(world.ward.leader)
    shown = words(client.get(reverse("dossiers:alerts")))
    assert dossier.code in shown
    assert "Đính chính kết quả đang chờ" in shown
    offered = words(look(client, world.ward.leader, dossier))
    for action in (Action.CORRECT, Action.RETURN_CORRECTION):
        assert reverse("dossiers:side-act", args=[dossier.code, action]) in offered


def test_what_was_recalled_is_issued_anew_also_unchanged_and_the_old_stays_recalled(world: World) -> None:
    dossier = recalled(world, stages.issued(world))
    old = dossier.result.document
    now = corrected_answers.in_force(dossier) | dossier.result.content
    typed = {name: now.get(name, "") for name in corrected_answers.schema_of(dossier)["x-pages"][0]["properties"]}
    correcting.draft(dossier, world.ward.officer, reason="Thu hồi nhầm.", legal_ground="Luật Hộ tịch", typed=typed)
    correcting.approve(dossier, world.ward.leader)

    after = stages.finish_correction(dossier)

    assert old is not None
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (DocumentState.RECALLED, None)
    assert after.result.document is not None
    assert after.result.document.state == DocumentState.ACTIVE


def test_a_recall_between_approval_and_signature_holds_nothing_up(world: World) -> None:
    dossier = recalled(world, stages.correction_approved(world, stages.issued(world)))
    after = stages.finish_correction(dossier)
    assert [document.state for document in IssuedDocument.objects.order_by("issued_at")] == ["recalled", "active"]
    assert after.result.round == 2


def test_the_new_paper_may_be_recalled_in_its_turn(world: World) -> None:
    dossier = recalled(world, stages.corrected(world, stages.issued(world)))
    states = IssuedDocument.objects.order_by("issued_at").values_list("state", flat=True)
    assert list(states) == ["replaced", "recalled"]
    assert Action.DRAFT_CORRECTION in permissions.side_acts_open_to(dossier, world.ward.officer)


def test_a_result_that_waits_at_the_counter_is_handed_out_as_corrected(world: World, client: Client) -> None:
    dossier = stages.corrected(world, stages.issued(world, "counter"))
    shown = words(look(client, world.ward.clerk, dossier))
    assert reverse("dossiers:document", args=[dossier.code, "result", 2]) in shown
    after = returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert after.result.handed_out_to == "Nguyễn Thị Lan"


def test_a_worker_killed_while_it_replaces_leaves_the_old_paper_and_the_next_round_replaces_once(
    world: World, monkeypatch: pytest.MonkeyPatch, undrawn: None
) -> None:
    dossier = stages.correction_approved(world, stages.issued(world))
    with monkeypatch.context() as killed:
        killed.setattr("dossiers.replacing._renew", lambda *_args: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            papermaking.make_waiting()
    old = Dossier.objects.get(pk=dossier.pk).result.document
    assert old is not None
    assert old.state == DocumentState.ACTIVE
    assert not dossier.events.filter(action=Action.REPLACE_RESULT).exists()

    Paperwork.objects.filter(made_at=None).update(next_try_at=timezone.now())
    papermaking.make_waiting()
    papermaking.make_waiting()

    assert dossier.events.filter(action=Action.REPLACE_RESULT).count() == 1
    old.refresh_from_db()
    assert old.state == DocumentState.REPLACED
    assert chain.first_broken(dossier) is None


def test_a_settled_alert_is_not_raised_again_by_what_stays(world: World) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    alert = Alert.objects.get(kind=AlertKind.CORRECTION)
    alerts.settle(alert, world.ward.leader, "Đang xem.")
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert waiting_for(world.ward.leader) == []


def test_approved_twice_counts_once(world: World) -> None:
    dossier = stages.correction_approved(world, stages.issued(world))
    with pytest.raises((NotAllowedNow, NotYours)):
        correcting.approve(dossier, world.ward.leader)
    assert dossier.events.filter(action=Action.CORRECT).count() == 1
    assert dossier.paperwork.filter(kind=Paperwork.Kind.RESULT).count() == 2


@pytest.mark.parametrize(
    "broken",
    [{"number": 1}, {"reason": ""}, {"legal_ground": ""}, {"approved_at": None}, {"approver": "drafter"}],
    ids="-".join,
)
def test_the_database_refuses_a_correction_without_its_rules(world: World, broken: dict[str, Any]) -> None:
    dossier = stages.corrected(world, stages.issued(world))
    changes = {"approved_by": world.ward.officer} if "approver" in broken else broken
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(dossier=dossier).update(**changes)


def test_what_the_paper_will_say_names_the_paper_it_replaces(world: World) -> None:
    dossier = stages.correction_approved(world, stages.issued(world))
    drawn, note = corrected_answers.round_of(dossier, 2)
    assert drawn.dossier.form["child_name"] == stages.NEW_NAME
    assert "1/2026" in note
    assert drawn.approved_by == world.ward.leader
    assert corrected_answers.round_of(dossier, 1)[1] == ""
