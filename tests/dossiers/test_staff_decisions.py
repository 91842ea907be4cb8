"""Deciding at the workbench: what each button needs, does and keeps."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import papermaking
from dossiers.models import Dossier
from dossiers.statuses import PaperCheck, Status
from tests.dossiers import filings
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.world import World


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


@pytest.mark.usefixtures("undrawn")
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


def test_the_next_dossier_opens_when_asked_and_the_wish_is_kept(world: World, client: Client) -> None:
    first, second = filings.submitted(world), filings.submitted(world)

    response = act(client, world.ward.clerk, first, "receive", **{f"look-{paper_of(first)}": "accepted", "next": "1"})

    assert response["Location"] in [reverse("dossiers:work", args=[dossier.code]) for dossier in (first, second)]
    assert response["Location"] != reverse("dossiers:work", args=[first.code])
    assert client.get(response["Location"]).context["opens_next"] is True
