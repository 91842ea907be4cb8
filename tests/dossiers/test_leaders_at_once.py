"""Rules proved: two leaders with the same stack approve each draft once; what breaks inside stops no other for good."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from dossiers import batch_approval, chain, processing
from dossiers.batch_approval import Outcome
from dossiers.models import Dossier, Event, Result
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world, make_staff
from units.access import forget
from units.roles import Role


def drafts_of(world: World, count: int) -> list[Dossier]:
    made = [filings.awaiting_signature(world) for _number in range(count)]
    return [Dossier.objects.get(pk=dossier.pk) for dossier in made]


def second_leader(world: World) -> User:
    return make_staff("pho@example.vn", "Võ Minh Khôi", Role.LEADER, world.ward.committee)


def as_read(dossiers: list[Dossier]) -> dict[str, str]:
    return {dossier.code: str(dossier.last_sequence) for dossier in dossiers}


def approvals() -> list[str]:
    return sorted(Event.objects.filter(action=Action.APPROVE).values_list("dossier__code", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_approve_each_draft_once_and_the_slower_reads_who_was_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    world = given_world()
    other = second_leader(world)
    drafts = drafts_of(world, 4)
    seen, start = as_read(drafts), Barrier(2)

    def approve(user: User) -> Outcome:
        try:
            start.wait()
            return batch_approval.approve_all(user, seen)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        one, two = pool.map(approve, [world.ward.leader, other])

    assert sorted(one.approved + two.approved) == sorted(seen)
    assert set(one.refused) == set(two.approved)
    assert set(two.refused) == set(one.approved)
    assert all("Võ Minh Khôi" in told for told in one.refused.values())
    assert all("Phạm Quốc Bảo" in told for told in two.refused.values())
    assert approvals() == sorted(seen)
    assert [chain.first_broken(dossier) for dossier in drafts] == [None] * 4


def test_the_second_leader_reads_on_the_page_who_approved_before(world: World, client: Client) -> None:
    other, drafts = second_leader(world), drafts_of(world, 3)
    batch_approval.approve_all(other, as_read(drafts[:2]))
    client.force_login(world.ward.leader)
    codes = {"ho-so": [dossier.code for dossier in drafts]}
    seen = {f"seen-{code}": sequence for code, sequence in as_read(drafts).items()}

    page = words(client.post(reverse("dossiers:batch"), {**codes, **seen}, follow=True))

    assert "Đã phê duyệt 1 hồ sơ." in page
    assert "Chưa phê duyệt được" in page
    assert "Võ Minh Khôi" in page
    assert Result.objects.filter(approved_by=other).count() == 2


class Killed(BaseException):
    """The process ends here."""


def killed_after(count: int, true: Callable[[Dossier, User], Dossier]) -> Callable[[Dossier, User], Dossier]:
    done: list[str] = []

    def approve(dossier: Dossier, user: User) -> Dossier:
        answer = true(dossier, user)
        if len(done) == count:
            raise Killed
        done.append(dossier.code)
        return answer

    return approve


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_server_that_dies_inside_leaves_whole_dossiers_and_the_form_sent_again_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Each is a transaction of its own: what was approved stays, the one in hand is as before."""
    drafts = drafts_of(world, 3)
    seen = as_read(drafts)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(processing, "approve", killed_after(count, processing.approve))
        batch_approval.approve_all(world.ward.leader, seen)
    assert len(approvals()) == count

    again = batch_approval.approve_all(world.ward.leader, seen)

    assert sorted(again.approved) == sorted(seen)
    assert again.refused == {}
    assert approvals() == sorted(seen)


def test_a_draft_changed_since_it_was_read_is_not_approved_unread(world: World) -> None:
    """Sent back and drafted again with another content: the leader read the old one."""
    changed, kept = drafts_of(world, 2)
    seen = as_read([changed, kept])
    processing.send_back(changed, world.ward.leader, reason="Sai tên đệm.")
    content = {"child_personal_number": "079326009999"}
    processing.submit_for_signature(changed, world.ward.officer, content=content, opinion="Đã sửa.")

    outcome = batch_approval.approve_all(world.ward.leader, seen)

    assert outcome.approved == [kept.code]
    assert "Lê Thị Hồng" in outcome.refused[changed.code]
    assert Result.objects.get(dossier=changed).approved_at is None


def test_what_is_not_theirs_is_refused_like_what_does_not_exist(world: World) -> None:
    [draft] = drafts_of(world, 1)
    forget(world.other_ward.leader)

    outcome = batch_approval.approve_all(world.other_ward.leader, as_read([draft]) | {"H29.101-261122-9999": "1"})

    assert outcome.approved == []
    assert len(set(outcome.refused.values())) == 1
    assert approvals() == []


def test_more_than_a_page_is_not_approved_unread(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_approval, "MOST", 2)
    drafts = drafts_of(world, 3)

    outcome = batch_approval.approve_all(world.ward.leader, as_read(drafts))

    assert outcome.approved == [dossier.code for dossier in drafts[:2]]
    assert drafts[2].code not in approvals()
