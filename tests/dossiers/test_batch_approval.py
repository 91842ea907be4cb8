"""Rules proved: a leader approves several drafts with one act; each is an event of its own, the worker signs each, and
what can't be approved is named and stops no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import batch_approval, papermaking, processing
from dossiers.models import Dossier, Event, Result
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.models import StaffRole
from units.roles import Role

BATCH = reverse("dossiers:batch")


def look(client: Client, user: User, *dossiers: Dossier) -> Any:
    """The stack of the dossiers that were picked on the list."""
    client.force_login(user)
    return client.get(BATCH, {"ho-so": [dossier.code for dossier in dossiers]})


def approve(client: Client, user: User, *dossiers: Dossier, follow: bool = True, **more: str) -> Any:
    """The one act, on the dossiers as they are now unless `more` says otherwise."""
    client.force_login(user)
    seen = {f"seen-{dossier.code}": str(dossier.last_sequence) for dossier in dossiers}
    return client.post(BATCH, {"ho-so": [dossier.code for dossier in dossiers], **seen, **more}, follow=follow)


def fresh(*dossiers: Dossier) -> list[Dossier]:
    return [Dossier.objects.get(pk=dossier.pk) for dossier in dossiers]


@pytest.fixture
def drafts(world: World) -> list[Dossier]:
    """Three drafts that wait for the leader."""
    return fresh(*(filings.awaiting_signature(world) for _ in range(3)))


def test_each_draft_is_shown_in_its_lines_before_anything_is_decided(
    world: World, client: Client, drafts: list[Dossier]
) -> None:
    page = words(look(client, world.ward.leader, *drafts))

    for dossier in drafts:
        assert dossier.code in page
    assert page.count("Đủ điều kiện.") == 3
    assert page.count("079326001234") == 3
    assert not Event.objects.filter(action=Action.APPROVE).exists()


def test_one_act_approves_all_and_each_leaves_its_own_event(
    world: World, client: Client, drafts: list[Dossier]
) -> None:
    answer = approve(client, world.ward.leader, *drafts)

    assert "Đã phê duyệt 3 hồ sơ." in words(answer)
    for dossier in drafts:
        assert dossier.events.filter(action=Action.APPROVE, actor=world.ward.leader).count() == 1
        assert dossier.result.approved_by == world.ward.leader


@pytest.mark.usefixtures("undrawn")
def test_the_worker_signs_and_the_page_shows_how_far_it_is(world: World, client: Client, drafts: list[Dossier]) -> None:
    before = approve(client, world.ward.leader, *drafts)
    assert "Đã ban hành 0 trong 3 hồ sơ đã phê duyệt." in words(before)
    assert before["Refresh"].startswith("3; url=")

    papermaking.make_waiting()
    after = client.get(before.redirect_chain[-1][0])

    assert "Đã ban hành 3 trong 3 hồ sơ đã phê duyệt." in words(after)
    assert not after.has_header("Refresh")
    assert {dossier.status for dossier in fresh(*drafts)} == {Status.RETURNED}


def test_a_page_that_nobody_closes_stops_asking(world: World, client: Client, drafts: list[Dossier]) -> None:
    answer = approve(client, world.ward.leader, *drafts)

    late = client.get(answer.redirect_chain[-1][0] + "&lan=60")

    assert not late.has_header("Refresh")


def test_a_failed_signature_is_told_and_tried_again(world: World, client: Client, drafts: list[Dossier]) -> None:
    answer = approve(client, world.ward.leader, *drafts)
    drafts[0].paperwork.filter(kind="result").update(problem="Máy ký không trả lời.", attempts=1)

    assert "hệ thống sẽ tự thử lại" in words(client.get(answer.redirect_chain[-1][0]))


def test_what_moved_on_meanwhile_is_named_and_the_others_are_approved(
    world: World, client: Client, drafts: list[Dossier]
) -> None:
    moved, *others = drafts
    processing.send_back(moved, world.ward.leader, reason="Sai tên đệm.")

    answer = approve(client, world.ward.leader, *drafts)

    page = words(answer)
    assert "Đã phê duyệt 2 hồ sơ." in page
    assert "Chưa phê duyệt được" in page
    assert moved.code in page
    assert not moved.events.filter(action=Action.APPROVE).exists()
    assert all(one.events.filter(action=Action.APPROVE).exists() for one in others)


def test_sent_twice_it_counts_once(world: World, client: Client, drafts: list[Dossier]) -> None:
    approve(client, world.ward.leader, *drafts)
    again = approve(client, world.ward.leader, *drafts)

    assert Event.objects.filter(action=Action.APPROVE).count() == 3
    assert "Chưa phê duyệt được" not in words(again)


def test_unpicked_drafts_stay_where_they_are(world: World, client: Client, drafts: list[Dossier]) -> None:
    approve(client, world.ward.leader, *drafts[:2])

    assert Result.objects.filter(approved_by=None).get().dossier == drafts[2]


def test_what_is_no_draft_of_this_leader_is_named_with_the_reason(world: World, client: Client) -> None:
    submitted, done = filings.submitted(world), filings.approved(world)
    client.force_login(world.ward.leader)

    page = words(client.get(BATCH, {"ho-so": [submitted.code, done.code, "H29.999-000000-0000"]}))

    assert "Hồ sơ này không chờ ký duyệt." in page
    assert f"{world.ward.leader.full_name} đã phê duyệt hồ sơ này." in page
    assert "Không có hồ sơ nào mang mã này ở đơn vị của bạn." in page
    assert "Phê duyệt và ký số các hồ sơ đã chọn" not in page


def test_four_eyes_also_in_a_batch(world: World, client: Client, drafts: list[Dossier]) -> None:
    """Whoever drafted does not approve, however many are picked."""
    both = make_staff("both@example.vn", "Vũ Hải Đăng", Role.LEADER, world.ward.committee)
    StaffRole.objects.create(user=both, unit=world.ward.office, role=Role.OFFICER, valid_from="2025-07-01")
    forget(both)
    Result.objects.filter(dossier=drafts[0]).update(drafted_by=both)

    page = words(look(client, both, *drafts))
    answer = approve(client, both, *drafts)

    assert "Bạn đã soạn dự thảo này nên người khác phải phê duyệt." in page
    assert "Đã phê duyệt 2 hồ sơ." in words(answer)
    assert Result.objects.get(dossier=drafts[0]).approved_by is None


def test_another_wards_leader_finds_and_approves_nothing(world: World, client: Client, drafts: list[Dossier]) -> None:
    leader = world.other_ward.leader

    assert drafts[0].title not in words(look(client, leader, *drafts))
    approve(client, leader, *drafts)

    assert not Event.objects.filter(action=Action.APPROVE).exists()


@pytest.mark.parametrize("role", ["clerk", "officer"])
def test_only_leaders_come_here(world: World, client: Client, drafts: list[Dossier], role: str) -> None:
    assert look(client, getattr(world.ward, role), *drafts).status_code == 403
    assert approve(client, getattr(world.ward, role), *drafts).status_code == 403
    assert not Event.objects.filter(action=Action.APPROVE).exists()


def test_nothing_picked_leads_back_to_the_list(world: World, client: Client) -> None:
    client.force_login(world.ward.leader)

    assert "Hãy chọn ít nhất một hồ sơ chờ ký duyệt." in words(client.get(BATCH, follow=True))


def test_past_the_limit_the_rest_stays_in_the_list(
    world: World, client: Client, drafts: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_approval, "MOST", 2)

    page = words(look(client, world.ward.leader, *drafts))
    approve(client, world.ward.leader, *drafts)

    assert "1 hồ sơ còn lại vẫn nằm trong danh sách" in page
    assert Event.objects.filter(action=Action.APPROVE).count() == 2


def test_the_stack_costs_the_same_with_one_draft_and_with_three(
    world: World, client: Client, drafts: list[Dossier], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    look(client, world.ward.leader, *drafts)
    with django_assert_max_num_queries(14, connection=connection) as one:
        client.get(BATCH, {"ho-so": [drafts[0].code]})
    with django_assert_max_num_queries(14, connection=connection) as three:
        client.get(BATCH, {"ho-so": [dossier.code for dossier in drafts]})

    assert len(one.captured_queries) == len(three.captured_queries)


def test_the_list_offers_approval_to_leaders_alone(world: World, client: Client, drafts: list[Dossier]) -> None:
    filings.submitted(world)
    client.force_login(world.ward.leader)
    leaders = words(client.get(reverse("dossiers:desk"), {"xem": "don-vi"}))
    client.force_login(world.ward.officer)
    officers = words(client.get(reverse("dossiers:desk"), {"xem": "don-vi"}))

    assert leaders.count("data-pick") == officers.count("data-pick") == 4, "every open row may be chosen"
    assert "Xem rồi phê duyệt các hồ sơ đã chọn" in leaders
    assert "Xem rồi phê duyệt các hồ sơ đã chọn" not in officers
