"""The Chair's office: the way of what climbed to the top, its tabs and pages, demands; and who reads what of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import about_heads, answering, chain, chairs_office, escalating, following, log, rights, routing
from hotline.actors import Actor
from hotline.chairs_office import Question, Stretch, View
from hotline.kinds import Action, Level, State
from hotline.models import Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from portal.ui import paging_by_moment
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, at, bench, good, routed
from tests.hotline.tickets import filed, opened, page
from tests.house.test_page_language import LANGUAGES, Listener, reader
from units.models import StaffRole
from units.roles import Role

LIST = reverse("hotline:at-the-top")
DAY = dt.timedelta(days=1)


@pytest.fixture
def secretary(world: World) -> User:
    """Somebody at the office of the province's committee."""
    assert world.ward.committee.parent is not None
    return make_staff("vanphong@example.vn", "Đỗ Thị Thư", Role.OFFICER, world.ward.committee.parent)


def on_top(world: World, desk: Desk, since: dt.timedelta = dt.timedelta(), **changed: Any) -> Ticket:
    """A ticket of the ward that stands on the last rung since so long ago."""
    ticket = routed(world, desk, filed(**changed))
    Ticket.objects.filter(pk=ticket.pk).update(level=Level.CHAIR, level_since=timezone.now() - since, climbs_at=None)
    return Ticket.objects.get(pk=ticket.pk)


def by_day(day: dt.date, reason: str = "Báo cáo rõ ai chậm.") -> dict[str, Any]:
    return {"by_day": day.day, "by_month": day.month, "by_year": day.year, "reason": reason}


def codes(user: User, **asked: str) -> list[str]:
    return [ticket.code for ticket in at(user).get(LIST, asked).context["page"].rows]


def test_the_way_has_no_gap_and_its_last_stretch_goes_on(world: World, desk: Desk, secretary: User) -> None:
    ticket = routed(world, desk, filed())
    routing.take(ticket, world.ward.leader)
    for _rung in range(3):
        moment = Ticket.objects.get(pk=ticket.pk).climbs_at
        assert moment is not None
        escalating.climb(moment)
    chairs_office.note(Ticket.objects.get(pk=ticket.pk), secretary, "Đã gọi chủ tịch phường.")
    way = chairs_office.ways_of([ticket])[ticket.pk]
    assert len(way) == 7
    assert [stretch.until for stretch in way[:-1]] == [stretch.since for stretch in way[1:]]
    assert way[-1].until is None and way[-1].why == "Ghi chú của Văn phòng Chủ tịch. Đã gọi chủ tịch phường."
    assert way[-1].who == f"{secretary.full_name}, {world.ward.committee.name}"


@pytest.mark.parametrize(("hours", "days"), [(0, 0), (23, 0), (24, 1), (47, 1), (48, 2), (24 * 40, 40)])
def test_a_stretch_counts_whole_days(hours: int, days: int) -> None:
    began = dt.datetime(2026, 10, 1, 8, 0, tzinfo=dt.UTC)
    assert Stretch("Ai đó", began, began + dt.timedelta(hours=hours), "").days == days
    assert Stretch("Ai đó", timezone.now() - dt.timedelta(hours=hours, minutes=1), None, "").days == days


def test_a_unit_that_took_over_is_named_in_the_way(world: World, desk: Desk, secretary: User) -> None:
    """Given a reorganisation, then the way says which unit has it now; one that was moved long ago by its code."""
    ticket = on_top(world, desk)
    new = world.other_ward.committee
    for data in ({"to": new.code, "to_name": new.name}, {"to": new.code}):
        with log.locked(ticket) as fresh:
            log.move(fresh, Action.MOVE_UNIT, Actor.system(), note="Sáp nhập.", data={"from": "H29.101", **data})
    way = chairs_office.ways_of([ticket])[ticket.pk]
    assert [stretch.who for stretch in way[-2:]] == [new.name, new.code]
    assert new.name in words(at(secretary).get(LIST))


def test_each_ticket_has_its_own_way_and_none_is_asked_for_nothing(world: World, desk: Desk) -> None:
    one, other = on_top(world, desk), on_top(world, desk, content="Việc khác.")
    with CaptureQueriesContext(connection) as asked:
        ways = chairs_office.ways_of([one, other])
    assert len(asked) == 1 and set(ways) == {one.pk, other.pk}
    assert [len(way) for way in ways.values()] == [2, 2] and chairs_office.ways_of([]) == {}


def test_who_waits_longest_stands_first_and_of_what_is_done_the_newest(
    world: World, desk: Desk, secretary: User
) -> None:
    tickets = [on_top(world, desk, days * DAY, content=f"Chờ {days} ngày.") for days in (1, 9, 4)]
    assert codes(secretary) == [tickets[place].code for place in (1, 2, 0)]
    for ticket in tickets:
        answering.draft(ticket, world.ward.leader, good())
        answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    assert codes(secretary) == [] and codes(secretary, xem=View.DONE) == [tickets[place].code for place in (0, 2, 1)]
    assert "Phản ánh quá hạn qua mọi cấp mà chưa được trả lời hiện ở đây." in words(at(secretary).get(LIST))


