"""Rule proved: one record that is made otherwise never stops the import; it is doubted, and its neighbours come in.

The national file is made by several crawlers (domain.md 3.3): lists come as texts, texts as numbers, characters get
lost. Before and after each hostile record stands a clean one: both must be announced.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import Procedure, ProcedureVersion
from procedures.national.importing import Outcome
from procedures.national.mapping import NO_FIELD
from procedures.national.reading import PIECE, UnreadableFile, records
from procedures.national.report import write_report
from tests.procedures.national_records import CLEAN, channel, fee, paper, record, written
from tests.procedures.review_queue import first_load

pytestmark = pytest.mark.django_db
CODE = CLEAN["code"]
BEFORE, AFTER = record(code="1.000090", name="Trước"), record(code="1.000091", name="Sau")


def imported(folder: Path, *hostile: Any) -> Outcome:
    """Import hostile records between two clean ones."""
    return first_load(written(folder, BEFORE, *hostile, AFTER))


def version() -> ProcedureVersion:
    """The version that the hostile record became."""
    return ProcedureVersion.objects.get(procedure__code=CODE)


def marks() -> dict[str, str]:
    """Flag and place of each doubt stored with it."""
    return {mark["flag"]: mark["where"] for mark in version().doubts}


@pytest.mark.parametrize(
    ("changes", "flag", "where"),
    [
        ({"targets": 5}, "list_not_readable", "targets"),
        ({"steps": "Nộp hồ sơ"}, "list_not_readable", "steps"),
        ({"results": {"name": "Giấy phép"}}, "list_not_readable", "results"),
        ({"legal_basis": 7}, "list_not_readable", "legal_basis"),
        ({"levels": "commune"}, "list_not_readable", "levels"),
        ({"quality_flags": True}, "list_not_readable", "quality_flags"),
        ({"channels": {"online": {}}}, "list_not_readable", "channels"),
        ({"channels": [channel(fees="5.000 đồng")]}, "list_not_readable", "channels[0].fees"),
        ({"documents": "Đơn đề nghị"}, "list_not_readable", "documents"),
        ({"documents": [{"group": "", "items": 3}]}, "list_not_readable", "documents[0].items"),
        ({"channels": [channel(time_unit=["day"])]}, "time_unit_missing", "channels[0]"),
        ({"channels": [channel(time_qty=[1])]}, "time_text_only", "channels[0]"),
        ({"channels": [channel(time_qty=float("nan"))]}, "time_text_only", "channels[0]"),
        ({"channels": [channel(fees=[fee(amount=float("inf"))])]}, "fee_amount_not_readable", "channels[0].fees[0]"),
        ({"channels": [channel(fees=[fee(amount=10**14)])]}, "fee_amount_not_readable", "channels[0].fees[0]"),
        ({"documents": [{"items": [paper("Đơn", 10**12)]}]}, "document_count_not_readable", "documents[0].items[0]"),
        ({"field": "L" * 301}, "text_too_long", "field"),
        ({"field_code": "G" * 65}, "text_too_long", "field_code"),
    ],
)
def test_what_has_another_shape_is_doubted_in_its_place(
    tmp_path: Path, changes: dict[str, Any], flag: str, where: str
) -> None:
    outcome = imported(tmp_path, record(**changes))

    assert (outcome.read, outcome.published, outcome.refused) == (3, 3, 0)
    assert marks()[flag] == where
    assert (CODE, flag, where) in {row[:3] for row in outcome.rows}


def test_nothing_is_promised_from_a_list_that_is_none(tmp_path: Path) -> None:
    imported(tmp_path, record(channels="7 ngày, 5.000 đồng", documents="Đơn đề nghị", targets=5))

    found = version()
    case = found.case("standard")
    assert (list(case.fees.all()), list(case.time_limits.all()), list(case.components.all())) == ([], [], [])
    assert found.targets == []
    assert found.online_level == "none"


@pytest.mark.parametrize("lost", ["\x00", "\ud800"])
@pytest.mark.parametrize(
    "place",
    [
        {"name": "Cấp {} phép"},
        {"requirements": "Có {} kho"},
        {"kind": "Loại {}"},
        {"case_times": {"{}": "{}"}},
        {"quality_flags": ["{}"]},
        {"channels": [channel(fees=[fee(amount=5, text="Lệ phí {}")], note="{}")]},
        {"legal_basis": [{"code": "105/2017/NĐ-CP", "name": "{}"}]},
    ],
    ids=lambda place: next(iter(place)),
)
def test_a_character_that_no_database_holds_is_marked_as_lost(tmp_path: Path, lost: str, place: dict[str, Any]) -> None:
    """PostgreSQL refuses NUL and halves of a character, and with them the whole batch."""
    hostile = json.loads(json.dumps(place).replace("{}", json.dumps(lost)[1:-1]))
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps([BEFORE, record(**hostile), AFTER]), encoding="utf-8")

    outcome = first_load(path)

    assert outcome.published == 3
    assert "source_lost_characters" in marks() or "quality_flags" in place
    assert lost not in json.dumps(version().sources) + version().name


def test_whole_characters_written_in_halves_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps([record(requirements="Hài lòng 😀")]), encoding="ascii")

    first_load(path)

    assert version().requirements == "Hài lòng 😀"
    assert "source_lost_characters" not in marks()


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        "1.000001",
        [],
        {},
        record(code="1.00001"),
        record(code="khai-sinh"),
        record(code=1.000001),
        record(code="1.000001" + ".000" * 20),
        record(name=""),
        record(name="<p></p>"),
        record(name=None),
    ],
)
def test_a_record_that_cannot_be_filed_is_refused_by_its_number(tmp_path: Path, bad: Any) -> None:
    outcome = imported(tmp_path, bad)

    assert (outcome.read, outcome.published, outcome.refused) == (3, 2, 1)
    assert [row[2] for row in outcome.rows if row[1] == "record_refused"] == ["record 2"]
    assert not Procedure.objects.filter(code=CODE).exists()


def test_the_code_of_a_field_learned_from_another_record_must_fit_too(tmp_path: Path) -> None:
    outcome = imported(tmp_path, record(), record(code="1.000092", field_code="G" * 80))

    assert outcome.published == 4
    assert len(version().field.code) <= 64


def test_a_field_with_a_whole_text_in_it_is_no_field(tmp_path: Path) -> None:
    imported(tmp_path, record(field="Căn cứ Luật " * 40))

    assert version().field.name == NO_FIELD


def test_the_last_of_two_records_of_one_code_stands_and_the_doubt_is_told(tmp_path: Path) -> None:
    outcome = imported(tmp_path, record(), record(name="Tên sau"))

    assert version().name == "Tên sau"
    assert (CODE, "code_twice_in_file", "code") in {row[:3] for row in outcome.rows}


def test_hostile_records_are_also_unchanged_the_second_time(tmp_path: Path) -> None:
    path = written(tmp_path, record(name="Cấp \x00 phép", targets=5, field="L" * 500))
    first_load(path)
    before = list(ProcedureVersion.objects.values_list("pk", "number"))

    again = first_load(path)

    assert (again.published, again.unchanged) == (0, 1)
    assert list(ProcedureVersion.objects.values_list("pk", "number")) == before


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(["online", "direct", "working_day", "fee", "15", "105/2017/NĐ-CP"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["method", "fees", "amount", "text", "time_qty", "time_unit", "items", "name", "originals"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from([k for k in CLEAN if k not in ("code", "name")]), JUNK, max_size=4))
def test_no_junk_in_any_value_keeps_a_record_out_of_the_database(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Each example is a new content of the same procedure: read, stored, announced in place of the last."""
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps([record(**changes)]), encoding="utf-8")

    outcome = first_load(path)

    assert outcome.refused == 0
    assert outcome.published + outcome.unchanged == 1
    assert version_in_force().levels


