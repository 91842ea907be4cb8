"""Rules proved: what a system reads of its dossiers' changes and marks, at the edges: pages, words, two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from oauth2_provider.models import Application
from rest_framework.test import APIClient

from dossiers import processing, returning
from dossiers.models import ClientChange, ClientFeed, Event
from dossiers.statuses import Status
from dossiers.telling_clients import changes_after
from portal.rest import clients
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.test_api_preconditions import read, withdraw
from tests.dossiers.test_client_changes import CHANGES, commit, heard
from tests.dossiers.world import World, given_world


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def name_of(client: APIClient) -> str:
    return identity(client).client_id


# -- the feed


def test_pages_of_every_size_tell_the_same_changes_and_name_the_same_end(client: APIClient) -> None:
    for _number in range(4):
        filed(client)
    commit()
    for size in range(1, 6):
        seen: list[int] = []
        address: str | None = f"{CHANGES}?page_size={size}"
        while address:
            page = client.get(address).json()
            assert (len(page["results"]) <= size, page["latest"], page["previous"]) == (True, 4, None)
            seen += [row["number"] for row in page["results"]]
            address = page["next"]
        assert seen == [1, 2, 3, 4], size


def test_the_next_page_keeps_what_was_asked(client: APIClient) -> None:
    for _number in range(3):
        filed(client)
    commit()
    following = client.get(CHANGES, {"page_size": "1", "after": "1", "x": "ý"}).json()["next"]
    assert "page_size=1" in following and "after=2" in following and "after=1" not in following
    assert client.get(following).json()["next"] is None


def test_a_page_that_ends_with_the_last_change_says_so(client: APIClient) -> None:
    for _number in range(2):
        filed(client)
    assert heard(client, page_size=2)["next"] is None
    assert heard(client, page_size=1)["next"] is not None
    assert heard(client, page_size=1, after=1)["next"] is None


def test_a_system_without_dossiers_begins_at_nothing(client: APIClient) -> None:
    assert heard(client) == {"results": [], "next": None, "previous": None, "latest": 0, "is_whole": False}
    assert heard(client, after=7)["latest"] == 0
    assert not ClientFeed.objects.exists()


def test_a_page_size_that_is_none_is_refused_at_its_name_in_both_languages(client: APIClient) -> None:
    for wrong in ("0", "-1", "mười", "\0", "9" * 31):
        messages = []
        for language in ("vi", "en"):
            answer = client.get(CHANGES, {"page_size": wrong}, headers={"Accept-Language": language})
            messages.append(assert_problem(answer, 400, "/page_size")["errors"][0]["message"])
        assert messages[0] != messages[1]


def test_the_changes_are_read_and_nothing_else(client: APIClient) -> None:
    filed(client)
    commit()
    before = list(ClientChange.objects.values_list("number", flat=True))
    for method in (client.post, client.put, client.patch, client.delete):
        assert_problem(method(CHANGES, {}, format="json"), 405)
    assert list(ClientChange.objects.values_list("number", flat=True)) == before


def test_what_persons_inside_say_to_each_other_is_no_note_of_a_change(world: World, client: APIClient) -> None:
    """TT 01/2018 Đ16: between officer and leader it stays inside; a refusal's reason is for the filer."""
    dossier = filed(client)
    dossier = processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    dossier = processing.hand_over(dossier, world.ward.clerk)
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="Còn phân vân về tên mẹ.")
    refused = filed(client)
    processing.refuse(refused, world.ward.clerk, reason="Thiếu giấy chứng sinh.", legal_ground="NĐ 61/2018")

    page = heard(client)
    assert "phân vân" not in str(page) and world.ward.officer.full_name not in str(page)
    assert page["results"][-1]["note"] == "Thiếu giấy chứng sinh."
    actions = [row["action"] for row in page["results"] if row["dossier"] == dossier.code]
    assert actions == [str(action) for action in dossier.events.order_by("sequence").values_list("action", flat=True)]
    units = {row["unit"] for row in page["results"] if row["unit"]}
    assert world.ward.centre.code in units


def test_what_is_rolled_back_takes_no_number(client: APIClient) -> None:
    dossier = filed(client)
    with pytest.raises(RuntimeError), transaction.atomic():
        returning.withdraw(dossier, identity(client), reason="")
        commit()
        assert ClientChange.objects.count() == 2
        raise RuntimeError("undo")
    filed(client)
    assert [row["number"] for row in heard(client)["results"]] == [1, 2]
    assert {row["action"] for row in heard(client)["results"]} == {"submit"}


