"""Rules proved: a leader of the competent agency stops a dossier with reason and legal ground; its owner hears why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import permissions, processing, returning, stopping
from dossiers.actors import ApiClient
from dossiers.models import Dossier
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World
from tests.ui.forms import Marks

WHY = {"stop-reason": "Người yêu cầu đề nghị dừng.", "stop-legal_ground": "Đơn đề nghị ngày 20/11/2026"}


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.STOP])


def send(client: Client, user: User, dossier: Dossier, typed: dict[str, str]) -> Any:
    client.force_login(user)
    return client.post(page(dossier), typed)


@pytest.mark.parametrize("make", [filings.received, filings.handed_over, filings.awaiting_supplement])
def test_a_leader_stops_a_dossier_on_its_way(world: World, client: Client, make: Callable[[World], Dossier]) -> None:
    dossier = make(world)

    answer = send(client, world.ward.leader, dossier, WHY)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    dossier.refresh_from_db()
    last = dossier.events.latest("sequence")
    assert dossier.status == Status.STOPPED
    assert (last.note, last.data) == (WHY["stop-reason"], {"legal_ground": WHY["stop-legal_ground"]})
    assert not dossier.tasks.filter(finished_at=None).exists()
    assert not dossier.supplement_requests.filter(answered_at=None).exists()


def test_the_owner_is_told_why_by_letter_and_on_the_page(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    stopping.stop(dossier, world.ward.leader, reason="Thửa đất có tranh chấp.", legal_ground="Luật Đất đai, Điều 136")

    letter = OutboxMessage.objects.latest("pk").payload
    assert "Đã dừng giải quyết" in letter["subject"]
    for told in ("Thửa đất có tranh chấp.", "Luật Đất đai, Điều 136", world.ward.committee.name):
        assert told in letter["text"]
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert "Thửa đất có tranh chấp." in shown
    assert "Hẹn trả kết quả" not in letter["text"]


@pytest.mark.parametrize("missing", sorted(WHY))
def test_without_reason_or_ground_nothing_stops_and_the_other_is_kept(
    world: World, client: Client, missing: str
) -> None:
    dossier = filings.handed_over(world)
    typed = {**WHY, missing: " "}

    answer = send(client, world.ward.leader, dossier, typed)

    marks = Marks(words(answer))
    assert answer.status_code == 422
    assert f"#id_{missing}" in [link.get("href") for link in marks.all("a")]
    kept = next(name for name in WHY if name != missing)
    assert WHY[kept] in words(answer)
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING


@pytest.mark.parametrize(("reason", "ground"), [("", "Điều 1"), ("Vì sao", " ")])
def test_the_rule_asks_for_both_whoever_calls(world: World, reason: str, ground: str) -> None:
    with pytest.raises(Incomplete):
        stopping.stop(filings.handed_over(world), world.ward.leader, reason=reason, legal_ground=ground)


def test_only_a_leader_of_the_competent_agency_is_offered_the_act(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    people = {"clerk": world.ward.clerk, "officer": world.ward.officer, "other leader": world.other_ward.leader}

    for who, user in people.items():
        assert Action.STOP not in permissions.side_acts_open_to(dossier, user), who
        with pytest.raises(NotYours, match="Dừng giải quyết"):
            stopping.stop(dossier, user, reason="Vì sao", legal_ground="Điều 1")
    assert permissions.side_acts_open_to(dossier, ApiClient("clinic", "Bệnh viện Từ Dũ")) == []
    assert page(dossier) in words(look(client, world.ward.leader, dossier))
    assert page(dossier) not in words(look(client, world.ward.officer, dossier))


def test_whoever_may_not_is_sent_back_to_the_dossier_with_the_reason(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.ward.officer)

    answer = client.get(page(dossier), follow=True)

    assert answer.redirect_chain == [(reverse("dossiers:work", args=[dossier.code]), 302)]
    assert "không thuộc phần việc của bạn" in words(answer)


@pytest.mark.parametrize("make", [filings.approved, stages.refused, stages.withdrawn, stages.issued])
def test_what_is_decided_or_over_is_not_stopped(world: World, make: Callable[[World], Dossier]) -> None:
    """An approved result is issued; what was never received is refused instead (NĐ 61/2018 Đ17)."""
    dossier = make(world)
    before = (dossier.status, dossier.last_sequence)

    with pytest.raises((NotAllowedNow, NotYours)):
        stopping.stop(dossier, world.ward.leader, reason="Vì sao", legal_ground="Điều 1")

    dossier.refresh_from_db()
    assert (dossier.status, dossier.last_sequence) == before


def test_a_page_older_than_the_dossier_decides_nothing_and_keeps_the_words(world: World, client: Client) -> None:
    dossier = filings.awaiting_signature(world)
    seen = str(dossier.last_sequence)
    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    answer = send(client, world.ward.leader, dossier, {**WHY, "sequence": seen})

    assert answer.status_code == 409
    assert world.ward.leader.full_name in words(answer)
    assert WHY["stop-reason"] in words(answer)
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING


def test_the_second_of_two_finds_it_done(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    send(client, world.ward.leader, dossier, WHY)

    answer = send(client, world.ward.leader, dossier, WHY)

    assert answer.status_code == 409
    assert dossier.events.filter(action=Action.STOP).count() == 1


def test_the_owner_cannot_take_back_what_was_stopped(world: World) -> None:
    dossier = filings.handed_over(world)
    stopping.stop(dossier, world.ward.leader, reason="Vì sao", legal_ground="Điều 1")

    with pytest.raises(NotAllowedNow):
        returning.withdraw(dossier, world.mother)


@pytest.mark.parametrize("name", ["receive", "nothing", "rate"])
def test_what_is_no_act_beside_the_process_has_no_page(world: World, client: Client, name: str) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.ward.leader)

    assert client.get(reverse("dossiers:side-act", args=[dossier.code, name])).status_code == 404
