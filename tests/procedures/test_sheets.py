"""Rules proved: the catalogue travels as a workbook and back; one fault keeps all of it out, told by row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from procedures import catalogue, tasks
from procedures.choices import ComponentKind, OnlineLevel, Source, VersionState
from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState, RunState
from procedures.publishing import publish
from procedures.review.running import import_sheet
from procedures.sheets import columns
from procedures.sheets.columns import WrongCell
from procedures.sheets.importing import FaultyWorkbook
from procedures.sheets.writing import write_workbook
from tests.procedures.factories import FeeFactory, ProcedureFactory, announced, draft
from tests.procedures.review_queue import press, publisher, signed_in, staff, waiting
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.000001", "1.000002"
EXPORT, IMPORT = "/cong-khai/ra-soat/bang-tinh/", "/cong-khai/ra-soat/nhap/"
Change = Callable[[Any], None]


def exported(folder: Path, change: Change = lambda book: None) -> Path:
    """The catalogue in force as a workbook, changed as a person would."""
    path = folder / "catalogue.xlsx"
    with path.open("wb") as file:
        write_workbook(ProcedureVersion.objects.valid_on(), file)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(sheet: str, address: str, value: Any) -> Change:
    """Write one cell."""

    def change(book: Any) -> None:
        book[sheet][address] = value

    return change


def faults_of(path: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FaultyWorkbook) as caught:
        import_sheet(path)
    assert all(fault.what and fault.how for fault in caught.value.faults), "what is wrong, and how to mend it"
    assert not ReviewItem.objects.exists(), "nothing is half-written"
    assert not ImportRun.objects.exists()
    return [(fault.sheet, fault.row, fault.column) for fault in caught.value.faults]


def test_what_comes_back_unchanged_changes_nothing(tmp_path: Path) -> None:
    announced(
        CODE,
        name="=Thủ tục",
        requirements="Dòng một\nDòng hai",
        executing_agency="- UBND",
        decision_date=date(2026, 3, 1),
    )
    announced(OTHER, online_level=OnlineLevel.PARTIAL, online_reason="Nộp bản chính")

    outcome = import_sheet(exported(tmp_path))

    assert (outcome.read, outcome.unchanged, outcome.queued) == (2, 2, 0)
    assert not ImportRun.objects.exists()


def test_a_changed_cell_waits_in_the_queue_and_keeps_what_the_sheet_does_not_say(
    tmp_path: Path, django_user_model: Any
) -> None:
    before = announced(CODE, guide=[{"title": "Bước 1", "text": "Nộp"}], keywords=["giấy"])
    announced(OTHER)

    outcome = import_sheet(exported(tmp_path, cell("Phí, lệ phí", "F2", 50_000)))

    assert (outcome.queued, outcome.unchanged) == (1, 1)
    assert catalogue.published(CODE) == before, "nothing goes live by itself"
    item = waiting(CODE)
    assert item.version is not None
    proposed = catalogue.find_version(item.version.pk)
    assert (proposed.source, proposed.state) == (Source.LOCAL, VersionState.DRAFT)
    assert (proposed.guide, proposed.keywords) == (before.guide, before.keywords)
    case, old = proposed.case("standard"), before.case("standard")
    assert case.fees.get().amount_dong == 50_000
    assert case.eform == old.eform
    process = proposed.process()
    assert process is not None
    assert [step.key for step in process.steps.all()] == ["receive"]


def test_what_counts_a_fee_by_quantity_stays(tmp_path: Path) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    version.cases.get().fees.all().delete()
    FeeFactory(case=version.cases.get(), name="Lệ phí bản sao", code="LP", quantity_of="copies")
    announced_now(version)

    import_sheet(exported(tmp_path, cell("Phí, lệ phí", "F2", 9_000)))

    fee = catalogue.find_version(waiting(CODE).version_id or 0).case("standard").fees.get()
    assert (fee.amount_dong, fee.code, fee.quantity_of) == (9_000, "LP", "copies")


def announced_now(version: ProcedureVersion) -> None:
    publish([version])


def test_a_new_procedure_gets_a_case_and_a_process(tmp_path: Path) -> None:
    row = [
        OTHER, "Thủ tục mới", "Đất đai", "Cấp xã; Cấp tỉnh", "Trực tuyến toàn trình", "", "có",
        "Nơi người yêu cầu cư trú", "", "kinh-te", "UBND cấp xã", "",
    ]  # fmt: skip

    def change(book: Any) -> None:
        book["Thủ tục"].append(row)
        book["Giấy tờ"].append([OTHER, "standard", "", "Mang thẻ", 0, 0, "có", "có", "", ""])
        book["Thời hạn"].append([OTHER, "", "", 5, "ngày làm việc", "không"])

    import_sheet(exported(tmp_path, change))

    version = catalogue.find_version(waiting(OTHER).version_id or 0)
    assert (version.name, version.levels, version.non_territorial) == ("Thủ tục mới", ["commune", "province"], True)
    note = version.case("standard").components.get()
    assert (note.kind, note.required) == (ComponentKind.NOTE, False), "a note can never be asked for"
    assert version.case("standard").time_limit("online").amount == 5  # type: ignore[union-attr]
    assert version.process() is not None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (cell("Thủ tục", "A2", "abc"), ("Thủ tục", 2, "Mã thủ tục")),
        (cell("Thủ tục", "A2", None), ("Thủ tục", 2, "Mã thủ tục")),
        (cell("Thủ tục", "B2", None), ("Thủ tục", 2, "Tên thủ tục")),
        (cell("Thủ tục", "B2", "=1+1"), ("Thủ tục", 2, "B")),
        (cell("Thủ tục", "B2", date(2026, 1, 2)), ("Thủ tục", 2, "Tên thủ tục")),
        (cell("Thủ tục", "D2", "Cấp huyện"), ("Thủ tục", 2, "Cấp thực hiện")),
        (cell("Thủ tục", "E2", "Chưa nộp được trực tuyến"), ("Thủ tục", None, "Lý do chưa toàn trình")),
        (cell("Thủ tục", "G2", "có lẽ"), ("Thủ tục", 2, "Phi địa giới")),
        (cell("Thủ tục", "B1", "Tên"), ("Thủ tục", 1, "Tên thủ tục")),
        (cell("Thủ tục", "Z1", "Lạ"), ("Thủ tục", 1, "Lạ")),
        (cell("Giấy tờ", "E2", 1000), ("Giấy tờ", 2, "Bản chính")),
        (cell("Giấy tờ", "E2", 1.5), ("Giấy tờ", 2, "Bản chính")),
        (cell("Giấy tờ", "B2", "gone"), ("Giấy tờ", None, "Mã trường hợp")),
        (cell("Giấy tờ", "A2", "9.999999"), ("Giấy tờ", 2, "Mã thủ tục")),
        (cell("Phí, lệ phí", "F2", "năm nghìn"), ("Phí, lệ phí", 2, "Số tiền (đồng)")),
        (cell("Phí, lệ phí", "F2", -1), ("Phí, lệ phí", 2, "Số tiền (đồng)")),
        (cell("Thời hạn", "D2", 0), ("Thời hạn", 2, "Số lượng")),
        (lambda book: book["Thủ tục"].merge_cells("A2:A3"), ("Thủ tục", 2, "A")),
        (lambda book: book["Thủ tục"].append([CODE, *["x"] * 11]), ("Thủ tục", 3, "Cấp thực hiện")),
        (lambda book: book.remove(book["Thủ tục"]), ("Thủ tục", None, "")),
    ],
)
def test_each_fault_is_told_with_its_place_and_keeps_everything_out(
    tmp_path: Path, change: Change, fault: tuple[str, int | None, str]
) -> None:
    announced(CODE)

    assert fault in faults_of(exported(tmp_path, change))


def test_a_row_twice_is_told(tmp_path: Path) -> None:
    announced(CODE)

    def twice(book: Any) -> None:
        for title in ("Thủ tục", "Thời hạn", "Trường hợp"):
            book[title].append([found.value for found in book[title][2]])

    assert faults_of(exported(tmp_path, twice)) == [
        ("Thủ tục", 3, "Mã thủ tục"),
        ("Trường hợp", None, "Mã trường hợp"),
        ("Thời hạn", None, "Cách nộp"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook", b"\x00" * 100])
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    assert faults_of(path)[0] == ("", None, "")


def test_a_code_that_a_program_took_for_a_number_is_a_code(tmp_path: Path) -> None:
    announced("1.001190")

    outcome = import_sheet(exported(tmp_path, cell("Thủ tục", "A2", 1.00119)))

    assert outcome.unchanged == 1


def test_a_sheet_that_is_left_out_leaves_things_as_they_are(tmp_path: Path) -> None:
    announced(CODE)

    assert import_sheet(exported(tmp_path, lambda book: book.remove(book["Giấy tờ"]))).unchanged == 1


def test_nothing_in_an_export_runs_as_a_formula(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://x","y")'
    announced(CODE, name=hostile, executing_agency="+cmd|' /C calc'!A0", requirements="@SUM(1)\x01")

    book = openpyxl.load_workbook(exported(tmp_path))

    found = [each for row in book["Thủ tục"].iter_rows(min_row=2) for each in row]
    assert not [each.value for each in found if each.data_type == "f"]
    assert hostile in [each.value for each in found], "and its words are kept"
    client = signed_in(publisher())
    raw = BytesIO(b"".join(client.get(EXPORT).streaming_content))  # type: ignore[attr-defined]
    with zipfile.ZipFile(raw) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_export_can_be_narrowed_and_is_for_publishers(tmp_path: Path) -> None:
    announced(CODE)
    announced(OTHER, levels=["province"])
    client = signed_in(publisher())

    def codes(query: str) -> list[str]:
        content = b"".join(client.get(EXPORT + query).streaming_content)  # type: ignore[attr-defined]
        return [str(row[0].value) for row in openpyxl.load_workbook(BytesIO(content))["Thủ tục"].iter_rows(min_row=2)]

    assert codes("") == [CODE, OTHER]
    assert codes("?cap=province") == [OTHER]
    assert codes("?linh-vuc=Kh%C3%B4ng+c%C3%B3") == []
    assert signed_in(staff(Role.CLERK)).get(EXPORT).status_code == 403


def handed_in(client: Client, path: Path) -> Any:
    """Hand the workbook in on the page and let the worker read it."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(IMPORT, {"file": file, "submission_key": str(uuid4())})
    tasks.run_imports()
    return answer


