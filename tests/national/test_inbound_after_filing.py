"""What people do on the national portal after they filed: each once, by whoever filed, in any order of arrival."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import aliases, supplementing
from dossiers.models import Dossier, Rating
from dossiers.statuses import FinanceState, Status
from hotline.models import Ticket
from payments.models import Order, Payment
from portal.national.inbound import working
from portal.national.models import InboundMessage
from procedures.choices import CollectionMoment
from tests.dossiers import filings, paying
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.handing_in import CODE, LAN, NUMBER, file_server, filing, knock, later, paper, the_message, work


def filed(world: World) -> Dossier:
    """A dossier that came in."""
    knock(filing(), "nop")
    work()
    return Dossier.objects.get()


def asked(world: World, dossier: Dossier) -> None:
    """The clerk asks for a better scan."""
    component = dossier.papers.get().component_id
    exception = "wrong" if dossier.papers.get().source == "in_database" else ""
    supplementing.request(
        dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."}, exception=exception
    )


def supplement(address: str, **data: Any) -> dict[str, Any]:
    """The answer to the first request."""
    return later("NopHoSoBoSung", HoSoBoSungId=f"{CODE}/1", TaiLieuNop=[paper(address)], **data)


def test_a_supplement_is_taken_once_with_its_file(world: World, connected: Portal) -> None:
    with file_server() as server:
        knock(filing(TaiLieuNop=[paper(f"{server.address}/tep")]), "nop")
        work()
        dossier = Dossier.objects.get()
        asked(world, dossier)
        for name in ("tin-1", "tin-2"):
            knock(supplement(f"{server.address}/tep", NoiDung="Đã chụp lại."), name)
        assert work() == {"done": 2}
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    answered = dossier.supplement_requests.get()
    assert answered.answer_note == "Đã chụp lại."
    assert (dossier.papers.count(), dossier.papers.filter(replaced_by=None).count()) == (2, 1)
    assert the_message("tin-2").outcome == "Đã làm từ trước"


def test_a_code_may_hold_strokes_and_its_request_is_found_all_the_same(world: World) -> None:
    code = "G22/99/0007"
    knock(filing(MaHoSo=code), "nop")
    work()
    dossier = Dossier.objects.get()
    asked(world, dossier)
    told = later("NopHoSoBoSung", HoSoBoSungId=f"{code}/1", TaiLieuNop=[paper()])
    told["data"]["MaHoSo"] = code
    knock(told)
    assert work() == {"done": 1}
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_an_answer_to_no_request_is_shown_with_its_cause(world: World) -> None:
    filed(world)
    knock(later("NopHoSoBoSung", HoSoBoSungId=f"{CODE}/7", TaiLieuNop=[paper()]))
    assert work() == {"dead": 1}
    assert "không có yêu cầu bổ sung này" in the_message().last_error


def test_a_withdrawal_before_its_dossier_waits_for_it(world: World) -> None:
    knock(later("RutHoSo", LyDo="Nộp nhầm."), "rut")
    assert work() == {"waiting": 1}
    assert "Chưa nhận được hồ sơ" in the_message("rut").last_error
    knock(filing(), "nop")
    # The filing makes due at once what waited for it.
    assert dict(working.take_due()) == {"done": 2}
    dossier = Dossier.objects.get()
    assert dossier.status == Status.WITHDRAWN
    assert dossier.events.get(action="withdraw").note == "Nộp nhầm."


def test_what_never_gets_its_dossier_becomes_a_dead_letter(world: World) -> None:
    knock(later("RutHoSo"))
    InboundMessage.objects.update(attempts=working.MOST_ATTEMPTS - 1)
    assert work() == {"dead": 1}


def test_nobody_acts_on_the_dossier_of_another(world: World) -> None:
    filed(world)
    knock(later("RutHoSo") | {"data": {"MaHoSo": CODE, "SoDinhDanh": "079190000222"}})
    ours = filings.submitted(world)
    knock({"service": "RutHoSo", "data": {"MaHoSo": ours.code, "SoDinhDanh": NUMBER}}, "tin-2")
    assert work() == {"dead": 2}
    assert "không phải người đã nộp" in the_message().last_error
    assert {dossier.status for dossier in Dossier.objects.all()} == {Status.SUBMITTED}


def test_a_rating_counts_once_and_only_after_the_result(world: World) -> None:
    early = filed(world)
    knock(later("DanhGiaHoSo", DiemDanhGia="3"), "som")
    assert work() == {"dead": 1}
    done = filings.finished(world)
    assert done.submitted_by is not None
    done.submitted_by.set_id_number("079190000333")
    done.submitted_by.assurance_level = 2
    done.submitted_by.save()
    aliases.note(done, aliases.NATIONAL, "G22.99.01-261123-0077")
    by = {"MaHoSo": "G22.99.01-261123-0077", "SoDinhDanh": "079190000333"}
    for number, score in enumerate(("3", "2")):
        knock({"service": "DanhGiaHoSo", "data": by | {"DiemDanhGia": score}}, f"tin-{number}")
    assert work() == {"done": 2}
    assert Rating.objects.get().score == Rating.Score.VERY_SATISFIED
    assert not Rating.objects.filter(dossier=early).exists()


def test_money_is_booked_once_under_its_reference(world: World) -> None:
    paying.account_of(world)
    paying.collected(CollectionMoment.BEFORE_RECEIPT)
    knock(filing(ToKhai=paying.COPIES), "nop")
    work()
    dossier = Dossier.objects.get()
    order = Order.objects.get(subject_ref=dossier.code)
    paid = later("ThongBaoThanhToan", MaGiaoDich="GD-1", SoTien=str(order.due_dong), ThoiDiem="20261123080500")
    paid["data"]["ThoiDiem"] = f"{timezone.localtime():%Y%m%d%H%M%S}"
    knock(paid)
    knock(paid, "tin-2")
    assert work() == {"done": 2}
    dossier.refresh_from_db()
    assert (dossier.finance_state, Payment.objects.count()) == (FinanceState.PAID, 1)
    conflict = paid | {"data": paid["data"] | {"SoTien": "1"}}
    knock(conflict, "tin-3")
    assert work() == {"dead": 1}
    assert "khác nội dung" in the_message("tin-3").last_error


def test_feedback_reaches_the_hotline_once_about_the_right_dossier(world: World) -> None:
    dossier = filed(world)
    told = {"MaPhanAnh": "PA-1", "LoaiPhanAnh": "2", "HoTen": "Trần Thị Mai", "NoiDung": "Chậm quá hạn\u0000 ba ngày."}
    told |= {"SoDienThoai": "0909999888", "MaHoSo": CODE}
    for name in ("tin-1", "tin-2"):
        knock({"service": "GuiPhanAnhKienNghi", "data": told}, name)
    knock({"service": "GuiPhanAnhKienNghi", "data": told | {"HoTen": "", "MaPhanAnh": "PA-2"}}, "tin-3")
    assert work() == {"done": 2, "dead": 1}
    ticket = Ticket.objects.get()
    assert (ticket.dossier, ticket.kind, ticket.client_reference) == (dossier, "complaint_delay", "PA-1")
    assert ticket.code in the_message("tin-2").outcome
    assert "họ tên" in the_message("tin-3").last_error


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["nop", "nop lai", "rut", "rut lai"]))
@pytest.mark.django_db
def test_in_whatever_order_they_come_the_dossier_ends_the_same(world: World, order: list[str]) -> None:
    InboundMessage.objects.all().delete()
    code = f"G22.99.01-261123-{Dossier.objects.count() + 100:04d}"
    whole = {
        "nop": filing(MaHoSo=code, NguoiNop=LAN),
        "rut": {"service": "RutHoSo", "data": {"MaHoSo": code, "SoDinhDanh": NUMBER}},
    }
    for name in order:
        knock(whole[name.split()[0]], f"{code} {name}".replace(" ", "-"))
        work()
    work()
    dossier = Dossier.objects.get(aliases__code=code)
    assert [event.action for event in dossier.events.order_by("sequence")] == ["submit", "withdraw"]
    assert {message.state for message in InboundMessage.objects.all()} == {"done"}
