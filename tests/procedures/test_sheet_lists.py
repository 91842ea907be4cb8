"""Rules proved: guide, results and legal basis have a sheet each, written and read row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procedures import catalogue
from procedures.models import ProcedureVersion
from procedures.review.running import import_sheet
from tests.procedures.factories import announced
from tests.procedures.review_queue import publisher, signed_in, waiting
from tests.procedures.workbooks import CODE, OTHER, cell, exported, procedure_row, row

pytestmark = pytest.mark.django_db

GUIDE = [{"title": "Bước 1", "text": "Nộp hồ sơ"}, {"title": "", "text": "Nhận kết quả"}]
RESULTS = [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}]
LAWS = [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}, {"code": "", "name": "Luật Cư trú"}]


def standing() -> ProcedureVersion:
    return announced(CODE, guide=GUIDE, results=RESULTS, legal_basis=LAWS)


def proposed() -> ProcedureVersion:
    return catalogue.find_version(waiting(CODE).version_id or 0)


def test_they_are_written_row_by_row(tmp_path: Path) -> None:
    standing()
    told: dict[str, Any] = {}

    def read(book: Any) -> None:
        for title in ("Trình tự", "Kết quả", "Căn cứ pháp lý"):
            told[title] = [tuple(row) for row in book[title].iter_rows(min_row=2, values_only=True)]

    path = exported(tmp_path, read)

    assert told == {
        "Trình tự": [(CODE, "Bước 1", "Nộp hồ sơ"), (CODE, None, "Nhận kết quả")],
        "Kết quả": [(CODE, "KQ.G15.000031", "Giấy khai sinh")],
        "Căn cứ pháp lý": [(CODE, "60/2014/QH13", "Luật Hộ tịch"), (CODE, None, "Luật Cư trú")],
    }
    assert import_sheet(path).unchanged == 1


def test_what_is_changed_added_or_taken_out_is_proposed(tmp_path: Path) -> None:
    standing()

    def change(book: Any) -> None:
        book["Trình tự"]["C2"] = "Nộp hồ sơ tại quầy"
        book["Kết quả"].append([CODE, "", "Bản điện tử"])
        book["Căn cứ pháp lý"].delete_rows(2)

    import_sheet(exported(tmp_path, change))

    version = proposed()
    assert [step["text"] for step in version.guide] == ["Nộp hồ sơ tại quầy", "Nhận kết quả"]
    assert version.results == [*RESULTS, {"code": "", "name": "Bản điện tử"}]
    assert version.legal_basis == [LAWS[1]]


def test_a_sheet_that_is_left_out_leaves_the_list_and_an_empty_one_empties_it(tmp_path: Path) -> None:
    standing()

    def change(book: Any) -> None:
        book.remove(book["Trình tự"])
        book["Kết quả"].delete_rows(2)

    import_sheet(exported(tmp_path, change))

    assert (proposed().guide, proposed().results) == (GUIDE, [])


def test_the_review_page_shows_just_these_sections_as_changed(tmp_path: Path) -> None:
    standing()
    import_sheet(exported(tmp_path, cell("Căn cứ pháp lý", "C3", "Luật Cư trú 2020")))

    shown = signed_in(publisher()).get(f"/cong-khai/ra-soat/{waiting(CODE).pk}/").context["sections"]

    assert [section.key for section in shown if section.is_changed] == ["legal_basis"]


def test_mark_up_in_a_cell_is_stored_as_words(tmp_path: Path) -> None:
    standing()

    import_sheet(exported(tmp_path, row("Trình tự", CODE, "Bước <b>3</b>", "<script>alert(1)</script>Ký < 5 tờ")))

    assert proposed().guide[-1] == {"title": "Bước 3", "text": "Ký < 5 tờ"}


def test_a_new_procedure_brings_its_own(tmp_path: Path) -> None:
    announced(OTHER)

    def change(book: Any) -> None:
        book["Thủ tục"].append(procedure_row(CODE))
        book["Trình tự"].append([CODE, "Bước 1", "Nộp"])
        book["Căn cứ pháp lý"].append([CODE, "60/2014/QH13", "Luật Hộ tịch"])

    import_sheet(exported(tmp_path, change))

    assert proposed().guide == [{"title": "Bước 1", "text": "Nộp"}]
    assert proposed().legal_basis == LAWS[:1]
    assert proposed().results == []
