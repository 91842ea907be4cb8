"""The workbench: what each role sees and may press, what is kept, refused, logged, and never shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import papermaking
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Action, PaperCheck, Status
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings
from tests.dossiers.test_event_log import tamper
from tests.dossiers.world import World, make_staff
from units.roles import Role

ID_NUMBER = "079190001234"


def look(client: Client, user: User, dossier: Dossier) -> Any:
    """The workbench as a person sees it."""
    client.force_login(user)
    return client.get(reverse("dossiers:work", args=[dossier.code]))


def act(client: Client, user: User, dossier: Dossier, action: str, **typed: str) -> Any:
    """The answer to a pressed button."""
    client.force_login(user)
    return client.post(reverse("dossiers:work-action", args=[dossier.code, action]), typed)


def paper_of(dossier: Dossier) -> int:
    """The id of the only paper."""
    return int(dossier.papers.get(replaced_by=None).pk)


def test_the_clerk_sees_the_matter_and_only_what_may_be_decided(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    response = look(client, world.ward.clerk, dossier)

    page = response.content.decode()
    assert response.context["actions"] == [Action.RECEIVE, Action.REQUEST_SUPPLEMENT, Action.REFUSE]
    for words in ("Nguyễn Thị Lan", "Trần Nguyễn Bảo An", "giay-chung-sinh.png", "Tiếp nhận hồ sơ", "Bệnh viện Từ Dũ"):
        assert words in page
    assert "Trình ký kết quả" not in page


@pytest.mark.parametrize("stage", [filings.submitted, filings.handed_over, filings.awaiting_signature])
def test_no_identity_number_stands_on_the_page(world: World, client: Client, stage: Any) -> None:
    dossier = stage(world)

    for person in (world.ward.clerk, world.ward.officer, world.ward.leader):
        page = look(client, person, dossier).content.decode()
        assert ID_NUMBER not in page
        assert "1234" in page


def test_another_wards_staff_do_not_even_learn_that_it_exists(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    assert look(client, world.other_ward.clerk, dossier).status_code == 404
    assert act(client, world.other_ward.clerk, dossier, "receive").status_code == 404
    client.force_login(world.mother)
    assert client.get(reverse("dossiers:work", args=[dossier.code])).status_code == 403
    assert dossier.events.count() == 1


def test_a_dossier_is_received_on_one_screen(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    response = act(client, world.ward.clerk, dossier, "receive", **{f"look-{paper_of(dossier)}": "accepted"})

    assert response.status_code == 302
    assert response["Location"] == reverse("dossiers:work", args=[dossier.code])
    dossier.refresh_from_db()
    assert dossier.status == Status.RECEIVED


def test_what_was_found_is_saved_without_deciding(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)

    act(client, world.ward.clerk, dossier, "save_looks", **{f"look-{paper}": "rejected", f"remark-{paper}": "Mờ dấu"})

    found = dossier.papers.get(pk=paper)
    assert (found.check_state, found.check_remark) == (PaperCheck.REJECTED, "Mờ dấu")
    assert 'value="Mờ dấu"' in look(client, world.ward.clerk, dossier).content.decode()
    assert dossier.events.count() == 1


@pytest.mark.parametrize("finding", ["", "rejected", "bừa"])
def test_receiving_with_a_paper_not_good_says_which_and_keeps_the_remark(
    world: World, client: Client, finding: str
) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)

    response = act(
        client,
        world.ward.clerk,
        dossier,
        "receive",
        **{f"look-{paper}": finding, f"remark-{paper}": "Thiếu trang 2", "refuse-reason": "Câu đang viết dở"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Có chỗ cần sửa" in page
    assert 'value="Thiếu trang 2"' in page
    assert "Câu đang viết dở" in page
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_supplement_asks_for_the_papers_found_wanting_with_their_remarks(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)

    act(
        client,
        world.ward.clerk,
        dossier,
        "request_supplement",
        **{
            f"look-{paper}": "rejected",
            f"remark-{paper}": "Chụp lại cho rõ dấu",
            "supplement-reason": "Bản chụp mờ.",
            "supplement-legal_basis": "Nghị định 61/2018/NĐ-CP, Điều 17",
        },
    )

    asked = dossier.supplement_requests.get()
    assert (asked.reason, asked.legal_basis) == ("Bản chụp mờ.", "Nghị định 61/2018/NĐ-CP, Điều 17")
    assert asked.items.get().remark == "Chụp lại cho rõ dấu"
    assert dossier.papers.get().check_state == PaperCheck.REJECTED


@pytest.mark.parametrize(
    ("finding", "remark", "reason"), [("accepted", "", "Vì"), ("rejected", "", "Vì"), ("rejected", "Mờ", " ")]
)
def test_a_vague_supplement_request_is_not_sent(
    world: World, client: Client, finding: str, remark: str, reason: str
) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    typed = {f"look-{paper}": finding, f"remark-{paper}": remark, "supplement-reason": reason}

    response = act(client, world.ward.clerk, dossier, "request_supplement", **typed)

    assert response.status_code == 422
    assert not dossier.supplement_requests.exists()
    assert dossier.papers.get().check_state == PaperCheck.UNCHECKED


def test_all_that_a_request_lacks_is_told_at_once(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    page = act(client, world.ward.clerk, dossier, "request_supplement").content.decode()

    assert "Hãy ghi lý do yêu cầu bổ sung." in page
    assert "Hãy đánh dấu «Chưa đạt»" in page


def test_a_refusal_needs_reason_ground_and_a_second_thought(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    typed = {"refuse-reason": "Trẻ đã đăng ký.", "refuse-legal_ground": "Luật Hộ tịch 2014, Điều 16"}

    unsure = act(client, world.ward.clerk, dossier, "refuse", **typed)
    assert unsure.status_code == 422
    assert "Trẻ đã đăng ký." in unsure.content.decode()
    assert dossier.events.count() == 1

    act(client, world.ward.clerk, dossier, "refuse", **typed, **{"refuse-confirmed": "on"})
    dossier.refresh_from_db()
    assert dossier.status == Status.NOT_RECEIVED
    assert dossier.refusal.legal_ground == "Luật Hộ tịch 2014, Điều 16"


def test_the_whole_way_through_the_desks(world: World, client: Client) -> None:
    dossier = filings.submitted(world, result_delivery="counter")
    ward = world.ward

    act(client, ward.clerk, dossier, "receive", **{f"look-{paper_of(dossier)}": "accepted"})
    act(client, ward.clerk, dossier, "hand_over")
    drafted = {"child_personal_number": "079326001234", "opinion-opinion": "Đủ điều kiện."}
    act(client, ward.officer, dossier, "submit_for_signature", **drafted)
    page = look(client, ward.leader, dossier).content.decode()
    for words in ("Dự thảo: Giấy khai sinh", "Trần Nguyễn Bảo An", "079326001234", "Đủ điều kiện."):
        assert words in page
    act(client, ward.leader, dossier, "approve")
    papermaking.make_waiting()
    dossier.refresh_from_db()
    assert dossier.status == Status.FINISHED
    assert 'value="Nguyễn Thị Lan"' in look(client, ward.clerk, dossier).content.decode()
    act(client, ward.clerk, dossier, "return_result", **{"hand_out-recipient": "Trần Văn Cha"})

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert dossier.result.handed_out_to == "Trần Văn Cha"
    assert dossier.result.officer_opinion == "Đủ điều kiện."


def test_a_faulty_draft_stays_with_the_officer(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)

    response = act(
        client,
        world.ward.officer,
        dossier,
        "submit_for_signature",
        child_personal_number="12",
        **{"opinion-opinion": "Ý"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="12"' in page
    assert not hasattr(Dossier.objects.get(pk=dossier.pk), "result")


def test_the_officer_asks_for_papers_after_appraisal(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    component = dossier.papers.get().component_id
    typed = {f"pick-paper-{component}": "on", "supplement-reason": "Số liệu không khớp.", "child_personal_number": "07"}

    vague = act(client, world.ward.officer, dossier, "request_supplement", **typed)
    assert vague.status_code == 422
    assert 'value="07"' in vague.content.decode()

    act(
        client, world.ward.officer, dossier, "request_supplement", **typed, **{f"pick-remark-{component}": "Sai tên mẹ"}
    )
    assert dossier.supplement_requests.get().items.get().remark == "Sai tên mẹ"


def test_a_draft_sent_back_comes_with_its_reason_and_its_words(world: World, client: Client) -> None:
    dossier = filings.awaiting_signature(world)

    empty = act(client, world.ward.leader, dossier, "send_back")
    assert empty.status_code == 422
    act(client, world.ward.leader, dossier, "send_back", **{"send_back-reason": "Sai tên đệm của cha."})

    page = look(client, world.ward.officer, dossier).content.decode()
    assert "Sai tên đệm của cha." in page
    assert 'value="079326001234"' in page


def test_of_two_clerks_the_second_is_told_who_was_first(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    colleague = make_staff("huong@example.vn", "Đỗ Thị Hương", Role.CLERK, world.ward.centre)
    typed = {f"look-{paper_of(dossier)}": "accepted"}
    act(client, world.ward.clerk, dossier, "receive", **typed)

    response = act(client, colleague, dossier, "receive", **typed)

    assert response.status_code == 409
    assert world.ward.clerk.full_name in response.content.decode()
    assert dossier.events.count() == 2


def test_a_button_pressed_twice_counts_once(world: World, client: Client) -> None:
    dossier = filings.awaiting_signature(world)

    first = act(client, world.ward.leader, dossier, "approve", sequence="4")
    second = act(client, world.ward.leader, dossier, "approve", sequence="4")

    assert (first.status_code, second.status_code) == (302, 302)
    assert dossier.events.filter(action=Action.APPROVE).count() == 1


def test_a_leader_signs_only_the_draft_that_was_read(world: World, client: Client) -> None:
    """A page left open while the draft went back and came again must not approve the new one."""
    dossier = filings.awaiting_signature(world)
    read = look(client, world.ward.leader, dossier).context["sequence"]
    act(client, world.ward.leader, dossier, "send_back", **{"send_back-reason": "Sửa lại."})
    act(client, world.ward.officer, dossier, "submit_for_signature", child_personal_number="079326009999")

    response = act(client, world.ward.leader, dossier, "approve", sequence=str(read))

    assert response.status_code == 409
    assert world.ward.officer.full_name in response.content.decode()
    assert not dossier.events.filter(action=Action.APPROVE).exists()


def test_a_role_without_the_turn_is_refused_in_words(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)

    response = act(client, world.ward.clerk, dossier, "submit_for_signature", child_personal_number="079326001234")

    assert response.status_code == 403
    assert "không thuộc phần việc của bạn" in response.content.decode()
    assert dossier.events.count() == 3


@pytest.mark.parametrize("action", ["issue", "withdraw", "xoa", "submit"])
def test_no_address_does_what_no_button_offers(world: World, client: Client, action: str) -> None:
    dossier = filings.submitted(world)

    assert act(client, world.ward.clerk, dossier, action).status_code == 404
    assert dossier.events.count() == 1


def test_the_next_dossier_opens_when_asked_and_the_wish_is_kept(world: World, client: Client) -> None:
    first, second = filings.submitted(world), filings.submitted(world)

    response = act(client, world.ward.clerk, first, "receive", **{f"look-{paper_of(first)}": "accepted", "next": "1"})

    assert response["Location"] in [reverse("dossiers:work", args=[dossier.code]) for dossier in (first, second)]
    assert response["Location"] != reverse("dossiers:work", args=[first.code])
    assert client.get(response["Location"]).context["opens_next"] is True


def test_while_the_worker_signs_the_page_says_so_and_asks_again(world: World, client: Client) -> None:
    dossier = filings.approved(world)

    response = look(client, world.ward.leader, dossier)
    assert "Đang ký số" in response.content.decode()
    assert response["Refresh"].startswith("3; url=/can-bo/ho-so/")

    Paperwork.objects.filter(kind="result").update(problem="OSError: thiếu chứng thư", attempts=2)
    page = look(client, world.ward.leader, dossier).content.decode()
    assert "OSError: thiếu chứng thư" in page
    assert "Refresh" not in client.get(reverse("dossiers:work", args=[dossier.code]), {"lan": "40"})


def test_opening_is_logged_once_an_hour(world: World, client: Client) -> None:
    """Luật 91/2025/QH15: the person concerned may ask who saw what."""
    dossier = filings.submitted(world)

    look(client, world.ward.clerk, dossier)
    look(client, world.ward.clerk, dossier)
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.owner) == (world.ward.clerk, world.mother)
    assert dossier.code in entry.subject

    look(client, world.ward.leader, dossier)
    assert AccessLogEntry.objects.count() == 2


def test_numbers_are_shown_once_for_a_reason_and_the_reason_is_logged(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    client.force_login(world.ward.clerk)
    address = reverse("dossiers:work-reveal", args=[dossier.code])

    assert ID_NUMBER not in client.post(address, {"reveal-why": ""}).content.decode()
    assert ID_NUMBER not in client.post(address, {"reveal-why": "tò mò"}).content.decode()
    assert not AccessLogEntry.objects.exists()
    shown = client.post(address, {"reveal-why": "compare"})

    assert ID_NUMBER in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert "Đối chiếu" in AccessLogEntry.objects.get().why
    assert client.get(address).status_code == 302
    assert ID_NUMBER not in look(client, world.ward.clerk, dossier).content.decode()


def test_a_broken_history_is_shown_in_red(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    assert "Lịch sử còn nguyên vẹn" in look(client, world.ward.clerk, dossier).content.decode()

    tamper("UPDATE dossiers_event SET note = 'khác' WHERE dossier_id = %s AND sequence = 1", dossier)

    assert "bị đứt ở sự kiện số 1" in look(client, world.ward.clerk, dossier).content.decode()


def test_the_workbench_costs_a_fixed_number_of_queries(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    dossier = filings.awaiting_signature(world)
    look(client, world.ward.leader, dossier)

    with django_assert_max_num_queries(27):
        client.get(reverse("dossiers:work", args=[dossier.code]))


def test_an_expired_session_gives_back_what_was_typed(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    address = reverse("dossiers:work-action", args=[dossier.code, "request_supplement"])
    login = {"login": world.ward.clerk.email, "password": "Mot-Cua-2026"}
    client.post(reverse("account_login"), login)
    client.session.flush()

    lost = client.post(address, {f"remark-{paper}": "Mờ dấu đỏ", "supplement-reason": "Câu dài đã viết."})
    assert lost.status_code == 302
    client.post(reverse("account_login"), login)
    back = client.get(address)

    page = back.content.decode()
    assert "Câu dài đã viết." in page
    assert "Mờ dấu đỏ" in page
    assert dossier.events.count() == 1


def test_a_result_is_linked_once_it_is_signed(world: World, client: Client) -> None:
    dossier = filings.finished(world)

    page = look(client, world.ward.leader, dossier).content.decode()

    assert reverse("dossiers:document", args=[dossier.code, "result", 1]) in page
    assert str(timezone.localdate().year) in page
