"""The benchmark of the bulk files: its reference copies what the files tell, and it leaves nothing behind."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from benchmarks import _bulk_making, _throwaway, bulk
from benchmarks.import_procedures import FILE
from procedures import bulk_files
from procedures.models import BulkFile, Case, Component, Fee, InternalProcess, ProcedureVersion, Step, TimeLimit
from procedures.publishing import publish
from tests.procedures.factories import announced, draft

TABLES = (ProcedureVersion, Case, Component, Fee, TimeLimit, InternalProcess, Step)
FIGURES = {
    "copy_seconds": 0.5,
    "seconds": 4.0,
    "procedures": 2273,
    "bytes": 3 * 2**20,
    "idle_mebibytes": 90,
    "peak_mebibytes": 120,
}


def rows_copied(table: str) -> int:
    """How many rows of a table the reference writes."""
    condition = _bulk_making.ROWS[table]
    with connection.cursor() as cursor:
        asked = f"COPY (SELECT * FROM {table} WHERE {condition}) TO STDOUT (FORMAT csv)"  # noqa: S608
        with cursor.copy(asked, {"day": timezone.localdate()}) as rows:
            text = b"".join(bytes(piece) for piece in rows).decode()
    return len(list(csv.reader(io.StringIO(text))))


@pytest.mark.django_db
def test_the_reference_copies_what_is_in_force_and_all_beneath_it() -> None:
    """A draft, a version of the past and one of the future are in neither."""
    announced("1.001193")
    in_force = {model: model.objects.count() for model in TABLES}
    assert all(in_force.values())
    draft()
    publish([draft()], valid_from=timezone.localdate() + timedelta(days=9))

    assert {model._meta.db_table for model in TABLES} == _bulk_making.ROWS.keys()
    assert {model: rows_copied(model._meta.db_table) for model in TABLES} == in_force
    assert _bulk_making.copied() > 0


@pytest.mark.django_db
def test_it_makes_both_files_and_takes_them_away(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    announced("1.001193")
    announced("1.000894")

    told = _bulk_making.measure()

    files = list(BulkFile.objects.all())
    assert (told["procedures"], len(files)) == (2, 2)
    assert told["bytes"] == sum(file.size_bytes for file in files)
    assert told["peak_mebibytes"] >= told["idle_mebibytes"] > 0
    assert not any(bulk_files.storage().exists(file.location) for file in files)


@pytest.mark.django_db
def test_files_that_were_there_before_are_no_measurement() -> None:
    announced("1.001193")
    bulk_files.make_if_stale()

    with pytest.raises(RuntimeError, match="told already"):
        _bulk_making.measure()


def test_without_the_real_data_it_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_SHARED_DATA", str(tmp_path))

    assert list(bulk.run()) == []


def test_each_figure_stands_beside_its_reference(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text("[]")
    monkeypatch.setenv("PORTAL_SHARED_DATA", str(tmp_path))
    asked: list[list[str]] = []

    @contextmanager
    def database(name: str) -> Iterator[dict[str, str]]:
        yield {"DATABASE_URL": name}

    def run(command: list[str], *, env: dict[str, str], **options: Any) -> SimpleNamespace:
        asked.append(command[2:])
        assert env == {"DATABASE_URL": bulk.DATABASE}
        return SimpleNamespace(stdout=json.dumps(FIGURES))

    monkeypatch.setattr(_throwaway, "database", database)
    monkeypatch.setattr(subprocess, "run", run)

    told = list(bulk.run())

    assert [command[0] for command in asked] == ["migrate", "load_catalogue", "import_procedures", "shell"]
    assert "--accept-doubtful" in asked[2]
    assert [(one.value, one.unit, one.ratio) for one in told] == [
        (0.5, "s", None),
        (4.0, "s", 8.0),
        (3.0, "MiB", None),
        (120, "MiB", None),
        (90, "MiB", None),
    ]
