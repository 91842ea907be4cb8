"""The work list: what waits for whom, in which order, narrowed how, and at what cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import intake, work_counts, work_list, work_pages
from dossiers.models import Dossier
from dossiers.work_list import View
from dossiers.work_question import Question
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff, make_user
from units.access import forget
from units.models import StaffRole
from units.roles import Role

DESK = reverse("dossiers:desk")


def desk(client: Client, user: User, **asked: str) -> Any:
    """The answer to the list's address for a person."""
    client.force_login(user)
    return client.get(DESK, asked)


def codes(response: Any) -> list[str]:
    """The codes of the rows, in order."""
    return [row.dossier.code for row in response.context["rows"]]


def put_due(dossier: Dossier, due_at: datetime) -> None:
    """Moves the due time of a dossier, past every rule, for the sake of the list."""
    Dossier.objects.filter(pk=dossier.pk).update(due_at=due_at, due_soon_from=due_at - timedelta(hours=2))


def test_each_step_waits_for_its_role_and_for_nobody_else(world: World, client: Client) -> None:
    submitted, handed = filings.submitted(world), filings.handed_over(world)
    drafted = filings.awaiting_signature(world)

    assert codes(desk(client, world.ward.clerk)) == [submitted.code]
    assert codes(desk(client, world.ward.officer)) == [handed.code]
    assert codes(desk(client, world.ward.leader)) == [drafted.code]
    assert codes(desk(client, world.other_ward.clerk)) == []


def test_procedures_to_filter_by_are_read_once_a_minute_for_all_who_work_at_the_same_units(
    world: World, client: Client
) -> None:
    """Telling them reads everything that is open; whoever works elsewhere is never told another ward's."""

    def told(user: User) -> list[str]:
        return [code for code, _name in desk(client, user).context["procedures"]]

    assert told(world.ward.clerk) == []
    code = filings.submitted(world).procedure_version.procedure.code
    assert told(world.ward.clerk) == []
    cache.clear()

    assert told(world.ward.clerk) == [code]
    assert told(world.other_ward.clerk) == []


def test_another_wards_dossiers_are_in_no_view(world: World, client: Client) -> None:
    filings.submitted(world)

    for view in View:
        assert codes(desk(client, world.other_ward.clerk, xem=view.value)) == []


def test_the_most_urgent_comes_first_and_equals_by_age(world: World, client: Client) -> None:
    first, second, third = (filings.submitted(world) for _ in range(3))
    now = timezone.now()
    put_due(third, now + timedelta(hours=1))
    put_due(first, now + timedelta(days=1))
    put_due(second, now + timedelta(days=1))

    assert codes(desk(client, world.ward.clerk)) == [third.code, first.code, second.code]


def test_overdue_and_due_soon_are_told_apart_by_the_moment(world: World, client: Client) -> None:
    late, soon, calm = (filings.submitted(world) for _ in range(3))
    now = timezone.now()
    put_due(late, now - timedelta(minutes=1))
    put_due(soon, now + timedelta(hours=1))
    put_due(calm, now + timedelta(days=3))

    assert codes(desk(client, world.ward.clerk, xem=View.OVERDUE)) == [late.code]
    response = desk(client, world.ward.clerk, xem=View.DUE_SOON)
    assert codes(response) == [soon.code]
    assert response.context["counts"] == {
        "to_do": 3,
        "mine": 0,
        "delegated": 0,
        "overdue": 1,
        "due_soon": 1,
        "waiting": 0,
        "today": 1,
    } or (
        # An hour from now may be tomorrow already.
        response.context["counts"]["today"] == 0 and timezone.localtime(now).hour == 23
    )


def test_a_paused_dossier_is_never_overdue(world: World, client: Client) -> None:
    """The clock stands still while the owner is asked (NĐ 61/2018 Đ17)."""
    waiting = filings.awaiting_supplement(world)
    put_due(waiting, timezone.now() - timedelta(days=1))

    assert codes(desk(client, world.ward.clerk, xem=View.OVERDUE)) == []
    assert codes(desk(client, world.ward.clerk, xem=View.WAITING)) == [waiting.code]


@pytest.mark.usefixtures("undrawn")
def test_all_of_the_unit_holds_closed_ones_too_newest_first(world: World, client: Client) -> None:
    old, new = filings.finished(world), filings.submitted(world)

    assert codes(desk(client, world.ward.clerk, xem=View.ALL)) == [new.code, old.code]


def test_a_clerk_who_is_a_citizen_elsewhere_does_not_find_that_dossier_at_work(world: World, client: Client) -> None:
    clerk = world.other_ward.clerk
    intake.submit(filings.birth_submission(filings.upload_for(clerk)), by=clerk)

    assert codes(desk(client, clerk, xem=View.ALL)) == []


@pytest.mark.parametrize("text", ["nguyen thi lan", "Nguyễn Thị Lan", "LAN", "0901234567", "0901 234 567", "+84901"])
def test_people_are_found_without_accents_and_by_phone(world: World, client: Client, text: str) -> None:
    dossier = filings.submitted(world)

    assert codes(desk(client, world.ward.clerk, tim=text)) == [dossier.code]


