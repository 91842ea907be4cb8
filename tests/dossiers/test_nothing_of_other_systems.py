"""Rules proved: of what another system filed nothing is found by REST, by whatever filter, code or number it is asked
for, and the answer is the same as for what never was; pages hold while rows come; a request that nobody can answer any
more waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from dossiers import returning, stopping
from dossiers.api.asked import AskedFilter, AskedRowSerializer, AskedState
from dossiers.models import Dossier, Rating, SupplementRequest
from dossiers.visibility import WORKING_ROLES
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.test_asked_and_rated_by_rest import ASKED, BOTH, RATED, ask, person, rate
from tests.dossiers.world import World, make_staff
from tests.rest.asking_oddly import assert_only_asked_about, rest_of, said_in_both
from tests.rest.walking import read
from units.roles import Role

SCOPES = ("dossiers:read", "dossiers:write", "documents:read")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture
def client(world: World) -> APIClient:
    return machine("Phần mềm của bệnh viện", *SCOPES)


@pytest.fixture
def other(world: World) -> APIClient:
    return machine("Phần mềm của trường", *SCOPES)


def questions(row: dict[str, Any], moment: str) -> Iterator[dict[str, str]]:
    """Every filter that finds this row."""
    for name in ("dossier", "procedure", "receiving_unit", "competent_unit", "stage", "state", "score"):
        if name in row:
            yield {name: str(row[name])}
    before, after = ((timezone.now() + timedelta(hours=hours)).strftime(MOMENT) for hours in (-1, 1))
    yield {"since": before}
    yield {"until": after}
    yield {"since": before, "until": after, "dossier": row["dossier"]}
    if moment == "requested_at":
        yield {"due_before": (timezone.now() + timedelta(days=90)).strftime(MOMENT)}


def test_no_filter_and_no_number_opens_what_another_filed(world: World, client: APIClient, other: APIClient) -> None:
    dossier = filed(client)
    ask(world, dossier)
    rate(world, dossier)
    for address, moment in ((ASKED, "requested_at"), (RATED, "rated_at")):
        [row] = read(client, address)["results"]
        for asked in questions(row, moment):
            where = f"{address}?{urlencode(asked)}"
            assert [one["id"] for one in read(client, where)["results"]] == [row["id"]], where
            assert read(other, where) == {"results": [], "next": None, "previous": None}, where
        refused = assert_problem(other.get(f"{address}{row['id']}/"), 404)
        assert refused == assert_problem(other.get(f"{address}{row['id'] + 1000}/"), 404)


def test_the_code_of_anothers_dossier_opens_as_little_as_one_that_never_was(
    world: World, client: APIClient, other: APIClient
) -> None:
    dossier = filed(client)
    parts = ("", "events/", "receipt/", "documents/", "documents/acknowledgement/1/", "documents/result/1/")
    for part in parts:
        there, nowhere = (other.get(f"{URL}{code}/{part}") for code in (dossier.code, "H29.101.9-260101-9999"))
        assert assert_problem(there, 404) == assert_problem(nowhere, 404), part
    for action in ("withdraw", "answer_supplement"):
        assert_problem(other.post(f"{URL}{dossier.code}/actions/{action}/", {"reason": "x"}, format="json"), 404)
    assert read(other, URL)["results"] == read(other, f"{URL}?procedure=1.001193")["results"] == []
    assert Dossier.objects.get(pk=dossier.pk).status == dossier.status


def test_of_the_staff_those_see_both_who_work_with_the_dossier(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    rate(world, dossier)
    for role in Role:
        someone = person(make_staff(f"{role}@example.vn", "Đỗ Thị Thu", role, world.ward.centre))
        elsewhere = person(make_staff(f"{role}-khac@example.vn", "Lê Văn Tám", role, world.other_ward.centre))
        for address in BOTH:
            assert len(read(someone, address)["results"]) == (role in WORKING_ROLES), (role, address)
            assert read(elsewhere, address)["results"] == [], (role, address)


def test_who_owns_what_somebody_else_filed_lists_their_own_alone(world: World, client: APIClient) -> None:
    """A list by REST is of what one filed: what others filed about a person stands on that person's pages."""
    ask(world, filed(client))
    own = filings.awaiting_supplement(world)
    assert [row["dossier"] for row in read(person(world.mother), ASKED)["results"]] == [own.code]


# -- pages and moments


def test_what_is_rated_while_somebody_pages_shifts_nothing(world: World, client: APIClient, other: APIClient) -> None:
    known = [rate(world, filed(client)).pk for _number in range(3)]
    first = read(client, f"{RATED}?page_size=1")
    newest = rate(world, filed(client))
    rate(world, filed(other))
    assert [row["id"] for row in first["results"] + rest_of(client, first)] == known[::-1]
    assert read(client, f"{RATED}?page_size=1")["results"][0]["id"] == newest.pk
    # What goes away meanwhile takes no neighbour along.
    page = read(client, f"{RATED}?page_size=2")
    Rating.objects.filter(pk=known[1]).delete()
    assert [row["id"] for row in page["results"] + rest_of(client, page)] == [newest.pk, known[2], known[0]]


