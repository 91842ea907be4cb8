"""Who may do what through REST: tokens and scopes for machines, sessions for people, and to each only their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken
from rest_framework.test import APIClient

from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine, raw
from tests.dossiers.world import World


def person(user: User, *, checks_csrf: bool = False) -> APIClient:
    client = APIClient(enforce_csrf_checks=checks_csrf)
    client.force_login(user)
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_comes_in_without_a_token(world: World, method: str) -> None:
    answer = raw(APIClient()).generic(method, URL, b"{}", "application/json")

    assert_problem(answer, 401)
    assert "Bearer" in answer["WWW-Authenticate"]


def test_an_unknown_token_is_refused(world: World) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer khong-co")
    assert_problem(client.get(URL), 401)


def test_an_expired_token_is_refused(world: World) -> None:
    client = machine()
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert_problem(client.get(URL), 401)


def test_who_may_only_read_files_nothing(world: World) -> None:
    reader = machine("Chỉ đọc", "dossiers:read")

    assert_problem(reader.post(URL, birth_body(), format="json"), 403)
    assert not Dossier.objects.exists()
    assert reader.get(URL).status_code == 200


def test_who_may_only_write_reads_nothing(world: World) -> None:
    writer = machine("Chỉ nộp", "dossiers:write")
    dossier = filed(writer)

    assert_problem(writer.get(URL), 403)
    assert_problem(writer.get(f"{URL}{dossier.code}/"), 403)


def test_reading_the_catalogue_gives_no_dossiers(world: World) -> None:
    assert_problem(machine("Danh mục", "catalogue:read").get(URL), 403)


def test_dossiers_of_another_system_do_not_exist(world: World) -> None:
    dossier = filed(machine())
    other = machine("Phần mềm khác")

    for path in ("", "events/", "receipt/"):
        assert_problem(other.get(f"{URL}{dossier.code}/{path}"), 404)
    assert_problem(other.post(f"{URL}{dossier.code}/actions/withdraw/", {}, format="json"), 404)
    assert other.get(URL).json()["results"] == []
    dossier.refresh_from_db()
    assert dossier.status == 1


def test_a_citizen_sees_their_own_and_no_others(world: World) -> None:
    mine = filings.submitted(world)
    filed(machine())

    client = person(world.mother)
    assert [row["code"] for row in client.get(URL).json()["results"]] == [mine.code]
    assert client.get(f"{URL}{mine.code}/").status_code == 200
    assert_problem(person(world.other_ward.clerk).get(f"{URL}{mine.code}/"), 404)


def test_the_clerk_of_the_ward_sees_what_was_filed_there(world: World) -> None:
    mine = filings.submitted(world)
    by_system = filed(machine())

    rows = person(world.ward.clerk).get(URL).json()["results"]

    assert {row["code"] for row in rows} == {mine.code, by_system.code}


def test_the_clerk_sees_the_clerks_actions(world: World) -> None:
    mine = filings.submitted(world)

    body = person(world.ward.clerk).get(f"{URL}{mine.code}/").json()

    assert {"receive", "refuse", "request_supplement"} <= set(body["actions"])
    assert person(world.mother).get(f"{URL}{mine.code}/").json()["actions"] == ["withdraw"]


def test_a_signed_in_person_files_for_themselves(world: World) -> None:
    answer = person(world.mother).post(URL, birth_body(), format="json")

    assert answer.status_code == 201
    assert Dossier.objects.get().submitted_by == world.mother


def test_a_session_without_csrf_token_changes_nothing(world: World) -> None:
    """Another site could make the browser of a signed-in person send a filing."""
    client = person(world.mother, checks_csrf=True)

    assert_problem(client.post(URL, birth_body(), format="json"), 403)
    assert not Dossier.objects.exists()


def test_a_session_with_csrf_token_files(world: World) -> None:
    client = person(world.mother, checks_csrf=True)
    client.get("/theo-doi/")
    token = client.cookies["csrftoken"].value

    answer: Any = client.post(URL, birth_body(), format="json", headers={"X-CSRFToken": token})

    assert answer.status_code == 201
