"""Whoever was second keeps what they wrote: a page that changed under the pen gives the words back to be copied."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import processing, returning
from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desks import act, paper_of
from tests.dossiers.world import World, make_staff
from units.roles import Role

LEFT = "Những gì bạn vừa nhập"


@pytest.fixture
def colleague(world: World) -> User:
    """A second clerk at the same counter."""
    return make_staff("huong@example.vn", "Đỗ Thị Hương", Role.CLERK, world.ward.centre)


def words_left(response: Any) -> str:
    """The part of the page that gives back what has no place on it any more; empty when there is none."""
    page = str(response.content.decode())
    return page.partition('id="left-title"')[2].partition("</section>")[0]


def test_the_second_clerk_gets_remark_finding_and_reason_back(world: World, client: Client, colleague: User) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    response = act(
        client,
        colleague,
        dossier,
        "request_supplement",
        **{
            f"look-{paper}": "rejected",
            f"remark-{paper}": "Thiếu trang 2 của giấy chứng sinh",
            "supplement-reason": "Ảnh chụp thiếu trang.",
            "refuse-reason": "Câu viết dở ở ô từ chối",
        },
    )

    left = words_left(response)
    assert response.status_code == 409
    for words in ("Chưa đạt", "Thiếu trang 2 của giấy chứng sinh", "Ảnh chụp thiếu trang.", "Câu viết dở ở ô từ chối"):
        assert words in left
    assert "Giấy chứng sinh" in left, "the paper that the finding speaks of is named"
    # and then: nothing of it was stored, the first clerk's work stands
    assert dossier.papers.get().check_remark == ""
    assert dossier.events.count() == 2


def test_the_officer_gets_the_draft_back_when_the_owner_withdrew(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    returning.withdraw(dossier, world.mother)

    response = act(
        client,
        world.ward.officer,
        dossier,
        "submit_for_signature",
        **{"child_personal_number": "079326001234", "opinion-opinion": "Hồ sơ đủ điều kiện theo Điều 16."},
    )

    assert response.status_code == 409
    assert "079326001234" in words_left(response)
    assert "Hồ sơ đủ điều kiện theo Điều 16." in words_left(response)


def test_the_leader_gets_the_reason_back_when_another_leader_signed(world: World, client: Client) -> None:
    dossier = filings.awaiting_signature(world)
    deputy = make_staff("pho@example.vn", "Ngô Văn Phó", Role.LEADER, world.ward.committee)
    read = {"sequence": str(dossier.last_sequence)}
    processing.approve(dossier, world.ward.leader)

    response = act(
        client, deputy, dossier, "send_back", **read, **{"send_back-reason": "Sai tên đệm của cha, xem lại."}
    )

    assert response.status_code == 409
    assert "Sai tên đệm của cha, xem lại." in words_left(response)


def test_the_clerk_gets_the_recipient_back_when_it_was_handed_out(
    world: World, client: Client, colleague: User
) -> None:
    dossier = returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")

    response = act(client, colleague, dossier, "return_result", **{"hand_out-recipient": "Ông Trần Văn Hùng"})

    assert response.status_code == 409
    assert "Ông Trần Văn Hùng" in words_left(response)
    assert Dossier.objects.get(pk=dossier.pk).result.handed_out_to == "Nguyễn Thị Lan"


def test_what_still_has_its_place_is_not_said_twice(world: World, client: Client, colleague: User) -> None:
    """A supplement asked and answered meanwhile: the same forms stand there again, with the words in them."""
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    sequence = dossier.last_sequence
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, world.ward.clerk)

    response = act(
        client,
        world.ward.officer,
        dossier,
        "submit_for_signature",
        **{"sequence": str(sequence), "opinion-opinion": "Ý kiến đã viết.", f"look-{paper}": ""},
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("Ý kiến đã viết.") == 1
    assert LEFT not in page


def test_what_stood_there_before_is_nobodys_loss(world: World, client: Client, colleague: User) -> None:
    """A recipient that the form had filled in itself was not typed by anybody."""
    dossier = returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")

    response = act(client, colleague, dossier, "return_result", **{"hand_out-recipient": "Nguyễn Thị Lan"})

    assert response.status_code == 409
    assert LEFT not in response.content.decode()


def test_words_are_given_back_as_text(world: World, client: Client, colleague: User) -> None:
    dossier = stages.refused(world)

    response = act(client, colleague, dossier, "refuse", **{"refuse-reason": "<script>alert(1)</script>"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words_left(response)
    assert "<script>alert(1)</script>" not in response.content.decode()


def test_a_session_that_ended_while_a_colleague_was_faster_gives_the_words_back(
    world: World, client: Client, colleague: User
) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    address = reverse("dossiers:work-action", args=[dossier.code, "request_supplement"])
    login = {"login": colleague.email, "password": "Mot-Cua-2026"}
    client.post(reverse("account_login"), login)
    client.session.flush()
    client.post(address, {f"remark-{paper}": "Mờ dấu đỏ", "supplement-reason": "Câu dài đã viết."})
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    client.post(reverse("account_login"), login)
    back = client.get(address)

    assert "Mờ dấu đỏ" in words_left(back)
    assert "Câu dài đã viết." in words_left(back)
    assert dossier.events.count() == 2
