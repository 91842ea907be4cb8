"""Reports of the national portal at their edges: whose role is named, odd rows, slips, and what is compared."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hotline import publishing, routing
from hotline.kinds import Action
from hotline.models import Publication, Ticket, TicketEvent
from hotline.routing import Ground
from portal.national.drivers.base import Exchange, NotTaken, Rejected
from portal.national.feedback import asking, telling, writing
from portal.national.feedback.channel import FeedbackChannel
from portal.national.inbound import shapes
from portal.national.messages.of_question import LONGEST_TEXT
from portal.national.models import InboundMessage, KeptExchange
from portal.outbox.drivers.base import Refused
from portal.outbox.models import OutboxMessage
from tests.dossiers.world import World
from tests.hotline import tickets
from tests.hotline.desk import Desk, answered
from tests.national.asked import FEEDBACK, ROW, answered_here, deliver, handed_in, report
from tests.national.conftest import Portal
from tests.national.handing_in import knock, work
from units.models import StaffRole
from units.roles import Role

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def from_there(reference: str = "PA-1", **changed: Any) -> Ticket:
    """A ticket as the national portal's reports become them."""
    return tickets.filed(client_id="national-portal", client_reference=reference, **changed).ticket


def answer_of(ticket: Ticket) -> TicketEvent:
    """The event by which its answer went out."""
    return ticket.events.get(action=Action.ANSWER)


def published(ticket: Ticket, desk: Desk) -> Publication:
    """Its answer, for everybody."""
    return publishing.publish(ticket, desk.operator, title="Chậm", question="Vì sao chậm?", text="Đã trả.")


# -- who answered


def test_the_role_is_the_one_held_on_the_day_in_vietnam(world: World, desk: Desk) -> None:
    """An answer of half past midnight here is of the day before at Greenwich."""
    ticket = answered_here(world, desk, from_there())
    began = dt.date(2026, 11, 23)
    StaffRole.objects.filter(user=desk.supervisor).update(valid_from=began)
    event = answer_of(ticket)
    for hour, day, role in ((0, 23, "Giám sát"), (23, 22, "")):
        event.at = dt.datetime(2026, 11, day, hour, 30, tzinfo=VIETNAM)
        assert writing.answer_to(ticket, event)["CHUCVUNGUOITRALOI"] == role, event.at


def test_a_role_at_the_unit_that_answers_goes_before_one_elsewhere_and_is_told_in_vietnamese(
    world: World, desk: Desk
) -> None:
    ticket = answered_here(world, desk, from_there())
    unit, since = world.ward.committee, dt.date(2025, 7, 1)
    StaffRole.objects.create(user=desk.supervisor, unit=unit, role=Role.LEADER, valid_from=since)
    with override("en"):
        told = writing.answer_to(ticket, answer_of(ticket))
    assert (told["CHUCVUNGUOITRALOI"], told["MADONVI"]) == ("Lãnh đạo ký duyệt", unit.code)


def test_what_is_set_aside_by_nobody_at_work_has_a_name_and_no_role(world: World, desk: Desk) -> None:
    ticket = from_there()
    routing.set_aside(ticket, desk.operator, Ground.values[0], "Không thuộc thẩm quyền.")
    event = ticket.events.get(action=Action.SET_ASIDE)
    event.actor = None
    told = writing.answer_to(Ticket.objects.get(pk=ticket.pk), event)
    assert (told["NGUOITRALOI"], told["CHUCVUNGUOITRALOI"]) == (event.actor_name, "")
    assert told["NOIDUNGTRALOI"].startswith("Phản ánh không được thụ lý. Căn cứ: ")


