"""Rules proved at the pages: each part sees its own acts, refusals come back in words, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import decision_changes
from procedures.decision_publishing import publish_due
from procedures.models import ChangeKind, Decision, DecisionChange, DecisionState
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import PDF, Deciders, good, make_deciders, only_change
from tests.procedures.publisher_desk import approval, at, of, page, sent
from tests.units.factories import DepartmentFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def test_a_decision_goes_its_way_through_the_pages(people: Deciders) -> None:
    """Draft → check → publish, each person in a browser of their own, without scripts."""
    good(CODE, name="Thủ tục đăng ký khai sinh")
    drafter, checker, chair = of(people.drafter), of(people.checker), of(people.chair)

    begun = drafter.post("/cong-khai/quyet-dinh/moi/", {"title": "Về việc công bố thủ tục hộ tịch"})
    decision = Decision.objects.get()
    assert begun["Location"] == at(decision, "them/")
    drafter.post(at(decision, "them/"), {"kind": "amend", "codes": f"STT 1: {CODE}"})
    change = only_change(decision)
    fee = change.version.cases.get().fees.get()  # type: ignore[union-attr]
    saved = drafter.post(
        at(decision, f"thu-tuc/{change.pk}/fees/"),
        sent({"id": fee.pk, "case": "standard", "channel": "any", "kind": "fee", "name": "Lệ phí hộ tịch"})
        | {"row-0-amount_dong": "8.000", "row-0-legal_basis": "Nghị quyết 124/2016/NQ-HĐND"},
    )
    assert saved.status_code == 302
    drafter.post(at(decision, "trinh/"))
    checker.post(at(decision, "dat/"), {"remarks": "Đạt yêu cầu"})
    warned = chair.post(at(decision, "quyet-dinh/"), approval())
    copy = str(warned.context["copy"].upload.public_id)
    approved = chair.post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))
    assert approved.status_code == 302
    publish_due()

    decision.refresh_from_db()
    assert decision.state == DecisionState.PUBLISHED
    public = Client().get(f"/thu-tuc/{CODE}/").content.decode()
    assert "55/QĐ-UBND" in public
    assert "8.000" in public
    handed_out = checker.get(at(decision, "ban-ky/"))
    assert handed_out.content == PDF


def test_strangers_and_citizens_stay_outside(people: Deciders) -> None:
    decision = world.begun(people)
    citizen = User.objects.create_user(email="lan@thu.example", full_name="Lan")

    for address in ("/cong-khai/", "/cong-khai/quyet-dinh/moi/", at(decision), at(decision, "kiem-tra/")):
        assert Client().get(address).status_code == 302
        assert of(citizen).get(address).status_code == 403


def test_a_publisher_of_another_department_sees_nothing_of_it(people: Deciders) -> None:
    decision = world.begun(people)
    other = DepartmentFactory(code="H29.5", parent=people.committee, slug="so-cong-thuong", name="Sở Công Thương")
    stranger = world.staff("khac@thu.example", Role.PUBLISHER, other)

    assert of(stranger).get(at(decision)).status_code == 404
    assert of(stranger).post(at(decision, "trinh/")).status_code == 404
    assert decision.title not in page(stranger, "/cong-khai/?xem=dang-soan")
    assert decision.title in page(people.drafter, "/cong-khai/?xem=dang-soan")
    assert decision.title in page(people.checker, "/cong-khai/?xem=dang-soan")


def test_each_part_begins_with_what_waits_for_it(people: Deciders) -> None:
    good(CODE)
    good(OTHER)
    draft = world.begun(people, title="Dự thảo đang soạn")
    at_office = world.submitted(people, CODE, title="Dự thảo tại văn phòng")
    at_chair = world.checked(people, OTHER, title="Dự thảo chờ chủ tịch")

    waiting = {
        who: {d.title for d in (draft, at_office, at_chair) if d.title in page(getattr(people, who), "/cong-khai/")}
        for who in ("drafter", "checker", "chair")
    }

    assert waiting == {
        "drafter": {"Dự thảo đang soạn"},
        "checker": {"Dự thảo tại văn phòng"},
        "chair": {"Dự thảo chờ chủ tịch"},
    }


def test_acts_that_are_not_theirs_are_not_offered(people: Deciders) -> None:
    good(CODE)
    decision = world.submitted(people, CODE)

    for_drafter, for_checker = (
        page(people.drafter, at(decision, "kiem-tra/")),
        page(people.checker, at(decision, "kiem-tra/")),
    )

    assert at(decision, "dat/") not in for_drafter
    assert at(decision, "dat/") in for_checker
    assert at(decision, "tra-lai/") in for_checker


def test_a_refused_act_says_why_and_changes_nothing(people: Deciders) -> None:
    good(CODE)
    decision = world.submitted(people, CODE)

    response = of(people.drafter).post(at(decision, "dat/"), follow=True)

    assert "Bạn đã soạn dự thảo này nên người khác phải kiểm tra và phê duyệt." in response.content.decode()
    decision.refresh_from_db()
    assert decision.state == DecisionState.CHECKING


def test_sending_back_needs_a_reason_beside_its_box(people: Deciders) -> None:
    good(CODE)
    decision = world.submitted(people, CODE)

    response = of(people.checker).post(at(decision, "tra-lai/"), {"reason": " "})

    assert response.status_code == 422
    assert "Hãy ghi lý do." in response.content.decode()
    decision.refresh_from_db()
    assert decision.state == DecisionState.CHECKING


def test_the_reason_meets_the_drafter_on_the_decision(people: Deciders) -> None:
    good(CODE)
    decision = world.submitted(people, CODE)
    of(people.checker).post(at(decision, "tra-lai/"), {"reason": "Thiếu căn cứ thu"})

    text = page(people.drafter, at(decision))

    assert "Dự thảo được trả lại để sửa:" in text
    assert "Thiếu căn cứ thu" in text


def test_a_pasted_list_tells_what_could_not_be_added_and_adds_the_rest(people: Deciders) -> None:
    good(CODE)
    decision = world.begun(people)

    response = of(people.drafter).post(at(decision, "them/"), {"kind": "amend", "codes": f"{CODE}\n9.999999"})

    text = response.content.decode()
    assert "9.999999" in text
    assert "không có trong danh mục" in text
    assert [change.procedure.code for change in decision.changes.all()] == [CODE]


def test_procedures_are_found_by_name_without_accents_and_picked(people: Deciders) -> None:
    good(CODE, name="Thủ tục đăng ký khai sinh")
    good(OTHER, name="Thủ tục chứng thực bản sao")
    decision = world.begun(people)

    found = page(people.drafter, at(decision, "them/?tim=dang ky khai sinh"))
    of(people.drafter).post(at(decision, "them/"), {"kind": "amend", "picked": [CODE], "codes": ""})

    assert CODE in found
    assert OTHER not in found
    assert decision.changes.get().procedure.code == CODE


def test_abolishing_without_a_reason_is_refused_beside_its_box(people: Deciders) -> None:
    good(CODE)
    decision = world.begun(people)

    response = of(people.drafter).post(at(decision, "them/"), {"kind": "abolish", "codes": CODE})

    assert "Hãy ghi lý do bãi bỏ." in response.content.decode()
    assert not decision.changes.exists()


def test_text_without_a_code_is_told_so(people: Deciders) -> None:
    response = of(people.drafter).post(at(world.begun(people), "them/"), {"kind": "amend", "codes": "khai sinh"})

    assert "Không thấy mã thủ tục nào" in response.content.decode()


def test_a_new_procedure_leads_to_its_sections(people: Deciders) -> None:
    good(CODE)
    decision = world.begun(people)
    typed = {"code": "3.000123", "name": "Thủ tục hoàn toàn mới", "field": "G15-TP07", "level": "commune"}

    response = of(people.drafter).post(at(decision, "them/moi/"), typed)

    change = DecisionChange.objects.get()
    assert response["Location"] == at(decision, f"thu-tuc/{change.pk}/")
    text = page(people.drafter, response["Location"])
    assert "Chưa có kết quả thực hiện." in text
    assert "lỗi phải sửa" in text


def test_replacing_by_the_same_code_is_refused(people: Deciders) -> None:
    good(CODE)
    decision = world.begun(people)

    response = of(people.drafter).post(at(decision, "them/thay-the/"), {"old_code": CODE, "new_code": CODE})

    assert "Hai mã phải khác nhau" in response.content.decode()
    assert not decision.changes.exists()


def test_removing_asks_first(people: Deciders) -> None:
    good(CODE)
    decision = world.drafted(people, CODE)
    address = at(decision, f"thu-tuc/{only_change(decision).pk}/bo/")

    asked = page(people.drafter, address)
    assert "sẽ bị xóa và không lấy lại được" in asked
    assert decision.changes.count() == 1

    of(people.drafter).post(address)
    assert decision.changes.count() == 0


def test_before_its_day_the_chair_can_take_it_back_after_a_question(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9))

    assert "Hủy quyết định trước ngày có hiệu lực?" in page(people.chair, at(decision, "huy/"))
    of(people.chair).post(at(decision, "huy/"), {"reason": "Bộ hoãn thi hành"})

    decision.refresh_from_db()
    assert decision.state == DecisionState.CANCELLED


def test_while_it_is_put_in_force_the_page_comes_back_by_itself(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE)

    response = of(people.drafter).get(at(decision))

    assert response["Refresh"] == "2"
    assert "Hệ thống đang công khai quyết định." in response.content.decode()
    publish_due()
    assert "Refresh" not in of(people.drafter).get(at(decision))


def test_what_the_worker_could_not_do_stands_on_the_page_with_a_way_on(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE)
    good(CODE, number=9)
    publish_due()

    text = page(people.checker, at(decision))
    assert "Quyết định chưa công khai được. Không thủ tục nào thay đổi." in text
    assert "đã có phiên bản mới hơn" in text
    of(people.checker).post(at(decision, "lam-lai/"))

    decision.refresh_from_db()
    assert decision.problem == ""


def test_a_decision_of_hundreds_is_shown_in_pages_and_a_fixed_number_of_queries(
    people: Deciders, django_assert_max_num_queries: Any
) -> None:
    decision = world.begun(people)
    decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [good().procedure.code for _ in range(60)])
    client = of(people.drafter)

    with django_assert_max_num_queries(40):
        text = client.get(at(decision)).content.decode()

    assert text.count("/thu-tuc/") == 50
    assert "?trang=2" in text
