"""Rules proved: the wall shows what waits and who is there, cheaply; the list of heat counts; a rise is told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hotline import routing
from hotline.kinds import Kind
from hotline.models import Call, CallState, Rise, Ticket
from hotline.roster import heat, rises, wallboard
from hotline.tasks import look_for_rises
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.as_if_many import as_if_many
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at
from tests.hotline.roster.teams import a_shift, a_team
from tests.hotline.tickets import filed

BOARD, HEAT = reverse("hotline:wallboard"), reverse("hotline:heat")
DANGER = "Tôi muốn tự tử vì hồ sơ bị ngâm mãi."
HISTORIES = st.lists(st.integers(0, 200), max_size=8)


@given(st.integers(0, 400), HISTORIES)
def test_more_of_it_never_makes_a_rise_less_and_as_many_as_usual_are_none(count: int, history: list[int]) -> None:
    if rises.is_rise(count, history):
        assert rises.is_rise(count + 1, history) and count > rises.expected(history) and count >= rises.FEWEST
    assert not rises.is_rise(int(rises.expected(history)), history)


@given(st.integers(0, 400), HISTORIES.filter(bool), st.integers(0, 200))
def test_a_busier_past_makes_no_rise_of_what_was_none(count: int, history: list[int], more: int) -> None:
    if not rises.is_rise(count, history):
        assert not rises.is_rise(count, [one + more for one in history])


@given(HISTORIES)
def test_the_order_of_the_weeks_does_not_matter(history: list[int]) -> None:
    mixed = sorted(history)

    assert rises.expected(mixed) == pytest.approx(rises.expected(history))
    assert all(rises.is_rise(n, mixed) == rises.is_rise(n, history) for n in range(0, 300, 7))


@pytest.mark.parametrize(("count", "history", "rise"), [
    (2, [0] * 8, False), (5, [0] * 8, False), (6, [0] * 8, True), (6, [], True), (12, [9] * 8, False),
    (19, [9] * 8, True), (130, [100] * 8, False), (131, [100] * 8, True), (300, [290, 310, 305], False),
])  # fmt: skip
def test_what_is_usual_on_a_busy_morning_is_no_rise(count: int, history: list[int], rise: bool) -> None:
    assert rises.is_rise(count, history) is rise


def given_so_many(count: int, at_moment: dt.datetime, kind: str = Kind.TECHNICAL) -> None:
    """So many tickets that came in one after the other from a moment on, as rows."""
    first = filed(kind=kind, content="Trang báo lỗi.").ticket
    values = {field.attname: getattr(first, field.attname) for field in Ticket._meta.concrete_fields}
    for name in ("id", "public_id", "code", "sent_key", "received_at"):
        values.pop(name)
    with connection.cursor() as cursor:  # rows without their log: only figures are asked here
        cursor.execute("SET LOCAL session_replication_role = replica")
        Ticket.objects.bulk_create(
            Ticket(
                **values,
                code=f"{first.code}-{n}-{at_moment:%d%H}",
                sent_key=f"{n}{at_moment:%m%d%H}{kind}",
                received_at=at_moment + n * dt.timedelta(seconds=20),
            )
            for n in range(count)
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
def hour() -> dt.datetime:
    """The beginning of a whole hour of three days ago: no ticket of a test is filed then."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(days=3)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(idempotency_key__startswith="rise/").order_by("pk"))


def test_a_rise_is_told_to_the_supervisor_once_however_long_it_lasts(desk: Desk, hour: dt.datetime) -> None:
    given_so_many(9, hour)
    given_so_many(8, hour + rises.HOUR)

    looks = [rises.look(hour + n * rises.HOUR + dt.timedelta(minutes=4)) for n in (1, 1, 2, 2)]

    assert looks == [2, 0, 0, 0], "technical faults, and everything together"
    rise = Rise.objects.get(kind=Kind.TECHNICAL)
    assert (rise.began_at, rise.until, rise.count) == (hour, hour + 2 * rises.HOUR, 17)
    assert {letter.payload["to"] for letter in letters()} == {desk.supervisor.email} and len(letters()) == 2
    assert "Lỗi của trang này" in letters()[1].payload["text"] + letters()[0].payload["text"]
    assert "9 phản ánh" in words(at(desk.supervisor).get(HEAT)) or "17 phản ánh" in words(at(desk.supervisor).get(HEAT))


def test_as_many_as_in_the_same_hour_of_other_weeks_alarm_nobody(desk: Desk, hour: dt.datetime) -> None:
    for week in range(3):
        given_so_many(9 + week, hour - week * rises.WEEK)
    for week in range(3, rises.WEEKS_BACK + 1):
        given_so_many(10, hour - week * rises.WEEK)

    assert rises.look(hour + rises.HOUR) == 0 and not Rise.objects.exists() and not letters()
    counts = rises.counts_of(hour)
    assert counts[Kind.TECHNICAL, hour] == counts["", hour] == 9


