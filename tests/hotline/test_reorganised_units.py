"""Rules proved: what the hotline was told goes along when its unit ends, and the reporter hears it (issue 4 item 1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from hotline import chain, following, log, moving_units, routing
from hotline.inbox import inbox_unit
from hotline.kinds import Action, State
from hotline.models import Ticket
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import reorganising as write
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline import desk as desks
from tests.hotline import tickets
from tests.hotline.desk import Desk
from units.hooks import Carried
from units.models import Reorganisation, Unit
from units.reorganising import carrying_out, takings
from units.reorganising.parts import all_passings, passings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    """Who writes plans."""
    return write.make_admin()


def sent(world: World, desk: Desk, **told: Any) -> Ticket:
    """A ticket that the ward has to answer."""
    return desks.routed(world, desk, tickets.filed(**told))


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def unchanged(ticket: Ticket) -> bool:
    """Whether nothing at all became of it."""
    return Ticket.objects.filter(pk=ticket.pk).values().get() == {
        field.attname: getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields
    }


def test_an_open_ticket_goes_with_its_unit_and_keeps_its_times(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = sent(world, desk)
    routing.take(ticket, world.ward.leader)
    ticket = now(ticket)
    over = desks.answered(world, desk, tickets.filed())
    plan = write.scheduled(write.merger(world, admin))
    assert unchanged(ticket), "a plan changes nothing"

    write.carry_out(monkeypatch, plan)

    new, moved = Unit.objects.get(code="H29.950"), now(ticket)
    assert (moved.handling_unit, moved.state, moved.owner) == (new, State.ROUTED, world.ward.leader)
    assert (moved.due_at, moved.answer_due_at, moved.climbs_at, moved.level, moved.hop_count) == (
        ticket.due_at, ticket.answer_due_at, ticket.climbs_at, ticket.level, ticket.hop_count,
    )  # fmt: skip
    assert unchanged(over), "an answer names who gave it"
    event = moved.events.get(action=Action.MOVE_UNIT)
    assert (event.actor, event.data["from"], event.data["to"]) == (None, world.ward.committee.code, new.code)
    assert chain.first_broken(moved) is None
    carrying_out.carry_out_due()
    assert moved.events.filter(action=Action.MOVE_UNIT).count() == 1, "the next round moves nothing twice"


def test_the_reporter_reads_who_answers_now_and_the_new_ward_finds_it(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = tickets.filed()
    ticket = desks.routed(world, desk, filed)
    write.carry_out(monkeypatch, write.scheduled(write.merger(world, admin)))

    letter = OutboxMessage.objects.filter(key=ticket.code).latest("pk").payload
    assert "chuyển theo sắp xếp đơn vị" in letter["subject"].lower()
    page = words(tickets.opened(filed).get(tickets.page("ticket", filed)))
    assert f"{world.ward.committee.name} chuyển cho Ủy ban nhân dân phường Hồng Hà" in page
    assert "12/QĐ-UBND" in page
    assert desks.at(world.ward.leader).get(desks.bench(ticket)).status_code == 200


def test_the_preview_counts_the_tickets_that_the_day_then_moves(
    world: World, desk: Desk, admin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(2):
        sent(world, desk)
    plan = write.merger(world, admin)
    new = "Ủy ban nhân dân phường Hồng Hà"

    told = ("Phản ánh, kiến nghị đang giải quyết", world.ward.committee.name, new, 2)
    assert told in write.preview(plan).forecasts
    client.force_login(admin)
    assert "Phản ánh, kiến nghị đang giải quyết" in words(client.get(f"/can-bo/don-vi/sap-xep/{plan.pk}/"))
    done = write.carry_out(monkeypatch, write.scheduled(plan))
    assert done.moved == done.to_move == 2
    assert "Đã chuyển 2 trên 2 hồ sơ, phản ánh." in words(client.get(f"/can-bo/don-vi/sap-xep/{plan.pk}/"))


def test_what_comes_back_after_its_unit_ended_comes_to_the_one_that_took_over(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, other = (desks.answered(world, desk, tickets.filed()) for _number in range(2))
    following.reopen(other, "Chưa nói bao giờ có giấy khai sinh.")
    assert now(other).handling_unit == world.ward.committee, "a unit that is there gets back its own"

    write.carry_out(monkeypatch, write.scheduled(write.merger(world, admin)))
    following.reopen(now(over), "Chưa nói bao giờ có giấy khai sinh.")

    back = now(over)
    assert (back.handling_unit.code, back.owner, back.state) == ("H29.950", None, State.ROUTED)
    assert back.due_at > back.received_at
    assert chain.first_broken(back) is None


@pytest.mark.parametrize(
    ("place", "code"), [("Khu phố 3", "H29.952"), ("12 đường Lê Duẩn", "H29.952"), ("Chợ lớn", "H29.951")]
)
def test_of_a_ward_that_is_split_the_place_decides_else_the_largest_share(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch, place: str, code: str
) -> None:
    ticket = sent(world, desk, place=place)

    write.carry_out(monkeypatch, write.scheduled(write.split(world.ward, admin)))

    assert now(ticket).handling_unit.code == code


def test_of_a_ward_that_lives_on_only_what_lies_in_the_part_goes(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = sent(world, desk, place="Số 5, Khu phố 3"), sent(world, desk, place="")
    plan = write.draft(Reorganisation.Kind.DETACH, admin)
    place = {"division_code": "27990", "division_name": "Tây", "division_kind": "ward"}
    part = write.new_unit(plan, "H29.952", "Ủy ban nhân dân phường Tây", **place)
    write.passes(world.ward.committee, part, "0.6", "Khu phố 3")
    routing.take(inside, world.ward.leader)

    write.carry_out(monkeypatch, write.scheduled(plan))

    moved = now(inside)
    assert (moved.handling_unit.code, moved.owner) == ("H29.952", None), "whoever held it stays at the old ward"
    assert unchanged(outside)
    late = sent(world, desk, place="Khu phố 3")
    carrying_out.carry_out_due()
    assert now(late).handling_unit == world.ward.committee, "sent there after the day, it was meant for it"


def test_a_worker_killed_between_batches_goes_on_and_moves_nothing_twice(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [sent(world, desk) for _number in range(3)]
    plan = write.scheduled(write.merger(world, admin))
    write.come_to(monkeypatch, plan)
    monkeypatch.setattr(carrying_out, "BATCH", 2)
    whole, calls = log.move, []

    def dies_at_the_third(*args: Any, **more: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return whole(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(log, "move", dies_at_the_third)
        carrying_out.carry_out_due()
    assert sorted(now(each).handling_unit.code for each in made).count("H29.950") == 2
    carrying_out.carry_out_due()

    assert {now(each).handling_unit.code for each in made} == {"H29.950"}
    assert [each.events.filter(action=Action.MOVE_UNIT).count() for each in made] == [1, 1, 1]
    plan.refresh_from_db()
    assert (plan.state, plan.moved) == (Reorganisation.State.APPLIED, 3)


def test_a_report_about_a_head_never_comes_to_the_unit_that_takes_over_the_heads_agency(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Luật Khiếu nại 02/2011 Đ17: the one complained about does not answer, in the old house nor in the new one."""
    about_the_head, of_others = sent(world, desk), sent(world, desk)
    there = {"handling_unit": world.other_ward.committee, "owner": None, "is_about_head": True, "is_confidential": True}
    Ticket.objects.filter(pk=about_the_head.pk).update(**there, about_unit=world.ward.office)
    Ticket.objects.filter(pk=of_others.pk).update(**there, about_unit=desk.supervisor.staff_roles.get().unit)

    write.carry_out(monkeypatch, write.scheduled(write.merger(world, admin)))

    moved = now(about_the_head)
    assert (moved.handling_unit, moved.owner) == (inbox_unit(), None) and moved.handling_unit.code != "H29.950"
    event = moved.events.get(action=Action.MOVE_UNIT)
    assert event.data["to"] == moved.handling_unit.code and chain.first_broken(moved) is None
    assert now(of_others).handling_unit.code == "H29.950", "it is about the head of another agency"


def test_a_batch_asks_once_whom_everybody_works_for(
    world: World, desk: Desk, admin: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """The open tickets, their lock, the staff that went along; but what each act writes, nothing grows."""
    for _number in range(4):
        sent(world, desk)
    plan = write.scheduled(write.merger(world, admin))
    monkeypatch.setattr(moving_units, "_move", lambda *_args, **_more: None)
    change = takings.foreseen(plan, all_passings(passings_of(plan)))

    with transaction.atomic(), django_assert_max_num_queries(3):
        assert moving_units.carry(change, 3) == Carried(3, 1)
