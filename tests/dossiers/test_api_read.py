"""Reading dossiers through REST: one, lists by keyset and filter, the log, the receipt."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from dossiers import aliases, papermaking, processing
from tests.documents.reading import text_of
from tests.dossiers.api_calls import URL, assert_problem, filed, machine
from tests.dossiers.filings import all_accepted
from tests.dossiers.world import World


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def test_one_dossier_tells_due_time_papers_and_open_actions(client: APIClient) -> None:
    body = client.get(f"{URL}{filed(client).code}/").json()

    assert body["procedure"] == "1.001193"
    assert body["case"] == "standard"
    assert body["due_sum"]["unit"] == "same_day"
    assert [paper["source"] for paper in body["papers"]] == ["in_database"]
    assert body["actions"] == ["withdraw"]


def test_no_answer_names_the_people_of_the_dossier(client: APIClient) -> None:
    """What the filer knows anyway need not travel again (NĐ 13/2023: no more personal data than needed)."""
    text = client.get(f"{URL}{filed(client).code}/").content.decode()

    for personal in ("079190001234", "Nguyễn Thị Lan", "+84901234567", "lan.nguyen@example.vn"):
        assert personal not in text


@pytest.mark.parametrize("code", ["H29.101-261122-9999", "khong-co", "%00", "a" * 500, "H29.101%2F1", "hồ-sơ"])
def test_a_code_that_no_dossier_has_is_not_found(client: APIClient, code: str) -> None:
    for path in ("", "events/", "receipt/"):
        assert_problem(client.get(f"{URL}{code}/{path}"), 404)


def test_lists_go_by_keyset_newest_first_and_miss_none(client: APIClient) -> None:
    codes = [filed(client).code for _number in range(5)]

    page = client.get(URL, {"page_size": 2}).json()
    seen = [row["code"] for row in page["results"]]
    newcomer = filed(client).code
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += [row["code"] for row in page["results"]]

    assert seen == codes[::-1]
    assert newcomer not in seen


def test_a_page_of_a_list_costs_the_same_however_long_it_is(
    client: APIClient, django_assert_num_queries: object
) -> None:
    """The token, the rows with all they name, and their parties."""
    counts = []
    for _round in range(2):
        filed(client)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 3


def test_lists_are_filtered(client: APIClient) -> None:
    first, second = filed(client), filed(client, channel="direct", receiving_unit="H29.102.9")

    def codes(**query: str) -> list[str]:
        return [row["code"] for row in client.get(URL, query).json()["results"]]

    assert codes(channel="direct") == [second.code]
    assert codes(receiving_unit="H29.101.9") == [first.code]
    assert codes(status="1", procedure="1.001193") == [second.code, first.code]
    assert codes(status="9") == []
    assert codes(submitted_after=second.submitted_at.isoformat()) == [second.code]
    assert codes(submitted_before=second.submitted_at.isoformat()) == [first.code]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "abc"),
        ("status", "99"),
        ("channel", "pigeon"),
        ("submitted_after", "hôm qua"),
        ("procedure", "\x00"),
        ("submitted_after", "0001-01-01T00:00:00+20:00"),
    ],
)
def test_a_filter_with_a_wrong_value_is_refused_with_its_name(client: APIClient, name: str, value: str) -> None:
    assert_problem(client.get(URL, {name: value}), 400, f"/{name}")


@pytest.mark.parametrize("cursor", ["khong-co", "cD1hYmM=", "cD0lMDA=", "bz0tNQ=="])
def test_a_cursor_that_is_none_is_refused_in_words(client: APIClient, cursor: str) -> None:
    filed(client)
    answer = client.get(URL, {"cursor": cursor})
    assert answer.status_code in {400, 404}
    assert_problem(answer, answer.status_code)


def test_the_log_is_told_oldest_first_without_the_persons(world: World, client: APIClient) -> None:
    dossier = filed(client)
    processing.receive(dossier, world.ward.clerk, all_accepted(dossier))

    events = client.get(f"{URL}{dossier.code}/events/").json()["results"]

    assert [event["action"] for event in events] == ["submit", "receive"]
    assert [event["status_to"] for event in events] == [1, 2]
    assert events[1]["unit"] == "H29.101.9"
    assert events[1]["previous_hash"] == events[0]["hash"]
    assert world.ward.clerk.full_name not in str(events)


def test_the_receipt_is_being_made_and_then_a_pdf(client: APIClient) -> None:
    dossier = filed(client)
    url = f"{URL}{dossier.code}/receipt/"

    waiting = client.get(url)
    assert_problem(waiting, 503)
    assert int(waiting["Retry-After"]) > 0

    papermaking.make_waiting()
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert dossier.code in text_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_codes_of_other_systems_are_told_and_find_the_dossier(client: APIClient) -> None:
    dossier = filed(client)
    assert client.get(f"{URL}{dossier.code}/").json()["codes"] == []
    aliases.note(dossier, aliases.NATIONAL, "G22.99-261123-0007")
    aliases.note(dossier, "buu-dien", "EB123456789VN")
    told = client.get(f"{URL}EB123456789VN/").json()
    assert told["code"] == dossier.code
    codes = {(row["system"], row["code"]) for row in told["codes"]}
    assert codes == {("national", "G22.99-261123-0007"), ("buu-dien", "EB123456789VN")}
