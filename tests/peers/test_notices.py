"""What the post tells: who may knock, what counts once, and where a parcel is, whatever order it comes in."""

from __future__ import annotations

import itertools
import time
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers import standing
from dossiers.statuses import DeliveryState, Status
from portal.outbox.signed_doors import A_NOTICE_BYTES
from portal.peers.inbound import working
from portal.peers.models import Connection, PeerNotice, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal import asking, notices
from portal.peers.simulator.manners import Fault
from tests.dossiers.world import World
from tests.peers.conftest import Post
from tests.peers.connecting import acts, deliver, fresh, knock, notice, ordered, ready, signed, tell


def test_a_parcel_is_followed_to_the_door_and_the_result_is_returned(world: World, office: Connection) -> None:
    order = ordered(world)
    handed = timezone.now() - timedelta(minutes=3)

    tell(order, "ACCEPTED", handed, Place="Bưu cục Bến Thành")
    dossier = fresh(order.dossier)
    assert (order.state, order.place, dossier.delivery_state) == ("accepted", "Bưu cục Bến Thành", DeliveryState.POSTED)
    assert "bưu chính đang chuyển" in standing.whereabouts(dossier, None)

    tell(order, "IN_TRANSIT", handed + timedelta(minutes=1))
    delivered = handed + timedelta(minutes=2)
    tell(order, "DELIVERED", delivered, ReceivedBy="Trần Văn Hùng")

    dossier = fresh(order.dossier)
    assert (order.state, dossier.status, dossier.delivery_state) == ("delivered", 10, DeliveryState.HANDED_OUT)
    assert (dossier.returned_at, dossier.result.handed_out_to) == (delivered, "Trần Văn Hùng")
    assert acts(dossier) == ["hand_to_post", "return_result"]
    last = dossier.events.latest("sequence")
    assert (last.actor, last.actor_name) == (None, "Bưu điện Thành phố")
    assert not dossier.tasks.filter(finished_at=None).exists()


def test_acknowledged_at_once_done_later_and_counted_once(world: World, office: Connection) -> None:
    order = ordered(world)
    message = signed(notice(order, "ACCEPTED"), "tin-1")

    answer = knock(office, message)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert fresh(order.dossier).delivery_state == DeliveryState.READY
    assert working.take_due() == {"done": 1}

    again = knock(office, message)
    assert (again.status_code, again.json()) == (200, {"id": "tin-1", "state": "done", "problem": ""})
    clash = knock(office, signed(notice(order, "DELIVERED"), "tin-1"))
    assert clash.status_code == 409
    # The same move under another id is another notice, and no other move.
    told = notice(order, "ACCEPTED", order.events.get().at)
    assert knock(office, signed(told)).status_code == 202
    assert working.take_due() == {"done": 1}
    assert (order.events.count(), acts(order.dossier)) == (1, ["hand_to_post"])


def test_forged_expired_unsigned_and_unknown_leave_nothing(world: World, office: Connection) -> None:
    order = ordered(world)
    told = notice(order, "DELIVERED")
    right = signed(told)
    refused = {
        "another secret": knock(office, signed(told, secret="another-secret-of-somebody-else")),
        "our own secret": knock(office, signed(told, secret=office.secret)),
        "too old": knock(office, signed(told, at=time.time() - 301)),
        "from tomorrow": knock(office, signed(told, at=time.time() + 3600)),
        "another id": knock(office, right, {"webhook-id": "tin-2"}),
        "no signature": knock(office, right, {"webhook-signature": ""}),
        "no such connection": knock(Connection(public_id=uuid.uuid4()), right),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 401)

    Connection.objects.update(active_to=timezone.localdate())
    assert knock(office, right).status_code == 401
    assert Client().get(reverse("peer-door", args=[office.public_id])).status_code == 405
    assert not PeerNotice.objects.exists()


def test_what_is_no_notice_is_refused_in_a_sentence(world: World, office: Connection) -> None:
    order = ordered(world)
    right = notice(order, "ACCEPTED")
    wrong = [
        (b"", 400),
        (b"[]", 400),
        ("khong phai JSON ă".encode("utf-16"), 400),
        (b"[" * 30_000 + b"]" * 30_000, 400),
        (b"{" + b" " * A_NOTICE_BYTES + b"}", 413),
        ({"type": "parcel.lost", "data": {}}, 422),
        ({"type": ["parcel.moved"], "data": {}}, 422),
        ({"type": "parcel.moved", "data": []}, 422),
        ({**right, "data": right["data"] | {"Status": "LOST"}}, 422),
        ({**right, "data": right["data"] | {"Fax": "1"}}, 422),
        ({**right, "data": right["data"] | {"Reason": "x" * 301}}, 422),
    ]
    for told, status in wrong:
        answer = knock(office, signed(told))  # type: ignore[arg-type]
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert knock(office, signed(right, "x" * 101)).status_code == 400
    assert not PeerNotice.objects.exists()


