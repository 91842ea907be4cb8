"""Rules proved: a machine that asks for an ended procedure is told so (410), since when, and what took its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures.models import Procedure
from procedures.publishing import publish
from tests.procedures.factories import ProcedureFactory, draft
from tests.procedures.open_data import amend, born, end

pytestmark = pytest.mark.django_db
GONE = "2.000635"
TODAY = timezone.localdate()
#: The procedure itself, and what it costs.
DOORS = [f"/api/v1/procedures/{GONE}/", f"/api/v1/procedures/{GONE}/fees/"]


@pytest.fixture
def copies() -> Procedure:
    """In force for ten days, before it comes to its end."""
    procedure = ProcedureFactory(code=GONE)
    publish([draft(procedure=procedure, name="Cấp bản sao trích lục")], valid_from=TODAY - timedelta(days=10))
    return procedure


@pytest.mark.parametrize("door", DOORS)
def test_an_ended_procedure_is_gone_and_names_its_successor(client: Client, copies: Procedure, door: str) -> None:
    birth = born()
    assert client.get(door).status_code == 200
    end(copies, successor=birth)

    answer = client.get(door)

    told = answer.json()
    assert answer.status_code == told["status"] == 410
    assert answer["Content-Type"].startswith("application/problem+json")
    assert (told["type"], told["title"]) == ("urn:portal:problem:ended", "Gone")
    assert (told["replaced_by"], told["ended_on"]) == (birth.code, TODAY.isoformat())
    assert f"được thay bằng {birth.code}" in told["detail"]


@pytest.mark.parametrize("door", DOORS)
def test_what_nothing_replaced_names_no_successor(client: Client, copies: Procedure, door: str) -> None:
    end(copies)

    told = client.get(door).json()

    assert (told["status"], told["replaced_by"]) == (410, None)
    assert "thay bằng" not in told["detail"]


def test_the_successor_can_be_followed(client: Client, copies: Procedure) -> None:
    birth = born()
    end(copies, successor=birth)

    successor = client.get(DOORS[0]).json()["replaced_by"]

    assert client.get(f"/api/v1/procedures/{successor}/").json()["code"] == birth.code


def test_the_words_are_in_the_language_of_the_reader(client: Client, copies: Procedure) -> None:
    end(copies)

    told = client.get(DOORS[0], headers={"Accept-Language": "en"}).json()

    assert told["detail"].startswith(f"Procedure {GONE} no longer applies")


def test_its_versions_and_its_past_can_still_be_read(client: Client, copies: Procedure) -> None:
    """Dossiers of it are still looked after: what it was stays open."""
    end(copies)

    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert client.get(DOORS[0], {"on": yesterday}).status_code == 200
    assert client.get(f"{DOORS[0]}versions/1/").status_code == 200
    assert client.get(f"{DOORS[0]}versions/").json()["results"][0]["valid_to"] == TODAY.isoformat()


@pytest.mark.parametrize("query", [{"on": "2001-01-01"}, {"on": TODAY.isoformat()}, {"on": "2999-01-01"}])
def test_a_day_without_it_is_not_found_for_there_are_others(
    client: Client, copies: Procedure, query: dict[str, str]
) -> None:
    end(copies)

    answer = client.get(DOORS[0], query)

    assert answer.status_code == 404
    assert "replaced_by" not in answer.json()


def test_what_never_was_or_is_to_come_is_not_gone(client: Client) -> None:
    assert client.get(DOORS[0]).status_code == 404
    publish([draft(procedure=ProcedureFactory(code=GONE))], valid_from=TODAY + timedelta(days=30))

    assert client.get(DOORS[0]).status_code == 404


def test_what_comes_back_is_there_again_at_once(client: Client, copies: Procedure) -> None:
    end(copies)
    assert client.get(DOORS[0]).status_code == 410

    amend(copies, 2, name="Cấp lại bản sao")

    assert client.get(DOORS[0]).json()["name"] == "Cấp lại bản sao"


def test_who_holds_an_old_answer_is_not_told_that_it_is_the_newest(client: Client, copies: Procedure) -> None:
    known: Any = client.get(DOORS[0])
    end(copies)

    answer = client.get(DOORS[0], headers={"If-None-Match": known["ETag"]})

    assert answer.status_code == 410


def test_telling_that_it_is_gone_costs_few_queries(
    client: Client, copies: Procedure, django_assert_max_num_queries: Any
) -> None:
    end(copies, successor=born())

    with django_assert_max_num_queries(5):
        client.get(DOORS[0])
