"""After the filing: who may do what on which dossier, money in all its sizes, and every way to be refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dossiers import aliases, processing, returning, supplementing
from dossiers.models import Dossier, Rating
from dossiers.statuses import FinanceState, Status
from hotline.models import Ticket
from payments.models import Order, Payment
from payments.vocabulary import Provider
from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.files.models import Upload
from portal.national.inbound import working
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState
from procedures.choices import CollectionMoment
from tests.dossiers import filings, paying, stages
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.handing_in import CODE, NUMBER, file_server, filing, knock, later, paper, the_message, work
from tests.overtaking import overtaken

OTHER = "G22.99.01-261123-0099"


def filed(world: World, **changes: Any) -> Dossier:
    """A dossier that came in."""
    knock(filing(**changes), "nop")
    assert work() == {"done": 1}
    return Dossier.objects.get()


def ours(world: World, dossier: Dossier, number: str = NUMBER) -> Dossier:
    """One that was filed here, by somebody whose number is proven."""
    owner = dossier.submitted_by
    assert owner is not None
    owner.set_id_number(number)
    owner.assurance_level = 2
    owner.save()
    return dossier


def asked(world: World, dossier: Dossier) -> None:
    """The clerk asks for the hospital's paper itself."""
    component = dossier.papers.get().component_id
    supplementing.request(
        dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."}, exception="wrong"
    )


def outcome(message: dict[str, Any], name: str = "tin-1") -> InboundMessage:
    """What became of a message."""
    assert knock(message, name).status_code == 202
    work()
    return the_message(name)


def payment(**changes: str) -> dict[str, Any]:
    """Money, a moment ago."""
    at = timezone.localtime() - timedelta(minutes=1)
    told = {"MaGiaoDich": "GD-1", "SoTien": str(paying.COST), "ThoiDiem": f"{at:%Y%m%d%H%M%S}", **changes}
    return later("ThongBaoThanhToan", **told)


@pytest.fixture
def owing(world: World) -> Order:
    """The order of a dossier that came in and costs 16,000 đồng before it is received."""
    paying.account_of(world)
    paying.collected(CollectionMoment.BEFORE_RECEIPT)
    return Order.objects.get(subject_ref=filed(world, ToKhai=paying.COPIES).code)


def test_what_was_filed_here_is_withdrawn_there_by_whoever_filed(world: World) -> None:
    """The national portal shows them their dossiers of everywhere: under our code, since it gave none."""
    dossier = ours(world, filings.submitted(world))
    message = later("RutHoSo", LyDo="Đổi ý.") | {"data": {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER}}
    assert outcome(message).outcome == "Đã rút hồ sơ"
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_who_withdraws_here_and_there_at_the_same_moment_has_withdrawn(world: World) -> None:
    """The message looks at the dossier while our own site withdraws it: it was done before, not impossible."""
    dossier = ours(world, filings.submitted(world))
    knock({"service": "RutHoSo", "data": {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER, "LyDo": "Đổi ý."}}, "rut")
    owner = dossier.submitted_by
    assert owner is not None
    overtaken(lambda: returning.withdraw(dossier, owner, reason="Đổi ý."), work)
    message = the_message("rut")
    assert (message.state, message.outcome) == (InboxState.DONE, "Đã làm từ trước")


def test_a_number_that_was_only_typed_withdraws_nothing(world: World) -> None:
    dossier = ours(world, filings.submitted(world))
    User.objects.filter(pk=world.mother.pk).update(assurance_level=0)
    message = outcome({"service": "RutHoSo", "data": {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER}})
    assert (message.state, "không phải người đã nộp" in message.last_error) == (InboxState.DEAD, True)


def test_a_dossier_that_nobody_with_an_account_filed_is_nobodys_there(world: World) -> None:
    dossier = filings.submitted(world)
    Dossier.objects.filter(pk=dossier.pk).update(submitted_by=None, client_id="he-thong-khac")
    message = outcome({"service": "RutHoSo", "data": {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER}})
    assert "không phải người đã nộp" in message.last_error


