"""Rules proved: what a post tells is read strictly; where a parcel is depends on moments, never on what came last."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers import recalling
from dossiers.models import Dossier
from dossiers.statuses import DeliveryState, ResultDelivery
from portal.outbox.models import OutboxMessage
from portal.peers.drivers import registry
from portal.peers.drivers.base import Rejected
from portal.peers.drivers.post import PostOffice
from portal.peers.models import Connection, PostalEvent, PostalOrder
from portal.peers.models.orders import TO_DECIDE, TOLD_BY_POST, UNDER_WAY, OrderState
from portal.peers.postal import asking, notices
from portal.peers.postal.notices import Move
from portal.peers.postal.words import STATES
from tests.dossiers import stages
from tests.dossiers.world import World
from tests.peers.connecting import acts, connected, fresh, parcel

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def told(state: str, minutes: float = 0, **words: Any) -> dict[str, Any]:
    """One move, so long after the beginning."""
    return {"Status": state, "StatusTime": (BEGIN + timedelta(minutes=minutes)).isoformat(), **words}


@pytest.fixture
def dossier(world: World) -> Dossier:
    """One whose result waits to go by post."""
    return stages.issued(world, delivery="post")


@pytest.fixture
def order(dossier: Dossier) -> PostalOrder:
    """An order that the post has."""
    return parcel(dossier, connected("https://buu-dien.example"), item_code="RA000000001VN")


def hear(order: PostalOrder, *moves: dict[str, Any], item_code: str = "") -> PostalOrder:
    """The post tells of all this at once; the order as it is then."""
    notices.follow(order, [Move.read(move) for move in moves], item_code)
    return PostalOrder.objects.get(pk=order.pk)


def test_every_state_is_told_decided_about_or_ours_alone() -> None:
    assert set(STATES.values()) == set(TOLD_BY_POST)
    assert len(set(STATES)) == len(set(STATES.values()))
    ours = {OrderState.WAITING, OrderState.ORDERED, OrderState.REFUSED, OrderState.CANCELLED}
    assert set(TOLD_BY_POST) | ours == set(OrderState)
    assert not set(UNDER_WAY) & set(TO_DECIDE)


def test_a_moment_is_read_in_whatever_zone_it_is_told() -> None:
    for text in ("2026-03-02T08:00:00+07:00", "2026-03-02T01:00:00Z", "2026-03-01T20:00:00.000-05:00"):
        assert Move.read({"Status": "FAILED", "StatusTime": text}).at == BEGIN


def test_a_moment_that_is_none_has_no_zone_or_can_not_be_is_refused() -> None:
    now = timezone.now()
    for text in (
        "",
        "yesterday at about noon",
        "2026-03-02T08:00:00.000",
        "2026-02-30T08:00:00+07:00",
        "2026-03-02T25:00:00+07:00",
        "1999-12-31T23:59:59+00:00",
        "9999-12-31T23:59:59-23:00",
        (now + timedelta(minutes=11)).isoformat(),
    ):
        with pytest.raises(Rejected, match="StatusTime"):
            Move.read({"Status": "FAILED", "StatusTime": text})
    # A clock that runs ahead a little is forgiven.
    assert Move.read({"Status": "FAILED", "StatusTime": (now + timedelta(minutes=9)).isoformat()})


def test_words_are_kept_as_people_write_them() -> None:
    move = Move.read(told("FAILED", Reason="  Đi   vắng ", Place="Bu\u031bu cu\u0323c"))
    assert (move.reason, move.place, move.received_by) == ("Đi vắng", "Bưu cục", "")


@given(st.text(min_size=20, max_size=35))
def test_any_text_is_a_moment_of_the_past_or_refused(text: str) -> None:
    try:
        at = Move.read({"Status": "ACCEPTED", "StatusTime": text}).at
    except Rejected:
        return
    assert at.tzinfo is not None
    assert at.year >= 2000


@given(
    st.lists(st.tuples(st.sampled_from(TOLD_BY_POST), st.integers(0, 5)), min_size=1, max_size=6, unique=True).flatmap(
        lambda ways: st.tuples(st.just(ways), st.permutations(ways))
    )
)
def test_of_the_same_moves_the_same_one_counts_whatever_their_order(
    ways: tuple[list[tuple[OrderState, int]], list[tuple[OrderState, int]]],
) -> None:
    def last(moves: list[tuple[OrderState, int]]) -> tuple[str, datetime]:
        events = [PostalEvent(state=state, at=BEGIN + timedelta(minutes=minutes)) for state, minutes in moves]
        now = max(events, key=notices._place_on_the_way)
        return now.state, now.at

    kept, mixed = ways
    assert last(kept) == last(mixed)
    states = {state for state, _minutes in kept}
    for final in (OrderState.DELIVERED, OrderState.RETURNED):
        if final in states:
            assert last(kept)[0] == final
            break
    else:
        assert last(kept)[1] == BEGIN + timedelta(minutes=max(minutes for _state, minutes in kept))


def test_of_two_moves_of_one_moment_the_one_further_on_counts(order: PostalOrder) -> None:
    for first, second in itertools.pairwise(("ACCEPTED", "IN_TRANSIT", "FAILED")):
        assert hear(order, told(second, 5), told(first, 5)).state == STATES[second]
        PostalEvent.objects.all().delete()


def test_what_comes_late_is_kept_and_changes_nothing(order: PostalOrder) -> None:
    assert hear(order, told("IN_TRANSIT", 9, Place="Bưu cục Tân Định")).state == OrderState.IN_TRANSIT
    late = hear(order, told("ACCEPTED", 3, Place="Bưu cục Bến Thành"))
    assert (late.state, late.place, late.events.count()) == (OrderState.IN_TRANSIT, "Bưu cục Tân Định", 2)
    assert acts(order.dossier) == ["hand_to_post"]
    assert late.heard_at > order.heard_at


def test_the_first_code_of_a_parcel_stays(order: PostalOrder) -> None:
    PostalOrder.objects.update(item_code="")
    assert hear(order, told("ACCEPTED"), item_code="RA000000007VN").item_code == "RA000000007VN"
    assert hear(order, told("IN_TRANSIT", 1), item_code="RA000000008VN").item_code == "RA000000007VN"
    assert hear(order, told("IN_TRANSIT", 2)).item_code == "RA000000007VN"


def test_nothing_told_is_heard_and_leaves_it_where_it_is(order: PostalOrder) -> None:
    heard = hear(order)
    assert (heard.state, heard.events.count(), acts(order.dossier)) == (OrderState.ORDERED, 0, [])
    assert heard.heard_at > order.heard_at


def test_a_failure_without_a_reason_is_told_by_its_name(order: PostalOrder) -> None:
    hear(order, told("FAILED"))
    event = fresh(order.dossier).events.latest("sequence")
    assert (event.action, event.note) == ("post_failed", "Phát không thành công")
    again = hear(order, told("FAILED", 5, Reason="Đi vắng"))
    assert again.reason == "Đi vắng"
    assert acts(order.dossier) == ["post_failed"], "told again it is no other failure"


def test_delivered_without_a_name_it_went_to_who_stands_on_it(order: PostalOrder) -> None:
    hear(order, told("DELIVERED", ReceivedBy="  "))
    dossier = fresh(order.dossier)
    assert (dossier.result.handed_out_to, dossier.returned_at) == ("Nguyễn Thị Lan", BEGIN)


def test_delivered_a_moment_ahead_of_our_clock_it_is_returned_now(order: PostalOrder) -> None:
    ahead = timezone.now() + timedelta(minutes=5)
    hear(order, {"Status": "DELIVERED", "StatusTime": ahead.isoformat()})
    returned = fresh(order.dossier).returned_at
    assert returned is not None
    assert returned <= timezone.now()


def test_a_parcel_of_what_the_counter_keeps_moves_alone(order: PostalOrder) -> None:
    Dossier.objects.update(result_delivery=ResultDelivery.COUNTER)
    before = acts(order.dossier)
    for minutes, state in enumerate(("ACCEPTED", "FAILED", "RETURNED")):
        assert hear(order, told(state, minutes)).state == STATES[state]
    assert acts(order.dossier) == before
    assert PostalOrder.objects.get().settled_at is not None
    assert fresh(order.dossier).delivery_state == DeliveryState.READY


def test_a_result_that_was_recalled_on_its_way_is_followed_to_its_end(order: PostalOrder, world: World) -> None:
    hear(order, told("ACCEPTED"))
    recalling.recall(order.dossier, world.ward.leader, reason="Sai tên.", legal_ground="Luật Hộ tịch, Điều 10")
    assert hear(order, told("RETURNED", 5)).state == OrderState.RETURNED


def test_a_way_that_can_not_be_read_is_refused_and_leaves_nothing(
    order: PostalOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(moves: Any) -> None:
        monkeypatch.setattr(PostOffice, "ask", lambda _driver, _message: {"Moves": moves})
        notices.where(registry.driver_for(order.connection), order.connection, {"order": order.pk}, "msg_1")

    right = told("DELIVERED")
    unreadable: list[Any] = [
        "DELIVERED",
        {},
        ["DELIVERED"],
        [None],
        [{"Status": "LOST", "StatusTime": right["StatusTime"]}],
        [{"Status": ["DELIVERED"], "StatusTime": right["StatusTime"]}],
        [{"Status": "DELIVERED"}],
        [{"Status": "DELIVERED", "StatusTime": 7}],
        [right | {"Place": 7}],
        [right | {"Reason": "x" * 301}],
        [right, {}],
    ]
    for moves in unreadable:
        with pytest.raises(Rejected, match="hành trình không đọc được"):
            asked(moves)
    assert (acts(order.dossier), order.events.count()) == ([], 0)
    asked([])
    asked([right | {"Fax": "of no use"}])
    assert acts(order.dossier)[-1] == "return_result"


def test_only_what_the_post_has_and_still_can_tell_of_is_asked_after(dossier: Dossier) -> None:
    office, long_ago = connected("https://buu-dien.example"), timezone.now() - timedelta(hours=25)
    asked_after = {"ordered", "accepted", "in_transit", "failed"}
    for state in OrderState.values:
        order = parcel(dossier, office, state, heard_at=long_ago)
        assert asking.ask_silent() == (state in asked_after), state
        assert asking.ask_silent() == 0
        PostalOrder.objects.filter(pk=order.pk).update(state="cancelled")
    PostalOrder.objects.update(state="cancelled", heard_at=long_ago)
    parcel(dossier, office, "failed", heard_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert asking.ask_silent() == 0
    assert {one.payload["type"] for one in OutboxMessage.objects.filter(channel="peer")} == {"post.where"}


def test_parcels_of_a_connection_that_has_ended_do_not_keep_others_waiting(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_AT_ONCE", 1)
    ended = connected("https://a.vn", short_name="a", active_to=timezone.localdate())
    office = connected("https://b.vn", short_name="b")
    for days, one in ((9, ended), (2, office), (3, office)):
        parcel(dossier, one, "failed", heard_at=timezone.now() - timedelta(days=days))
    assert [asking.ask_silent() for _ in range(3)] == [1, 1, 0]
    assert {one.payload["connection"] for one in OutboxMessage.objects.filter(channel="peer")} == {office.pk}
    assert Connection.objects.count() == 2
