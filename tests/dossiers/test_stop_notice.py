"""Rules proved: a stop by decision goes to its owner in writing, as form 05, over the name of who decided, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import papermaking, stop_notice, stopping
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Action, FinanceState
from portal.documents import verification
from tests.dossiers import filings, stages
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.roles import Role

WHY = {"stop-reason": "Người yêu cầu đề nghị dừng.", "stop-legal_ground": "Đơn đề nghị ngày 20/11/2026"}
NAME = "Thông báo dừng giải quyết hồ sơ"


def stop(client: Client, world: World, dossier: Dossier, **changes: str) -> Any:
    client.force_login(world.ward.leader)
    return client.post(reverse("dossiers:side-act", args=[dossier.code, Action.STOP]), WHY | changes)


def notice_of(dossier: Dossier) -> Any:
    return dossier.paperwork.filter(kind=Paperwork.Kind.STOP_NOTICE)


@pytest.mark.usefixtures("undrawn")
def test_whoever_is_stopped_finds_the_notice_on_their_page(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    stop(client, world, dossier)
    papermaking.make_waiting()

    address = reverse("dossiers:document", args=[dossier.code, "stop_notice", 1])
    assert address in words(look(client, world.ward.leader, dossier))
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert address in shown
    assert NAME in shown
    assert client.get(address)["Content-Type"] == "application/pdf"


def test_it_says_what_was_decided_by_whom_and_where_to_go_on(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    stop(client, world, dossier)

    form = stop_notice.of(Dossier.objects.get(pk=dossier.pk), "1/DGQ")

    assert (form.reason, form.legal_basis) == (WHY["stop-reason"], WHY["stop-legal_ground"])
    assert (form.head.unit_name, form.signer_name) == (world.ward.committee.name, world.ward.leader.full_name)
    assert form.papers_at == world.ward.centre.name
    assert form.stopped_at == dossier.events.get(action=Action.STOP).at
    assert form.apply_again_at.endswith(reverse("procedures:detail", args=["1.001193"]))
    assert client.get(form.apply_again_at).status_code == 200
    assert filings.LAN.id_number not in str(form), "numbers are masked on what travels"


@pytest.mark.parametrize(("state", "is_told"), [(FinanceState.PAID, True), (FinanceState.DUE, False)])
def test_money_is_spoken_of_only_where_some_was_taken(world: World, state: str, is_told: bool) -> None:
    dossier = stages.stopped(world)
    Dossier.objects.filter(pk=dossier.pk).update(finance_state=state)
    assert stop_notice.of(Dossier.objects.get(pk=dossier.pk), "1/DGQ").fees_paid is is_told


def test_the_drawn_notice_verifies_and_carries_the_reason(world: World) -> None:
    """The one test that draws and signs it."""
    dossier = stages.stopped(world)
    Paperwork.objects.filter(dossier=dossier).exclude(kind="stop_notice").delete()
    papermaking.make_waiting()

    row = notice_of(dossier).get()
    assert row.problem == ""
    assert row.document.title == NAME
    assert row.document.signer_name == world.ward.leader.full_name
    assert verification.verify_code(row.document.verification_code).outcome == verification.Outcome.TRUE


def test_a_stand_in_signs_in_their_own_name(world: World) -> None:
    deputy = make_staff("deputy@example.vn", "Ngô Thanh Vân", Role.LEADER, world.other_ward.committee)
    away(world.ward.leader, deputy)
    dossier = filings.handed_over(world)
    stopping.stop(dossier, deputy, reason="Đề nghị dừng.", legal_ground="Đơn đề nghị")
    assert stop_notice.of(dossier, "1/DGQ").signer_name == "Ngô Thanh Vân"


@pytest.mark.parametrize("missing", sorted(WHY))
def test_what_was_not_stopped_has_no_notice(world: World, client: Client, missing: str) -> None:
    dossier = filings.handed_over(world)
    assert stop(client, world, dossier, **{missing: " "}).status_code == 422
    assert not notice_of(dossier).exists()


@pytest.mark.parametrize("make", [stages.withdrawn, stages.refused], ids=lambda make: make.__name__)
def test_who_withdraws_or_is_refused_gets_no_notice_of_a_stop(world: World, make: Any) -> None:
    assert not notice_of(make(world)).exists()


@pytest.mark.usefixtures("undrawn")
def test_a_failed_notice_holds_nothing_up_and_is_made_once_later(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = stages.stopped(world)
    with monkeypatch.context() as broken:
        broken.setitem(papermaking.MAKERS, Paperwork.Kind.STOP_NOTICE, lambda *_given: 1 / 0)
        papermaking.make_waiting()
    assert "ZeroDivisionError" in notice_of(dossier).get().problem
    assert "Chưa lập được" in words(look(client, world.ward.leader, dossier))

    notice_of(dossier).update(next_try_at=timezone.now())
    papermaking.make_waiting()
    papermaking.make_waiting()

    row = notice_of(dossier).get()
    assert (row.problem, row.document is None) == ("", False)
