"""Rules proved: what the work list is narrowed to and ordered by stands in its address, and each filter means what it
says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.statuses import Status
from dossiers.work_filters import window
from dossiers.work_list import View
from dossiers.work_question import NOBODY, DueIn, Order, Question
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings
from tests.dossiers.test_staff_work_list import DESK, codes, desk, put_due
from tests.dossiers.world import World
from tests.in_turn import in_turn


@pytest.fixture
def clerk(world: World) -> User:
    return world.ward.clerk


def test_mine_are_those_whose_open_step_was_given_to_me(world: World, client: Client) -> None:
    mine, colleagues = filings.submitted(world), filings.submitted(world)
    mine.tasks.update(assignee=world.ward.clerk)
    colleagues.tasks.update(assignee=world.ward.officer)

    response = desk(client, world.ward.clerk, xem=View.MINE)

    assert codes(response) == [mine.code]
    assert response.context["counts"]["mine"] == 1


def test_an_empty_list_of_mine_says_what_will_come(world: World, client: Client) -> None:
    assert "Chưa có hồ sơ nào giao cho bạn" in desk(client, world.ward.clerk, xem=View.MINE).content.decode()


@pytest.mark.usefixtures("undrawn")
def test_the_unit_in_work_leaves_out_what_is_over(world: World, client: Client) -> None:
    filings.finished(world)
    waiting, handed = filings.awaiting_supplement(world), filings.handed_over(world)

    assert set(codes(desk(client, world.ward.clerk, xem=View.UNIT))) == {waiting.code, handed.code}


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.PROCESSING])
def test_a_state_is_asked_for_by_its_national_number(world: World, client: Client, status: Status) -> None:
    made = {Status.SUBMITTED: filings.submitted(world), Status.PROCESSING: filings.handed_over(world)}

    found = codes(desk(client, world.ward.clerk, xem=View.ALL, **{"trang-thai": str(status.value)}))

    assert found == [made[status].code]


@pytest.mark.parametrize("due", list(DueIn))
def test_each_window_of_due_times_holds_its_own(world: World, client: Client, clerk: User, due: DueIn) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    moments = {
        DueIn.OVERDUE: timezone.now() - timedelta(minutes=1),
        DueIn.TODAY: midnight - timedelta(microseconds=1),
        DueIn.WEEK: midnight + timedelta(days=3),
        DueIn.LATER: midnight + timedelta(days=7),
    }
    made = {one: filings.submitted(world) for one in DueIn}
    for one, dossier in made.items():
        put_due(dossier, moments[one])

    assert codes(desk(client, clerk, han=due.value)) == [made[due].code]


@given(minutes=st.integers(-20 * 24 * 60, 20 * 24 * 60))
def test_the_windows_leave_no_moment_out_and_share_none(minutes: int) -> None:
    now = timezone.now()
    due_at = now + timedelta(minutes=minutes)

    windows = [window(due, now) for due in DueIn]

    hit = [(start is None or start <= due_at) and (end is None or due_at < end) for start, end in windows]
    assert sum(hit) == 1


def test_people_are_named_by_the_id_of_their_account(world: World, client: Client, clerk: User) -> None:
    taken, free = filings.submitted(world), filings.submitted(world)
    taken.tasks.update(assignee=clerk)

    assert codes(desk(client, clerk, nguoi=str(clerk.public_id))) == [taken.code]
    assert codes(desk(client, clerk, nguoi=NOBODY)) == [free.code]
    assert codes(desk(client, clerk, nguoi=str(uuid4()))) == []


def test_step_and_unit_narrow_with_the_parts_of_the_unit(world: World, client: Client) -> None:
    leader = world.ward.leader
    filings.submitted(world)
    handed = filings.handed_over(world)
    step = handed.tasks.get(finished_at=None).step.key

    by_step = codes(desk(client, leader, xem=View.UNIT, buoc=step))
    whole = codes(desk(client, leader, xem=View.UNIT, noi=world.ward.committee.code))

    assert by_step == [handed.code]
    assert len(whole) == 2
    assert codes(desk(client, leader, xem=View.UNIT, noi=world.ward.office.code)) == [handed.code]
    assert codes(desk(client, leader, xem=View.UNIT, noi="H29.10")) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Order.DUE, [1, 0]), (Order.DUE_LAST, [0, 1]), (Order.NEWEST, [1, 0]), (Order.OLDEST, [0, 1])],
)
def test_columns_that_hold_moments_sort_both_ways(
    world: World, client: Client, clerk: User, order: Order, expected: list[int]
) -> None:
    made = [filings.submitted(world), filings.submitted(world)]
    put_due(made[0], timezone.now() + timedelta(days=2))
    put_due(made[1], timezone.now() + timedelta(days=1))

    response = desk(client, clerk, xep=order.value)

    assert codes(response) == [made[index].code for index in expected]
    assert 'aria-sort="' in response.content.decode()


def test_the_heading_turns_the_order_and_keeps_the_filters(world: World, client: Client, clerk: User) -> None:
    filings.submitted(world)

    response = desk(client, clerk, kenh="online")

    assert response.context["by_due"] == ("?xem=can-xu-ly&kenh=online&xep=han-sau", "ascending")
    assert response.context["by_filing"] == ("?xem=can-xu-ly&kenh=online&xep=moi", "")


questions = st.builds(
    Question,
    view=st.sampled_from(View.values),
    procedure=st.sampled_from(["", "1.001193"]),
    state=st.sampled_from(["", "1", "10"]),
    channel=st.sampled_from(["", "online"]),
    due=st.sampled_from(["", *DueIn.values]),
    person=st.sampled_from(["", NOBODY]) | st.uuids().map(str),
    step=st.sampled_from(["", "process"]),
    unit=st.sampled_from(["", "H29.101"]),
    text=st.sampled_from(["", "lan & an", "50%"]),
    order=st.sampled_from(["", *Order.values]),
)


@given(questions)
def test_an_address_read_again_asks_the_same(question: Question) -> None:
    """Everything survives a reload and can be sent to a colleague."""
    typed = dict(parse_qsl(question.address().removeprefix("?")))

    assert Question.asked_by(User(), typed) == question


@in_turn(
    "name",
    ["xem", "thu-tuc", "trang-thai", "kenh", "han", "nguoi", "buoc", "noi", "tim", "xep", "sau", "truoc"],
    taken_back=True,
)
@in_turn("value", ["\x00", "'; DROP", "٣", "9" * 50], taken_back=True)
def test_anything_unknown_in_the_address_gives_a_list_all_the_same(
    world: World, client: Client, clerk: User, name: str, value: str
) -> None:
    assert desk(client, clerk, **{name: value}).status_code == 200


def test_every_filter_is_shown_as_it_was_asked(world: World, client: Client, clerk: User) -> None:
    filings.submitted(world)
    asked: dict[str, Any] = {"han": "sau", "trang-thai": "1", "nguoi": str(clerk.public_id), "kenh": "online"}

    page = desk(client, clerk, **asked).content.decode()

    for value in asked.values():
        assert f'<option value="{value}" selected>' in page
    assert "Bỏ lọc" in page


def test_only_colleagues_of_the_own_units_are_offered(world: World, client: Client, clerk: User) -> None:
    ids = {value for value, _name in desk(client, clerk).context["colleagues"]}

    assert str(world.ward.clerk.public_id) in ids
    assert str(world.other_ward.clerk.public_id) not in ids


def test_a_page_that_refreshes_gets_the_rows_alone(world: World, client: Client, clerk: User) -> None:
    dossier = filings.submitted(world)
    client.force_login(clerk)

    rows = client.get(DESK, {"kenh": "online"}, headers={"HX-Request": "true", "HX-Target": "desk-list"})

    page = rows.content.decode()
    assert dossier.code in page
    assert "<html" not in page
    assert 'hx-get="?xem=can-xu-ly&amp;kenh=online"' in page


def test_a_quick_look_is_a_page_of_its_own_and_a_part_beside_the_list(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    address = reverse("dossiers:glance", args=[dossier.code])
    client.force_login(world.ward.clerk)

    whole = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    for page in (whole, part):
        assert "Nguyễn Thị Lan" in page
        assert reverse("dossiers:work", args=[dossier.code]) in page


def test_a_quick_look_is_logged_and_only_for_those_at_its_units(world: World, client: Client) -> None:
    dossier: Dossier = filings.submitted(world)
    address = reverse("dossiers:glance", args=[dossier.code])
    client.force_login(world.other_ward.clerk)

    assert client.get(address).status_code == 404
    client.force_login(world.ward.clerk)
    client.get(address)

    assert AccessLogEntry.objects.filter(actor=world.ward.clerk, path=address).count() == 1
