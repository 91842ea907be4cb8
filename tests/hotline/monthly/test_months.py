"""What a month counts: its borders, at which unit, which acts; and that nothing is counted twice or lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from hotline import about_heads, answering, following, routing
from hotline.duplicates import linking
from hotline.kinds import Kind
from hotline.models import MonthlyReport, Ticket
from hotline.monthly import counting, keeping
from hotline.monthly.counting import KEPT_BACK, MEASURES
from hotline.problems import Incomplete, NotAllowedNow
from hotline.reports import Reporter
from tests.dossiers.world import BIRTH, World
from tests.hotline.desk import Desk, answered, good, routed
from tests.hotline.tickets import filed
from units.models import Unit
from units.working_time import VIETNAM

Clock = Callable[[str], None]
MINH = Reporter("Trần Quốc Minh", "+84907654321", "minh@example.vn")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the time, as people in Viet Nam read it."""

    def at(text: str) -> None:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


def total(year: int, month: int) -> dict[str, int]:
    """What the whole hotline counted."""
    rows = counting.of_month(year, month)["cells"]
    return {name: sum(row[3 + place] for row in rows) for place, name in enumerate(MEASURES)}


def at_unit(code: str, year: int, month: int) -> dict[str, int]:
    rows = [row for row in counting.of_month(year, month)["cells"] if row[0] == code]
    return {name: sum(row[3 + place] for row in rows) for place, name in enumerate(MEASURES)}


def test_a_month_begins_and_ends_at_midnight_in_viet_nam(world: World, desk: Desk, clock: Clock) -> None:
    """Five in the afternoon UTC is midnight here: a report of that hour is of the new month."""
    for text in ("2026-09-30T23:59:59", "2026-10-01T00:00:00", "2026-10-31T23:59:59", "2026-11-01T00:00:00"):
        clock(text)
        filed(content=f"Gửi lúc {text}.")
    assert [total(2026, month)["received"] for month in (9, 10, 11)] == [1, 2, 1]


def test_december_ends_with_the_year(world: World, desk: Desk, clock: Clock) -> None:
    for text in ("2026-12-31T23:59:59", "2027-01-01T00:00:00"):
        clock(text)
        filed(content=f"Gửi lúc {text}.")
    assert total(2026, 12)["received"] == total(2027, 1)["received"] == 1
    clock("2027-01-04T08:00:00")
    made = keeping.make_due()
    assert made is not None and (made.year, made.month) == (2026, 12)