def test_the_tax_code_of_a_branch_is_read_with_and_without_its_dash(world: World) -> None:
    dossier = filed(world)
    owner = dossier.submitted_by
    assert owner is not None
    owner.id_number, owner.id_number_index = "0312345678001", blind_index("0312345678001")
    owner.save()
    told = {"service": "RutHoSo", "data": {"MaHoSo": CODE, "SoDinhDanh": "0312345678-001"}}
    assert outcome(told).state == InboxState.DONE


def test_twice_withdrawn_is_withdrawn_once_and_the_reason_is_the_first(world: World) -> None:
    dossier = filed(world)
    assert outcome(later("RutHoSo", LyDo="Nộp nhầm.")).outcome == "Đã rút hồ sơ"
    assert outcome(later("RutHoSo", LyDo="Lại thôi."), "tin-2").outcome == "Đã làm từ trước"
    assert [event.note for event in dossier.events.filter(action="withdraw")] == ["Nộp nhầm."]


def test_a_withdrawal_without_a_reason_is_one(world: World) -> None:
    dossier = filed(world)
    assert outcome(later("RutHoSo")).outcome == "Đã rút hồ sơ"
    assert [event.note for event in dossier.events.filter(action="withdraw")] == [""]


def test_a_result_that_is_out_is_not_withdrawn(world: World) -> None:
    dossier = ours(world, stages.issued(world, "online"))
    message = outcome({"service": "RutHoSo", "data": {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER}})
    assert message.state == InboxState.DEAD
    assert message.last_error
    dossier.refresh_from_db()
    assert dossier.status != Status.WITHDRAWN


def test_a_bad_rating_needs_its_reason(world: World) -> None:
    dossier = ours(world, stages.issued(world, "online"))
    by = {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER, "DiemDanhGia": "1"}
    assert "chưa hài lòng" in outcome({"service": "DanhGiaHoSo", "data": by}).last_error
    assert not Rating.objects.exists()
    told = {"service": "DanhGiaHoSo", "data": by | {"NoiDung": "Chờ lâu.\x00"}}
    assert outcome(told, "tin-2").outcome == "Đã ghi đánh giá"
    assert (Rating.objects.get().score, Rating.objects.get().comment) == (Rating.Score.NOT_SATISFIED, "Chờ lâu.")


def test_a_rating_of_another_is_nobodys(world: World) -> None:
    dossier = ours(world, stages.issued(world, "online"))
    by = {"MaHoSo": dossier.code, "SoDinhDanh": "079190000999", "DiemDanhGia": "3"}
    assert outcome({"service": "DanhGiaHoSo", "data": by}).state == InboxState.DEAD
    assert not Rating.objects.exists()


def test_a_rating_given_here_already_stays(world: World) -> None:
    dossier = ours(world, stages.issued(world, "online"))
    Rating.objects.create(dossier=dossier, score=3, comment="", rated_by=world.mother, rated_at=timezone.now())
    by = {"MaHoSo": dossier.code, "SoDinhDanh": NUMBER, "DiemDanhGia": "1", "NoiDung": "Thôi."}
    assert outcome({"service": "DanhGiaHoSo", "data": by}).outcome == "Đã làm từ trước"
    assert Rating.objects.get().score == Rating.Score.VERY_SATISFIED


def supplement(number: int = 1, code: str = CODE, **data: Any) -> dict[str, Any]:
    told = {"TaiLieuNop": [paper() | {"DuocTaiSuDung": "0"}], **data}
    return later("NopHoSoBoSung", HoSoBoSungId=f"{code}/{number}", **told)


def test_an_answer_to_the_request_of_another_dossier_is_none_to_this(world: World) -> None:
    dossier = filed(world)
    asked(world, dossier)
    message = outcome(supplement(code=OTHER))
    assert (message.state, "không có yêu cầu bổ sung này" in message.last_error) == (InboxState.DEAD, True)
    assert outcome(supplement(code=dossier.code), "tin-2").outcome == "Đã nhận bổ sung"