def test_days_that_were_missed_have_a_tab_until_the_answer_comes(world: World, desk: Desk, secretary: User) -> None:
    ticket, other = on_top(world, desk), on_top(world, desk, content="Chưa ai yêu cầu gì.")
    chairs_office.demand(ticket, secretary, timezone.localdate(), "Trả lời trong ngày.")
    assert codes(secretary, xem=View.MISSED) == [], "the day is not over"
    Ticket.objects.filter(pk=ticket.pk).update(demanded_on=timezone.localdate() - DAY)
    assert codes(secretary, xem=View.MISSED) == [ticket.code] and other.code in codes(secretary)
    answering.draft(Ticket.objects.get(pk=ticket.pk), world.ward.leader, good())
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    assert codes(secretary, xem=View.MISSED) == []
    assert "Lỡ ngày yêu cầu" not in words(at(secretary).get(LIST, {"xem": View.DONE})), "answered is answered"


def test_pages_lead_on_and_back_keep_tab_and_filter_and_lose_nobody(
    world: World, desk: Desk, secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = {**(paging_by_moment.page_by_moment.__kwdefaults__ or {}), "size": 2}
    monkeypatch.setattr(paging_by_moment.page_by_moment, "__kwdefaults__", defaults)
    wanted = [on_top(world, desk, days * DAY, content=f"Chờ {days} ngày.").code for days in (9, 7, 5, 3, 1)]
    browser, address, seen = at(secretary), "?don-vi=sai+gon", list[str]()
    while address:
        shown = browser.get(f"{LIST}{address}").context["page"]
        seen += [ticket.code for ticket in shown.rows]
        assert not shown.next or ("don-vi=sai+gon" in shown.next and "xem=can-xu-ly" in shown.next)
        address = shown.next
    assert seen == wanted
    back = browser.get(f"{LIST}{shown.previous}").context["page"]
    assert [ticket.code for ticket in back.rows] == wanted[2:4]


def test_the_filter_takes_words_in_any_order_and_codes(world: World, desk: Desk, secretary: User) -> None:
    ticket = on_top(world, desk)
    for text in ("Sài Gòn", "gon sai", "H29.101", "h29.101", "  ủy   ban "):
        assert codes(secretary, **{"don-vi": text}) == [ticket.code], text
    for text in ("bến thành", "H29.102", "%", "x" * 300, "'"):
        assert codes(secretary, **{"don-vi": text}) == [], text
    asked = Question.read({"don-vi": "Sài Gòn", "xem": "lo-hen"})
    assert Question.read({"don-vi": "Sài Gòn", "xem": "?"}).view == View.OPEN
    assert asked.has_filters and "xem=lo-hen" in asked.address(unit="")


def test_who_comes_in_by_role_and_place(world: World, desk: Desk) -> None:
    ticket, top = on_top(world, desk), world.ward.committee.parent
    assert top is not None
    handling = {Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR}
    for role in Role:
        for unit, is_top in ((top, True), (world.other_ward.committee, False)):
            person = make_staff(f"{role}-{unit.code.lower()}@top.example", "Ngô Văn Tám", role, unit)
            wanted = is_top and role in handling
            assert at(person).get(LIST).status_code == (200 if wanted else 403), (role, unit.code)
            assert rights.presides(person, ticket) is wanted, (role, unit.code)
    assert at(world.mother).get(LIST).status_code == 403 and Client().get(LIST).status_code == 302
    assert at(desk.supervisor).post(LIST).status_code == 405


def test_nobody_finds_there_what_is_about_themselves(world: World, desk: Desk, secretary: User) -> None:
    top = world.ward.committee.parent
    assert top is not None
    StaffRole.objects.create(user=world.ward.leader, role=Role.OFFICER, unit=top, valid_from=top.valid_from)
    head = User.objects.get(pk=world.ward.leader.pk)
    ticket = filed(unit=world.ward.committee.code, is_about_head=True).ticket
    other = on_top(world, desk, content="Không về ai cả.")
    Ticket.objects.filter(pk=ticket.pk).update(level=Level.CHAIR, level_since=timezone.now())
    assert codes(head) == [other.code] and set(codes(secretary)) == {ticket.code, other.code}
    with pytest.raises(NotYours):
        chairs_office.demand(Ticket.objects.get(pk=ticket.pk), head, timezone.localdate(), "Trả lời.")
    assert chairs_office.open_for(head).count() == 1 and chairs_office.open_for(secretary).count() == 2
    assert "Về người đứng đầu" in words(at(secretary).get(LIST))


def test_a_later_demand_takes_the_place_of_the_first_and_both_are_kept(
    world: World, desk: Desk, secretary: User
) -> None:
    ticket, today = on_top(world, desk), timezone.localdate()
    for ahead in (30, 0, 5):
        assert at(secretary).post(act(ticket, "yeu-cau"), by_day(today + ahead * DAY)).status_code == 302
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.demanded_on == today + 5 * DAY and chain.first_broken(fresh) is None
    days = fresh.events.filter(action=Action.DEMAND).order_by("sequence").values_list("data__by", flat=True)
    assert list(days) == [(today + ahead * DAY).isoformat() for ahead in (30, 0, 5)]


def test_a_demand_without_a_day_or_words_is_told_beside_its_box(world: World, desk: Desk, secretary: User) -> None:
    ticket, browser, day = on_top(world, desk), at(secretary), timezone.localdate() + DAY
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({**by_day(day), "by_day": ""}, "by"), ({**by_day(day), "by_day": "32"}, "by"),
        ({**by_day(day), "by_year": "9999"}, "by"), ({**by_day(day), "by_month": "mười"}, "by"),
        (by_day(day, " "), "reason"), (by_day(day, "x" * 2001), "reason"), (by_day(day, "\0"), "reason"),
    )  # fmt: skip
    for sent, field in cases:
        answer = browser.post(act(ticket, "yeu-cau"), sent)
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}, sent
    assert Ticket.objects.get(pk=ticket.pk).demanded_on is None