def test_the_database_lets_no_number_be_given_twice_or_mean_the_start(world: World, client: APIClient) -> None:
    own, other = filed(client), filed(machine("Khác"))
    commit()
    events = [dossier.events.get() for dossier in (own, other)]
    assert [ClientChange.objects.get(pk=event.pk).number for event in events] == [1, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        ClientChange.objects.create(event=events[0], client_id=name_of(client), number=7)
    filings.submitted(world)
    free = Event.objects.exclude(pk__in=ClientChange.objects.values("pk")).latest("pk")
    for number in (0, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClientChange.objects.create(event=free, client_id=name_of(client), number=number)
            commit()


def test_changes_are_asked_for_by_number_and_never_past_the_end_that_was_seen(client: APIClient) -> None:
    """What is numbered between the two questions is told the next time, not half of it now."""
    for _number in range(3):
        filed(client)
    commit()
    ClientFeed.objects.filter(pk=name_of(client)).update(number=2)
    found = changes_after(name_of(client), 0, 10)
    assert ([row.number for row in found.rows], found.has_more, found.latest) == ([1, 2], False, 2)
    assert changes_after("nobody", 0, 10).latest == 0
    assert str(found.rows[0]) == f"{name_of(client)} 1"
    assert str(ClientFeed.objects.get()) == f"{name_of(client)}: 2"


def test_a_system_that_was_closed_hears_nothing_until_it_is_opened(client: APIClient) -> None:
    filed(client)
    clients.close(Application.objects.get(client_id=name_of(client)))
    assert_problem(client.get(CHANGES), 401)


# -- marks


def test_a_mark_is_of_one_readers_answer(world: World) -> None:
    """What a person may do with a dossier is not what a system may: their answers differ, and so do the marks."""
    dossier = filings.submitted(world)
    person = APIClient()
    person.force_login(world.mother)
    mine = person.get(f"{URL}{dossier.code}/")
    assert mine.status_code == 200 and mine.headers["ETag"].startswith(f'"{dossier.last_sequence}-')
    assert read(person, dossier.code, mine.headers["ETag"]).status_code == 304
    stranger = APIClient()
    stranger.force_login(world.other_ward.clerk)
    assert_problem(stranger.get(f"{URL}{dossier.code}/", headers={"If-None-Match": mine.headers["ETag"]}), 404)


def test_a_mark_in_another_language_is_another_answer(client: APIClient) -> None:
    dossier = filed(client)
    marks = {
        client.get(f"{URL}{dossier.code}/", headers={"Accept-Language": language}).headers["ETag"]
        for language in ("vi", "en")
    }
    assert len(marks) == 2


def test_an_empty_or_unreadable_mark_matches_nothing(client: APIClient) -> None:
    dossier = filed(client)
    for given in ("", " ", ",", '"', 'W/"', "1-abc", '"' * 50, "đ", "x" * 4000):
        assert_problem(withdraw(client, dossier.code, given), 412)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_among_several_marks_the_one_that_holds_is_enough(client: APIClient) -> None:
    dossier = filed(client)
    mark = read(client, dossier.code).headers["ETag"]
    assert withdraw(client, dossier.code, f'"1-old", {mark}').status_code == 200


def test_a_mark_does_not_open_what_the_caller_may_not_do(world: World, client: APIClient) -> None:
    dossier = filed(client)
    mark = read(client, dossier.code).headers["ETag"]
    other = machine("Khác")
    assert_problem(withdraw(other, dossier.code, mark), 404)
    assert_problem(withdraw(machine("Đọc", "dossiers:read"), dossier.code, mark), 403)
    assert_problem(
        client.post(f"{URL}{dossier.code}/actions/approve/", {}, format="json", headers={"If-Match": mark}), 404
    )
    assert Event.objects.filter(dossier=dossier).count() == 1


def test_what_the_state_forbids_is_a_conflict_though_the_mark_holds(client: APIClient) -> None:
    dossier = filed(client)
    mark = withdraw(client, dossier.code, "*").headers["ETag"]
    refused = withdraw(client, dossier.code, mark)
    assert refused.status_code in {403, 409}
    assert Event.objects.filter(dossier=dossier).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_by_the_same_mark_one_does_and_the_other_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    given_world()
    client = machine()
    dossier, start = filed(client), Barrier(2)
    mark = read(client, dossier.code).headers["ETag"]

    def act() -> int:
        try:
            start.wait(timeout=20)
            return int(withdraw(client, dossier.code, mark).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(sent.result(timeout=20) for sent in [pool.submit(act) for _ in range(2)])
    assert statuses == [200, 412]
    assert Event.objects.filter(dossier=dossier).count() == 2
    assert [row["number"] for row in client.get(CHANGES).json()["results"]] == [1, 2]
