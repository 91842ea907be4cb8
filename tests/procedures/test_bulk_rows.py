"""Rules proved: whatever was announced, a procedure is one line of JSON and whole rows of the table; and both agree."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import bulk_files, bulk_rows, catalogue
from procedures.models import BulkFile, ProcedureVersion
from tests.procedures.factories import FieldFactory, announced
from tests.procedures.open_data import CODE, amend, born, commit, read

pytestmark = pytest.mark.django_db
#: Texts as the national list has them: lines, tabs, quotes, separators that some readers take for line ends.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=25)


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def rows_of(version: ProcedureVersion) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it: head and rows of one procedure."""
    text = (bulk_rows.table_head() + bulk_rows.table_rows(version)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, requirements=TEXTS, law=TEXTS)
def test_any_text_stays_in_its_line_and_its_cell(name: str, requirements: str, law: str) -> None:
    """Given any words, when written, then JSON is one line that gives them back and the table keeps its columns."""
    version = announced_once()
    version.name, version.requirements, version.legal_basis = name, requirements, [{"code": "", "name": law}]

    line = bulk_rows.json_line(version)
    (row,) = rows_of(version)

    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    told = json.loads(line)
    assert (told["name"], told["requirements"], told["legal_basis"][0]["name"]) == (name, requirements, law)
    assert set(row) == set(bulk_rows.COLUMNS), "no cell too many, none missing"
    assert row["name"].removeprefix("'") == name.removeprefix("'")
    assert row["requirements"].removeprefix("'") == requirements.removeprefix("'")


def announced_once() -> ProcedureVersion:
    """The procedure of the property, announced by its first example."""
    found = ProcedureVersion.objects.filter(procedure__code=CODE).first()
    return catalogue.find_version((found or announced(CODE)).pk)


@pytest.mark.parametrize(
    ("content", "column", "cell"),
    [
        ({"non_territorial": False}, "non_territorial", "false"),
        ({"non_territorial": True}, "non_territorial", "true"),
        ({"levels": ["province", "commune"]}, "levels", "province; commune"),
        ({"targets": ["citizen"]}, "targets", "citizen"),
        ({"decision_date": None}, "decision_date", ""),
        ({"results": []}, "results", ""),
        ({"results": [{"code": "A", "name": "Một"}, {"code": "B", "name": "Hai"}]}, "results", "Một\nHai"),
        ({"legal_basis": [{"code": "1/2026", "name": ""}]}, "legal_basis", "1/2026"),
        ({}, "valid_to", ""),
    ],
)
def test_each_kind_of_value_has_one_way_of_being_written(content: dict[str, Any], column: str, cell: str) -> None:
    (row,) = rows_of(catalogue.find_version(announced(CODE, **content).pk))

    assert row[column] == cell


def test_the_table_and_the_lines_tell_the_same_procedures(client: Client) -> None:
    """Two formats of one catalogue: codes, versions, fields and days agree, in the same order."""
    for code, field in (("1.000003", "G13-TN02"), ("1.000001", "G15-TP07"), ("2.000002", "G13-TN02")):
        announced(code, field=FieldFactory(code=field, name=field))
    commit()
    bulk_files.make_if_stale()

    lines = [json.loads(line) for line in client.get("/api/v1/bulk/catalogue.ndjson").getvalue().splitlines()]
    text = client.get("/api/v1/bulk/catalogue.csv").getvalue().decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))

    def of_line(line: dict[str, Any]) -> tuple[str, ...]:
        return (line["code"], str(line["version"]), line["field"]["code"], line["valid_from"])

    assert [of_line(line) for line in lines] == [
        (row["code"], row["version"], row["field_code"], row["valid_from"]) for row in table
    ]
    assert [line["code"] for line in lines] == ["1.000001", "1.000003", "2.000002"]


def test_files_of_another_shape_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given files of an older release, when the worker looks, then it makes them in the shape of today."""
    born()
    bulk_files.make_if_stale()
    assert not bulk_files.is_stale()
    monkeypatch.setattr(bulk_files, "SCHEMA_VERSION", bulk_rows.SCHEMA_VERSION + 1)

    assert bulk_files.make_if_stale() == 2
    assert {file.schema_version for file in map(bulk_files.newest, ("ndjson", "csv")) if file} == {2}


def test_a_list_of_files_names_the_newest_only(client: Client) -> None:
    procedure = born()
    bulk_files.make_if_stale()
    amend(procedure, 2)
    bulk_files.make_if_stale()

    told = read(client, "/api/v1/bulk/")["results"]

    assert BulkFile.objects.count() == 4
    assert [row["format"] for row in told] == ["ndjson", "csv"]
    assert {row["changes_after"] for row in told} == {max(file.number for file in BulkFile.objects.all())}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("url", ["/api/v1/bulk/", "/api/v1/bulk/catalogue.csv"])
def test_files_are_only_taken(client: Client, method: str, url: str) -> None:
    assert getattr(client, method)(url, {}, "application/json").status_code in (401, 403, 405)
    assert not BulkFile.objects.exists()
