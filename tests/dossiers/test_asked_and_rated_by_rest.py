"""Rules proved: what owners are asked and how they rated stands in lists of its own by REST: all of one's own dossiers,
nothing of others', narrowed by what a system works by, at the same cost however many there are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from dossiers import returning, supplementing
from dossiers.models import Dossier, Rating, SupplementRequest
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL, assert_problem, filed, identity, machine
from tests.dossiers.world import World
from tests.rest.walking import queries_of, read, walked

ASKED, RATED = "/api/v1/supplement-requests/", "/api/v1/ratings/"
BOTH = (ASKED, RATED)


def person(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def ask(world: World, dossier: Dossier, reason: str = "Bản chụp bị mờ.") -> SupplementRequest:
    remarks = {dossier.papers.get().component_id: "Chụp lại cho rõ."}
    supplementing.request(dossier, world.ward.clerk, reason=reason, remarks=remarks, exception="wrong")
    return dossier.supplement_requests.get()


def rate(world: World, dossier: Dossier, score: int = 3, **changes: Any) -> Rating:
    given = {"comment": "Chờ lâu, gọi 0901 234 567.", "rated_at": timezone.now(), "rated_by": world.mother, **changes}
    return Rating.objects.create(dossier=dossier, score=score, **given)


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def test_a_request_is_told_with_its_dossier_its_papers_and_its_time(world: World, client: APIClient) -> None:
    dossier = filed(client)
    asked = ask(world, dossier)
    [row] = read(client, ASKED)["results"]
    assert row == {
        **read(client, f"{URL}{dossier.code}/")["supplement_requests"][0],
        "dossier": dossier.code, "procedure": "1.001193", "receiving_unit": "H29.101.9", "stage": asked.stage,
        "state": "open",
    }  # fmt: skip
    assert (row["id"], row["reason"], row["answered_at"]) == (asked.pk, "Bản chụp bị mờ.", None)
    assert row["papers"][0]["remark"] == "Chụp lại cho rõ."
    assert read(client, f"{ASKED}{asked.pk}/") == row
    assert world.ward.clerk.full_name not in str(row)


def test_requests_are_found_by_where_they_stand(world: World, client: APIClient) -> None:
    late, answered, waiting = [filed(client) for _number in range(3)]
    for dossier in (late, answered, waiting):
        ask(world, dossier)
    SupplementRequest.objects.filter(dossier=late).update(answer_due_at=timezone.now() - timedelta(hours=1))
    now = Dossier.objects.get(pk=answered.pk)
    papers = [{"component": filings.BIRTH_PAPER, "in_database": True}]
    answer = client.post(f"{URL}{now.code}/actions/answer_supplement/", {"papers": papers}, format="json")
    assert answer.status_code == 200, answer.content

    for state, dossier in (("overdue", late), ("answered", answered), ("open", waiting)):
        [row] = read(client, f"{ASKED}?state={state}")["results"]
        assert (row["dossier"], row["state"]) == (dossier.code, state)
        assert read(client, f"{ASKED}{row['id']}/")["state"] == state
    soon = (timezone.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = read(client, f"{ASKED}?due_before={soon}&state=overdue")["results"]
    assert [row["dossier"] for row in found] == [late.code]


def test_a_rating_is_told_without_what_the_owner_wrote_and_who(world: World, client: APIClient) -> None:
    dossier = filed(client)
    rating = rate(world, dossier, 1)
    [row] = read(client, RATED)["results"]
    assert row == {
        "id": rating.pk, "dossier": dossier.code, "procedure": "1.001193", "receiving_unit": "H29.101.9",
        "competent_unit": dossier.competent_unit.code, "score": 1, "rated_at": row["rated_at"],
    }  # fmt: skip
    assert read(client, f"{RATED}{rating.pk}/") == row
    assert read(client, f"{URL}{dossier.code}/")["rating"] == {name: row[name] for name in ("id", "score", "rated_at")}
    assert "0901" not in str(row)


def test_both_are_narrowed_by_dossier_unit_procedure_and_moment(world: World, client: APIClient) -> None:
    first, second = filed(client), filed(client)
    for dossier, score in ((first, 3), (second, 2)):
        ask(world, dossier)
        rate(world, dossier, score)
    a_day_ago = timezone.now() - timedelta(days=1)
    SupplementRequest.objects.filter(dossier=first).update(requested_at=a_day_ago)
    Rating.objects.filter(dossier=first).update(rated_at=a_day_ago)
    between = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def found(address: str, query: str) -> list[str]:
        return [row["dossier"] for row in read(client, f"{address}?{query}")["results"]]

    for address in BOTH:
        assert found(address, f"dossier={first.code}") == [first.code]
        assert (found(address, f"since={between}"), found(address, f"until={between}")) == ([second.code], [first.code])
        assert found(address, "receiving_unit=H29.101.9&procedure=1.001193") == [second.code, first.code]
        assert found(address, "receiving_unit=H29.102.9") == found(address, "procedure=9.9") == []
    assert (found(RATED, "score=2"), found(RATED, "competent_unit=H29.000")) == ([second.code], [])
    assert found(ASKED, f"stage={second.supplement_requests.get().stage}") == [second.code, first.code]


def test_what_no_filter_knows_is_refused_at_its_name(client: APIClient) -> None:
    for name, value in (("state", "mới"), ("since", "hôm qua"), ("until", "0001-01-01T00:00:00+20:00"), ("stage", "x"),
                        ("due_before", "\0"), ("dossier", "\0"), ("page_size", "-1")):  # fmt: skip
        assert_problem(client.get(ASKED, {name: value}), 400, f"/{name}")
    for name, value in (("score", "9"), ("score", "tốt"), ("since", "9999-12-31T23:59:59-20:00"), ("procedure", "\0")):
        assert_problem(client.get(RATED, {name: value}), 400, f"/{name}")


def test_of_dossiers_of_others_there_is_nothing(world: World, client: APIClient) -> None:
    """Rule 6 of the design: lists start from what the caller may see; one by one they answer as if there were none."""
    dossier = filed(machine("Phần mềm khác"))
    asked, rating = ask(world, dossier), rate(world, dossier)
    filings.awaiting_supplement(world)
    for address, number in ((ASKED, asked.pk), (RATED, rating.pk)):
        assert read(client, address)["results"] == []
        assert read(client, f"{address}?dossier={dossier.code}")["results"] == []
        assert_problem(client.get(f"{address}{number}/"), 404)
        assert_problem(client.get(f"{address}{10**30}/"), 404)


def test_scopes_and_people(world: World) -> None:
    """`dossiers:read` for systems; the owner sees their own, staff those of their units, other units nothing."""
    dossier = filings.awaiting_supplement(world)
    rate(world, dossier)
    for address in BOTH:
        assert_problem(APIClient().get(address), 401)
        assert_problem(machine("Ghi", "dossiers:write", "payments:read").get(address), 403)
        assert read(machine("Đọc", "dossiers:read"), address)["results"] == []
        for user, number in ((world.mother, 1), (world.ward.clerk, 1), (world.other_ward.clerk, 0)):
            assert len(read(person(user), address)["results"]) == number, (address, user)


def test_pages_lead_on_and_back_at_the_same_cost(world: World, client: APIClient) -> None:
    for _number in range(3):
        dossier = filed(client)
        ask(world, dossier)
        rate(world, dossier)
    for address in BOTH:
        numbers = [row["id"] for row in walked(client, address)]
        assert numbers == sorted(numbers, reverse=True)
        assert len(set(numbers)) == 3
    # the token, the rows with what they name; of requests their papers and those papers' names
    assert [queries_of(client, f"{address}?page_size={size}") for address in BOTH for size in (1, 3)] == [4, 4, 2, 2]


def test_they_are_only_read_and_unchanged_they_are_not_sent_again(world: World, client: APIClient) -> None:
    rating = rate(world, filed(client))
    for address in (*BOTH, f"{RATED}{rating.pk}/"):
        for method in (client.post, client.put, client.patch, client.delete):
            assert_problem(method(address, {}, format="json"), 405)
        mark = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    mark = client.get(RATED).headers["ETag"]
    Rating.objects.filter(pk=rating.pk).update(score=2)
    assert client.get(RATED, headers={"If-None-Match": mark}).status_code == 200


def test_who_rates_by_rest_finds_it_in_the_list(world: World) -> None:
    dossier = stages.issued(world, delivery="online")
    client = person(world.mother)
    sent = client.post(f"{URL}{dossier.code}/actions/rate/", {"score": 2}, format="json")
    assert sent.status_code == 200, sent.content
    assert [row["score"] for row in read(client, RATED)["results"]] == [2]
    assert [row["dossier"] for row in read(person(world.ward.clerk), f"{RATED}?score=2")["results"]] == [dossier.code]


def test_what_was_withdrawn_keeps_what_it_was_asked(world: World, client: APIClient) -> None:
    dossier = filed(client)
    asked = ask(world, dossier)
    returning.withdraw(Dossier.objects.get(pk=dossier.pk), identity(client), reason="Nộp nhầm.")
    assert read(client, f"{ASKED}{asked.pk}/")["dossier"] == dossier.code