def test_the_page_shows_every_fault_in_words(tmp_path: Path) -> None:
    announced(CODE)
    client = signed_in(publisher())

    answer = handed_in(client, exported(tmp_path, cell("Giấy tờ", "E2", "hai")))

    run = ImportRun.objects.get()
    assert (run.state, run.queued) == (RunState.FAILED, 0)
    html = client.get(answer["Location"]).content.decode()
    for words in ("Bản chính", "Không phải số.", "Ghi số, không kèm chữ.", "Không có dòng nào được nhập"):
        assert words in html
    assert not ReviewItem.objects.exists()


def test_whoever_hands_a_workbook_in_does_not_accept_it(tmp_path: Path) -> None:
    before = announced(CODE)
    author, other = publisher(), publisher()
    handed_in(signed_in(author), exported(tmp_path, cell("Thủ tục", "B2", "Tên mới")))
    item = waiting(CODE)

    assert press(signed_in(author), item, "accept", standing=before.pk).status_code == 409
    assert catalogue.published(CODE) == before

    assert press(signed_in(other), item, "accept", standing=before.pk).status_code == 302
    assert catalogue.published(CODE).name == "Tên mới"
    item.refresh_from_db()
    assert item.state == ReviewState.ACCEPTED


def test_the_same_workbook_again_queues_nothing(tmp_path: Path) -> None:
    announced(CODE)
    path = exported(tmp_path, cell("Thủ tục", "B2", "Tên mới"))
    import_sheet(path)
    first = waiting(CODE)

    assert import_sheet(path).queued == 0
    assert waiting(CODE).pk == first.pk

    exported(tmp_path, cell("Thủ tục", "B2", "Tên khác"))
    import_sheet(path)
    assert waiting(CODE).name == "Tên khác"
    assert not ProcedureVersion.objects.filter(pk=first.version_id or 0).exists(), "the draft that was replaced is gone"


