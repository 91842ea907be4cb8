"""What people read of a parcel: where it is and by when, on the page of a code without anything about anybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers import results_by_post
from dossiers.models import Dossier
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.peers.postal import citizen_words
from portal.peers.postal.words import day_told
from portal.ui import speaking
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.peers.conftest import Post
from tests.peers.connecting import as_, connected, ordered, parcel, tell
from units.models import today_in_vietnam

TRACK = reverse("dossiers:track")


@pytest.fixture
def dossier(world: World) -> Dossier:
    """One whose result waits to go by post; no post fetches it but where a test says so."""
    return stages.issued(world, delivery="post")


def tracked(dossier: Dossier, language: str = "vi") -> str:
    """The page that anybody sees."""
    return words(Client(headers={"Accept-Language": language}).get(TRACK, {"code": dossier.code}))


def owned(world: World, dossier: Dossier) -> str:
    """The page that the owner sees."""
    return words(as_(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))


def test_from_the_order_to_the_door_anybody_with_the_code_reads_where_it_is(
    world: World, office: Connection, post: Post
) -> None:
    order = ordered(world)
    soon = today_in_vietnam() + timedelta(days=2)
    assert order.expected_on == soon
    page = tracked(order.dossier)
    assert "Kết quả đang chờ bưu chính đến lấy." in page
    assert f"Dự kiến phát: {speaking.day(soon)}." in page

    later = soon + timedelta(days=1)
    tell(order, "ACCEPTED", Place="Bưu cục Bến Thành", ExpectedDate=later.isoformat())
    page = tracked(order.dossier)
    assert f"Bưu chính đã nhận kết quả lúc {speaking.moment(order.state_at)}." in page
    assert f"Dự kiến phát: {speaking.day(later)}." in page

    tell(order, "DELIVERED", ReceivedBy="Trần Văn Hùng")
    page = tracked(order.dossier)
    assert "Đã trả kết quả" in page
    assert f"Bưu chính đã phát kết quả lúc {speaking.moment(order.state_at)}." in page
    assert "Dự kiến" not in page


def test_the_page_of_a_code_names_nobody_no_place_and_no_parcel_in_any_state(
    world: World, dossier: Dossier, office: Connection
) -> None:
    reason, place = "Người nhận Lan đi vắng", "Bưu cục Bến Thành"
    order = parcel(dossier, office, item_code="RA000000001VN", reason=reason, place=place)
    private = (order.item_code, order.number, reason, place, office.name, *order.told.values())
    for state in OrderState:
        PostalOrder.objects.filter(pk=order.pk).update(state=state)
        for language in ("vi", "en"):
            page = tracked(dossier, language)
            assert [text for text in private if text in page] == [], (state, language)
        assert ("RA000000001VN" in owned(world, dossier)) == (state != OrderState.CANCELLED)


def test_each_state_has_its_sentence_in_both_languages(dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office)
    said = set()
    for state in set(OrderState) - {OrderState.CANCELLED}:
        PostalOrder.objects.filter(pk=order.pk).update(state=state)
        with override("vi"):
            found = citizen_words.say(dossier.code)
        assert found is not None
        said.add(found.sentence)
        assert found.sentence in tracked(dossier)
        assert found.sentence not in tracked(dossier, "en")
    # Not fetched yet reads alike, whether the post knows of it or not.
    assert len(said) == len(OrderState) - 2


def test_a_day_that_is_past_is_said_to_be(dossier: Dossier, office: Connection) -> None:
    yesterday = today_in_vietnam() - timedelta(days=1)
    order = parcel(dossier, office, "in_transit", expected_on=yesterday)
    assert f"Bưu chính dự kiến phát {speaking.day(yesterday)} nhưng chưa phát xong." in tracked(dossier)
    for state in TO_DECIDE:
        PostalOrder.objects.filter(pk=order.pk).update(state=state)
        assert "dự kiến phát" not in tracked(dossier), "the counter acts next, not the post"


def test_what_is_kept_at_the_counter_or_called_off_is_no_parcel_any_more(dossier: Dossier, office: Connection) -> None:
    kept = parcel(dossier, office, "returned", settled_at=timezone.now())
    assert results_by_post.parcels(dossier.code) == []
    PostalOrder.objects.filter(pk=kept.pk).update(state="cancelled")
    assert results_by_post.parcels(dossier.code) == []
    parcel(dossier, office, "ordered")
    assert len(results_by_post.parcels(dossier.code)) == 1, "the newest is told of"


def test_only_a_result_by_post_is_asked_after(
    world: World, office: Connection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parcel(early := filings.submitted(world), office)
    with django_assert_num_queries(1):
        page = tracked(early)
    assert "bưu chính" not in page
    done = stages.issued(world, delivery="post")
    with django_assert_num_queries(2):
        tracked(done)
    parcel(fetched := stages.issued(world, delivery="counter"), office, "in_transit")
    assert "Bưu chính đang chuyển kết quả" not in owned(world, fetched)


def test_an_older_word_that_comes_late_names_no_day_any_more(dossier: Dossier) -> None:
    order = parcel(dossier, connected("https://buu-dien.example"), item_code="RA000000001VN")
    now = timezone.now()
    tell(order, "IN_TRANSIT", now, ExpectedDate="2026-12-02")
    tell(order, "ACCEPTED", now - timedelta(hours=1), ExpectedDate="2026-12-01")
    assert order.expected_on == date(2026, 12, 2)
    tell(order, "IN_TRANSIT", now + timedelta(seconds=1))
    assert order.expected_on == date(2026, 12, 2), "who names no day takes none back"


@given(st.one_of(st.none(), st.integers(), st.text(max_size=12), st.dates().map(date.isoformat)))
def test_what_is_no_day_decides_nothing(told: object) -> None:
    day = day_told(told)
    if day is not None:
        assert 2000 <= day.year < 2100
        assert isinstance(told, str)
    if isinstance(told, str) and told.startswith("20") and len(told) == 10 and told[4:5] == "-":
        assert (day is None) or day.isoformat() == told


def test_a_day_is_read_as_it_is_written() -> None:
    assert day_told("2026-12-02") == date(2026, 12, 2)
    for text in ("2026-02-30", "1999-12-31", "9999-12-31", "mai", "", None, 20261202, ["2026-12-02"]):
        assert day_told(text) is None, text