def test_the_worker_looks_at_an_empty_hotline_in_one_query(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        look_for_rises()


def test_the_wall_shows_what_waits_by_kind_what_is_late_who_rang_and_who_is_there(world: World, desk: Desk) -> None:
    now = timezone.now()
    late, urgent = filed().ticket, filed(content=DANGER).ticket
    filed(kind=Kind.PRAISE, content="Cảm ơn chị Hồng nhiều.")
    Ticket.objects.filter(pk=late.pk).update(due_at=now - dt.timedelta(hours=1))
    answered(world, desk, filed(content="Đã xong từ lâu."))
    Call.objects.create(state=CallState.RINGING, began_at=now)
    Call.objects.create(state=CallState.MISSED, began_at=now, call_back_at=now)
    top = world.ward.committee.parent
    assert top is not None
    a_shift(a_team(world, unit=top, lead=desk.supervisor, name="Tổ trực 1022"), desk.operator, hours=-1)

    board = wallboard.of(desk.supervisor)

    assert (board.total.waiting, board.total.late, board.total.untaken) == (3, 1, 1)
    assert board.total.oldest == late.received_at and (board.ringing, board.to_call_back) == (1, 1)
    assert Counter({one.label: one.waiting for one in board.kinds}) == Counter(
        {str(Kind.COMPLAINT_DELAY.label): 2, str(Kind.PRAISE.label): 1}
    )
    assert [duty.user for duty in board.sitting] == [desk.operator]
    shown = words(at(desk.supervisor).get(BOARD))
    assert "Mai Phương Thảo" in shown and "khẩn cấp chưa ai nhận" in shown
    assert "tự tử" not in shown and "Nguyễn Thị Lan" not in shown
    routing.take(urgent, desk.operator)
    assert wallboard.of(desk.supervisor).total.untaken == 0


def test_a_board_that_asks_again_gets_only_its_figures_and_says_what_it_asks(desk: Desk) -> None:
    client = at(desk.operator)

    whole = client.get(BOARD)
    part = client.get(BOARD, headers={"HX-Request": "true", "HX-Target": "board"})

    assert b"<html" in whole.content and b"data-poll" in whole.content and b"every 10s" in whole.content
    assert b"<html" not in part.content and part.content.lstrip().startswith(b"<section")
    assert part["Cache-Control"] == "private, no-store"


def test_each_sees_the_figures_of_their_own_work_and_the_public_none(world: World, desk: Desk) -> None:
    routing.route(filed().ticket, desk.operator, world.ward.committee, "Thuộc phường.")
    filed(content="Chuyện khác của tôi.")

    waiting = [wallboard.of(User.objects.get(pk=who.pk)).total.waiting for who in (
        desk.operator, world.ward.leader, world.other_ward.leader,
    )]  # fmt: skip
    assert waiting == [2, 1, 0]
    assert at(world.mother).get(BOARD).status_code == at(world.mother).get(HEAT).status_code == 403
    assert "phường Sài Gòn" not in words(at(world.other_ward.leader).get(HEAT))


def test_the_wall_costs_three_questions_with_one_ticket_and_with_many(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> None:
        user = User.objects.get(pk=desk.operator.pk)
        wallboard.of(user)
        with django_assert_num_queries(3):  # open tickets by kind, calls, who is on duty
            wallboard.of(user)

    filed()
    cost()
    for number in range(5):
        filed(content=f"Chuyện thứ {number} của tôi")
        Call.objects.create(state=CallState.RINGING, began_at=timezone.now())
    cost()


def test_the_figures_of_the_wall_come_from_the_partial_indexes(desk: Desk) -> None:
    filed()
    Call.objects.create(state=CallState.RINGING, began_at=timezone.now())
    as_if_many(Ticket, Call)
    board = wallboard.open_by_kind(Ticket.objects.all(), timezone.now()).explain()
    with CaptureQueriesContext(connection) as asked:
        wallboard.waiting_calls()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
        calls = "\n".join(row[0] for row in cursor.fetchall())

    assert "ticket_board" in board or "ticket_open" in board, board
    assert "call_ringing" in calls and "call_to_call_back" in calls and "Seq Scan" not in calls, calls


def test_heat_counts_units_and_procedures_of_the_period_the_most_first(world: World, desk: Desk) -> None:
    for content in ("Chậm lần một.", "Chậm lần hai."):
        routing.route(filed(content=content).ticket, desk.operator, world.ward.committee, "Thuộc phường.")
    filed(content="Ở trung tâm.", procedure="1.001193")
    Ticket.objects.filter(content="Chậm lần một.").update(answer_due_at=timezone.now() - dt.timedelta(days=1))

    page = heat.page_of(desk.supervisor, heat.Question())

    asked = ("handling_unit__code", "procedure__code", "received", "late")
    assert [tuple(row[name] for name in asked) for row in page.rows] == [
        ("H29.101", None, 2, 1), ("H29", "1.001193", 1, 0),
    ]  # fmt: skip
    later = timezone.now() + dt.timedelta(days=8)
    assert heat.page_of(desk.supervisor, heat.Question(days=7), later).rows == []
    shown = words(at(desk.supervisor).get(HEAT, {"loai": "praise"}))
    assert "Không có phản ánh nào trong thời gian này" in shown


@given(st.dictionaries(st.sampled_from(["ngay", "loai", "trang"]), st.text(max_size=20)))
def test_a_strange_address_of_the_heat_asks_for_the_usual(query: dict[str, str]) -> None:
    question = heat.Question.read(query)

    assert question.days in heat.PERIODS and 1 <= question.page <= heat.MOST_PAGES
    assert heat.Question.read(dict(part.split("=") for part in question.address()[1:].split("&") if part)) == (
        heat.Question(question.days, question.kind, 1)
    )


def test_heat_has_pages_that_lead_on_and_back(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heat, "PAGE_SIZE", 1)
    filed()
    routing.route(filed(content="Ở phường.").ticket, desk.operator, world.ward.committee, "Thuộc phường.")

    first = heat.page_of(desk.supervisor, heat.Question())
    second = heat.page_of(desk.supervisor, heat.Question(page=2))

    assert (first.previous, second.next) == ("", "") and "trang=2" in first.next and second.previous
    assert {row["handling_unit__code"] for row in first.rows + second.rows} == {"H29", "H29.101"}