@pytest.mark.parametrize("asked", [{"tim": "không có ai"}, {"thu-tuc": "9.999999"}, {"kenh": "postal"}])
def test_filters_narrow_and_say_so_when_nothing_is_left(world: World, client: Client, asked: dict[str, str]) -> None:
    filings.submitted(world)

    response = desk(client, world.ward.clerk, **asked)

    assert codes(response) == []
    assert "Không có hồ sơ nào khớp với bộ lọc" in response.content.decode()
    assert 'aria-current="page"' in response.content.decode()


def test_a_code_or_its_end_finds_the_dossier(world: World, client: Client) -> None:
    dossier, _other = filings.submitted(world), filings.submitted(world)

    assert codes(desk(client, world.ward.clerk, tim=dossier.code.lower())) == [dossier.code]
    assert codes(desk(client, world.ward.clerk, tim=dossier.code[-4:])) == [dossier.code]


@pytest.mark.parametrize(
    "asked",
    [{"xem": "gì"}, {"sau": "x"}, {"sau": "٣-1"}, {"truoc": "9" * 40 + "-1"}, {"kenh": "fax"}, {"tim": "%_\\'"}],
)
def test_a_strange_address_gives_the_list_all_the_same(world: World, client: Client, asked: dict[str, str]) -> None:
    filings.submitted(world)

    assert desk(client, world.ward.clerk, **asked).status_code == 200


@pytest.mark.parametrize("view", [View.TO_DO, View.ALL])
def test_paging_shows_each_dossier_once_both_ways(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.setattr(work_pages, "PAGE_SIZE", 2)
    made = [filings.submitted(world).code for _ in range(5)]
    same = timezone.now() + timedelta(days=1)
    Dossier.objects.update(due_at=same)

    forward: list[list[str]] = []
    back: list[list[str]] = []
    response = desk(client, world.ward.clerk, xem=view)
    while True:
        forward.append(codes(response))
        if not response.context["page"].next:
            break
        response = client.get(DESK + response.context["page"].next)
    while True:
        back.insert(0, codes(response))
        if not response.context["page"].previous:
            break
        response = client.get(DESK + response.context["page"].previous)

    shown = [code for page in forward for code in page]
    assert shown == (made if view == View.TO_DO else made[::-1])
    assert [len(page) for page in forward] == [2, 2, 1]
    assert back[0] == forward[0]


def test_the_list_costs_the_same_with_one_row_and_with_many(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, reach of the role, reach of all roles, rows, counts, procedures."""
    filings.submitted(world)
    desk(client, world.ward.clerk)
    with django_assert_max_num_queries(9, connection=connection) as few:
        client.get(DESK)
    for _ in range(6):
        filings.submitted(world)
    with django_assert_max_num_queries(9, connection=connection) as many:
        assert len(codes(client.get(DESK))) == 7
    assert len(few.captured_queries) == len(many.captured_queries)


def test_counts_stop_at_their_cap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_counts, "COUNT_CAP", 2)
    for _ in range(3):
        filings.submitted(world)

    assert work_counts.counts_of(world.ward.clerk)["to_do"] == 2


def test_two_roles_bring_both_tables_of_work(world: World) -> None:
    both = make_staff("both@example.vn", "Vũ Hải Đăng", Role.CLERK, world.ward.centre)
    StaffRole.objects.create(user=both, unit=world.ward.office, role=Role.OFFICER, valid_from="2025-07-01")
    forget(both)
    submitted, handed = filings.submitted(world), filings.handed_over(world)

    assert set(work_list.to_do(both)) == {submitted, handed}


def test_a_supervisor_begins_with_the_whole_unit(world: World, client: Client) -> None:
    supervisor = make_staff("watch@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, world.ward.committee)
    dossier = filings.submitted(world)

    response = desk(client, supervisor)

    assert response.context["question"].view == View.ALL
    assert codes(response) == [dossier.code]
    assert not work_list.to_do(supervisor).exists()


def test_citizens_and_strangers_do_not_come_in(world: World, client: Client) -> None:
    assert client.get(DESK).status_code == 302
    assert desk(client, make_user("x@example.vn", "Người dân")).status_code == 403
    publisher = make_staff("p@example.vn", "Người công khai", Role.PUBLISHER, world.ward.committee)
    assert desk(client, publisher).status_code == 403


def test_an_empty_desk_says_what_will_come(world: World, client: Client) -> None:
    assert "Không còn hồ sơ nào chờ bạn" in desk(client, world.ward.clerk).content.decode()


def test_the_address_carries_the_filters_and_drops_the_place() -> None:
    question = Question(view=View.TO_DO, procedure="1.001193", text="lan", after="5-1")

    assert question.address(view=View.ALL) == "?xem=tat-ca&thu-tuc=1.001193&tim=lan"
