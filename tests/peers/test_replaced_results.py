"""A result corrected after it went by post: the new one follows once, at our cost; what left before counts no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import recalling, returning
from dossiers.models import Dossier, Result
from dossiers.problems import NotYours
from dossiers.statuses import DeliveryState, ResultDelivery, Status
from portal.outbox.models import OutboxMessage
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal import deciding, replaced
from portal.peers.postal.parcels import Recipient
from tests.dossiers import stages
from tests.dossiers.world import World, make_staff
from tests.peers.conftest import Post
from tests.peers.connecting import acts, as_, deliver, fresh, ordered, ready, tell
from units.roles import Role


def correct(world: World, order: PostalOrder, number: str = "2/2026", **answers: str) -> list[PostalOrder]:
    """The result is corrected and issued; the orders of the dossier as they are then, oldest first."""
    dossier = fresh(order.dossier)
    stages.finish_correction(stages.correction_approved(world, dossier, **answers), number)
    return list(PostalOrder.objects.filter(dossier=dossier).order_by("pk"))


def delivered(world: World) -> PostalOrder:
    """A parcel that somebody signed for."""
    order = ordered(world)
    tell(order, "ACCEPTED", timezone.now() - timedelta(seconds=2))
    tell(order, "DELIVERED", timezone.now() - timedelta(seconds=1))
    return order


def letters() -> list[str]:
    """What the owner was written, oldest first."""
    rows = OutboxMessage.objects.filter(channel="email").order_by("pk")
    return [one.payload["text"] for one in rows]


def test_after_the_first_was_delivered_the_corrected_one_follows_at_our_cost(
    world: World, office: Connection, post: Post
) -> None:
    first = delivered(world)
    returned_at = fresh(first.dossier).returned_at
    _first, second = correct(world, first)
    assert (second.round, second.number[-3:], second.told) == (2, "-B2", first.told)
    assert "Bản giấy mới được gửi đến bạn qua bưu chính" in letters()[-1]

    assert deliver() == {"sent": 1}
    newest, oldest = post.store.newest()
    assert (newest.told["FlagConfig"], oldest.told["FlagConfig"]) == ("2", "1")

    second.refresh_from_db()
    tell(second, "ACCEPTED")
    dossier = fresh(first.dossier)
    assert (dossier.status, dossier.delivery_state) == (Status.RETURNED, DeliveryState.POSTED)
    assert "Bạn không phải trả cước" in letters()[-1]
    tell(second, "DELIVERED", ReceivedBy="Trần Văn Hùng")
    dossier = fresh(first.dossier)
    assert (dossier.status, dossier.delivery_state) == (Status.RETURNED, DeliveryState.HANDED_OUT)
    assert dossier.returned_at == returned_at, "when it was settled stays true"
    result = Result.objects.get(dossier=dossier)
    assert (result.handed_out_to, result.handed_out_at) == ("Trần Văn Hùng", second.state_at)
    assert acts(dossier)[-2:] == ["hand_to_post", "deliver_replacement"]
    tell(second, "DELIVERED", timezone.now() + timedelta(seconds=3))
    assert acts(dossier).count("deliver_replacement") == 1, "told again it is no other hand-over"
    text = as_(world.mother).get(reverse("dossiers:detail", args=[dossier.code])).content.decode()
    assert "Kết quả đã đính chính được trao cho bạn" in text
    assert dossier.code in Client().get(reverse("dossiers:track"), {"code": dossier.code}).content.decode()


def test_while_the_parcel_is_here_the_new_paper_goes_into_it(world: World, office: Connection) -> None:
    """The first is not ordered twice, whether the post knows of it already or not."""
    waiting = ready(world).postal_orders.get()
    assert [(one.pk, one.round, one.sender_pays) for one in correct(world, waiting)] == [(waiting.pk, 2, False)]
    known = ordered(world)
    (one,) = correct(world, known)
    assert (one.pk, one.round) == (known.pk, 2)
    tell(known, "ACCEPTED")
    tell(known, "DELIVERED")
    assert acts(known.dossier)[-2:] == ["hand_to_post", "return_result"]


def test_what_is_on_its_way_goes_on_and_only_the_corrected_one_returns_the_result(
    world: World, office: Connection
) -> None:
    first = ordered(world)
    tell(first, "ACCEPTED", timezone.now() - timedelta(minutes=1))
    _first, second = correct(world, first)
    deliver()
    dossier = fresh(first.dossier)
    assert (dossier.delivery_state, second.state) == (DeliveryState.READY, OrderState.WAITING)
    before = acts(dossier)
    tell(first, "IN_TRANSIT", timezone.now() - timedelta(seconds=9))
    tell(first, "DELIVERED", timezone.now() - timedelta(seconds=8))
    assert (acts(dossier), fresh(dossier).status) == (before, Status.FINISHED), "a paper without force returns nothing"
    tell(second, "ACCEPTED")
    tell(second, "DELIVERED")
    assert acts(dossier) == [*before, "hand_to_post", "return_result"]


def test_a_superseded_parcel_that_fails_comes_back_and_nobody_is_asked(
    world: World, office: Connection, post: Post
) -> None:
    first = ordered(world)
    tell(first, "ACCEPTED", timezone.now() - timedelta(minutes=1))
    correct(world, first)
    deliver()
    tell(first, "FAILED", timezone.now() - timedelta(seconds=30), Reason="Đi vắng")
    assert first.settled_at is not None
    assert "post_failed" not in acts(first.dossier)
    deliver()
    assert post.services.calls[-1] == "/orders/return"
    tell(first, "RETURNED")
    assert first.settled_at is not None


@pytest.mark.parametrize("state", ["FAILED", "RETURNED"])
def test_where_nobody_was_found_the_counter_asks_for_the_address_first(
    world: World, office: Connection, post: Post, state: str
) -> None:
    first = ordered(world)
    tell(first, state, timezone.now() - timedelta(minutes=1), Reason="Đi vắng")
    before, second = correct(world, first)
    assert before.settled_at is not None, "its paper counts no more"
    assert (second.state, second.reason, second.sender_pays) == (OrderState.REFUSED, replaced.ASK_AGAIN, True)
    calls = len(post.services.calls)
    deliver()
    assert post.services.calls[calls:] == (["/orders/return"] if state == "FAILED" else [])
    page = as_(world.ward.clerk).get(reverse("parcels:list")).content.decode()
    assert "đã được đính chính" in page

    third = deciding.send_again(second, world.ward.clerk, Recipient.kept(second))
    assert (third.round, third.sender_pays, third.state) == (2, True, OrderState.WAITING)


def test_a_corrected_one_that_fails_after_the_return_is_decided_at_the_counter(
    world: World, office: Connection
) -> None:
    _first, second = correct(world, delivered(world))
    deliver()
    tell(second, "ACCEPTED")
    tell(second, "FAILED", timezone.now() + timedelta(seconds=1), Reason="Đi vắng")
    dossier = fresh(second.dossier)
    assert (dossier.status, dossier.delivery_state) == (Status.RETURNED, DeliveryState.POST_FAILED)
    stranger = make_staff("nguoi.la@example.vn", "Vũ Thị Nga", Role.OFFICER, world.ward.centre)
    for act in (lambda: deciding.keep(second, stranger), lambda: deciding.send_again(second, stranger, _to(second))):
        with pytest.raises(NotYours):
            act()
    deciding.send_again(second, world.ward.clerk, _to(second))
    tell(second, "FAILED", timezone.now() + timedelta(seconds=2))
    deciding.keep(second, world.ward.clerk)
    dossier = fresh(dossier)
    assert (dossier.result_delivery, dossier.delivery_state) == (ResultDelivery.COUNTER, DeliveryState.READY)
    assert acts(dossier)[-4:] == ["post_failed", "post_again", "post_failed", "keep_at_counter"]


def _to(order: PostalOrder) -> Recipient:
    return Recipient.kept(order)


def test_what_was_fetched_or_kept_at_the_counter_is_exchanged_there(world: World, office: Connection) -> None:
    fetched = ordered(world)
    returning.hand_out(fetched.dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert len(correct(world, fetched)) == 1
    kept = ordered(world)
    tell(kept, "FAILED")
    deciding.keep(kept, world.ward.clerk)
    assert len(correct(world, kept)) == 1


def test_a_recalled_one_that_is_issued_anew_is_ordered_as_before(world: World, office: Connection) -> None:
    order = ordered(world)
    recalling.recall(fresh(order.dossier), world.ward.leader, reason="Sai tên", legal_ground="Luật Hộ tịch")
    called_off, anew = correct(world, order)
    assert (called_off.state, anew.state, anew.sender_pays) == (OrderState.CANCELLED, OrderState.WAITING, False)


def test_corrected_twice_only_the_last_paper_counts(world: World, office: Connection) -> None:
    first = delivered(world)
    _first, second = correct(world, first)
    deliver()
    tell(second, "ACCEPTED")
    third = correct(world, first, "3/2026", child_name="Trần Nguyễn Bảo Hân")[-1]
    assert (third.round, PostalOrder.objects.filter(dossier=first.dossier).count()) == (3, 3)
    tell(second, "DELIVERED")
    dossier: Dossier = fresh(first.dossier)
    assert "deliver_replacement" not in acts(dossier)
    deliver()
    tell(third, "DELIVERED")
    assert acts(dossier)[-1] == "deliver_replacement"
