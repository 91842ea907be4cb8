"""What the simulated post office remembers outlives it, whole; what it tells is signed and told until it is heard."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import standard_webhooks
from portal.peers.drivers.post import PostOffice
from portal.peers.inbound import shapes
from portal.peers.simulator import notifying
from portal.peers.simulator.manners import Fault, Manners
from portal.peers.simulator.notifying import Notifying
from portal.peers.simulator.store import CALLED_OFF, NEW, ParcelStore, UnknownParcel
from tests.peers.connecting import NOTICE_SECRET
from tests.peers.post_inside import ORDER

NUMBER = ORDER["OrderNumber"]


def test_another_process_finds_everything_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "post.sqlite3"
    with closing(ParcelStore(path)) as store:
        before = store.order(ORDER)
        store.order(ORDER)
        store.move(NUMBER, "ACCEPTED", Place="Bưu cục Bến Thành")
    with closing(ParcelStore(path)) as store:
        kept = store.parcel(NUMBER)
        assert (kept.item_code, kept.told, kept.state, kept.orders) == (before.item_code, ORDER, "ACCEPTED", 2)
        assert [move["Place"] for move in store.moves(NUMBER)] == ["Bưu cục Bến Thành"]


def test_a_parcel_begins_new_and_keeps_what_a_change_does_not_name() -> None:
    with closing(ParcelStore()) as store:
        assert store.order(ORDER).state == NEW
        changed = store.change(NUMBER, "IN_TRANSIT", {"ReceiverAddress": "7 Nguyễn Huệ"})
        assert changed.told == ORDER | {"ReceiverAddress": "7 Nguyễn Huệ"}
        assert store.change(NUMBER, CALLED_OFF).told == changed.told


def test_an_order_that_comes_again_does_not_undo_what_happened() -> None:
    with closing(ParcelStore()) as store:
        store.order(ORDER)
        store.move(NUMBER, "DELIVERED")
        again = store.order(ORDER | {"ReceiverName": "somebody else"})
        assert (again.state, again.told["ReceiverName"]) == ("DELIVERED", ORDER["ReceiverName"])


def test_what_is_not_there_can_neither_move_nor_change() -> None:
    with closing(ParcelStore()) as store:
        store.order(ORDER)
        for act in (
            store.parcel,
            lambda number: store.move(number, "FAILED"),
            lambda number: store.change(number, "X"),
        ):
            with pytest.raises(UnknownParcel):
                act("khong-co")
        assert store.moves("khong-co") == []
        assert store.parcel(NUMBER).state == NEW


def test_a_write_that_fails_leaves_the_store_usable() -> None:
    with closing(ParcelStore()) as store:
        store.order(ORDER)
        with pytest.raises(KeyError):
            store.order({"ReceiverName": "nobody's"})
        store.order(ORDER | {"OrderNumber": "H29-1-B2"})
        assert [parcel.number for parcel in store.newest()] == ["H29-1-B2", NUMBER]
        assert len(store.newest(1)) == 1


@given(numbers=st.lists(st.text(min_size=1, max_size=8), max_size=8))
def test_each_number_has_one_parcel_with_a_code_of_its_own(numbers: list[str]) -> None:
    with closing(ParcelStore()) as store:
        codes = {number: store.order(ORDER | {"OrderNumber": number}).item_code for number in numbers}
        assert len(set(codes.values())) == len(set(numbers))
        assert {parcel.number: parcel.item_code for parcel in store.newest()} == codes


class Ear:
    """The portal's door, which hears with the answers that a test names (200 when there are no more)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], str]] = []
        self.statuses: list[int] = []

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Prove the signature and keep it."""
        standard_webhooks.verify(body, headers, [NOTICE_SECRET], time.time())
        notice = json.loads(body)
        assert shapes.faults_of(notice, PostOffice.notices) == []
        self.heard.append((address, notice["data"], headers["webhook-id"]))
        return self.statuses.pop(0) if self.statuses else 202

    def states(self) -> list[str]:
        """What was told, by its states."""
        return [told["Status"] for _address, told, _name in self.heard]


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """A portal that hears."""
    heard = Ear()
    monkeypatch.setattr(notifying, "post", heard.post)
    return heard


def teller(*faults: Fault) -> tuple[Notifying, list[dict[str, str]]]:
    """Somebody who tells with these manners, and three moves to tell of."""
    with closing(ParcelStore()) as store:
        store.order(ORDER)
        moves = [store.move(NUMBER, state) for state in ("ACCEPTED", "IN_TRANSIT", "DELIVERED")]
    door = "http://portal.example/door/"
    return Notifying(door, NOTICE_SECRET, lambda: Manners(frozenset(faults)), retries=(0, 0)), moves


def tell_all(told: Notifying, moves: list[dict[str, str]]) -> None:
    """Tell one after the other, each until it is heard."""
    for move in moves:
        told.tell(move)
        told.teller.wait()


def test_each_move_is_told_once_signed_and_readable_at_our_door(ear: Ear) -> None:
    told, moves = teller()
    tell_all(told, moves)
    assert [data for _address, data, _name in ear.heard] == moves
    assert {address for address, _data, _name in ear.heard} == {"http://portal.example/door/"}
    assert len({name for _address, _data, name in ear.heard}) == 3


def test_told_twice_it_comes_under_two_ids(ear: Ear) -> None:
    told, moves = teller(Fault.TWICE)
    tell_all(told, moves[:1])
    (first, second) = ear.heard
    assert first[1] == second[1]
    assert first[2] != second[2]


def test_in_disorder_a_move_comes_after_the_next_one(ear: Ear) -> None:
    told, moves = teller(Fault.DISORDER)
    told.tell(moves[0])
    assert ear.heard == []
    told.tell(moves[1])
    told.teller.wait()
    assert sorted(ear.states()) == ["ACCEPTED", "IN_TRANSIT"]
    told.tell(moves[2])
    told.teller.wait()
    assert "DELIVERED" not in ear.states()
    for _twice in range(2):
        told.release()
        told.teller.wait()
    assert ear.states().count("DELIVERED") == 1


def test_it_is_told_until_it_is_heard_and_under_the_same_id(ear: Ear) -> None:
    ear.statuses = [0, 503]
    told, moves = teller()
    tell_all(told, moves[:1])
    assert told.teller.told == [0, 503, 202]
    assert len({name for _address, _data, name in ear.heard}) == 1


def test_what_no_try_can_mend_is_not_tried_again(ear: Ear) -> None:
    for status in (400, 401, 409, 422):
        ear.statuses = [status]
        told, moves = teller()
        tell_all(told, moves[:1])
        assert told.teller.told == [status]
