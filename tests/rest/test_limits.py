"""Rules proved: each client has so many calls a minute, its own number or the site's, strangers so many an address;
each is told what is left and when to come back, and nobody else pays for it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from portal.rest import limits
from portal.rest.clients import UnknownScopes, change, register_client
from portal.rest.limits import CallLimit, calls_now
from portal.rest.models import ClientGrant
from tests.accounts.factories import make_user
from tests.rest.test_clients import token

MINUTE = 1_795_000_020
at_the_door = pytest.mark.urls("tests.rest.urls")


class Clock:
    """A clock that stands until it is moved; it begins 45 seconds into a minute."""

    now = MINUTE + 45.2

    def time(self) -> float:
        return self.now


def is_let_in(client: str) -> bool:
    """Whether a call is let in: of this client, or of a person, who has no name here."""
    auth = SimpleNamespace(application=SimpleNamespace(client_id=client)) if client else None
    person = SimpleNamespace(is_authenticated=not client)
    request: Any = SimpleNamespace(auth=auth, user=person, _request=SimpleNamespace())
    return CallLimit().allow_request(request, None)


CALLS = st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.integers(0, 45)), max_size=25)


@given(st.integers(1, 5), CALLS)
def test_in_each_minute_the_first_so_many_of_each_client_are_let_in(most: int, calls: list[tuple[str, int]]) -> None:
    cache.clear()
    clock, counted = Clock(), dict[tuple[str, int], int]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "time", clock)
        patch.setattr(settings, "API_CALLS_PER_MINUTE", most)
        for client, passed in calls:
            clock.now += passed
            this = client, int(clock.now // 60)
            counted[this] = counted.get(this, 0) + 1
            assert is_let_in(client) == (not client or counted[this] <= most)
            assert calls_now(client) == (counted[this] if client else 0)


@given(st.floats(0, 59.999))
def test_who_waits_as_long_as_is_told_is_in_the_next_minute(second: float) -> None:
    clock = Clock()
    clock.now = MINUTE + second
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "time", clock)
        wait = CallLimit().wait()
    assert 0 < wait <= 60
    assert clock.now + wait == pytest.approx(MINUTE + 60, abs=0.001)


# -- as a client meets it


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 2)
    made = Clock()
    monkeypatch.setattr(limits, "time", made)
    return made


def access(name: str = "Cổng quốc gia", scope: str = "dossiers:write", calls: int | None = None) -> str:
    registered = register_client(name, [scope], calls_per_minute=calls)
    return str(token(*registered).json()["access_token"])


def call(bearer: str, language: str = "vi") -> Any:
    headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": language}
    return APIClient().post("/api/file/", {}, headers=headers)


@at_the_door
@pytest.mark.parametrize("language", ["vi", "en"])
def test_one_call_too_many_is_told_when_to_come_back(clock: Clock, language: str) -> None:
    bearer = access()
    assert [call(bearer).status_code for _ in range(2)] == [201, 201]
    refused = call(bearer, language)
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "15"
    told = refused.json()
    assert (told["status"], told["title"], "15" in told["detail"]) == (429, "Too Many Requests", True)

    clock.now += 15
    assert call(bearer).status_code == 201


@at_the_door
def test_what_is_refused_to_one_counts_against_nobody_else(clock: Clock) -> None:
    reader, writer = access("Chỉ đọc", "catalogue:read"), access()
    assert [call(reader).status_code for _ in range(4)] == [403] * 4
    assert [call("made-up").status_code for _ in range(4)] == [401] * 4
    assert [call(writer).status_code for _ in range(3)] == [201, 201, 429]


@at_the_door
def test_another_token_of_the_same_client_gives_no_more_calls(clock: Clock) -> None:
    client, secret = register_client("Cổng", ["dossiers:write"])
    bearers = [token(client, secret).json()["access_token"] for _ in range(3)]
    assert [call(bearer).status_code for bearer in bearers] == [201, 201, 429]


@at_the_door
def test_a_call_too_many_did_nothing_and_what_was_done_is_answered_again_later(clock: Clock) -> None:
    headers = {"Authorization": f"Bearer {access()}", "Idempotency-Key": "k1"}

    def create(name: str) -> Any:
        return APIClient().post("/api/groups/", {"name": name}, headers=headers)

    done, other, too_many = (create(name) for name in ("một", "hai", "một"))
    assert (done.status_code, other.status_code, too_many.status_code) == (201, 422, 429)
    assert other.json()["type"] == "urn:portal:problem:idempotency-key-reused"

    clock.now += 15
    again = create("một")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == done.json()


# -- a number of its own


@at_the_door
def test_a_client_with_a_number_of_its_own_is_held_to_that_from_its_next_call_on(clock: Clock) -> None:
    generous, usual = access("Kho dữ liệu", calls=4), access("Cổng")
    assert [call(generous).status_code for _ in range(5)] == [201] * 4 + [429]
    assert [call(usual).status_code for _ in range(3)] == [201, 201, 429]

    given = ClientGrant.objects.get(calls_per_minute=4)
    for calls, expected in ((6, 201), (1, 429), (None, 429)):
        change(given.application, "Kho dữ liệu", given.scopes, calls)
        assert call(generous).status_code == expected, calls
    clock.now += 15
    assert [call(generous).status_code for _ in range(3)] == [201, 201, 429]


@at_the_door
def test_each_answer_tells_what_is_left_of_the_minute(clock: Clock) -> None:
    bearer = access()
    told = [call(bearer).headers for _ in range(3)]
    assert {one["RateLimit-Policy"] for one in told} == {'"client";q=2;w=60'}
    assert [one["RateLimit"] for one in told] == ['"client";r=1;t=15', '"client";r=0;t=15', '"client";r=0;t=15']
    assert told[2]["Retry-After"] == "15"


def test_no_number_below_one_is_kept_and_unknown_scopes_change_nothing(db: None) -> None:
    client, _secret = register_client("Cổng", ["dossiers:write"], calls_per_minute=5)
    with pytest.raises(UnknownScopes):
        change(client, "Khác", ["everything"], None)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(client, "Khác", ["dossiers:write"], 0)
    grant = ClientGrant.objects.select_related("application").get()
    assert (grant.application.name, grant.scopes, grant.calls_per_minute) == ("Cổng", ["dossiers:write"], 5)


# -- strangers


def look(address: str) -> Any:
    return APIClient().get("/api/v1/units/", REMOTE_ADDR=address)


def test_strangers_are_counted_by_their_network_and_people_who_signed_in_are_not(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "API_STRANGER_CALLS_PER_MINUTE", 2)
    office, other, home, neighbour = "203.0.113.7", "203.0.113.8", "2001:db8:0:1::1", "2001:db8:0:1:ffff::2"
    assert [look(office).status_code for _ in range(3)] == [200, 200, 429]
    assert [look(one).status_code for one in (home, neighbour, home)] == [200, 200, 429]
    answer = look(other)
    assert (answer.status_code, answer.headers["RateLimit"]) == (200, '"address";r=1;t=15')
    refused = look(office)
    assert (refused.headers["Retry-After"], refused.headers["Content-Type"]) == ("15", "application/problem+json")

    # who stands behind the same address with a session or a token is not counted there
    person = APIClient()
    person.force_login(make_user())
    answers = [person.get("/api/v1/units/", REMOTE_ADDR=office) for _ in range(3)]
    assert [one.status_code for one in answers] == [200] * 3
    assert "RateLimit" not in answers[0].headers
    bearer = {"Authorization": f"Bearer {access(scope='catalogue:read')}"}
    assert APIClient().get("/api/v1/units/", headers=bearer, REMOTE_ADDR=office).status_code == 200
    clock.now += 15
    assert look(office).status_code == 200