def test_what_is_answered_in_the_next_month_counts_there(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-30T09:00:00")
    sent = filed()
    clock("2026-11-03T09:00:00")
    ticket = answered(world, desk, sent)
    clock("2026-12-01T09:00:00")
    following.rate(ticket, 1, "Chưa xong.")
    following.reopen(ticket, "Vẫn chưa nhận được.")
    found = [total(2026, month) for month in (10, 11, 12)]
    assert [month["received"] for month in found] == [1, 0, 0]
    assert [month["answered"] for month in found] == [month["in_time"] for month in found] == [0, 1, 0]
    assert [month["unhappy"] for month in found] == [month["reopened"] for month in found] == [0, 0, 1]


def test_the_first_answer_alone_counts_as_answered(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    ticket = answered(world, desk, filed())
    clock("2026-10-06T09:00:00")
    following.reopen(ticket, "Chưa xong.")
    better = good(
        checked="Đã gọi bưu cục hai lần sáng nay.", found="Bưu tá không gặp ai.", will_do="Trao tận tay chiều mai."
    )
    answering.draft(Ticket.objects.get(pk=ticket.pk), world.ward.leader, better)
    answering.read(Ticket.objects.get(pk=ticket.pk), desk.deputy)
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    told = total(2026, 10)
    assert (told["answered"], told["in_time"], told["reopened"]) == (1, 1, 1)
    assert sum(row[4] for row in counting.of_month(2026, 10)["causes"]) == 2, "each answer names its own cause"


def test_late_answers_are_answered_and_not_in_time(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-01T09:00:00")
    sent = filed()
    ticket = routed(world, desk, sent)
    clock("2026-10-29T09:00:00")
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    told = total(2026, 10)
    assert (told["answered"], told["in_time"]) == (1, 0)


def test_it_is_counted_where_it_stood_when_the_month_ended(world: World, desk: Desk, clock: Clock) -> None:
    """Sent from the inbox to one ward and on to the other; and on the first of the next month back."""
    clock("2026-10-05T09:00:00")
    ticket = filed().ticket
    inbox = ticket.handling_unit.code
    ward, other = world.ward.committee, world.other_ward.committee
    clock("2026-10-06T09:00:00")
    routing.route(ticket, desk.operator, ward, "Thuộc phường.")
    clock("2026-10-31T20:00:00")
    routing.route(Ticket.objects.get(pk=ticket.pk), desk.operator, other, "Giữ hồ sơ gốc.")
    clock("2026-11-01T08:00:00")
    routing.route(Ticket.objects.get(pk=ticket.pk), desk.operator, ward, "Trả về.")
    received = [at_unit(code, 2026, 10)["received"] for code in (inbox, ward.code, other.code)]
    assert received == [0, 0, 1]


def test_an_act_on_an_answer_counts_for_who_gave_it_wherever_the_ticket_went(
    world: World, desk: Desk, clock: Clock
) -> None:
    clock("2026-10-05T09:00:00")
    ticket = answered(world, desk, filed())
    clock("2026-10-06T09:00:00")
    following.rate(ticket, 1, "Chưa xong.")
    following.reopen(ticket, "Vẫn chưa nhận được giấy.")
    clock("2026-10-08T09:00:00")
    routing.route(Ticket.objects.get(pk=ticket.pk), desk.operator, world.other_ward.committee, "Giữ hồ sơ gốc.")
    gave, has = at_unit(world.ward.committee.code, 2026, 10), at_unit(world.other_ward.committee.code, 2026, 10)
    assert (gave["reopened"], gave["unhappy"], gave["answered"]) == (1, 1, 1)
    assert (has["received"], has["reopened"], has["unhappy"], has["answered"]) == (1, 0, 0, 0)


def test_what_was_set_aside_and_came_back_counts_for_who_handles_it(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    ticket = filed().ticket
    routing.set_aside(ticket, desk.operator, "settled", "Đã có bản án.")
    following.reopen(Ticket.objects.get(pk=ticket.pk), "Chưa có bản án nào cả.")
    told = at_unit(ticket.handling_unit.code, 2026, 10)
    assert (told["set_aside"], told["reopened"], told["received"], told["answered"]) == (1, 1, 1, 0)


def test_content_and_half_content_people_are_not_counted_as_unhappy(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    for score, comment in ((3, ""), (2, "Tạm được."), (1, "Chưa xong.")):
        following.rate(answered(world, desk, filed(content=f"Việc được {score} điểm.")), score, comment)
    assert total(2026, 10)["unhappy"] == 1


def test_procedures_are_told_apart_and_no_procedure_is_a_line_of_its_own(
    world: World, desk: Desk, clock: Clock
) -> None:
    clock("2026-10-05T09:00:00")
    filed(procedure=BIRTH)
    filed(procedure=BIRTH, content="Lần nữa về khai sinh.")
    filed(content="Không về thủ tục nào.")
    counted = {(row[1], row[2]): row[3] for row in counting.of_month(2026, 10)["cells"]}
    assert counted == {(BIRTH, Kind.COMPLAINT_DELAY): 2, ("", Kind.COMPLAINT_DELAY): 1}


def test_five_confidential_reports_are_a_crowd_and_four_are_not(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    for number in range(4):
        filed(is_confidential=True, content=f"Kể kín lần {number}.", procedure=BIRTH)
    assert {tuple(row[1:3]) for row in counting.of_month(2026, 10)["cells"]} == {(KEPT_BACK, KEPT_BACK)}
    filed(is_confidential=True, content="Kể kín lần cuối.", procedure=BIRTH)
    assert {tuple(row[1:4]) for row in counting.of_month(2026, 10)["cells"]} == {(BIRTH, Kind.COMPLAINT_DELAY, 5)}


def test_one_named_among_few_confidential_ones_hides_with_them(world: World, desk: Desk, clock: Clock) -> None:
    """Given two named reports and one confidential one of a cell, then none of them is told apart, and all count."""
    clock("2026-10-05T09:00:00")
    for is_confidential in (False, False, True):
        filed(is_confidential=is_confidential, content=f"Kể {'kín' if is_confidential else 'rõ'}.", reporter=MINH)
    (row,) = counting.of_month(2026, 10)["cells"]
    assert row[1:4] == [KEPT_BACK, KEPT_BACK, 3]


def test_a_report_about_a_head_is_counted_and_tells_nothing(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    ticket = filed(unit=world.ward.committee.code, is_about_head=True, procedure=BIRTH).ticket
    (row,) = counting.of_month(2026, 10)["cells"]
    assert row[:4] == [ticket.handling_unit.code, KEPT_BACK, KEPT_BACK, 1]
    noted = filed(content="Ông chủ tịch quát tôi.").ticket
    routing.route(noted, desk.operator, world.ward.committee, "Thuộc phường.")
    about_heads.note(noted, desk.operator, world.ward.committee, "Nêu đích danh.")
    assert total(2026, 10)["received"] == 2


def test_duplicates_count_each_and_their_answers_too(world: World, desk: Desk, clock: Clock) -> None:
    clock("2026-10-05T09:00:00")
    first, second = filed(), filed(content="Cùng việc ấy.")
    linking.merge(second.ticket, first.ticket, desk.operator)
    told = total(2026, 10)
    assert (told["received"], told["answered"]) == (2, 0)


def test_nothing_is_made_on_days_off_nor_without_units(world: World) -> None:
    """1 and 2 May 2027 are a Saturday and a Sunday, 3 May is worked or its day off: it is made within the week."""
    made = [keeping.make_due(dt.date(2027, 5, day)) for day in range(1, 8)]
    assert made[0] is None and made[1] is None and sum(report is not None for report in made) == 1
    Unit.objects.update(valid_to=dt.date(2026, 1, 1))
    assert keeping.make_due(dt.date(2027, 7, 20)) is None, "no unit, no calendar, no report"


def test_a_reason_is_cut_and_a_report_that_another_makes_at_once_is_told(
    world: World, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock("2026-10-05T09:00:00")
    filed()
    row: dict[str, Any] = {"counts": {"cells": [], "causes": []}, "made_at": timezone.now()}
    first = MonthlyReport.objects.create(year=2026, month=10, number=1, **row)
    for reason in ("", " \n ", "\u200b"):
        with pytest.raises(Incomplete):
            keeping.make_again(2026, 10, desk.supervisor, reason)
    made = keeping.make_again(2026, 10, desk.supervisor, "Vì " * 200)
    assert made.number == 2 and len(made.reason) == 300 and keeping.newest(2026, 10) == made
    filed(content="Đến sau.")
    monkeypatch.setattr(keeping, "newest", lambda _year, _month: first)
    with pytest.raises(NotAllowedNow, match="Người khác vừa lập lại"):
        keeping.make_again(2026, 10, desk.supervisor, "Hai người cùng lúc.")
    assert MonthlyReport.objects.count() == 2
