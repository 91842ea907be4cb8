"""Asking the national portal what people asked us: nothing is missed, nothing is taken in twice, nonsense is shown."""

from __future__ import annotations

from typing import Any

import pytest
import requests  # noqa: TID251 - a person at the simulator, not the portal, sends here
from hypothesis import given
from hypothesis import strategies as st

from hotline import publishing
from hotline.models import Ticket
from portal.national.feedback import asking
from portal.national.inbound import shapes
from portal.national.models import InboundMessage, Question
from portal.national.simulator.manners import Fault, Manners
from tests.dossiers.world import World
from tests.hotline import tickets
from tests.hotline.desk import Desk, answered
from tests.national.asked import FEEDBACK, ROW, deliver, report
from tests.national.conftest import Portal
from tests.national.handing_in import knock, work

#: Under which field of the message each of theirs arrives.
SAME = {"HOIDAPID": "MaPhanAnh", "HOTEN": "HoTen", "NOIDUNGCAUHOI": "NoiDung", "MAHOSO": "MaHoSo", "EMAIL": "Email"}


def test_what_was_never_handed_in_becomes_a_ticket_once(world: World, connected: Portal) -> None:
    connected.questions.ask(ROW)
    assert (asking.ask(), asking.ask()) == (1, 0)
    assert work() == {"done": 1}

    ticket = Ticket.objects.get()
    assert (ticket.content, ticket.client_reference, ticket.kind) == ("Chậm ba ngày.", "PA-1", "complaint_delay")
    assert ticket.reporter_phone == "+84909999888"
    assert Question.objects.get().ticket == ticket


@pytest.mark.parametrize("pushed_first", [True, False])
def test_what_comes_both_ways_is_one_ticket(world: World, connected: Portal, pushed_first: bool) -> None:
    connected.questions.ask(ROW)
    if pushed_first:
        knock(report())
        work()
    asking.ask()
    work()
    if not pushed_first:
        knock(report())
        work()
    assert InboundMessage.objects.filter(state="done").count() == 2
    assert Ticket.objects.count() == 1


def test_another_text_under_a_known_code_is_left_to_people(world: World, connected: Portal) -> None:
    knock(report())
    knock(report(NoiDung="Chuyện khác hẳn."), "tin-2")
    assert work() == {"done": 1, "dead": 1}
    assert "một phản ánh khác mang mã này" in InboundMessage.objects.get(state="dead").last_error
    assert Ticket.objects.count() == 1


def test_nonsense_is_shown_with_its_fields_and_stops_nothing(world: World, connected: Portal) -> None:
    for row in ({**ROW, "HOIDAPID": "có dấu"}, {**ROW, "HOIDAPID": "PA-2", "MAHOSO": "x" * 90}, ROW):
        connected.questions.ask(row)
    assert asking.ask() == 3
    assert work() == {"dead": 2, "done": 1}
    causes = sorted(InboundMessage.objects.filter(state="dead").values_list("last_error", flat=True))
    assert [cause.split(":")[0] for cause in causes] == ["/data/MaHoSo", "/data/MaPhanAnh"]
    assert "có dấu" not in "".join(causes)
    assert asking.ask() == 0


def test_a_portal_that_does_not_answer_is_asked_again(world: World, connected: Portal) -> None:
    connected.questions.ask(ROW)
    for fault in (Fault.DOWN, Fault.BROKEN, Fault.OTHER_SHAPE):
        connected.services.manners = Manners(always=frozenset({fault}))
        assert (asking.ask(), asking.compare_public()) == (0, 0)
    connected.services.manners = Manners()
    assert asking.ask() == 1


def test_public_answers_that_stand_otherwise_there_are_told_again(world: World, desk: Desk, connected: Portal) -> None:
    ticket = answered(world, desk, tickets.filed())
    publishing.publish(ticket, desk.operator, title="Chậm", question="Vì sao chậm?", text="Đã trả giấy khai sinh.")
    FEEDBACK.delete()
    assert asking.compare_public() == 1
    deliver()
    assert (len(connected.questions.public()), asking.compare_public()) == (1, 0)

    there = connected.questions.public()[0]
    connected.questions.publish([{**there, "NOIDUNGTRALOI": "Chữ khác."}])
    FEEDBACK.delete()
    assert asking.compare_public() == 1
    deliver()
    assert connected.questions.public() == [there]


def test_without_a_portal_nobody_is_asked(world: World) -> None:
    assert (asking.ask(), asking.compare_public()) == (0, 0)


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.one_of(st.none(), st.integers(), st.text(max_size=20))))
def test_whatever_a_row_holds_makes_a_message_with_an_id(changes: dict[str, Any]) -> None:
    """Each field arrives under its own name or not at all; what is wrong is found by the shapes, never by a crash."""
    row = {**ROW, **changes}
    message = asking.message_of(row)
    assert 1 <= len(asking.id_of(row)) <= 100
    for theirs, ours in SAME.items():
        assert message["data"].get(ours, "") == str(row[theirs] or "")
    shapes.faults_of(message)


def test_the_page_there_shows_what_was_asked_and_how_it_was_answered(connected: Portal) -> None:
    told = {"HoTen": "Trần Thị Mai", "LoaiPhanAnh": "4", "NoiDung": "<b>Nộp</b> ở đâu?", "cho": "on"}
    page = requests.post(f"{connected.address}/phan-anh", told, timeout=20).text
    assert "&lt;b&gt;Nộp&lt;/b&gt; ở đâu?" in page and "Chưa có trả lời." in page
    (asked,) = connected.questions.asked(only_open=True)
    assert connected.filed.handed("") == []
    answer = {"HOIDAPID": asked["HOIDAPID"], "NOIDUNGTRALOI": "Tại phường.", "NGUOITRALOI": "Khôi"}
    connected.questions.answer([{**answer, "CHUCVUNGUOITRALOI": "", "NGAYTRALOI": "20261123080500"}])
    page = requests.get(f"{connected.address}/phan-anh", timeout=20).text
    assert "Tại phường." in page and "Khôi" in page and "Chưa có trả lời." not in page
