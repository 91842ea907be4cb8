"""Our answers go back to the national portal: what was sent to the person, once, in order, never a confidential one."""

from __future__ import annotations

from django.conf import LazySettings

from hotline import answering, following, publishing, routing
from hotline.models import Ticket
from hotline.routing import Ground
from portal.national.models import KeptExchange
from portal.national.simulator.manners import Fault, Manners
from portal.outbox.models import State
from tests.dossiers.world import World
from tests.hotline import tickets
from tests.hotline.desk import Desk, answered, good
from tests.national.asked import FEEDBACK, answered_here, deliver, handed_in
from tests.national.conftest import Portal


def test_an_answer_that_was_sent_stands_there_with_who_gave_it(world: World, desk: Desk, connected: Portal) -> None:
    ticket = handed_in(connected)
    assert not FEEDBACK.exists()
    ticket = answered_here(world, desk, ticket)

    assert deliver() == {"sent": 1}

    (there,) = connected.questions.answers("PA-1")
    assert (there["MADONVI"], there["NGUOITRALOI"]) == (world.ward.committee.code, "Vũ Đình Khôi")
    assert there["CHUCVUNGUOITRALOI"] == "Giám sát"
    assert ticket.answered_at is not None
    assert good().found in there["NOIDUNGTRALOI"] and good().apology in there["NOIDUNGTRALOI"]
    assert len(there["NGAYTRALOI"]) == 14
    assert connected.questions.asked(only_open=True) == []
    proof = KeptExchange.objects.get(code=ticket.code)
    assert (proof.service, proof.sent["data"], proof.is_taken) == ("DongBoKetQuaHoiDapGuiTuDVCQG", [there], True)


def test_what_is_set_aside_is_answered_with_the_ground(world: World, desk: Desk, connected: Portal) -> None:
    ticket = handed_in(connected)
    routing.set_aside(ticket, desk.operator, Ground.values[0], "Việc này thuộc Công an phường.")
    assert deliver() == {"sent": 1}
    told = connected.questions.answers("PA-1")[0]
    assert str(Ground(Ground.values[0]).label) in told["NOIDUNGTRALOI"]
    assert "thuộc Công an phường" in told["NOIDUNGTRALOI"]
    assert (told["NGUOITRALOI"], told["CHUCVUNGUOITRALOI"]) == ("Mai Phương Thảo", "Trực đường dây nóng")


def test_nothing_goes_there_that_was_not_asked_there_or_is_confidential(
    world: World, desk: Desk, connected: Portal
) -> None:
    answered(world, desk, tickets.filed(client_id="another-system", client_reference="PA-9"))
    hidden = tickets.filed(client_id="national-portal", client_reference="PA-3", is_confidential=True).ticket
    answered_here(world, desk, hidden)
    assert not FEEDBACK.exists()


def test_one_that_became_confidential_while_it_waited_is_not_told(world: World, desk: Desk, connected: Portal) -> None:
    ticket = answered_here(world, desk, handed_in(connected))
    Ticket.objects.filter(pk=ticket.pk).update(is_confidential=True)
    assert deliver() == {"sent": 1}
    assert connected.questions.answers("PA-1") == []
    assert "DongBoKetQuaHoiDapGuiTuDVCQG" not in connected.services.calls


def test_an_answer_whose_answer_was_lost_stands_there_once(world: World, desk: Desk, connected: Portal) -> None:
    answered_here(world, desk, handed_in(connected))
    for fault in (Fault.DOWN, Fault.LOSES_ANSWER, Fault.OTHER_SHAPE):
        connected.services.manners = Manners(always=frozenset({fault}))
        assert set(deliver()) <= {"unreachable", "failed"}
    connected.services.manners = Manners()

    assert deliver() == {"sent": 1}

    assert len(connected.questions.answers("PA-1")) == 1


def test_a_question_that_is_not_known_there_any_more_is_a_dead_letter_with_its_proof(
    world: World, desk: Desk, connected: Portal
) -> None:
    answered_here(world, desk, tickets.filed(client_id="national-portal", client_reference="PA-4").ticket)
    assert deliver() == {"refused": 1}
    dead = FEEDBACK.get()
    assert (dead.state, "không có câu hỏi này" in dead.last_error) == (State.DEAD, True)
    assert not KeptExchange.objects.get().is_taken


def test_a_second_answer_waits_for_the_first_and_both_stand_there(world: World, desk: Desk, connected: Portal) -> None:
    ticket = answered_here(world, desk, handed_in(connected))
    following.reopen(ticket, "Vẫn chưa có giấy khai sinh.")
    ticket.refresh_from_db()
    text = good(
        checked="Đã gọi điện cho gia đình và mở lại sổ giao nhận của phường chiều 24/11.",
        found="Giấy khai sinh đã in, cán bộ giao sai địa chỉ ở khu phố 3 nên gia đình chưa cầm được.",
        will_do="Cán bộ hộ tịch mang giấy khai sinh đến tận nhà trong buổi sáng.",
    )
    answering.draft(ticket, world.ward.leader, text)
    answering.read(ticket, desk.deputy)
    answering.approve(ticket, desk.supervisor)

    assert deliver() == {"sent": 2}

    told = [row["NOIDUNGTRALOI"] for row in connected.questions.answers("PA-1")]
    assert [text.found in one for one in told] == [False, True]


def test_what_is_published_stands_there_and_is_taken_back_when_it_is_withdrawn(
    world: World, desk: Desk, connected: Portal
) -> None:
    ticket = answered(world, desk, tickets.filed())
    published = publishing.publish(
        ticket, desk.operator, title="Chậm khai sinh", question="Vì sao chậm?", text="Đã trả giấy khai sinh."
    )
    assert deliver() == {"sent": 1}
    (there,) = connected.questions.public()
    assert there == {
        "HOIDAPID": f"HD-{published.pk}",
        "MADONVI": world.ward.committee.code,
        "TIEUDE": "Chậm khai sinh",
        "NOIDUNGCAUHOI": "Vì sao chậm?",
        "NGAYTRALOI": there["NGAYTRALOI"],
        "NOIDUNGTRALOI": "Đã trả giấy khai sinh.",
        "TRANGTHAI": "1",
    }

    publishing.withdraw(ticket, desk.operator, "Còn tên người.")
    assert deliver() == {"sent": 1}
    assert [row["TRANGTHAI"] for row in connected.questions.public()] == ["0"]


def test_without_a_national_portal_nothing_waits_for_it(world: World, desk: Desk) -> None:
    answered(world, desk, tickets.filed(client_id="national-portal", client_reference="PA-5"))
    assert not FEEDBACK.exists()


def test_an_address_that_is_taken_away_kills_no_letter(
    world: World, desk: Desk, connected: Portal, settings: LazySettings
) -> None:
    answered_here(world, desk, handed_in(connected))
    settings.NATIONAL_PORTAL_URL = ""
    assert deliver() == {"unreachable": 1}
    settings.NATIONAL_PORTAL_URL = connected.address
    assert deliver() == {"sent": 1}