def test_a_long_answer_ends_with_code_and_address_of_the_whole_one(
    world: World, desk: Desk, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PORTAL_URL = "https://dvc.example.vn/"
    ticket = answered_here(world, desk, from_there())
    monkeypatch.setattr(writing, "whole_text", lambda _answer: "Rất dài. " * 900)
    text = writing.answer_to(ticket, answer_of(ticket))["NOIDUNGTRALOI"]
    assert len(text) == LONGEST_TEXT
    assert text.endswith(f"Xem trọn câu trả lời bằng mã {ticket.code} tại https://dvc.example.vn/phan-anh/theo-doi/")


def test_nothing_of_the_reporter_stands_in_what_is_told(world: World, desk: Desk) -> None:
    ticket = answered_here(world, desk, from_there())
    said = json.dumps(writing.answer_to(ticket, answer_of(ticket)), ensure_ascii=False)
    for private in (tickets.LAN.full_name, tickets.LAN.phone, tickets.LAN.email, tickets.WORDS):
        assert private not in said


# -- what comes in


def test_a_slip_in_a_telephone_number_stops_no_report(world: World, connected: Portal) -> None:
    """The national portal lets people write numbers that nobody has; the report is what counts."""
    knock(report(SoDienThoai="0123456789"))
    assert work() == {"done": 1}
    ticket = Ticket.objects.get()
    assert (ticket.content, ticket.reporter_phone) == ("Chậm ba ngày.", "0123456789")
    assert not OutboxMessage.objects.filter(channel="sms").exists()


def test_numbers_where_text_is_expected_read_as_text(world: World, connected: Portal) -> None:
    """Adapters write codes as numbers or as text; one question is one message either way."""
    connected.questions.ask({**ROW, "HOIDAPID": 77, "LOAIHOIDAP": 2, "SODIENTHOAI": None})
    assert asking.ask() == 1
    connected.questions.ask({**ROW, "HOIDAPID": "77", "LOAIHOIDAP": "2"})
    assert (asking.ask(), work()) == (0, {"done": 1})
    assert (Ticket.objects.get().client_reference, Ticket.objects.get().kind) == ("77", "complaint_delay")


def test_a_round_takes_so_many_and_the_next_the_rest(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 2)
    woken: list[str] = []
    monkeypatch.setattr(asking, "wake", woken.append)
    for number in range(3):
        connected.questions.ask({**ROW, "HOIDAPID": f"PA-{number}"})
    assert [asking.ask() for _ in range(3)] == [2, 1, 0]
    assert len(woken) == 2, "nobody is woken for nothing"


def test_what_two_workers_fetch_at_once_is_kept_once(db: None) -> None:
    for text in ("Lần một.", "Lần hai."):
        asking._keep("hoi-dap-1", asking.message_of({**ROW, "NOIDUNGCAUHOI": text}))
    assert "Lần một." in InboundMessage.objects.get().received["body"]


def test_a_kind_that_we_do_not_know_is_another_matter_and_gaps_are_left_out() -> None:
    for kind in ("9", "", None, 2.5, "la"):
        assert asking.message_of({**ROW, "LOAIHOIDAP": kind})["data"]["LoaiPhanAnh"] == asking.OTHER
    data = asking.message_of({"HOIDAPID": "PA-1"})["data"]
    assert data == {"MaPhanAnh": "PA-1", "LoaiPhanAnh": asking.OTHER, "HoTen": "", "NoiDung": ""}
    assert [fault.pointer for fault in shapes.faults_of(asking.message_of({"HOIDAPID": "PA-1"}))] == ["/data/NoiDung"]
    assert shapes.faults_of(asking.message_of(ROW)) == []


_IDS = st.one_of(st.text(max_size=300), st.integers(), st.none())


@given(_IDS, _IDS)
def test_two_questions_have_two_ids_and_one_has_one(one: Any, other: Any) -> None:
    first, second = ({**ROW, "HOIDAPID": name} for name in (one, other))
    assert asking.id_of(first) == asking.id_of(dict(reversed(first.items())))
    same = (str(one or ""), str(other or ""))
    if one and other:
        assert (asking.id_of(first) == asking.id_of(second)) == (same[0] == same[1])
    assert asking.id_of({**ROW, "HOIDAPID": ""}) != asking.id_of({**ROW, "HOIDAPID": "", "NOIDUNGCAUHOI": "Khác."})


# -- what is compared


def test_codes_as_numbers_and_fields_of_their_own_are_no_difference(
    world: World, desk: Desk, connected: Portal
) -> None:
    published(answered(world, desk, tickets.filed()), desk)
    deliver()
    (there,) = connected.questions.public()
    odd = {**there, "TRANGTHAI": 1, "NGAYTRALOI": int(there["NGAYTRALOI"]), "LUOTXEM": 12}
    connected.questions.publish([odd])
    assert asking.compare_public() == 0
    connected.questions.publish([{**odd, "TRANGTHAI": 0}])
    assert asking.compare_public() == 1


def test_each_field_that_stands_otherwise_is_told_again_once_a_day(world: World, desk: Desk, connected: Portal) -> None:
    published(answered(world, desk, tickets.filed()), desk)
    deliver()
    (there,) = connected.questions.public()
    for name in there.keys() - {"HOIDAPID"}:
        connected.questions.publish([{**there, name: "khác"}])
        assert asking.compare_public() == 1, name
    assert FEEDBACK.filter(state="waiting").count() == 1, "all of one day are one message"
    deliver()
    assert connected.questions.public() == [there]


def test_what_was_withdrawn_and_never_stood_there_is_not_told(world: World, desk: Desk, connected: Portal) -> None:
    ticket = answered(world, desk, tickets.filed())
    published(ticket, desk)
    publishing.withdraw(ticket, desk.operator, "Còn tên người.")
    FEEDBACK.delete()
    assert asking.compare_public() == 0
    connected.questions.publish([{"HOIDAPID": f"HD-{Publication.objects.get().pk}", "TRANGTHAI": "1"}])
    assert asking.compare_public() == 1, "but what everybody reads there is taken back"


def test_comparing_asks_as_often_for_many_as_for_one(
    world: World, desk: Desk, connected: Portal, django_assert_num_queries: Any
) -> None:
    published(answered(world, desk, tickets.filed()), desk)
    deliver()
    with django_assert_num_queries(3):
        assert asking.compare_public() == 0


# -- how it leaves


def test_an_answer_that_stands_there_with_its_moment_as_a_number_is_not_given_twice(
    world: World, desk: Desk, connected: Portal
) -> None:
    ticket = answered_here(world, desk, handed_in(connected))
    event = answer_of(ticket)
    there = writing.answer_to(ticket, event)
    connected.questions.answer([{**there, "NGAYTRALOI": int(there["NGAYTRALOI"])}])

    FeedbackChannel().deliver_again({"ticket": ticket.pk, "sequence": event.sequence}, "once")

    assert len(connected.questions.answers("PA-1")) == 1 and not KeptExchange.objects.exists()
    FeedbackChannel().deliver({"ticket": ticket.pk, "sequence": event.sequence}, "once")
    assert len(connected.questions.answers("PA-1")) == 2, "a first try does not look"


def test_a_ticket_of_which_nothing_is_published_says_nothing(world: World, desk: Desk, connected: Portal) -> None:
    ticket = tickets.filed().ticket
    telling.tell_public(ticket, "1")
    assert deliver() == {"sent": 1}
    assert connected.services.calls == {} and not KeptExchange.objects.exists()


def test_only_a_refusal_for_good_is_kept_as_proof(world: World, connected: Portal) -> None:
    ticket, channel = tickets.filed().ticket, FeedbackChannel()
    exchange = Exchange("DongBoHoiDap", {"data": []}, {"error_code": "2"})
    for cause in (NotTaken("x", exchange), Rejected("x"), None):
        error = Refused("x")
        error.__cause__ = cause
        channel.note_failure({"ticket": ticket.pk}, error)
    assert not KeptExchange.objects.exists()
    error = Refused("x")
    error.__cause__ = Rejected("x", exchange)
    channel.note_failure({"ticket": ticket.pk}, error)
    kept = KeptExchange.objects.get()
    assert (kept.code, kept.sequence, kept.is_taken, kept.answer) == (ticket.code, 0, False, {"error_code": "2"})


def test_only_answers_and_what_is_published_leave_of_all_that_happens(
    world: World, desk: Desk, connected: Portal
) -> None:
    ticket = answered_here(world, desk, from_there())
    told = [row.payload.get("sequence") for row in FEEDBACK.order_by("pk")]
    assert told == [answer_of(ticket).sequence] and ticket.events.count() > 3
    assert {row.key for row in FEEDBACK} == {ticket.code}, "in order for each ticket"


def test_a_report_is_theirs_by_client_reference_and_confidence() -> None:
    def is_for_them(**changed: Any) -> bool:
        told = {"client_id": "national-portal", "client_reference": "PA-1", "is_confidential": False}
        return telling.is_for_them(Ticket(**(told | changed)))

    assert is_for_them()
    for change in ({"client_id": "other"}, {"client_id": ""}, {"client_reference": ""}, {"is_confidential": True}):
        assert not is_for_them(**change), change