def test_what_can_not_be_done_is_kept_with_its_cause_and_changes_nothing(world: World, office: Connection) -> None:
    order = ordered(world)
    for data in (
        {"OrderNumber": "khong-co"},
        {"StatusTime": (timezone.now() + timedelta(hours=2)).isoformat()},
        {"StatusTime": "2026-11-23T08:00:00.000"},
        {"StatusTime": "2026-13-45T99:00:00+07:00"},
        {"StatusTime": "0001-01-01T00:00:00+07:00"},
    ):
        told = notice(order, "DELIVERED")
        assert knock(office, signed({**told, "data": told["data"] | data})).status_code == 202
    assert working.take_due() == {"dead": 5}

    assert all(PeerNotice.objects.values_list("last_error", flat=True))
    assert (acts(order.dossier), order.events.count()) == ([], 0)


def test_a_parcel_of_another_post_office_is_nobody_elses_to_tell(world: World, office: Connection) -> None:
    order = ordered(world)
    other = Connection.objects.get(pk=office.pk)
    other.pk, other.short_name, other.public_id = None, "other", uuid.uuid4()
    other.save(force_insert=True)
    assert knock(other, signed(notice(order, "DELIVERED"))).status_code == 202
    assert working.take_due() == {"dead": 1}
    assert fresh(order.dossier).status == Status.FINISHED


def test_a_mistake_of_ours_waits_and_is_tried_again(
    world: World, office: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(world)
    knock(office, signed(notice(order, "ACCEPTED")))
    with monkeypatch.context() as broken:
        broken.setattr("portal.peers.inbound.working._act", lambda _notice: 1 / 0)
        assert working.take_due() == {"waiting": 1}
        assert working.take_due() == {}
    kept = PeerNotice.objects.get()
    assert (kept.attempts, kept.last_error) == (1, "Lỗi của hệ thống (ZeroDivisionError).")
    PeerNotice.objects.update(next_attempt_at=timezone.now())
    assert working.take_due() == {"done": 1}
    assert fresh(order.dossier).delivery_state == DeliveryState.POSTED


WAY = ("ACCEPTED", "IN_TRANSIT", "FAILED", "IN_TRANSIT", "DELIVERED")


def test_whatever_order_notices_come_in_it_ends_delivered_once(world: World, office: Connection) -> None:
    parcel, begin = ordered(world), timezone.now() - timedelta(hours=1)

    @given(order_of=st.permutations(range(len(WAY))), twice=st.lists(st.integers(0, 4), max_size=2))
    def check(order_of: list[int], twice: list[int]) -> None:
        with transaction.atomic():
            for place in itertools.chain(order_of, twice):
                notices.take(office, notice(parcel, WAY[place], begin + timedelta(minutes=place))["data"])
            told = acts(parcel.dossier)
            assert (fresh(parcel.dossier).delivery_state, parcel.events.count()) == (DeliveryState.HANDED_OUT, 5)
            assert (told.count("return_result"), told[-1]) == (1, "return_result")
            assert fresh(parcel.dossier).returned_at == begin + timedelta(minutes=4)
            transaction.set_rollback(True)

    check()


def test_a_notice_that_overtakes_the_answer_of_the_order_stays(world: World, office: Connection, post: Post) -> None:
    dossier = ready(world)
    post.behave(Fault.LOSES_ANSWER)
    deliver()
    order = dossier.postal_orders.get()
    tell(order, "ACCEPTED")
    post.behave()
    deliver()
    order.refresh_from_db()
    assert (order.state, order.item_code) == ("accepted", post.store.newest()[0].item_code)


def test_a_parcel_unheard_of_for_a_day_is_asked_after_once_a_day(world: World, office: Connection, post: Post) -> None:
    order = ordered(world)
    post.store.move(order.number, "ACCEPTED", Place="Bưu cục")
    post.store.move(order.number, "DELIVERED", ReceivedBy="Lan")
    assert asking.ask_silent() == 0
    PostalOrder.objects.update(heard_at=timezone.now() - timedelta(hours=25))

    assert (asking.ask_silent(), asking.ask_silent()) == (1, 0)
    deliver()

    assert post.services.calls == ["/orders", "/where"]
    order.refresh_from_db()
    assert (order.state, fresh(order.dossier).status) == (OrderState.DELIVERED, Status.RETURNED)
    assert order.dossier.result.handed_out_to == "Lan"
