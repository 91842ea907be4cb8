"""Rules proved: while older events are taken in the site goes on: what happens meanwhile is told once and above zero,
two processes in turn do it once, gaps in the log cost nothing, and who reads page by page misses nothing (decision 42).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient

from dossiers import older_changes, returning
from dossiers.models import ClientChange, ClientFeed, Dossier, Event, OlderChanges
from portal.rest.page_sizes import HIGHEST, read_number
from tests.dossiers.api_calls import assert_problem, filed, identity, machine
from tests.dossiers.test_asked_and_rated_by_rest import person
from tests.dossiers.test_client_changes import CHANGES, commit, heard
from tests.dossiers.test_older_changes import filed_before, taken_in, told
from tests.dossiers.world import World
from tests.rest.asking_oddly import assert_only_asked_about


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(older_changes, "BUNCH", 1)


def of(rows: list[tuple[int, str, int]]) -> list[tuple[str, int]]:
    return [(code, sequence) for _number, code, sequence in rows]


@pytest.mark.usefixtures("one_at_a_time")
def test_what_happens_meanwhile_is_told_once_and_above_zero(world: World, client: APIClient) -> None:
    """Also of a dossier whose first events are from before, and of a system that comes while it runs."""
    first, second = filed_before(world, client), filed_before(world, client)
    commit()
    running = older_changes.take_in()
    next(running)
    returning.withdraw(Dossier.objects.get(pk=first.pk), identity(client), reason="Nộp nhầm.")
    newcomer = machine("Phần mềm mới")
    theirs, own = filed(newcomer), filed(client)
    commit()
    *_, last = running
    assert (last.is_done, last.taken) == (True, 2)

    rows = told(client)
    assert of(rows) == [(first.code, 1), (second.code, 1), (first.code, 2), (own.code, 1)]
    assert [row[0] for row in rows] == [-2, -1, 1, 2]
    assert told(newcomer) == [(1, theirs.code, 1)]
    assert not ClientChange.objects.filter(number=None).exists()


@pytest.mark.usefixtures("one_at_a_time")
def test_two_processes_in_turn_take_each_event_once(world: World, client: APIClient) -> None:
    """A worker's round, and somebody at a terminal: each goes on from where the other was."""
    codes = [filed_before(world, client).code for _number in range(4)]
    commit()
    worker, terminal = older_changes.take_in(), older_changes.take_in()
    looked = [now.looked for pair in zip(worker, terminal, strict=False) for now in pair]
    list(worker), list(terminal)
    assert looked == sorted(looked)
    assert [row[1] for row in told(client)] == codes
    assert [row[0] for row in told(client)] == [-4, -3, -2, -1]
    assert OlderChanges.objects.get().taken == ClientFeed.objects.get().older == 4


@pytest.mark.usefixtures("one_at_a_time")
def test_a_gap_in_the_log_costs_one_step_however_wide(world: World, client: APIClient) -> None:
    """Numbers of events that were rolled back are none: everything before the first event is stepped over at once."""
    filed_before(world, client)
    steps = taken_in()
    span = Event.objects.latest("pk").pk - Event.objects.earliest("pk").pk + 1
    assert len(steps) <= span
    assert steps[-1].is_done and steps[-1].looked == steps[-1].of == OlderChanges.objects.get().highest


def test_what_is_taken_in_counts_for_whoever_had_the_dossier_filed(world: World, client: APIClient) -> None:
    """The feed is that of the system that filed, whatever people of that name do on the pages."""
    dossier = filed_before(world, client, is_withdrawn=True)
    taken_in()
    assert of(told(client)) == [(dossier.code, 1), (dossier.code, 2)]
    page = heard(client)["results"]
    assert [row["action"] for row in page] == ["submit", "withdraw"]
    assert page[0]["status_to"] == page[1]["status_from"]
    assert str(world.mother.full_name) not in str(page)


def test_who_reads_page_by_page_while_more_is_filed_misses_nothing_and_hears_nothing_twice(
    world: World, client: APIClient
) -> None:
    older = [filed_before(world, client).code for _number in range(2)]
    taken_in()
    newer = [filed(client).code]
    seen: list[str] = []
    page: dict[str, Any] = heard(client, after=0, page_size=1)
    for _number in range(20):
        seen += [row["dossier"] for row in page["results"]]
        if page["next"] is None:
            break
        if len(newer) < 4:
            newer.append(filed(client).code)
            commit()
        page = client.get(page["next"]).json()
    assert seen == [*older, *newer]
    assert heard(client, after=page["latest"])["results"] == []


def test_the_end_that_was_told_leads_on_whatever_it_was(world: World, client: APIClient) -> None:
    """`latest` of any answer, kept and asked with, tells all that came since and nothing that was known."""
    filed_before(world, client)
    taken_in()
    known: set[tuple[str, int]] = set()
    latest = 0
    for _round in range(3):
        page = heard(client, after=latest)
        fresh = {(row["dossier"], row["sequence"]) for row in page["results"]}
        assert not fresh & known
        known, latest = known | fresh, page["latest"]
        assert heard(client, after=latest)["results"] == []
        filed(client)
    commit()
    assert len(known) == len(told(client)) - 1


def test_older_events_are_each_systems_own(world: World, client: APIClient) -> None:
    other = machine("Phần mềm của trường")
    mine, theirs = filed_before(world, client), filed_before(world, other)
    taken_in()
    for after in (None, 0, -1, -2, -(10**9), 10**12):
        asked = {} if after is None else {"after": after}
        assert theirs.code not in str(heard(client, **asked)) and mine.code not in str(heard(other, **asked))
    assert heard(machine("Ai đó"))["results"] == []


def test_who_may_follow_and_by_which_methods(world: World, client: APIClient) -> None:
    filed_before(world, client)
    taken_in()
    assert_only_asked_about(client, CHANGES)
    assert_problem(machine("Ghi", "dossiers:write").get(CHANGES), 403)
    assert_problem(APIClient().get(CHANGES), 401)
    for someone in (world.mother, world.ward.clerk):
        assert person(someone).get(CHANGES).status_code == 403
    for method in (client.post, client.put, client.patch, client.delete):
        assert_problem(method(CHANGES, {"after": 1}, format="json"), 405)
    mark = client.get(CHANGES).headers["ETag"]
    assert client.get(CHANGES, headers={"If-None-Match": mark}).status_code == 304
    filed(client)
    commit()
    assert client.get(CHANGES, headers={"If-None-Match": mark}).status_code == 200


@given(st.integers(-(10**29), 10**29))
def test_every_whole_number_is_read_within_what_the_database_holds(number: int) -> None:
    asked = {"after": str(number)}
    assert read_number(asked, "after", may_be_below_zero=True) == max(min(number, HIGHEST), -HIGHEST)
    if number < 0:
        with pytest.raises(ValidationError) as refused:
            read_number(asked, "after")
        assert set(refused.value.detail) == {"after"}


@given(
    st.text("0123456789-+. x²", max_size=6).filter(lambda text: text != "" and not text.removeprefix("-").isdecimal())
)
def test_what_is_no_number_is_refused_at_its_name(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_number({"after": text}, "after", may_be_below_zero=True)
    assert set(refused.value.detail) == {"after"}