def test_rows_of_one_moment_are_all_in_or_all_out(world: World, client: APIClient) -> None:
    now = timezone.now().replace(microsecond=0)
    rated = {rate(world, filed(client), rated_at=now).pk for _number in range(2)}
    for name, offset, found in (("since", 0, rated), ("until", 0, set()), ("since", 1, set()), ("until", 1, rated)):
        moment = (now + timedelta(seconds=offset)).strftime("%Y-%m-%dT%H:%M:%S%z")
        told = read(client, f"{RATED}?{urlencode({name: moment, 'page_size': 1})}")
        assert {row["id"] for row in told["results"] + rest_of(client, told)} == found, (name, offset)


def test_at_its_very_last_moment_a_request_is_open_and_then_overdue(
    world: World, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list and the row say the same of it at every moment."""
    asked = ask(world, filed(client))
    due = asked.answer_due_at
    for moment, state in (
        (due - timedelta(microseconds=1), AskedState.OPEN),
        (due, AskedState.OPEN),
        (due + timedelta(microseconds=1), AskedState.OVERDUE),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda moment=moment: moment)
            assert AskedRowSerializer().get_state(asked) == state
            for each in AskedState:
                rows = AskedFilter({"state": each}, queryset=SupplementRequest.objects.all()).qs
                assert rows.exists() == (each == state), (moment, each)


def test_a_request_of_a_dossier_that_is_over_waits_for_nobody(world: World, client: APIClient) -> None:
    """Who works by the list of what is open is not sent to a dossier that takes no answer any more."""
    withdrawn, stopped, open_one = (filed(client) for _number in range(3))
    for dossier in (withdrawn, stopped, open_one):
        ask(world, dossier)
    SupplementRequest.objects.filter(dossier=withdrawn).update(answer_due_at=timezone.now() - timedelta(days=1))
    returning.withdraw(Dossier.objects.get(pk=withdrawn.pk), identity(client), reason="Nộp nhầm.")
    SupplementRequest.objects.filter(dossier=stopped).update(answer_due_at=timezone.now() - timedelta(days=40))
    overdue = [row["dossier"] for row in read(client, f"{ASKED}?state=overdue")["results"]]
    assert overdue == [stopped.code]
    ended = Dossier.objects.get(pk=stopped.pk)
    stopping.stop(ended, world.ward.leader, reason="Quá hạn bổ sung.", legal_ground="Điều 1")
    assert read(client, f"{ASKED}?state=overdue")["results"] == []
    assert [row["dossier"] for row in read(client, f"{ASKED}?state=open")["results"]] == [open_one.code]


# -- methods and languages


def test_who_only_asks_about_an_address_is_told_no_row_and_needs_the_same_scope(
    world: World, client: APIClient, other: APIClient
) -> None:
    dossier = filed(client)
    asked, rating = ask(world, dossier), rate(world, dossier)
    singles = (f"{ASKED}{asked.pk}/", f"{RATED}{rating.pk}/", f"{URL}{dossier.code}/documents/")
    for address in (*BOTH, *singles, f"{URL}changes/"):
        assert_only_asked_about(client, address)
        assert_only_asked_about(machine("Ghi", "payments:read"), address)
        assert_only_asked_about(APIClient(), address)
        assert dossier.code not in other.options(address).content.decode().replace(address, "")


def test_what_is_wrong_is_said_in_the_callers_language(world: World, client: APIClient) -> None:
    for address, asked in ((ASKED, {"state": "x"}), (RATED, {"score": "9"}), (RATED, {"page_size": "x"})):
        said_in_both(client, address, **asked)
    said_in_both(client, f"{ASKED}0/")


def test_asked_for_by_several_filters_all_of_them_hold(world: World, client: APIClient) -> None:
    first, second = filed(client), filed(client)
    for dossier, score in ((first, 3), (second, 1)):
        rate(world, dossier, score)
    for asked, found in (
        ({"dossier": first.code, "score": "3"}, [first.code]),
        ({"dossier": first.code, "score": "1"}, []),
        ({"score": "1", "procedure": "1.001193", "receiving_unit": "H29.101.9"}, [second.code]),
        ({"dossier": f" {first.code} "}, [first.code]),
        ({"dossier": first.code.lower()}, []),
        ({"score": "", "dossier": ""}, [second.code, first.code]),
    ):
        assert [row["dossier"] for row in read(client, f"{RATED}?{urlencode(asked)}")["results"]] == found, asked
