"""Rules proved: the system that files by REST can follow all of its dossiers by number: nothing of others, nothing
missed, nothing late, however transactions commit; and its own webhooks hear of each change.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from dossiers import returning, supplementing
from dossiers.models import ClientChange, ClientFeed, Dossier
from dossiers.telling_clients import CHANGED
from portal.outbox import subscribing, webhooks
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.world import World, given_world, make_user

CHANGES = f"{URL}changes/"


def commit() -> None:
    """What a commit does with the numbers of the changes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def heard(client: APIClient, **query: Any) -> dict[str, Any]:
    commit()
    answer = client.get(CHANGES, query)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def withdraw(dossier: Dossier, client: APIClient) -> None:
    returning.withdraw(dossier, identity(client), reason="Nộp nhầm, gọi 0901 234 567.")


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def test_each_event_of_ones_own_dossiers_is_told_once_in_order(client: APIClient) -> None:
    first, second = filed(client), filed(client)
    commit()
    withdraw(first, client)

    page = heard(client)
    told = [(row["number"], row["dossier"], row["sequence"], row["action"]) for row in page["results"]]
    assert told == [(1, first.code, 1, "submit"), (2, second.code, 1, "submit"), (3, first.code, 2, "withdraw")]
    assert (page["latest"], page["next"], page["previous"]) == (3, None, None)
    last = page["results"][-1]
    assert (last["status_from"], last["status_to"]) == (1, Dossier.objects.get(pk=first.pk).status)
    assert set(last) == {"number", "dossier", "sequence", "action", "status_from", "status_to", "unit", "at", "note"}

    assert heard(client, after=3)["results"] == []
    assert [row["number"] for row in heard(client, after=1)["results"]] == [2, 3]


def test_pages_follow_each_other_until_the_end_at_the_same_cost(client: APIClient) -> None:
    for _number in range(5):
        filed(client)
    seen, address, costs = [], f"{CHANGES}?page_size=2", []
    commit()
    while address:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).json()
        costs.append(len(queries))
        seen += [row["number"] for row in page["results"]]
        address = page["next"]
    assert seen == [1, 2, 3, 4, 5]
    # the token, how far the changes are, and the rows with all they name
    assert costs == [3, 3, 3]


def test_nobody_hears_of_what_others_filed(world: World, client: APIClient) -> None:
    other = machine("Phần mềm của trường")
    filed(other)
    filings.submitted(world)
    own = filed(client)
    page = heard(client)
    assert [(row["number"], row["dossier"]) for row in page["results"]] == [(1, own.code)]
    assert heard(other)["latest"] == 1
    assert ClientChange.objects.count() == 2

    assert_problem(machine("Ghi", "dossiers:write").get(CHANGES), 403)
    assert_problem(APIClient().get(CHANGES), 401)
    person = APIClient()
    person.force_login(make_user("nguoi@example.vn", "Lê Nguyên"))
    assert_problem(person.get(CHANGES), 403)


def test_what_is_no_number_is_refused_and_a_huge_one_is_beyond_the_end(client: APIClient) -> None:
    for wrong in ("--1", "một", "1.5", "\0", "9" * 40, " "):
        assert_problem(client.get(CHANGES, {"after": wrong}), 400, "/after")
    filed(client)
    assert heard(client, after="9" * 29) == {
        "results": [], "next": None, "previous": None, "latest": 1, "is_whole": False,
    }  # fmt: skip


def test_numbers_stand_and_no_row_is_changed_or_taken_away(client: APIClient) -> None:
    filed(client)
    commit()
    for change in ("UPDATE dossiers_clientchange SET number = 7", "DELETE FROM dossiers_clientchange"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert ClientChange.objects.get().number == 1


def test_a_dossier_of_an_older_system_is_nobodys_change(world: World, client: APIClient) -> None:
    dossier = filed(client)
    Dossier.objects.filter(pk=dossier.pk).update(client_id="old:mot-cua")
    remarks = {dossier.papers.get().component_id: "Chụp lại cho rõ."}
    supplementing.request(dossier, world.ward.clerk, reason="Sai tên mẹ.", remarks=remarks, exception="wrong")
    commit()
    assert (dossier.events.count(), ClientChange.objects.count()) == (2, 1)


def test_a_bunch_of_changes_of_several_systems_in_one_transaction_is_numbered_for_each(client: APIClient) -> None:
    """As a round of the worker over many dossiers makes them."""
    other = machine("Phần mềm của trường")
    for one in (client, other, client, other, client):
        filed(one)
    commit()
    filed(other)
    commit()
    for one, expected in ((client, 3), (other, 3)):
        own = ClientChange.objects.filter(client_id=identity(one).client_id).order_by("event_id")
        assert list(own.values_list("number", flat=True)) == list(range(1, expected + 1))
        assert ClientFeed.objects.get(pk=identity(one).client_id).number == expected


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_is_told_after_a_quick_one_and_never_behind_ones_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reader goes on from the highest number it saw: what commits later must have a higher one (decision 40)."""
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    given_world()
    client = machine()
    slow, quick = filed(client), filed(client)
    is_moved, may_commit = Signal(), Signal()

    def slowly() -> None:
        try:
            with transaction.atomic():
                withdraw(slow, client)
                is_moved.set()
                assert may_commit.wait(timeout=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slowly)
        try:
            assert is_moved.wait(timeout=20)
            withdraw(quick, client)
            first = client.get(CHANGES, {"after": 2}).json()
        finally:
            may_commit.set()
        running.result(timeout=20)
    rest = client.get(CHANGES, {"after": first["latest"]}).json()
    assert [(row["number"], row["dossier"]) for row in first["results"]] == [(3, quick.code)]
    assert [(row["number"], row["dossier"]) for row in rest["results"]] == [(4, slow.code)]


# -- told by webhook


def test_its_own_receivers_hear_of_each_change_without_a_name(client: APIClient) -> None:
    own, other = identity(client).client_id, identity(machine("Khác")).client_id
    receivers = [subscribing.subscribe("https://nhan.example/", [CHANGED], client_id=one) for one in (own, other, "")]
    dossier = filed(client)
    withdraw(dossier, client)

    told = [message.payload for message in OutboxMessage.objects.filter(channel=webhooks.CHANNEL).order_by("pk")]
    assert [one["subscription"] for one in told] == [receivers[0].pk] * 2
    assert [one["data"]["sequence"] for one in told] == [1, 2]
    assert set(told[1]["data"]) == {"dossier", "sequence", "action", "status", "at"}
    keys = set(OutboxMessage.objects.filter(channel=webhooks.CHANNEL).values_list("key", flat=True))
    assert keys == {f"{receivers[0].pk}/{dossier.code}"}  # one dossier stays in order
    assert (CHANGED in webhooks.offered_to_clients(), CHANGED in webhooks.offered()) == (True, False)
