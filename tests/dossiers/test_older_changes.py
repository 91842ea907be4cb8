"""Rules proved: whoever reads its feed from the start learns of every event of every dossier it ever filed, also from
before the site had the feed; what is taken in on a running site is taken in once, wherever it was stopped, shows
only when it is whole, and moves no number that somebody keeps (decision 42).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event as Signal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from dossiers import older_changes, returning
from dossiers.models import ClientChange, ClientFeed, Dossier, Event, OlderChanges
from dossiers.tasks import take_in_older_changes
from dossiers.telling_clients import changes_after
from tests.dossiers import filings
from tests.dossiers.api_calls import assert_problem, filed, identity, machine
from tests.dossiers.test_client_changes import CHANGES, commit, heard
from tests.dossiers.world import World, given_world


def filed_before(world: World, client: APIClient, *, is_withdrawn: bool = False) -> Dossier:
    """A dossier of the system whose events nobody noted for it, as before the site had the feed."""
    dossier = filings.submitted(world)
    if is_withdrawn:
        returning.withdraw(dossier, world.mother, reason="Nộp nhầm.")
    Dossier.objects.filter(pk=dossier.pk).update(client_id=identity(client).client_id)
    return dossier


def taken_in() -> list[older_changes.Standing]:
    commit()
    return list(older_changes.take_in())


def told(client: APIClient, **query: Any) -> list[tuple[int, str, int]]:
    """Number, dossier and sequence of all changes, page after page."""
    commit()
    rows, address = [], f"{CHANGES}?" + "&".join(f"{name}={value}" for name, value in query.items())
    while address:
        page = client.get(address).json()
        rows += [(row["number"], row["dossier"], row["sequence"]) for row in page["results"]]
        address = page["next"]
    return rows


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(older_changes, "BUNCH", 1)


def test_from_the_start_all_is_told_in_order_the_older_below_zero(world: World, client: APIClient) -> None:
    first, second = filed_before(world, client, is_withdrawn=True), filed_before(world, client)
    newer = filed(client)
    taken_in()
    expected = [(-3, first.code, 1), (-2, first.code, 2), (-1, second.code, 1), (1, newer.code, 1)]
    for size in (1, 2, 3, 50):
        assert told(client, page_size=size) == told(client, after=0, page_size=size) == expected
    page = heard(client)
    assert (page["latest"], page["is_whole"], page["next"]) == (1, True, None)
    assert [row["action"] for row in page["results"]] == ["submit", "withdraw", "submit", "submit"]


def test_who_followed_already_hears_nothing_twice_and_keeps_its_number(world: World, client: APIClient) -> None:
    filed_before(world, client)
    known = filed(client)
    kept = heard(client)["latest"]
    assert (kept, told(client)) == (1, [(1, known.code, 1)])
    taken_in()
    assert told(client, after=kept) == []
    newer = filed(client)
    assert told(client, after=kept) == [(2, newer.code, 1)]


@pytest.mark.usefixtures("one_at_a_time")
def test_nothing_of_it_shows_before_it_is_whole(world: World, client: APIClient) -> None:
    """Half of it would be behind the back of whoever began to read below it."""
    older = [filed_before(world, client) for _number in range(3)]
    newer = filed(client)
    commit()
    running = older_changes.take_in()
    while ClientChange.objects.filter(number__lt=0).count() < 2:
        next(running)
    page = heard(client)
    assert ([row["dossier"] for row in page["results"]], page["latest"], page["is_whole"]) == ([newer.code], 1, False)
    assert told(client, after=-2) == [(1, newer.code, 1)]
    *_, last = running
    assert last.is_done
    assert [row[1] for row in told(client)] == [*(dossier.code for dossier in older), newer.code]


@pytest.mark.usefixtures("one_at_a_time")
def test_wherever_it_was_stopped_it_goes_on_from_there(world: World, client: APIClient) -> None:
    codes = [filed_before(world, client).code for _number in range(4)]
    commit()
    looked = []
    while not (now := next(iter(older_changes.take_in()))).is_done:  # a new process for each bunch
        looked.append(now.looked)
    assert looked == sorted(set(looked))
    assert [(number, code) for number, code, _sequence in told(client)] == list(zip(range(-4, 0), codes, strict=True))
    assert older_changes.standing() == older_changes.Standing(now.of, now.of, 4, is_done=True)


def test_a_bunch_that_breaks_leaves_nothing_half_done(
    world: World, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed_before(world, client)
    with monkeypatch.context() as patch:
        patch.setattr(OlderChanges, "save", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            taken_in()
    assert not ClientChange.objects.filter(number__lt=0).exists()
    taken_in()
    assert [row[0] for row in told(client)] == [-1]


def test_again_is_no_change(world: World, client: APIClient) -> None:
    filed_before(world, client)
    taken_in()
    before = list(ClientChange.objects.order_by("event_id").values_list("event_id", "number"))
    [again] = taken_in()
    assert again.is_done
    assert list(ClientChange.objects.order_by("event_id").values_list("event_id", "number")) == before


def test_each_system_gets_its_own_and_what_is_nobodys_stays_so(world: World, client: APIClient) -> None:
    other = machine("Phần mềm của trường")
    first, second, third = (filed_before(world, one) for one in (client, other, client))
    inherited = filings.submitted(world)
    Dossier.objects.filter(pk=inherited.pk).update(client_id="old:mot-cua")
    filings.submitted(world)
    taken_in()
    assert told(client) == [(-2, first.code, 1), (-1, third.code, 1)]
    assert told(other) == [(-1, second.code, 1)]
    assert ClientChange.objects.count() == 3
    assert set(ClientFeed.objects.values_list("number", "older")) == {(0, 2), (0, 1)}


def test_a_system_with_nothing_but_older_ones_reads_them_once(world: World, client: APIClient) -> None:
    """0 stands for the start: its `latest` must be another number, or it would begin anew each time."""
    older = filed_before(world, client)
    assert heard(client) == {"results": [], "next": None, "previous": None, "latest": 0, "is_whole": False}
    taken_in()
    page = heard(client, after=0)
    assert ([row["dossier"] for row in page["results"]], page["latest"]) == ([older.code], -1)
    assert heard(client, after=-1)["results"] == []
    newer = filed(client)
    assert told(client, after=-1) == [(1, newer.code, 1)]


def test_a_site_without_a_past_is_whole_at_once(client: APIClient) -> None:
    assert [now.is_done for now in taken_in()] == [True]
    assert heard(client)["is_whole"]
    newer = filed(client)
    assert told(client) == [(1, newer.code, 1)]


def test_numbers_below_zero_are_read_and_what_is_none_is_refused(world: World, client: APIClient) -> None:
    older = filed_before(world, client)
    taken_in()
    for after in ("-2", "-900", f"-{'9' * 29}", "0", "-0", ""):
        assert told(client, after=after) == [(-1, older.code, 1)], after
    for wrong in ("--1", "-", "-1.5", "+1", "−1", f"-{'9' * 40}"):
        assert_problem(client.get(CHANGES, {"after": wrong}), 400, "/after")


def test_the_database_gives_no_change_the_number_that_means_the_start(world: World, client: APIClient) -> None:
    event = filed_before(world, client).events.get()
    with pytest.raises(Exception, match="client_change_never_zero"), transaction.atomic():
        ClientChange.objects.create(event=event, client_id=identity(client).client_id, number=0)


# -- who does it


def test_the_worker_does_it_by_itself_and_then_only_looks(
    world: World, client: APIClient, django_assert_num_queries: Any
) -> None:
    older = filed_before(world, client)
    commit()
    take_in_older_changes()
    assert told(client) == [(-1, older.code, 1)]
    with django_assert_num_queries(1):
        take_in_older_changes()


@pytest.mark.usefixtures("one_at_a_time")
def test_a_round_of_the_worker_ends_in_time_and_the_next_goes_on(
    world: World, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        filed_before(world, client)
    commit()
    minutes: Iterator[float] = iter(range(0, 10_000, 30))
    monkeypatch.setattr("dossiers.older_changes.time.monotonic", lambda: next(minutes))
    rounds = 0
    while not OlderChanges.objects.filter(done_at__isnull=False).exists():
        take_in_older_changes()
        rounds += 1
    assert rounds > 2
    assert len(told(client)) == 3


def test_the_command_tells_what_it_did_and_is_run_again_without_harm(world: World, client: APIClient) -> None:
    filed_before(world, client)
    commit()
    for _time in range(2):
        out = StringIO()
        call_command("take_in_older_changes", verbosity=0, stdout=out)
        assert "1 older events can be followed" in out.getvalue()
    assert len(told(client)) == 1


@pytest.mark.django_db(transaction=True)
def test_while_one_process_is_at_it_another_leaves_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    world = given_world()
    client = machine()
    filed_before(world, client)
    assert next(iter(older_changes.take_in(seconds=0)), None) is None
    OlderChanges.objects.update_or_create(pk=1, defaults={"highest": 9, "below": 9})
    is_held, may_end = Signal(), Signal()

    def hold() -> None:
        try:
            with transaction.atomic():
                OlderChanges.objects.select_for_update().get()
                is_held.set()
                assert may_end.wait(timeout=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        try:
            assert is_held.wait(timeout=20)
            assert list(older_changes.take_in()) == []
            with pytest.raises(CommandError, match="Another process"):
                call_command("take_in_older_changes", verbosity=0)
        finally:
            may_end.set()
        holding.result(timeout=20)


class TestWholeFeeds(TestCase):
    """Whatever happened before and after, in bunches and pages of any size: each event once, each dossier in order."""

    @settings(max_examples=6, deadline=None)
    @given(
        before=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4),
        after=st.lists(st.booleans(), max_size=3),
        bunch=st.integers(1, 7),
        size=st.integers(1, 5),
    )
    def test_each_reads_all_of_its_own(
        self, before: list[tuple[bool, bool]], after: list[bool], bunch: int, size: int
    ) -> None:
        world = given_world()
        both = [machine(name) for name in ("Một", "Hai")]
        for is_second, is_withdrawn in before:
            filed_before(world, both[is_second], is_withdrawn=is_withdrawn)
        for is_second in after:
            filed(both[is_second])
        commit()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(older_changes, "BUNCH", bunch)
            taken_in()
        for one in both:
            name = identity(one).client_id
            own = Event.objects.filter(dossier__client_id=name).order_by("pk")
            rows = told(one, page_size=size)
            assert [row[1:] for row in rows] == list(own.values_list("dossier__code", "sequence"))
            numbers = [row[0] for row in rows]
            assert numbers == sorted(set(numbers))
            assert changes_after(name, 0, 100).is_whole
