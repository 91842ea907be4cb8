"""Rules proved: whoever held a late dossier explains it in time, the head judges, nobody their own, all is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dossiers.models import Explanation, LateEntry, LateList
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.responsibility import explaining
from dossiers.responsibility.words import Standing
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.late_months import (
    EXPLAINED_BY,
    JUDGED_BY,
    december,
    late_in_the_pool,
    late_with_the_leader,
    late_with_the_officer,
    only_entry,
)
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.roles import Role

WHY = "Hệ thống dữ liệu hộ tịch ngừng hoạt động cả ngày."
LATER = at("2027-01-12 09:00")
"""After the term of explaining, before that of judging."""


@pytest.fixture
def entry(world: World, monkeypatch: pytest.MonkeyPatch) -> LateEntry:
    """Late with the officer; the list was just made."""
    late_with_the_officer(world, monkeypatch)
    december()
    return only_entry()


@pytest.fixture
def explained(world: World, entry: LateEntry) -> LateEntry:
    explaining.explain(entry, world.ward.officer, WHY)
    return only_entry()


def page(entry: LateEntry) -> str:
    return reverse("dossiers:late-entry", args=[entry.pk])


def send(client: Client, user: User, entry: LateEntry, act: str, **typed: str) -> Any:
    client.force_login(user)
    return client.post(page(entry), {"act": act, **typed})


def as_it_was(entry: LateEntry) -> tuple[Any, ...]:
    rows = Explanation.objects.order_by("pk").values_list("text", "is_accepted", "decided_by", "answer")
    return LateEntry.objects.get(pk=entry.pk).standing, list(rows)


def test_the_officer_explains_and_the_head_accepts(world: World, client: Client, entry: LateEntry) -> None:
    sent = send(client, world.ward.officer, entry, "explain", text=WHY)
    assert only_entry().standing == Standing.WAITING
    client.force_login(world.ward.leader)
    read = words(client.get(page(entry)))
    accepted = send(client, world.ward.leader, entry, "accept")

    assert sent.status_code == accepted.status_code == 302
    assert WHY in read
    assert "Chấp nhận giải trình" in read
    assert only_entry().standing == Standing.ACCEPTED
    assert as_it_was(entry)[1] == [(WHY, True, world.ward.leader.pk, "")]


def test_what_is_sent_back_is_explained_again_and_both_attempts_stay(
    world: World, client: Client, explained: LateEntry
) -> None:
    send(client, world.ward.leader, explained, "send_back", answer="Nêu rõ ngày nào.")
    client.force_login(world.ward.officer)
    shown = words(client.get(page(explained)))
    send(client, world.ward.officer, explained, "explain", text="Ngày 07/12/2026.")

    assert "Nêu rõ ngày nào." in shown
    assert as_it_was(explained) == (
        Standing.WAITING,
        [(WHY, False, world.ward.leader.pk, "Nêu rõ ngày nào."), ("Ngày 07/12/2026.", None, None, "")],
    )


@pytest.mark.parametrize("act", ["explain", "send_back"])
def test_words_are_asked_for_beside_their_field_and_nothing_changes(
    world: World, client: Client, entry: LateEntry, act: str
) -> None:
    if act == "send_back":
        explaining.explain(entry, world.ward.officer, WHY)
    before = as_it_was(entry)
    user, field = (world.ward.officer, "text") if act == "explain" else (world.ward.leader, "answer")

    response = send(client, user, entry, act, **{field: "   "})

    assert response.status_code == 422
    assert f'href="#id_{field}"' in words(response)
    assert as_it_was(entry) == before


def test_blank_words_are_refused_also_past_the_page(world: World, entry: LateEntry) -> None:
    with pytest.raises(Incomplete):
        explaining.explain(entry, world.ward.officer, " \u200b ")
    with pytest.raises(Incomplete):
        explaining.send_back(entry, world.ward.leader, "")

    assert as_it_was(entry) == (Standing.OPEN, [])


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_nobody_explains_for_another(world: World, entry: LateEntry, who: str) -> None:
    with pytest.raises(NotYours):
        explaining.explain(entry, getattr(world.ward, who), WHY)

    assert as_it_was(entry) == (Standing.OPEN, [])


def test_nobody_explains_for_a_colleague(world: World, client: Client, entry: LateEntry) -> None:
    colleague = make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)

    assert send(client, colleague, entry, "explain", text=WHY).status_code == 404
    assert as_it_was(entry) == (Standing.OPEN, [])


def test_what_lay_in_the_pool_is_explained_by_any_of_its_officers(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_in_the_pool(world, monkeypatch)
    december()
    entry = only_entry()

    assert send(client, world.ward.clerk, entry, "explain", text=WHY).status_code == 404
    assert send(client, world.other_ward.officer, entry, "explain", text=WHY).status_code == 404
    assert send(client, world.ward.officer, entry, "explain", text=WHY).status_code == 302


TERMS = [
    (Standing.OPEN, EXPLAINED_BY, True),
    (Standing.OPEN, LATER, False),
    (Standing.SENT_BACK, LATER, True),
    (Standing.SENT_BACK, JUDGED_BY, True),
    (Standing.SENT_BACK, at("2027-01-14 17:01"), False),
    (Standing.WAITING, EXPLAINED_BY, False),
    (Standing.ACCEPTED, EXPLAINED_BY, False),
    (Standing.APOLOGISED, EXPLAINED_BY, False),
]


@pytest.mark.parametrize(("standing", "moment", "is_open"), TERMS)
def test_explaining_has_its_term_and_what_is_sent_back_a_longer_one(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    client: Client,
    entry: LateEntry,
    standing: str,
    moment: Any,
    is_open: bool,
) -> None:
    LateEntry.objects.update(standing=standing, reason="Chờ xác minh.")
    stand_at(monkeypatch, moment)

    response = send(client, world.ward.officer, entry, "explain", text=WHY)

    assert response.status_code == (302 if is_open else 409)
    assert Explanation.objects.exists() is is_open
    if not is_open:
        assert WHY in words(response), "nothing typed is lost"


def test_nobody_judges_their_own(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A head's own lateness is judged by whoever watches over the unit."""
    late_with_the_leader(world, monkeypatch)
    december()
    entry = only_entry()
    supervisor = watcher(world)
    send(client, world.ward.leader, entry, "explain", text=WHY)
    before = as_it_was(entry)

    own = send(client, world.ward.leader, entry, "accept")

    assert own.status_code == 403
    assert as_it_was(entry) == before
    assert send(client, supervisor, entry, "accept").status_code == 302
    assert only_entry().standing == Standing.ACCEPTED


