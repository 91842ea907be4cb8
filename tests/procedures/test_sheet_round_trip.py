"""Rules proved: the catalogue travels as a workbook and back; what differs waits, and only others may accept it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from procedures import catalogue
from procedures.choices import Channel, ComponentKind, OnlineLevel, Source, TimeUnit, VersionState
from procedures.models import ImportRun, ProcedureVersion, ReviewState
from procedures.national.importing import Outcome
from procedures.publishing import publish
from procedures.review.running import FileRun, import_sheet
from procedures.sheets.importing import import_workbook
from tests.procedures.factories import FeeFactory, ProcedureFactory, announced, draft
from tests.procedures.review_queue import press, publisher, signed_in, waiting
from tests.procedures.workbooks import CODE, OTHER, cell, exported, faults_of, handed_in

pytestmark = pytest.mark.django_db


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
    before = announced(CODE, questions=[], keywords=["giấy"], targets=["citizen"], source_url="https://x.vn/")
    announced(OTHER)

    outcome = import_sheet(exported(tmp_path, cell("Phí, lệ phí", "F2", 50_000)))

    assert (outcome.queued, outcome.unchanged) == (1, 1)
    assert catalogue.published(CODE) == before, "nothing goes live by itself"
    item = waiting(CODE)
    assert item.version is not None
    proposed = catalogue.find_version(item.version.pk)
    assert (proposed.source, proposed.state) == (Source.LOCAL, VersionState.DRAFT)
    assert (proposed.keywords, proposed.targets, proposed.source_url) == (
        before.keywords,
        before.targets,
        before.source_url,
    )
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
    publish([version])

    import_sheet(exported(tmp_path, cell("Phí, lệ phí", "F2", 9_000)))

    fee = catalogue.find_version(waiting(CODE).version_id or 0).case("standard").fees.get()
    assert (fee.amount_dong, fee.code, fee.quantity_of) == (9_000, "LP", "copies")


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


def test_a_code_that_a_program_took_for_a_number_is_a_code(tmp_path: Path) -> None:
    announced("1.001190")

    outcome = import_sheet(exported(tmp_path, cell("Thủ tục", "A2", 1.00119)))

    assert outcome.unchanged == 1


def test_a_sheet_that_is_left_out_leaves_things_as_they_are(tmp_path: Path) -> None:
    announced(CODE)

    assert import_sheet(exported(tmp_path, lambda book: book.remove(book["Giấy tờ"]))).unchanged == 1


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


def test_what_a_time_limit_says_beside_its_number_stays(tmp_path: Path) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    version.cases.get().time_limits.update(note="Không kể thời gian đo đạc")
    publish([version])

    import_sheet(exported(tmp_path, cell("Thời hạn", "D2", 3)))

    limit = catalogue.find_version(waiting(CODE).version_id or 0).case("standard").time_limits.get()
    assert (int(limit.amount), limit.note) == (3, "Không kể thời gian đo đạc")


def test_two_fees_of_one_name_keep_each_their_own(tmp_path: Path) -> None:
    """Online and at the counter the same fee may have codes of its own (domain.md 7.2)."""
    version = draft(procedure=ProcedureFactory(code=CODE))
    case = version.cases.get()
    case.fees.all().delete()
    FeeFactory(case=case, name="Lệ phí", code="LP-O", channel=Channel.ONLINE, amount_dong=0)
    FeeFactory(case=case, name="Lệ phí", code="LP-D", channel=Channel.DIRECT, amount_dong=8000)
    publish([version])

    import_sheet(exported(tmp_path, cell("Phí, lệ phí", "F3", 9000)))

    fees = catalogue.find_version(waiting(CODE).version_id or 0).case("standard").fees.all()
    assert {(fee.channel, fee.code, fee.amount_dong) for fee in fees} == {
        ("online", "LP-O", 0),
        ("direct", "LP-D", 9000),
    }


@pytest.mark.parametrize("unit", TimeUnit.values)
def test_every_unit_of_time_comes_back(tmp_path: Path, unit: str) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    version.cases.get().time_limits.update(unit=unit, amount="2.5", same_day_before_15=True)
    publish([version])

    assert import_sheet(exported(tmp_path)).unchanged == 1


def test_a_text_that_no_cell_holds_is_told_and_never_cut(tmp_path: Path) -> None:
    """A cell ends after 32,767 characters: what was cut by writing must not come back as a change."""
    announced(CODE, requirements="Đ" * 40_000)
    announced(OTHER)

    assert faults_of(exported(tmp_path)) == [("Thủ tục", 2, "Yêu cầu, điều kiện")]


def test_what_no_cell_holds_does_not_stop_the_others(tmp_path: Path) -> None:
    announced(CODE, requirements="Đ" * 40_000)
    announced(OTHER)

    def only_the_other(book: Any) -> None:
        for sheet in book.worksheets:
            sheet.delete_rows(2)
        book["Thủ tục"]["B2"] = "Tên mới"

    assert import_sheet(exported(tmp_path, only_the_other)).queued == 1
    assert waiting(OTHER).name == "Tên mới"


def test_the_page_tells_that_reading_is_half_of_the_way(tmp_path: Path) -> None:
    announced(CODE)
    heard: list[tuple[int, int]] = []

    import_workbook(
        exported(tmp_path, cell("Thủ tục", "B2", "Tên mới")).read_bytes(),
        FileRun("sheet", "x.xlsx").begin,
        Outcome(),
        lambda done, total: heard.append((done, total)),
    )

    assert heard[-1] == (100, 100)
    assert (50, 100) in heard
    assert [done for done, _total in heard] == sorted(done for done, _total in heard)
