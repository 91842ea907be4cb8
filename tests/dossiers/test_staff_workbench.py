"""The workbench: what each role sees, who is told what when another was first, what is logged, and never shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Paperwork
from dossiers.statuses import Action
from portal.accounts.models import AccessLogEntry
from tests.dossiers import filings
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.test_event_log import tamper
from tests.dossiers.world import World, make_staff
from units.roles import Role

ID_NUMBER = "079190001234"


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

    with django_assert_max_num_queries(30):
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


@pytest.mark.usefixtures("undrawn")
def test_a_result_is_linked_once_it_is_signed(world: World, client: Client) -> None:
    dossier = filings.finished(world)

    page = look(client, world.ward.leader, dossier).content.decode()

    assert reverse("dossiers:document", args=[dossier.code, "result", 1]) in page
    assert str(timezone.localdate().year) in page