def test_an_answer_by_another_person_is_none(world: World) -> None:
    dossier = filed(world)
    asked(world, dossier)
    told = supplement()
    told["data"]["SoDinhDanh"] = "079190000999"
    assert "không phải người đã nộp" in outcome(told).last_error
    assert dossier.supplement_requests.get().answered_at is None


def test_an_answer_with_the_wrong_papers_names_them_and_leaves_no_file(world: World, connected: Portal) -> None:
    dossier = filed(world)
    asked(world, dossier)
    with file_server() as server:
        address = f"{server.address}/tep"
        told = supplement(TaiLieuNop=[paper(address) | {"MaThanhPhanHoSo": "LA.1"}])
        message = outcome(told)
    assert "LA.1" in message.last_error
    assert "/papers" in message.last_error
    assert not Upload.objects.exists()
    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT


def test_an_answer_without_papers_names_what_is_missing(world: World) -> None:
    asked(world, filed(world))
    assert "Còn thiếu giấy tờ" in outcome(supplement(TaiLieuNop=[])).last_error


def test_an_answer_given_here_already_is_not_given_again_and_its_files_go(world: World, connected: Portal) -> None:
    dossier = filed(world)
    asked(world, dossier)
    assert outcome(supplement()).outcome == "Đã nhận bổ sung"
    with file_server() as server:
        again = outcome(supplement(TaiLieuNop=[paper(f"{server.address}/tep")]), "tin-2")
    assert (again.outcome, again.dossier) == ("Đã làm từ trước", dossier)
    assert not Upload.objects.exists()
    assert dossier.events.filter(action="answer_supplement").count() == 1


def test_money_in_all_its_sizes_is_said_as_the_ledger_says_it(owing: Order) -> None:
    code = Dossier.objects.get().code
    assert outcome(payment(SoTien="6000")).outcome == "Đã ghi nhận một phần, còn thiếu tiền."
    assert Dossier.objects.get(code=code).finance_state != FinanceState.PAID
    rest = outcome(payment(MaGiaoDich="GD-2", SoTien="10000"), "tin-2")
    assert rest.outcome == "Đã ghi nhận, nộp đủ."
    assert Dossier.objects.get(code=code).finance_state == FinanceState.PAID
    assert sorted(Payment.objects.values_list("amount_dong", flat=True)) == [6_000, 10_000]


def test_too_much_money_is_kept_and_waits_to_go_back(owing: Order) -> None:
    assert outcome(payment(SoTien="20000")).outcome == "Đã ghi nhận, số tiền thừa chờ hoàn trả."
    assert Payment.objects.get().provider == Provider.NATIONAL_PLATFORM


def test_the_order_that_is_named_counts_where_it_is_the_dossiers_own(world: World, owing: Order) -> None:
    assert outcome(payment(MaKhoanThu=owing.code)).outcome == "Đã ghi nhận, nộp đủ."
    assert outcome(payment(MaKhoanThu="la", MaGiaoDich="GD-2"), "tin-2").state == InboxState.DONE
    assert Payment.objects.get(provider_reference="GD-1").order == owing


def test_an_order_of_somebody_else_is_not_paid_by_naming_it(world: World, owing: Order) -> None:
    stranger = Order.objects.get(subject_ref=filings.submitted(world, form=paying.COPIES).code)
    assert outcome(payment(MaKhoanThu=stranger.code)).state == InboxState.DONE
    assert Payment.objects.get().order == owing
    stranger.refresh_from_db()
    assert stranger.received_dong == 0


def test_money_for_a_dossier_that_owes_nothing_waits_for_the_accountant(world: World) -> None:
    filed(world)
    message = outcome(payment())
    assert message.state == InboxState.DONE
    assert "chờ kế toán đối chiếu" in message.outcome
    assert Payment.objects.get().order is None


