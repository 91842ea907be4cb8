"""Rules proved: an import goes through the queue, runs again, overwrites nothing of ours, and reports all it doubts."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures import catalogue
from procedures.choices import Source, VersionState
from procedures.models import Field, ProcedureVersion
from procedures.national import importing
from procedures.national.reading import PIECE, UnreadableFile, records
from tests.procedures.factories import announced
from tests.procedures.national_records import CLEAN, channel, fee, record, written
from tests.procedures.real_questions import share_found, wrongly_answered
from tests.procedures.review_queue import first_load

pytestmark = pytest.mark.django_db
CODE = CLEAN["code"]
TABLES = (
    "field", "procedure", "procedureversion", "case", "component", "fee", "timelimit", "internalprocess", "step",
    "searchentry", "searchword", "eform", "importrun", "reviewitem",
)  # fmt: skip


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """Physical version (xmin) and place (ctid) of every row: equal only if nothing at all was written."""
    state = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT xmin::text, ctid::text FROM procedures_{table} ORDER BY 2")  # noqa: S608
            state[table] = cursor.fetchall()
    return state


def test_a_record_is_published_with_its_doubts_as_marks(tmp_path: Path) -> None:
    outcome = first_load(written(tmp_path, record(decision_no="")))

    assert (outcome.read, outcome.queued, outcome.published, outcome.refused) == (1, 1, 1, 0)
    version = catalogue.published(CODE)
    assert version.source == Source.NATIONAL
    assert [mark["flag"] for mark in version.doubts] == ["no_decision"]
    process = version.process()
    assert process is not None
    assert len(process.steps.all()) == 4


def test_a_second_run_writes_nothing_at_all(tmp_path: Path) -> None:
    path = written(tmp_path, record(), record(code="1.000002", name="Khác", field="Đất đai", field_code="G13"))
    first_load(path)
    before = every_row()

    outcome = first_load(path)

    assert (outcome.published, outcome.queued, outcome.unchanged) == (0, 0, 2)
    assert every_row() == before


def test_only_what_changed_becomes_a_new_version(tmp_path: Path) -> None:
    first_load(written(tmp_path, record(), record(code="1.000002", name="Khác")))

    outcome = first_load(written(tmp_path, record(requirements="Có kho"), record(code="1.000002", name="Khác")))

    assert (outcome.published, outcome.unchanged) == (1, 1)
    assert catalogue.published(CODE).number == 2
    assert catalogue.published("1.000002").number == 1
    assert ProcedureVersion.objects.get(procedure__code=CODE, number=1).state == VersionState.RETIRED


@pytest.mark.parametrize("source", [Source.STARTER, Source.LOCAL])
def test_what_we_announced_is_not_overwritten(tmp_path: Path, source: str) -> None:
    ours = announced(CODE, source=source)
    path = written(tmp_path, record())

    outcome = first_load(path)

    assert (outcome.published, outcome.queued) == (0, 1)
    assert catalogue.published(CODE) == ours
    beside = ProcedureVersion.objects.get(source=Source.NATIONAL)
    assert (beside.state, beside.number) == (VersionState.DRAFT, 2)
    before = every_row()
    assert first_load(path).unchanged == 1
    assert every_row() == before


def test_a_changed_record_replaces_the_draft_that_waits(tmp_path: Path) -> None:
    announced(CODE)
    first_load(written(tmp_path, record()))

    first_load(written(tmp_path, record(requirements="Mới")))

    assert ProcedureVersion.objects.get(source=Source.NATIONAL).requirements == "Mới"


def test_a_code_twice_in_a_file_counts_once(tmp_path: Path) -> None:
    outcome = first_load(written(tmp_path, record(), record(requirements="Bản sau")))

    assert outcome.published == 1
    assert catalogue.published(CODE).requirements == "Bản sau"
    assert "code_twice_in_file" in {row[1] for row in outcome.rows}


def test_a_field_is_one_whatever_its_spelling(tmp_path: Path) -> None:
    first_load(
        written(
            tmp_path,
            record(field="Thi đua - khen thưởng"),
            record(code="1.000002", name="B", field="Thi đua, Khen thưởng"),
        )
    )
    assert Field.objects.get().code == "X-thi-dua-khen-thuong"

    first_load(written(tmp_path, record(code="1.000003", name="C", field="Thi đua khen thưởng", field_code="G09")))
    assert Field.objects.get().code == "G09"


def test_unusable_records_are_reported_and_the_others_stand(tmp_path: Path) -> None:
    outcome = first_load(written(tmp_path, None, {"code": "x"}, record()))

    assert (outcome.read, outcome.refused, outcome.published) == (3, 2, 1)
    assert [row[1] for row in outcome.rows[:2]] == ["record_refused", "record_refused"]


def test_many_batches_cost_queries_by_batch_not_by_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two batches of 105 cost what two of five cost, but for accepting by the hundred and counting tables anew."""
    few = [record(code=f"1.{100000 + n}", name=f"Việc {n}") for n in range(10)]
    many = [record(code=f"2.{100000 + n}", name=f"Thủ tục {n}") for n in range(210)]

    monkeypatch.setattr(importing, "BATCH", 5)
    with CaptureQueriesContext(connection) as for_few:
        assert first_load(written(tmp_path, *few)).published == 10
    monkeypatch.setattr(importing, "BATCH", 105)
    with CaptureQueriesContext(connection) as for_many:
        assert first_load(written(tmp_path, *many)).published == 210

    assert len(for_many) - len(for_few) < 200 / 5


