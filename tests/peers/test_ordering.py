"""A result by post is ordered when it is ready, once, with what the post needs; and called off when it stays."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from dossiers import lifecycle, posting, recalling, returning
from dossiers.models import Party
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Status
from portal.outbox.models import OutboxMessage, State
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal import ordering
from portal.peers.simulator.manners import Fault
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.peers.conftest import Post
from tests.peers.connecting import connected, deliver, fresh, ordered, ready


def test_the_post_has_the_parcel_with_everything_it_needs(world: World, office: Connection, post: Post) -> None:
    dossier = ready(world)
    order = dossier.postal_orders.get()
    assert (order.state, order.number) == (OrderState.WAITING, f"{dossier.code}-B1")

    assert deliver() == {"sent": 1}

    order.refresh_from_db()
    (parcel,) = post.store.newest()
    assert (order.state, order.item_code) == (OrderState.ORDERED, parcel.item_code)
    owner = dossier.owner
    assert parcel.told == {
        "CustomerCode": office.account,
        "OrderNumber": order.number,
        "SenderName": world.ward.centre.name,
        "SenderAddress": world.ward.centre.address,
        "SenderPhone": world.ward.centre.phone,
        "ReceiverName": "Nguyễn Thị Lan",
        "ReceiverPhone": owner.phone,
        "ReceiverAddress": owner.address,
        "ReceiverCommune": owner.commune_code,
        "Weight": "100",
        "CODAmount": "0",
        "FlagConfig": "1",
    }
    office.refresh_from_db()
    assert office.answered_at is not None


def test_who_gets_it_is_unreadable_in_the_database(world: World, office: Connection) -> None:
    ready(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told::text FROM peers_postalorder")
        kept = cursor.fetchone()[0]
    assert "Lan" not in kept
    assert "0901" not in kept


def test_nothing_is_ordered_where_nothing_goes_by_post_or_nobody_fetches(world: World, office: Connection) -> None:
    for delivery in ("counter", "online"):
        stages.issue(filings.approved(world, result_delivery=delivery))
    Connection.objects.update(active_to=office.active_from.replace(year=office.active_from.year + 1))
    ready(world)
    Connection.objects.update(active_to=None, units=["H29.102"])
    ready(world)
    Connection.objects.update(units=[], procedures=["9.999999"])
    ready(world)

    assert not PostalOrder.objects.exists()


def test_the_office_that_names_the_unit_most_closely_is_taken(world: World, office: Connection) -> None:
    near = connected(office.address, short_name="near", units=["H29.101"])
    connected(office.address, short_name="wide", units=["H29"])

    assert ready(world).postal_orders.get().connection == near


def test_without_a_door_or_a_telephone_the_counter_decides_instead_of_the_post(
    world: World, office: Connection
) -> None:
    dossier = filings.approved(world, result_delivery="post")
    Party.objects.filter(dossier=dossier).update(phone="")
    order = stages.issue(dossier).postal_orders.get()

    assert (order.state, order.reason) == (OrderState.REFUSED, ordering.NO_ADDRESS)
    assert deliver() == {}


def test_an_answer_that_got_lost_orders_nothing_twice(world: World, office: Connection, post: Post) -> None:
    dossier = ready(world)
    post.behave(Fault.LOSES_ANSWER)
    assert deliver() == {"unreachable": 1}
    post.behave(Fault.BROKEN)
    assert deliver() == {"unreachable": 1}
    post.behave()
    assert deliver() == {"sent": 1}

    (parcel,) = post.store.newest()
    assert parcel.orders == 2
    assert dossier.postal_orders.get().item_code == parcel.item_code


def test_what_the_post_refuses_is_for_the_counter_with_its_words(world: World, office: Connection, post: Post) -> None:
    post.behave(Fault.REFUSES)
    dossier = ready(world)
    assert deliver() == {"refused": 1}

    order = dossier.postal_orders.get()
    assert order.state == OrderState.REFUSED
    assert "ngoài vùng phục vụ" in order.reason
    assert OutboxMessage.objects.get(channel="peer").state == State.DEAD


def test_a_wrong_secret_or_account_costs_delay_and_no_message(world: World, office: Connection, post: Post) -> None:
    ready(world)
    Connection.objects.update(account="somebody-else")
    assert deliver() == {"unreachable": 1}
    office.secret = "another-secret-than-the-one-that-was-agreed"
    office.save()
    assert deliver() == {"unreachable": 1}
    message = OutboxMessage.objects.get(channel="peer")
    assert (message.state, message.attempts) == (State.WAITING, 0)
    assert not post.store.newest()


def test_handed_out_at_the_counter_first_it_is_called_off_before_and_after_it_was_ordered(
    world: World, office: Connection, post: Post
) -> None:
    early, late = ready(world), ready(world)
    returning.hand_out(early, world.ward.clerk, recipient="Nguyễn Thị Lan")
    deliver()
    assert early.postal_orders.get().state == OrderState.CANCELLED
    assert [parcel.number for parcel in post.store.newest()] == [f"{late.code}-B1"]

    returning.hand_out(late, world.ward.clerk, recipient="Nguyễn Thị Lan")
    deliver()
    assert late.postal_orders.get().state == OrderState.CANCELLED
    assert post.store.newest()[0].state == "CALLED_OFF"


def test_a_recalled_result_stays_and_can_not_be_sent_again(world: World, office: Connection, post: Post) -> None:
    order = ordered(world)
    recalling.recall(order.dossier, world.ward.leader, reason="Sai tên.", legal_ground="Luật Hộ tịch, Điều 10")
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED

    with lifecycle.locked(order.dossier) as dossier:
        assert not posting.may_be_posted(dossier)
        with pytest.raises(NotAllowedNow):
            posting.post_again(dossier, world.ward.clerk)
    with lifecycle.locked(order.dossier) as dossier, pytest.raises(NotYours):
        posting.keep_at_counter(dossier, world.ward.officer)


def test_ordered_once_however_often_it_is_asked(world: World, office: Connection) -> None:
    dossier = ready(world)
    with lifecycle.locked(dossier) as held:
        assert ordering.order_if_ready(held) is None
    assert dossier.postal_orders.count() == 1
    assert fresh(dossier).status == Status.FINISHED


def test_the_message_names_rows_and_nobody(world: World, office: Connection) -> None:
    dossier = ready(world)
    payload = OutboxMessage.objects.get(channel="peer").payload
    assert payload == {"connection": office.pk, "type": "post.order", "order": dossier.postal_orders.get().pk}
    assert "Lan" not in json.dumps(payload, ensure_ascii=False)