def test_what_is_answered_can_be_noted_and_not_demanded(world: World, desk: Desk, secretary: User) -> None:
    ticket = on_top(world, desk)
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    done = Ticket.objects.get(pk=ticket.pk)
    chairs_office.note(done, secretary, "Theo dõi đến khi trao giấy.")
    with pytest.raises(NotAllowedNow):
        chairs_office.demand(done, secretary, timezone.localdate(), "Trả lời.")
    shown = words(at(secretary).get(bench(done)))
    assert act(done, "ghi-chu") in shown and act(done, "yeu-cau") not in shown
    assert Ticket.objects.get(pk=ticket.pk).state == State.ANSWERED


def test_a_note_is_for_those_at_work_and_sends_no_letter(world: World, desk: Desk, secretary: User) -> None:
    sent = filed()
    ticket = routed(world, desk, sent)
    Ticket.objects.filter(pk=ticket.pk).update(level=Level.CHAIR, level_since=timezone.now())
    OutboxMessage.objects.all().delete()
    for empty in ("", " ", "x" * 2001):
        assert at(secretary).post(act(ticket, "ghi-chu"), {"reason": empty}).status_code == 422
    assert at(secretary).post(act(ticket, "ghi-chu"), {"reason": "Đã gọi chủ tịch phường."}).status_code == 302
    assert not OutboxMessage.objects.filter(channel="email").exists()
    assert "Đã gọi chủ tịch phường." not in words(opened(sent).get(page("ticket", sent)))
    assert "Đã gọi chủ tịch phường." in words(at(world.ward.leader).get(bench(ticket)))
    with pytest.raises(Incomplete):
        chairs_office.note(Ticket.objects.get(pk=ticket.pk), secretary, "\u200b")


def test_a_demand_is_written_to_the_reporter_without_its_words(world: World, desk: Desk, secretary: User) -> None:
    ticket = on_top(world, desk)
    OutboxMessage.objects.all().delete()
    chairs_office.demand(ticket, secretary, timezone.localdate() + DAY, "Báo cáo rõ ai chậm.")
    letters = [message.payload for message in OutboxMessage.objects.filter(channel="email")]
    (letter,) = [each for each in letters if each["subject"].startswith(f"Phản ánh {ticket.code}")]
    assert "Văn phòng Chủ tịch yêu cầu trả lời" in letter["subject"]
    assert not any("Báo cáo rõ" in each["text"] for each in letters), "the unit reads the words on the ticket"


def test_what_comes_back_from_the_top_stays_at_the_top(world: World, desk: Desk, secretary: User) -> None:
    ticket = on_top(world, desk)
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)
    following.reopen(Ticket.objects.get(pk=ticket.pk), "Chưa xong.")
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.level, fresh.state) == (Level.CHAIR, State.ROUTED) and codes(secretary) == [ticket.code]
    assert chairs_office.ways_of([fresh])[fresh.pk][-1].who == str(Level.CHAIR.label)


def test_barring_a_head_is_a_stretch_of_its_own(world: World, desk: Desk, secretary: User) -> None:
    ticket = on_top(world, desk)
    about_heads.note(ticket, secretary, world.ward.committee, "Nêu đích danh chủ tịch.")
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.level == Level.CHAIR, "it never goes down a rung"
    last = chairs_office.ways_of([fresh])[fresh.pk][-1]
    assert last.who == fresh.handling_unit.name and last.why.endswith("Nêu đích danh chủ tịch.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_speaks_one_language(world: World, desk: Desk, secretary: User, language: str) -> None:
    listener, browser = Listener(language), reader(language, secretary)
    listener.hear("empty", browser.get(LIST))
    listener.hear("filtered to nothing", browser.get(LIST, {"don-vi": "zzz"}))
    ticket = on_top(world, desk)
    chairs_office.demand(ticket, secretary, timezone.localdate(), "Trả lời trong ngày.")
    listener.hear("demanded", browser.get(LIST))
    Ticket.objects.filter(pk=ticket.pk).update(demanded_on=timezone.localdate() - DAY)
    listener.hear("missed", browser.get(LIST, {"xem": "lo-hen"}))
    assert listener.wrong == []