def test_records_are_read_one_by_one_across_pieces(tmp_path: Path) -> None:
    long = record(requirements="ệ" * (PIECE // 2))
    path = written(tmp_path, long, long, record())

    assert [each["requirements"][:1] for each, _done in records(path)] == ["ệ", "ệ", ""]
    assert list(records(written(tmp_path))) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON list"),
        ("{}", "JSON list"),
        ('[{"code": 1}, {"a": ', "after"),
        ("[1, oops]", "after"),
        ("[1", "after"),
    ],
)
def test_a_broken_file_is_told_in_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableFile, match=words):
        list(records(path))
    with pytest.raises(CommandError):
        call_command("import_procedures", path, report=tmp_path / "r.csv")
    assert not ProcedureVersion.objects.exists()


def test_the_command_writes_every_doubt_and_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path, record(channels=[channel(fees=[fee(text="=Theo quy định")])]), record(code="1.000002"))
    out, report = StringIO(), tmp_path / "deep" / "doubts.csv"

    call_command("import_procedures", path, report=report, accept_doubtful=True, stdout=out)

    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["flag"] for row in rows} == {"fee_zero_but_text_sets_fee", "duplicate_name_other_code"}
    assert not any(cell.startswith("=") for row in rows for cell in row.values()), "no formula reaches a spreadsheet"
    assert "2 read, 2 put into the review queue, 2 published" in out.getvalue()
    assert "duplicate_name_other_code: 2 in 2 procedures" in out.getvalue()


def test_the_report_can_be_json(tmp_path: Path) -> None:
    report = tmp_path / "doubts.json"

    call_command(
        "import_procedures", written(tmp_path, record(results=[])), report=report, accept_doubtful=True, verbosity=0
    )

    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["read"], told["published"]) == (1, 1)
    assert told["counts"] == [{"flag": "no_result", "doubts": 1, "procedures": 1}]
    assert told["doubts"][0]["code"] == CODE


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_procedures", tmp_path / "none.json")


@pytest.mark.realdata
def test_all_real_records_come_in_once_and_are_found(shared_data: Path) -> None:
    """2,273 records, and again without a single write; how long and how much memory is `bin/bench`'s to say.

    Loading them takes most of a test's time, so what people really asked is put to the same ones: trigram similarity
    finds 0.45 to 0.53 among the first three (issue 3 item 8); this floor must not sink.
    """
    with connection.cursor() as cursor:
        # Plans made for the small tables of other tests would be used for the large ones.
        cursor.execute("DISCARD PLANS")
    path = shared_data / "procedures" / "procedures_public.json"
    call_command("load_catalogue", verbosity=0)
    ours = ProcedureVersion.objects.valid_on().count()

    first = first_load(path)

    assert (first.read, first.refused) == (2273, 0)
    assert first.queued == 2273
    assert 0 < first.queued - first.published <= ours
    flags = {row[1] for row in first.rows}
    assert flags >= {
        "note_rows_in_documents", "remark_listed_as_paper", "fee_zero_but_text_sets_fee", "time_unit_missing",
        "clock_time_as_duration", "mentions_abolished_district_level", "duplicate_name_other_code", "text_truncated",
        "source_decomposed_unicode",
    }  # fmt: skip
    before = every_row()
    assert first_load(path).unchanged == 2273
    assert every_row() == before
    assert wrongly_answered() == []
    assert share_found(shared_data / "queries" / "queries_public.csv") >= 0.95
