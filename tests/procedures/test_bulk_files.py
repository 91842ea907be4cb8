"""Rules proved: the whole catalogue can be taken as one file, made by the worker, never by a request."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures import bulk_files, bulk_rows, catalogue, tasks
from procedures.models import BulkFile, Component, Procedure
from procedures.publishing import publish
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    TimeLimitFactory,
    VersionFactory,
    announced,
    draft,
)
from tests.procedures.open_data import CODE, amend, born, commit, end, read

pytestmark = pytest.mark.django_db
LIST = "/api/v1/bulk/"
NDJSON, CSV = f"{LIST}catalogue.ndjson", f"{LIST}catalogue.csv"


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def take(client: Client, url: str, **headers: str) -> bytes:
    """A file as it comes."""
    response = client.get(url, headers=headers)
    assert response.status_code in (200, 206), response.content
    return response.getvalue()


def lines(client: Client) -> list[dict[str, Any]]:
    """The objects of the JSON file."""
    return [json.loads(line) for line in take(client, NDJSON).splitlines()]


def table(client: Client) -> list[dict[str, str]]:
    """The rows of the table."""
    text = take(client, CSV).decode("utf-8")
    assert text.startswith("\ufeff"), "Excel knows UTF-8 by this mark"
    return list(csv.DictReader(io.StringIO(text[1:])))


@pytest.mark.parametrize("url", [NDJSON, CSV])
def test_before_the_worker_made_one_a_client_is_told_to_wait(client: Client, birth: Procedure, url: str) -> None:
    response = client.get(url)

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["type"] == "urn:portal:problem:not-yet"
    assert not BulkFile.objects.exists(), "no request builds one"
    assert read(client, LIST)["results"] == []


def test_each_line_is_what_the_procedures_own_address_answers(client: Client, birth: Procedure) -> None:
    announced("1.000001")
    commit()
    tasks.make_bulk_files()

    assert lines(client) == [read(client, f"/api/v1/procedures/{code}/") for code in ("1.000001", CODE)]


def test_only_what_is_in_force_today_is_in_the_files(client: Client, birth: Procedure) -> None:
    end(announced("2.000635").procedure)
    amend(birth, 2, timezone.localdate() + timedelta(days=3), name="Tên sau này")
    draft(procedure=ProcedureFactory(code="3.000001"))
    tasks.make_bulk_files()

    assert [(line["code"], line["version"]) for line in lines(client)] == [(CODE, 1)]
    assert {row["code"] for row in table(client)} == {CODE}


def test_the_table_has_a_row_for_each_case(client: Client) -> None:
    version = draft(
        procedure=ProcedureFactory(code=CODE), legal_basis=[{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}]
    )
    late = CaseFactory(version=version, key="late", name="Quá hạn", when="Đã quá 60 ngày", position=1)
    ComponentFactory(case=late, name="Ảnh 4x6", originals=0, copies=2, required=False)
    FeeFactory(case=late, channel="online", amount_dong=0)
    FeeFactory(case=late, channel="direct", amount_dong=None, note="Theo nghị quyết", position=1)
    TimeLimitFactory(case=late, amount=3, unit="day")
    publish([version, VersionFactory(procedure=ProcedureFactory(code="1.009999"))])
    commit()
    tasks.make_bulk_files()

    first, second, bare = table(client)

    assert (first["case_key"], second["case_key"], bare["case_key"]) == ("standard", "late", "")
    assert first["legal_basis"] == "60/2014/QH13 Luật Hộ tịch"
    assert first["papers"] == "Giấy chứng sinh (1 bản chính, 0 bản sao)"
    assert second["papers"] == "Ảnh 4x6 (0 bản chính, 2 bản sao; nếu thuộc trường hợp này)"
    assert second["fees"].splitlines()[0] == "Lệ phí hộ tịch: Không thu (Trực tuyến)"
    assert (second["time_limits"], second["case_when"]) == ("3 ngày", "Đã quá 60 ngày")
    assert (bare["code"], bare["papers"]) == ("1.009999", "")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_in_the_table_runs_as_a_formula(client: Client, start: str) -> None:
    announced(CODE, name=start, requirements=start)
    commit()
    tasks.make_bulk_files()

    for row in csv.reader(io.StringIO(take(client, CSV).decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_a_row_gives_its_cells_back(cells: list[str]) -> None:
    """Commas, quotes, line ends and every script survive; only a NUL goes, and formulas get their apostrophe."""
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]

    (found,) = csv.reader(io.StringIO(bulk_rows._line(cells).decode(), newline=""))

    assert [cell.removeprefix("'") for cell in found] == [cell.replace("\0", "").removeprefix("'") for cell in cells]


def test_the_list_says_what_each_file_is_and_where_to_go_on(client: Client, birth: Procedure) -> None:
    tasks.make_bulk_files()

    told = {row["format"]: row for row in read(client, LIST)["results"]}

    for kind, url in (("ndjson", NDJSON), ("csv", CSV)):
        content = take(client, url)
        assert told[kind]["url"].endswith(url)
        assert told[kind]["sha256"] == hashlib.sha256(content).hexdigest()
        assert (told[kind]["size_bytes"], told[kind]["procedures"]) == (len(content), 1)
        assert told[kind]["schema_version"] == 1
    after = told["ndjson"]["changes_after"]
    assert read(client, "/api/v1/changes/", after=after)["results"] == []
    amend(birth, 2)
    assert [row["version"] for row in read(client, "/api/v1/changes/", after=after)["results"]] == [2]


def test_a_publication_makes_them_anew_and_a_quiet_minute_does_not(client: Client, birth: Procedure) -> None:
    tasks.make_bulk_files()
    first = BulkFile.objects.count()
    tasks.make_bulk_files()
    assert BulkFile.objects.count() == first == 2

    amend(birth, 2, name="Tên mới")
    tasks.make_bulk_files()

    assert [line["name"] for line in lines(client)] == ["Tên mới"]


def test_a_new_day_makes_them_anew(client: Client, birth: Procedure, monkeypatch: Any) -> None:
    amend(birth, 2, timezone.localdate() + timedelta(days=1), name="Tên của ngày mai")
    tasks.make_bulk_files()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    tasks.make_bulk_files()

    assert [line["name"] for line in lines(client)] == ["Tên của ngày mai"]


def test_old_files_go_but_the_last_but_one_stays_for_who_is_taking_it(
    client: Client, birth: Procedure, tmp_path: Path
) -> None:
    for number in range(2, 6):
        amend(birth, number)
        tasks.make_bulk_files()

    kept = {file.location for file in BulkFile.objects.all()}
    assert len(kept) == 2 * bulk_files.KEPT
    assert {str(path.relative_to(tmp_path)) for path in (tmp_path / "bulk").iterdir()} == kept


def test_a_file_that_the_store_lost_is_made_again(client: Client, birth: Procedure) -> None:
    tasks.make_bulk_files()
    bulk_files.storage().delete(BulkFile.objects.get(format="csv").location)

    assert client.get(CSV).status_code == 503
    assert client.get(NDJSON).status_code == 200
    tasks.make_bulk_files()
    assert client.get(CSV).status_code == 200


def test_a_broken_download_goes_on_where_it_stopped(client: Client, birth: Procedure) -> None:
    tasks.make_bulk_files()
    response = client.get(NDJSON)
    whole, tag = response.getvalue(), response["ETag"]

    rest = client.get(NDJSON, headers={"Range": "bytes=100-", "If-Range": tag})

    assert (rest.status_code, rest.getvalue()) == (206, whole[100:])
    assert client.get(NDJSON, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(NDJSON, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    amend(birth, 2, name="Tên mới")
    tasks.make_bulk_files()
    again = client.get(NDJSON, headers={"Range": "bytes=100-", "If-Range": tag})
    assert again.status_code == 200, "the rest of another file would make a broken one"


@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson", "*/*", "image/png"])
def test_the_address_names_the_format_whatever_is_accepted(client: Client, birth: Procedure, accept: str) -> None:
    tasks.make_bulk_files()

    response = client.get(CSV, headers={"Accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert response["Content-Disposition"] == f'attachment; filename="catalogue-{timezone.localdate()}.csv"'


@pytest.mark.parametrize("name", ["catalogue.xml", "catalogue", "catalogue.ndjson%00", "..%2Fsecret"])
def test_other_files_are_not_there(client: Client, birth: Procedure, name: str) -> None:
    tasks.make_bulk_files()

    assert client.get(LIST + name).status_code == 404


def test_an_empty_catalogue_makes_empty_files(client: Client) -> None:
    tasks.make_bulk_files()

    assert take(client, NDJSON) == b""
    assert table(client) == []


def test_memory_and_queries_do_not_grow_with_the_catalogue(
    monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    """A batch at a time: 7 versions in batches of 3 are read in three rounds, and no round holds more."""
    publish([draft() for _ in range(7)])
    commit()
    monkeypatch.setattr(catalogue, "BATCH", 3)
    alive: list[int] = []
    real = bulk_rows.json_line

    def watched(version: Any) -> bytes:
        alive.append(version.pk)
        return real(version)

    monkeypatch.setitem(bulk_files._WRITE, "ndjson", (b"", watched))
    with django_assert_max_num_queries(3 * 7 + 16):
        bulk_files.make_if_stale()

    assert len(alive) == 7


def test_a_fault_while_writing_leaves_the_old_files(client: Client, birth: Procedure, monkeypatch: Any) -> None:
    tasks.make_bulk_files()
    before = take(client, NDJSON)
    amend(birth, 2)

    def broken(version: Any) -> bytes:
        raise RuntimeError("disk full")

    monkeypatch.setitem(bulk_files._WRITE, "csv", (b"", broken))
    with pytest.raises(RuntimeError, match="disk full"), transaction.atomic():
        bulk_files.make_if_stale()

    assert take(client, NDJSON) == before
    assert BulkFile.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_makes_the_files() -> None:
    announced(CODE)
    made: list[int] = []

    def elsewhere() -> None:
        made.append(bulk_files.make_if_stale())
        connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [bulk_files.LOCK])
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join(20)

    assert made == [0]
    assert bulk_files.make_if_stale() == 2
    assert Component.objects.exists()


def test_files_are_taken_a_piece_at_a_time(client: Client, birth: Procedure) -> None:
    tasks.make_bulk_files()

    response = client.get(NDJSON)

    assert response.streaming
    assert int(response["Content-Length"]) == len(response.getvalue())
