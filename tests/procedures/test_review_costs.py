"""Rule proved: what a page of the review asks of the database does not grow with what it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.files import store
from procedures.models import ImportRun, RunKind, RunState
from procedures.review import deciding, listing, queueing
from tests.procedures.exports import file_url, page_url
from tests.procedures.factories import announced
from tests.procedures.national_records import channel, fee, paper, record
from tests.procedures.review_queue import item_url, press, publisher, queued, signed_in, waiting

pytestmark = pytest.mark.django_db
QUEUE = "/cong-khai/ra-soat/"
Ask = Callable[[], Any]


@pytest.fixture
def client() -> Client:
    return signed_in(publisher())


def cost(ask: Ask) -> int:
    """How many queries an answer takes, the second time: the first fills what is kept of units and roles."""
    ask()
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    return len(queries)


def many(number: int, **changes: Any) -> list[dict[str, Any]]:
    return [record(code=f"2.{100000 + n}", name=f"Thủ tục {n}", **changes) for n in range(number)]


def rich(size: int) -> dict[str, Any]:
    """A record that has so much of everything, each of it doubted."""
    return {
        "documents": [{"group": f"N{n}", "items": [paper(f"Tờ {n}", 0, 0)]} for n in range(size)],
        "steps": [{"name": "", "text": f"UBND cấp huyện {n}"} for n in range(size)],
        "channels": [channel(fees=[fee(text=f"Phí {n}.000 đồng") for n in range(1, size)])],
        "legal_basis": [{"code": f"Luật {n}", "name": "x"} for n in range(size)],
    }


@pytest.mark.parametrize("query", ["", "?nghi-ngo=no_result", "?nghi-ngo=cua-tinh", "?tim=thu", "?cap=commune&sau=1"])
def test_the_queue(tmp_path: Path, client: Client, query: str) -> None:
    queued(tmp_path, *many(2, results=[]))
    few = cost(lambda: client.get(QUEUE + query))
    queued(tmp_path, *many(30, results=[]))

    assert cost(lambda: client.get(QUEUE + query)) == few <= 16


def test_an_item(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(**rich(2)))
    few = cost(lambda: client.get(item_url(waiting())))
    queued(tmp_path, record(**rich(25)))

    assert cost(lambda: client.get(item_url(waiting()))) == few <= 26


def test_an_item_beside_the_version_in_force(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(**rich(2)), accept_doubtful=True)
    queued(tmp_path, record(**rich(3)))
    few = cost(lambda: client.get(item_url(waiting())))
    queued(tmp_path, record(**rich(25)))

    assert cost(lambda: client.get(item_url(waiting()))) == few <= 36


def test_the_forms(tmp_path: Path, client: Client) -> None:
    announced("1.000001")
    queued(tmp_path, *many(2))
    addresses = [f"{QUEUE}{name}" for name in ("nhap/", "duyet-het/", "bang-tinh/")]
    few = [cost(lambda: client.get(address)) for address in addresses]  # noqa: B023 - asked at once
    for number in range(5):
        announced(f"3.00000{number}")
    queued(tmp_path, *many(20))
    ImportRun.objects.bulk_create([ImportRun(kind=RunKind.EXPORT) for _number in range(9)])

    assert [cost(lambda: client.get(address)) for address in addresses] == few  # noqa: B023
    assert max(few) <= 9


def test_a_run_and_its_file(client: Client) -> None:
    """Asked every second and a half while it runs, so it must cost next to nothing."""
    run = ImportRun.objects.create(
        kind=RunKind.EXPORT,
        state=RunState.DONE,
        finished_at=timezone.now(),
        started_by_id=int(client.session["_auth_user_id"]),
        stored=store.save(b"PK", "x.xlsx", "x"),
        expires_at=timezone.now() + timedelta(days=1),
        faults=[{"sheet": "A", "row": n, "column": "B", "what": "C", "how": "D"} for n in range(500)],
    )

    assert cost(lambda: client.get(page_url(run), headers={"HX-Request": "true"})) <= 5
    assert cost(lambda: client.get(page_url(run))) <= 8
    assert cost(lambda: client.get(file_url(run))) <= 5


def test_accepting_all_costs_by_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(tmp_path, *many(4))
    monkeypatch.setattr(deciding, "BATCH", 2)
    with CaptureQueriesContext(connection) as few:
        assert deciding.accept_all(None).accepted == 4
    queued(tmp_path, *many(24, requirements="Khác"))
    monkeypatch.setattr(deciding, "BATCH", 12)
    with CaptureQueriesContext(connection) as most:
        assert deciding.accept_all(None).accepted == 24

    assert len(most) - len(few) < 20, "two batches each: what grows is less than one query a record"


def test_mending_costs_the_same_however_much_is_mended(tmp_path: Path, client: Client) -> None:
    def mend(size: int) -> int:
        queued(tmp_path, record(documents=[{"group": "", "items": [paper(f"Tờ {n}", 0, 0) for n in range(size)]}]))
        with CaptureQueriesContext(connection) as queries:
            press(client, waiting(), "take_all")
        assert len(waiting().mends) == size
        return len(queries)

    mend(2)
    assert mend(30) == mend(3)


def test_what_is_known_is_asked_once_for_a_whole_import(tmp_path: Path, django_assert_num_queries: Any) -> None:
    queued(tmp_path, *many(6))

    with django_assert_num_queries(2):
        assert len(queueing.known_fingerprints()) == 6
    with django_assert_num_queries(1):
        assert len(queueing.newest_fingerprints()) == 6
    with django_assert_num_queries(1):
        assert queueing.remembered([record["code"] for record in many(6)]) == {}


def test_the_parts_of_the_list_are_one_query_each(tmp_path: Path, django_assert_num_queries: Any) -> None:
    queued(tmp_path, *many(5, results=[]))
    question = listing.Question()

    with django_assert_num_queries(1):
        assert len(listing.page_of(question).rows) == 5
    with django_assert_num_queries(1):
        assert listing.counts_by_state()["waiting"] == 5
    with django_assert_num_queries(1):
        assert listing.flag_choices("waiting") == [("no_result", "Không ghi kết quả", 5)]
    with django_assert_num_queries(1):
        assert listing.field_choices("waiting") == [record()["field"]]
