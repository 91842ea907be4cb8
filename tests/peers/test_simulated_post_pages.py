"""The pages of the simulated post office: what arrived, one move at a time, and switches that do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.peers.postal.words import STATES
from portal.peers.simulator.manners import WORDS, Fault, Manners
from portal.peers.simulator.pages import MOVES, manners_of
from portal.peers.simulator.store import ParcelStore
from tests.peers.post_inside import NUMBER, PostInside

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def post() -> Iterator[PostInside]:
    """A post office that behaves well."""
    with closing(ParcelStore()) as store:
        yield PostInside(store)


def test_before_anything_was_ordered_it_says_so(post: PostInside) -> None:
    page = post.page()
    assert "Chưa có đơn nào" in page
    assert "<table" not in page
    assert "Không phải bưu điện thật" in page


def test_every_move_has_a_button_and_every_fault_a_switch(post: PostInside) -> None:
    post.order()
    page = post.page()
    assert set(MOVES) == set(STATES)
    for words in MOVES.values():
        assert f">{words}</button>" in page
    assert set(WORDS) == set(Fault)
    for fault, words in WORDS.items():
        assert f'name="{fault}"' in page
        assert words in page


def test_the_newest_order_stands_first_with_who_gets_it(post: PostInside) -> None:
    for number, name in (("A-B1", "Trần Văn Hùng"), ("A-B2", "Nguyễn Thị Lan")):
        post.order(OrderNumber=number, ReceiverName=name)
    page = post.page()
    assert page.index("A-B2") < page.index("A-B1")
    assert page.index("Nguyễn Thị Lan") < page.index("Trần Văn Hùng")
    assert page.count("12 Lê Lợi, Phường Sài Gòn") == 2


def test_nothing_that_somebody_ordered_becomes_part_of_the_page(post: PostInside) -> None:
    post.order(OrderNumber=f'"{EVIL}', ReceiverName=EVIL, ReceiverAddress=f"'>{EVIL}")
    assert EVIL not in post.page()
    assert post.page().count("&lt;script&gt;") == 4


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_button_lets_it_happen_and_tells_of_it(post: PostInside, state: str) -> None:
    number = post.order()
    answer = post.press("/chang", so=number, chang=state, ly_do=" Đi vắng ", nguoi_nhan=" Lan ")
    assert (answer.status, answer.headers["Location"]) == (303, "/")

    (told,) = post.told.said
    assert (told["OrderNumber"], told["Status"]) == (number, state)
    # A reason belongs to what went wrong, a name to what was delivered; both without stray blanks.
    assert told.get("Reason") == ("Đi vắng" if state in ("FAILED", "RETURNED") else None)
    assert told.get("ReceivedBy") == ("Lan" if state == "DELIVERED" else None)
    assert f"<td>{STATES[state].label}<td>" in post.page()


def test_what_was_left_empty_is_not_told(post: PostInside) -> None:
    number = post.order()
    post.press("/chang", so=number, chang="FAILED", ly_do="  ")
    post.press("/chang", so=number, chang="DELIVERED")
    assert all(set(told) == {"OrderNumber", "ItemCode", "Status", "StatusTime"} for told in post.told.said)


def test_a_move_that_is_none_and_a_parcel_that_nobody_ordered_are_refused(post: PostInside) -> None:
    number = post.order()
    for values, words in (
        ({"so": number, "chang": "LOST"}, "chang"),
        ({"so": number}, "chang"),
        ({"so": "khong-co", "chang": "ACCEPTED"}, "so"),
        ({"chang": "ACCEPTED"}, "so"),
    ):
        with pytest.raises(ValueError, match=f"^{words}: no such"):
            post.press("/chang", **values)
    assert (post.told.said, post.store.moves(number)) == ([], [])


def test_what_was_called_off_can_not_be_moved_from_the_page(post: PostInside) -> None:
    post.order()
    post.ask("/orders/return", NUMBER)
    page = post.page()
    assert "<td>Đã hủy<td></tr>" in page
    assert 'action="/chang"' not in page


def test_the_switches_stand_as_it_behaves(post: PostInside) -> None:
    assert " checked" not in post.page()
    post.press("/cach-tra-loi", down="on", twice="on", latency="1.5")
    assert post.services.manners == Manners(frozenset({Fault.DOWN, Fault.TWICE}), 1.5)
    page = post.page()
    assert page.count(" checked") == 2
    assert 'name="latency" inputmode="decimal" value="1.5"' in page
    post.press("/cach-tra-loi")
    assert post.services.manners == Manners()


def test_what_was_kept_back_is_told_when_things_need_no_disorder_any_more(post: PostInside) -> None:
    post.press("/cach-tra-loi", disorder="on")
    assert post.told.releases == 0
    post.press("/cach-tra-loi", twice="on")
    assert post.told.releases == 1


def test_a_pause_that_is_none_leaves_the_manners_as_they_were(post: PostInside) -> None:
    post.press("/cach-tra-loi", broken="on")
    for typed in ("-1", "60.1", "nan", "inf", "1,5", "x", "1e9"):
        with pytest.raises(ValueError, match=r"."):
            post.press("/cach-tra-loi", latency=typed)
    assert post.services.manners == Manners(frozenset({Fault.BROKEN}))


@given(faults=st.sets(st.sampled_from(list(Fault))), latency=st.floats(0, 60), other=st.text(max_size=5))
def test_every_mixture_of_manners_can_be_asked_for(faults: set[Fault], latency: float, other: str) -> None:
    asked = {str(fault): "on" for fault in faults} | {"latency": repr(latency), f"x{other}": "on"}
    assert manners_of(asked) == Manners(frozenset(faults), latency)