def watcher(world: World) -> User:
    parent = world.ward.committee.parent
    assert parent is not None
    return make_staff("watch@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, parent)


def test_who_wrote_for_the_pool_does_not_judge_it(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_in_the_pool(world, monkeypatch)
    december()
    both = make_staff("both@example.vn", "Cao Hai Vai", Role.OFFICER, world.ward.office)
    both.staff_roles.create(unit=world.ward.committee, role=Role.LEADER, valid_from=world.ward.office.valid_from)
    entry = only_entry()
    send(client, both, entry, "explain", text=WHY)

    assert send(client, both, entry, "accept").status_code == 403
    assert only_entry().standing == Standing.WAITING


@pytest.mark.parametrize("act", ["accept", "send_back"])
@pytest.mark.parametrize(
    ("who", "status"), [("officer", 403), ("watcher", 403), ("clerk", 404), ("other head", 404), ("other officer", 404)]
)
def test_only_the_units_head_judges(
    world: World, client: Client, explained: LateEntry, who: str, status: int, act: str
) -> None:
    people = {
        "officer": world.ward.officer,
        "clerk": world.ward.clerk,
        "other head": world.other_ward.leader,
        "other officer": world.other_ward.officer,
    }
    user = people.get(who) or watcher(world)
    before = as_it_was(explained)

    assert send(client, user, explained, act, answer="Không rõ.").status_code == status
    assert as_it_was(explained) == before


@pytest.mark.parametrize("act", ["explain", "accept", "send_back"])
def test_nothing_changes_in_a_published_list(world: World, client: Client, explained: LateEntry, act: str) -> None:
    LateList.objects.update(published_at=at("2027-01-15 06:15"))
    if act == "explain":
        LateEntry.objects.update(standing=Standing.OPEN)
        Explanation.objects.all().delete()
    before = as_it_was(explained)
    user = world.ward.officer if act == "explain" else world.ward.leader

    response = send(client, user, explained, act, text=WHY, answer="Không rõ.")

    assert response.status_code == 409
    assert as_it_was(explained) == before


def test_a_second_head_finds_that_it_is_judged(world: World, client: Client, explained: LateEntry) -> None:
    second = make_staff("deputy@example.vn", "Hồ Phó", Role.LEADER, world.ward.committee)
    explaining.accept(explained, world.ward.leader)

    response = send(client, second, explained, "send_back", answer="Chưa đủ.")

    assert response.status_code == 409
    assert "Chưa đủ." in words(response)
    assert as_it_was(explained)[0] == Standing.ACCEPTED
    with pytest.raises(NotAllowedNow):
        explaining.accept(explained, second)


def test_an_act_that_nobody_knows_is_not_found(world: World, client: Client, entry: LateEntry) -> None:
    assert send(client, world.ward.officer, entry, "delete").status_code == 404
    assert send(client, world.ward.officer, entry, "").status_code == 404


def test_words_typed_before_the_session_ended_come_back(world: World, client: Client, entry: LateEntry) -> None:
    login = {"login": world.ward.officer.email, "password": "Mot-Cua-2026"}
    client.post(reverse("account_login"), login)
    client.session.flush()
    client.post(page(entry), {"act": "explain", "text": WHY})

    client.post(reverse("account_login"), login)
    shown = client.get(page(entry))

    assert WHY in words(shown)
    assert not Explanation.objects.exists()


BROKEN: list[dict[str, Any]] = [
    {"text": ""},
    {"is_accepted": True},
    {"is_accepted": False, "decided": "leader"},
    {"is_accepted": True, "decided": "officer"},
]


@pytest.mark.parametrize("fields", BROKEN)
def test_the_database_refuses_what_no_page_would_do(world: World, entry: LateEntry, fields: dict[str, Any]) -> None:
    moment, row = at("2027-01-05 09:00"), {"text": WHY, **fields}
    if "decided" in row:
        row |= {"decided_by": getattr(world.ward, row.pop("decided")), "decided_at": moment}

    with pytest.raises(IntegrityError), transaction.atomic():
        Explanation.objects.create(entry=entry, written_by=world.ward.officer, written_at=moment, **row)


def test_one_explanation_waits_at_a_time(world: World, explained: LateEntry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Explanation.objects.create(
            entry=explained, text=WHY, written_by=world.ward.officer, written_at=at("2027-01-05 09:00")
        )
