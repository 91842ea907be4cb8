"""The doors of the simulated post office: who is let in, what an order must say, and what each message leads to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from portal.outbox.standard_webhooks import sign
from portal.peers.drivers.post import PATHS
from portal.peers.postal.words import STATES
from portal.peers.simulator.manners import Fault, Manners
from portal.peers.simulator.services import NEEDED
from portal.peers.simulator.store import CALLED_OFF, ParcelStore
from tests.peers.connecting import CUSTOMER, SECRET
from tests.peers.post_inside import NUMBER, ORDER, PostInside


@pytest.fixture
def post() -> Iterator[PostInside]:
    """A post office that behaves well."""
    with closing(ParcelStore()) as store:
        yield PostInside(store)


def test_who_signs_with_another_secret_or_not_at_all_is_a_stranger(post: PostInside) -> None:
    body = json.dumps(ORDER).encode()
    now = int(time.time())
    for headers in (
        {},
        sign(body, "msg_1", now, "another-secret-than-the-agreed-one").headers,
        sign(b"{}", "msg_1", now, SECRET).headers,
        sign(body, "msg_1", now - 301, SECRET).headers,
    ):
        for path in (*PATHS.values(), "/ping"):
            assert post.knock(path, body, headers).status == 401
    assert post.store.newest() == []


def test_headers_are_found_in_whatever_letters_they_are_written(post: PostInside) -> None:
    body = json.dumps({"CustomerCode": CUSTOMER}).encode()
    headers = sign(body, "msg_1", int(time.time()), SECRET).headers
    assert post.knock("/ping", body, {name.title(): value for name, value in headers.items()}).status == 200


def test_another_customer_is_turned_away(post: PostInside) -> None:
    for code in ("somebody-else", "", None):
        assert post.ask("/orders", ORDER | {"CustomerCode": code}) == (403, {"title": "unknown customer"})
    assert post.store.newest() == []


def test_a_ping_leaves_nothing(post: PostInside) -> None:
    assert post.ask("/ping", {"CustomerCode": CUSTOMER}) == (200, {})
    assert (post.store.newest(), post.told.said) == ([], [])


def test_an_order_gets_a_code_and_keeps_it_when_it_comes_again(post: PostInside) -> None:
    first, second = post.ask("/orders", ORDER), post.ask("/orders", ORDER)
    assert first == second
    assert first[0] == 200
    (parcel,) = post.store.newest()
    assert (parcel.item_code, parcel.orders, parcel.told) == (first[1]["ItemCode"], 2, ORDER)
    assert parcel.item_code.isascii()
    assert len(parcel.item_code) == 13
    assert post.ask("/orders", ORDER | {"OrderNumber": "H29-1-B2"})[1] != first[1]


def test_an_order_that_lacks_something_is_refused_by_name(post: PostInside) -> None:
    for name in set(NEEDED) - {"OrderNumber"}:
        assert post.ask("/orders", ORDER | {name: ""}) == (422, {"title": f"thiếu {name}"})
    without = {name: value for name, value in ORDER.items() if name not in ("ReceiverPhone", "Weight")}
    assert post.ask("/orders", without) == (422, {"title": "thiếu ReceiverPhone, Weight"})
    # Who sends may have no address or phone of its own: the post fetches there every day.
    assert post.ask("/orders", ORDER | {"SenderAddress": "", "SenderPhone": ""})[0] == 200


def test_what_nobody_ordered_is_found_nowhere(post: PostInside) -> None:
    for kind in ("post.again", "post.return", "post.where"):
        assert post.ask(PATHS[kind], NUMBER) == (422, {"title": ORDER["OrderNumber"]})
    assert post.told.said == []


def test_another_try_goes_to_the_new_door_and_is_told(post: PostInside) -> None:
    number = post.order()
    post.services.happen(number, "FAILED", Reason="Đi vắng")
    told = NUMBER | {"ReceiverAddress": "7 Nguyễn Huệ", "Weight": "900"}
    assert post.ask("/orders/again", told) == (200, {})

    parcel = post.store.parcel(number)
    assert (parcel.state, parcel.told["ReceiverAddress"]) == ("IN_TRANSIT", "7 Nguyễn Huệ")
    assert parcel.told["Weight"] == "100", "only who gets it may change"
    last = post.told.said[-1]
    assert (last["Status"], last["Place"], last["ItemCode"]) == ("IN_TRANSIT", "Bưu cục phát", parcel.item_code)


def test_called_back_before_it_was_fetched_it_never_was_on_its_way(post: PostInside) -> None:
    number = post.order()
    assert post.ask("/orders/return", NUMBER) == (200, {})
    assert post.store.parcel(number).state == CALLED_OFF
    assert (post.told.said, post.store.moves(number)) == ([], [])


def test_called_back_on_its_way_it_is_returned_and_told(post: PostInside) -> None:
    number = post.order()
    post.services.happen(number, "ACCEPTED")
    assert post.ask("/orders/return", NUMBER) == (200, {})
    assert post.store.parcel(number).state == "RETURNED"
    assert post.told.said[-1]["Reason"] == "Người gửi yêu cầu chuyển hoàn"


def test_asked_where_a_parcel_is_it_tells_the_whole_way_in_order(post: PostInside) -> None:
    number = post.order()
    assert post.ask("/where", NUMBER) == (200, {"ItemCode": post.store.parcel(number).item_code, "Moves": []})
    for state in STATES:
        post.services.happen(number, state)
    moves = post.ask("/where", NUMBER)[1]["Moves"]
    assert [move["Status"] for move in moves] == list(STATES)
    assert moves == post.told.said
    assert [move["StatusTime"] for move in moves] == sorted(move["StatusTime"] for move in moves)


def test_down_and_broken_it_looks_at_nothing(post: PostInside) -> None:
    for fault, status, is_lost in ((Fault.DOWN, 200, True), (Fault.BROKEN, 500, False)):
        post.services.manners = Manners(frozenset({fault}))
        answer = post.knock("/orders", b"whatever", {})
        assert (answer.status, answer.is_lost) == (status, is_lost)
    assert (post.services.calls, post.store.newest()) == ([], [])


def test_an_answer_that_gets_lost_was_done_all_the_same(post: PostInside) -> None:
    post.services.manners = Manners(frozenset({Fault.LOSES_ANSWER}))
    body = json.dumps(ORDER).encode()
    assert post.knock("/orders", body, sign(body, "msg_1", int(time.time()), SECRET).headers).is_lost
    assert [parcel.number for parcel in post.store.newest()] == [ORDER["OrderNumber"]]
    assert post.services.calls == ["/orders"]


def test_refusing_orders_it_still_follows_those_it_has(post: PostInside) -> None:
    number = post.order()
    post.services.manners = Manners(frozenset({Fault.REFUSES}))
    assert post.ask("/orders", ORDER | {"OrderNumber": "H29-1-B2"}) == (422, {"title": "ngoài vùng phục vụ"})
    assert post.ask("/where", NUMBER)[0] == 200
    assert [parcel.number for parcel in post.store.newest()] == [number]


def test_slow_it_waits_before_each_answer(post: PostInside, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("portal.peers.simulator.services.time.sleep", slept.append)
    post.services.manners = Manners(latency_seconds=2.5)
    post.ask("/ping", {"CustomerCode": CUSTOMER})
    assert slept == [2.5]


def test_what_is_no_object_is_refused(post: PostInside) -> None:
    for body in (b"[]", b"", b"\xff"):
        with pytest.raises(ValueError, match=r"."):  # the server makes a 400 of it
            post.knock("/orders", body, sign(body, "msg_1", int(time.time()), SECRET).headers)


def test_a_manifest_is_kept_once_taken_whole_and_called_off(post: PostInside) -> None:
    numbers = [post.order(), post.order(OrderNumber="H29-2-B1")]
    told = {"CustomerCode": CUSTOMER, "ManifestNumber": "BK-1", "OrderNumbers": numbers, "HandedAt": "2026-11-23"}
    for _time in range(2):
        assert post.ask("/manifests", told) == (200, {})
    assert post.store.manifests() == {"BK-1": numbers}
    assert "BK-1" in post.page()
    post.services.happen(numbers[1], "DELIVERED")
    for _time in range(2):
        assert post.press("/bang-ke", so="BK-1").status == 303
    assert [(one["OrderNumber"], one["Status"]) for one in post.told.said] == [
        (numbers[1], "DELIVERED"),
        (numbers[0], "ACCEPTED"),
    ], "what is on its way is not taken again"
    assert post.ask("/manifests/off", {"CustomerCode": CUSTOMER, "ManifestNumber": "BK-1"}) == (200, {})
    assert post.store.manifests() == {}
    assert "BK-1" not in post.page()
    assert post.ask("/manifests", told | {"OrderNumbers": ["nobody"]}) == (422, {"title": "nobody"})
