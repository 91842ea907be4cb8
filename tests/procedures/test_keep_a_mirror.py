"""Rules proved: however the catalogue moves, a copy kept by any of its three doors is the catalogue (issue 3).

The doors: the log by number (`changes/?after=`), what changed since a moment (`procedures/?modified_since=`), and the
file with everything, from which one goes on by the log.
"""

from __future__ import annotations

import json
import tempfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures import bulk_files, feed
from procedures.feed import Asked
from procedures.models import Procedure
from procedures.publishing import publish
from tests.procedures.factories import ProcedureFactory, VersionFactory
from tests.procedures.open_data import CHANGES, LIST, commit, end, read

Copy = dict[str, int]
#: What happens to the catalogue, and to which of its procedures.
MOVES = st.lists(st.tuples(st.sampled_from(["new", "amend", "end", "later"]), st.integers(0, 3)), max_size=5)
few = settings(max_examples=8, deadline=None)


def put_in_force(procedure: Procedure, days: int = 0) -> None:
    """The next version of a procedure, without content."""
    number = procedure.versions.count() + 1
    publish([VersionFactory(procedure=procedure, number=number)], timezone.localdate() + timedelta(days=days))
    commit()


def is_staged(procedure: Procedure) -> bool:
    """Whether a version stands for a later day: then nothing else can be announced before it."""
    return procedure.versions.filter(valid_from__gt=timezone.localdate()).exists()


def move(what: str, which: int) -> None:
    """One act of a publisher; nothing where there is nothing to amend or end."""
    known = [procedure for procedure in Procedure.objects.order_by("code") if not is_staged(procedure)]
    if what == "new" or not known:
        put_in_force(ProcedureFactory())
    elif what == "end":
        end(known[which % len(known)])
    else:
        put_in_force(known[which % len(known)], days=9 if what == "later" else 0)


def walk(client: Client, url: str, **query: Any) -> list[dict[str, Any]]:
    """All pages, forwards."""
    body = read(client, url, **query)
    rows = list(body["results"])
    while body["next"]:
        body = client.get(body["next"]).json()
        rows += body["results"]
    return rows


def truth(client: Client) -> Copy:
    """The catalogue in force, asked for anew."""
    return {row["code"]: row["version"] for row in walk(client, LIST)}


class ByNumber:
    """Who follows the log: applies each line in the order of its number."""

    def __init__(self, client: Client, copy: Copy | None = None, after: int = 0, page_size: int = 50) -> None:
        self.client, self.copy, self.after, self.page_size = client, dict(copy or {}), after, page_size

    def follow(self) -> None:
        """Catch up."""
        latest = read(self.client, CHANGES, after=self.after)["latest"]
        for line in walk(self.client, CHANGES, after=self.after, page_size=self.page_size):
            assert line["number"] > self.after, "forwards, and nothing twice"
            self.after = line["number"]
            self._apply(line)
        assert self.after == latest

    def _apply(self, line: dict[str, Any]) -> None:
        if line["effective_on"] > str(timezone.localdate()):
            return
        if line["kind"] == "abolished":
            del self.copy[line["procedure"]]
        else:
            assert self.copy.get(line["procedure"]) == line["before"], "an amendment names what it amends"
            self.copy[line["procedure"]] = line["version"]


class ByMoment:
    """Who asks what changed since they last asked."""

    def __init__(self, client: Client) -> None:
        self.client, self.copy, self.since = client, truth(client), read(client)["as_of"]

    def follow(self) -> None:
        """Catch up: what is in force replaces, what is not goes."""
        since, self.since = self.since, read(self.client, modified_since=self.since)["as_of"]
        for row in walk(self.client, LIST, modified_since=since):
            self.copy.pop(row["code"], None)
            if row["is_in_force"]:
                self.copy[row["code"]] = row["version"]


class MirrorsTest(TestCase):
    """Publications, amendments, ends and staged versions in any order; readers who come whenever they like."""

    @few
    @given(rounds=st.lists(MOVES, min_size=1, max_size=2), page_size=st.integers(1, 3))
    def test_who_follows_the_numbers_holds_the_catalogue(
        self, rounds: list[list[tuple[str, int]]], page_size: int
    ) -> None:
        begun = read(Client(), CHANGES)["latest"]
        mirror = ByNumber(Client(), after=begun, page_size=page_size)
        for moves in rounds:
            for what, which in moves:
                move(what, which)
            mirror.follow()

            assert mirror.copy == truth(Client())

    @few
    @given(rounds=st.lists(MOVES, min_size=1, max_size=3))
    def test_who_asks_by_moment_holds_the_catalogue(self, rounds: list[list[tuple[str, int]]]) -> None:
        mirror = ByMoment(Client())
        for moves in rounds:
            for what, which in moves:
                move(what, which)
            mirror.follow()

            assert mirror.copy == truth(Client())

    @few
    @given(before=MOVES, after=MOVES)
    def test_who_takes_the_whole_file_goes_on_by_its_number(
        self, before: list[tuple[str, int]], after: list[tuple[str, int]]
    ) -> None:
        with tempfile.TemporaryDirectory() as place, override_settings(MEDIA_ROOT=place):
            for what, which in before:
                move(what, which)
            bulk_files.make_if_stale()
            lines = Client().get("/api/v1/bulk/catalogue.ndjson").getvalue().splitlines()
            files = read(Client(), "/api/v1/bulk/")["results"]
        copy = {line["code"]: line["version"] for line in map(json.loads, lines)}
        (number,) = {file["changes_after"] for file in files}
        for what, which in after:
            move(what, which)

        mirror = ByNumber(Client(), copy, after=number)
        mirror.follow()

        assert mirror.copy == truth(Client())

    @few
    @given(moves=MOVES)
    def test_the_feed_tells_what_the_log_tells(self, moves: list[tuple[str, int]]) -> None:
        for what, which in moves:
            move(what, which)

        told = feed.write_current(Asked())

        headlines = [line["headline"] for line in walk(Client(), CHANGES)]
        assert told.count("<entry>") == len(headlines)
        places = [told.index(f"<title>{headline}</title>") for headline in set(headlines)]
        assert len(places) == len(set(places)), "each in words of its own"


@pytest.mark.django_db
def test_what_was_staged_enters_a_copy_by_moment_on_its_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a copy and a version for later, when its day comes, then the next question brings it."""
    procedure = ProcedureFactory()
    put_in_force(procedure)
    mirror = ByMoment(client)
    put_in_force(procedure, days=2)
    mirror.follow()
    early = dict(mirror.copy)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    mirror.follow()

    assert (early, mirror.copy) == ({procedure.code: 1}, {procedure.code: 2})
    assert mirror.copy == truth(client)


@pytest.mark.django_db
@pytest.mark.parametrize("end_first", [True, False])
def test_one_that_ended_and_came_back_is_in_every_copy(client: Client, end_first: bool) -> None:
    """An end is no last word: the procedure may be announced again, and then nothing names a successor."""
    procedure, heir = ProcedureFactory(), ProcedureFactory()
    for each in (procedure, heir):
        put_in_force(each)
    by_number, by_moment = ByNumber(client), ByMoment(client)
    if end_first:
        by_number.follow()
    end(procedure, successor=heir)
    if not end_first:
        by_moment.follow()
    put_in_force(procedure)

    by_number.follow()
    by_moment.follow()

    assert by_number.copy == by_moment.copy == truth(client) == {procedure.code: 2, heir.code: 1}
    assert read(client, f"{LIST}{procedure.code}/")["replaced_by"] is None