def test_an_item_of_a_workbook_is_mended_in_the_workbook(tmp_path: Path) -> None:
    announced(CODE)
    import_sheet(exported(tmp_path, cell("Thủ tục", "B2", "Tên mới")))
    client, item = signed_in(publisher()), waiting(CODE)

    assert "Tên mới" in client.get(f"/cong-khai/ra-soat/{item.pk}/").content.decode()
    assert press(client, item, "take_all").status_code == 409
    press(client, item, "send_back", reason="Sai")
    assert press(client, item, "open_again").status_code == 409


def test_drafts_of_decisions_are_left_alone(tmp_path: Path) -> None:
    version = announced(CODE)
    own = draft(procedure=version.procedure, number=7, source=Source.LOCAL)

    import_sheet(exported(tmp_path, cell("Thủ tục", "B2", "Tên mới")))

    assert ProcedureVersion.objects.filter(pk=own.pk).exists()


def test_the_command_tells_faults_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    announced(CODE)
    with pytest.raises(CommandError, match="Giấy tờ 2 Bản chính: Không phải số"):
        call_command("import_procedures", exported(tmp_path, cell("Giấy tờ", "E2", "hai")))

    call_command("import_procedures", exported(tmp_path, cell("Giấy tờ", "E2", 2)))

    assert "1 read, 1 queued, 0 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "value"),
    [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (46387, date(2026, 12, 31)),
        (46387.5, date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
    ],
)
def test_a_date_is_a_date_however_it_was_kept(told: Any, value: date) -> None:
    assert columns.day(told) == value


@pytest.mark.parametrize("told", [5, "hôm nay", True, 10**9, ""])
def test_what_is_no_date_is_told(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.day(told)