def version_in_force() -> ProcedureVersion:
    """The version that readers get."""
    return ProcedureVersion.objects.valid_on().get(procedure__code=CODE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "JSON list"),
        ('{"code": 1}', "JSON list"),
        ("null", "JSON list"),
        ('[{"code": "1.000001"', "after"),
        ("[{]", "after"),
        ('[{"code": "1.000001"} nonsense]', "after"),
    ],
)
def test_a_file_that_is_no_list_says_where_it_breaks(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "procedures.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableFile, match=words):
        list(records(path))


def test_records_are_read_whole_across_the_pieces_of_a_file(tmp_path: Path) -> None:
    """A record that is larger than a piece, and characters of three bytes on every border."""
    long = record(requirements="ệ" * (PIECE + 7))
    path = written(tmp_path, BEFORE, long, AFTER)

    read = [each for each, _done in records(path)]

    assert read == [BEFORE, long, AFTER]
    assert [done for _each, done in records(path)] == sorted(done for _each, done in records(path))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "procedures.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([CLEAN]).encode())

    assert [each["code"] for each, _done in records(path)] == [CODE]


def test_records_before_the_fault_are_read_and_the_whole_file_is_looked_at_first(tmp_path: Path) -> None:
    """The survey reads the file to its end before anything is written: a broken file changes nothing."""
    path = tmp_path / "procedures.json"
    path.write_text(json.dumps([CLEAN])[:-1] + ", {", encoding="utf-8")

    with pytest.raises(UnreadableFile):
        first_load(path)

    assert not Procedure.objects.exists()


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_the_command_says_in_words_that_there_is_no_such_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("import_procedures", str(tmp_path / name), stdout=io.StringIO(), stderr=io.StringIO())
    assert not Procedure.objects.exists()


def test_the_command_says_in_words_that_a_file_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "procedures.json"
    path.write_bytes(json.dumps([CLEAN], ensure_ascii=False).encode("utf-16"))

    with pytest.raises(CommandError):
        call_command("import_procedures", str(path), stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize("start", ["=1+1", "+84", "-5", "@SUM(A1)", "\tx"])
def test_no_cell_of_the_report_is_run_as_a_formula(tmp_path: Path, start: str) -> None:
    outcome = Outcome(rows=[(CODE, "text_truncated", "name", f"{start}…")])

    write_report(outcome, tmp_path / "report.csv")

    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        cell = next(csv.DictReader(file))["text"]
    assert cell == f"'{start}…"