def test_money_of_the_day_after_tomorrow_and_of_long_ago_is_no_money(owing: Order) -> None:
    ahead = timezone.localtime() + timedelta(days=3)
    message = outcome(payment(ThoiDiem=f"{ahead:%Y%m%d%H%M%S}"))
    assert (message.state, "ở tương lai" in message.last_error) == (InboxState.DEAD, True)
    for moment in ("00010101000000", "18991231235959"):
        assert knock(payment(ThoiDiem=moment), "xua").status_code == 422, moment
    assert not Payment.objects.exists()


def test_money_told_before_its_dossier_waits_and_is_booked_once(world: World) -> None:
    paying.account_of(world)
    paying.collected(CollectionMoment.BEFORE_RECEIPT)
    knock(payment(), "tien")
    assert work() == {"waiting": 1}
    assert not Payment.objects.exists()
    knock(filing(ToKhai=paying.COPIES), "nop")
    # The filing makes due at once what waited for it.
    assert dict(working.take_due()) == {"done": 2}
    assert Payment.objects.count() == 1
    assert Dossier.objects.get().finance_state == FinanceState.PAID


def report(**changes: str) -> dict[str, Any]:
    told = {"MaPhanAnh": "PA-1", "LoaiPhanAnh": "2", "HoTen": "Trần Thị Mai", "NoiDung": "Chậm ba ngày."}
    return {"service": "GuiPhanAnhKienNghi", "data": told | changes}


def test_each_kind_of_report_is_one_of_the_hotlines(world: World) -> None:
    kinds = {"1": "complaint_conduct", "2": "complaint_delay", "3": "rule", "4": "guidance"}
    for code in kinds:
        knock(report(LoaiPhanAnh=code, MaPhanAnh=f"PA-{code}"), f"tin-{code}")
    assert work() == {"done": 4}
    assert {ticket.client_reference[-1]: ticket.kind for ticket in Ticket.objects.all()} == kinds
    assert set(Ticket.objects.values_list("channel", "client_id")) == {("api", "national-portal")}


def test_a_question_needs_no_name_and_a_complaint_does(world: World) -> None:
    assert outcome(report(LoaiPhanAnh="4", HoTen="")).state == InboxState.DONE
    assert outcome(report(HoTen="", MaPhanAnh="PA-2"), "tin-2").state == InboxState.DEAD
    assert Ticket.objects.count() == 1


def test_a_report_about_a_dossier_that_nobody_knows_is_taken_all_the_same(world: World) -> None:
    message = outcome(report(MaHoSo=OTHER))
    assert (message.state, message.dossier) == (InboxState.DONE, None)
    assert (Ticket.objects.get().dossier, Ticket.objects.get().dossier_code) == (None, OTHER)


def test_a_report_about_a_unit_goes_to_the_unit_of_today(world: World) -> None:
    outcome(report(MaDonVi=world.ward.committee.code))
    assert Ticket.objects.get().about_unit == world.ward.committee
    outcome(report(MaDonVi="H29.404", MaPhanAnh="PA-2"), "tin-2")
    assert Ticket.objects.get(client_reference="PA-2").about_unit is None


def test_a_telephone_is_kept_as_it_is_called(world: World) -> None:
    for number, phone in enumerate(("0909999888", "+84909999888", "")):
        knock(report(SoDienThoai=phone, MaPhanAnh=f"PA-{number}"), f"tin-{number}")
    assert work() == {"done": 3}
    phones = [ticket.reporter_phone for ticket in Ticket.objects.order_by("client_reference")]
    assert phones == ["+84909999888", "+84909999888", ""]


def test_reports_that_name_no_dossier_wait_for_no_other_message(world: World) -> None:
    knock(later("RutHoSo"), "rut")
    knock(report(), "phan-anh")
    assert work() == {"waiting": 1, "done": 1}


def test_what_is_done_at_the_counter_meanwhile_is_told_in_words(world: World) -> None:
    dossier = filed(world)
    processing.refuse(dossier, world.ward.clerk, reason="Đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")
    message = outcome(later("RutHoSo"))
    assert message.state == InboxState.DEAD
    assert message.last_error
    assert aliases.find(CODE) == dossier
