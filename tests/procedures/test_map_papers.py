"""Rules proved: what is listed among the papers is a paper or a remark, and a remark is never asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import ComponentKind
from procedures.models import Component
from procedures.national.doubts import Doubts
from procedures.national.papers import MOST_COPIES, VERY_LONG, components
from tests.procedures.national_records import paper


def read(*items: Any, group: str = "") -> tuple[list[Component], Doubts]:
    """The components of one group, and the doubts about them."""
    return read_groups({"group": group, "items": list(items)})


def read_groups(*groups: Any) -> tuple[list[Component], Doubts]:
    doubts = Doubts()
    return components({"documents": list(groups)}, doubts), doubts


def flags(doubts: Doubts) -> set[str]:
    return {doubt.flag for doubt in doubts}


def is_note(**item: Any) -> bool:
    (component,), _doubts = read(item)
    return component.kind == ComponentKind.NOTE


COUNTS = st.integers(0, MOST_COPIES)


@given(originals=COUNTS, copies=COUNTS)
def test_counts_are_kept_and_none_of_both_is_a_remark(originals: int, copies: int) -> None:
    (component,), doubts = read(paper("Đơn đề nghị", originals, copies))

    assert (component.originals, component.copies) == (originals, copies)
    assert (component.kind == ComponentKind.NOTE) == (originals + copies == 0)
    assert ("note_rows_in_documents" in flags(doubts)) == (originals + copies == 0)


@given(st.text(max_size=5) | st.floats() | st.booleans() | st.integers(max_value=-1) | st.integers(MOST_COPIES + 1))
def test_a_count_that_is_none_is_doubted_and_the_paper_still_asked_for(count: Any) -> None:
    """One original is the least that the law asks for; a paper is never lost for a broken number."""
    (component,), doubts = read(paper("Đơn", count, None))

    assert (component.originals, component.copies, component.kind) == (1, 0, ComponentKind.PAPER)
    assert flags(doubts) == {"document_count_not_readable"}


@pytest.mark.parametrize(
    "name",
    [
        "Lưu ý: bản sao phải rõ", "Ghi chú", "chú ý khi nộp", "Người tiếp nhận kiểm tra", "Cán bộ tiếp nhận đối chiếu",
        "Cơ quan đăng ký có trách nhiệm", "Các giấy tờ sau:", "Trường hợp đã có dữ liệu thì không phải nộp",
        "Trường hợp ủy quyền không yêu cầu công chứng", "Bản sao các giấy tờ nêu trên là bản chụp", "- Lưu ý",
    ],
)  # fmt: skip
def test_words_of_a_remark_make_a_remark(name: str) -> None:
    (component,), doubts = read(paper(name))

    assert (component.kind, component.required) == (ComponentKind.NOTE, False)
    assert flags(doubts) == {"remark_listed_as_paper", "no_documents"}


@pytest.mark.parametrize("name", ["Tờ khai", "Đơn lưu ý hồ sơ", "Giấy ghi chú", "Bản sao giấy tờ", "Sổ hộ khẩu"])
def test_papers_that_only_sound_alike_stay_papers(name: str) -> None:
    assert not is_note(**paper(name))


@pytest.mark.parametrize(
    ("group", "expected"),
    [("Lưu ý:", True), ("* GHI CHÚ", True), ("Chú ý", True), ("Giấy tờ phải nộp", False), ("Lưu ý " + "x" * 40, False)],
)
def test_a_short_heading_that_says_remark_makes_its_rows_remarks(group: str, expected: bool) -> None:
    (component,), _doubts = read(paper("Mang bản chính"), group=group)

    assert (component.kind == ComponentKind.NOTE) == expected
    assert component.group == group


@pytest.mark.parametrize("told", ["note", "paper"])
def test_what_a_publisher_said_it_is_it_is_without_a_doubt(told: str) -> None:
    (component,), doubts = read(paper("Lưu ý: gì đó", 0, 0, kind=told), group="Lưu ý")

    assert component.kind == told
    assert flags(doubts) - {"no_documents"} == set()


@pytest.mark.parametrize("told", ["NOTE", True, 1, None, ["note"]])
def test_a_word_that_is_no_publishers_decides_nothing(told: Any) -> None:
    assert not is_note(**paper("Đơn", kind=told))


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("Đơn", True), ("Trường hợp ủy quyền: giấy ủy quyền", False), ("Đối với người nước ngoài: hộ chiếu", False),
        ("Văn bản ủy quyền", False), ("Giấy ủy quyền", False), ("Nếu có: sổ", False), ("Nếuông", True),
    ],
)  # fmt: skip
def test_a_paper_for_some_only_is_not_required_of_all(name: str, required: bool) -> None:
    (component,), _doubts = read(paper(name))

    assert component.required == required


@given(st.lists(st.sampled_from(["Đơn", "đơn", "Tờ khai", "Giấy chứng sinh", "ĐƠN"]), max_size=6))
def test_a_name_met_again_is_doubted_and_kept(names: list[str]) -> None:
    found, doubts = read(*(paper(name) for name in names))

    assert [component.name for component in found] == names
    again = len({name.lower() for name in names}) < len(names)
    assert ("duplicate_document_names" in flags(doubts)) == again


@given(st.lists(st.sampled_from(["", "KQ1", "KQ2"]), max_size=6))
def test_a_code_stands_once_in_a_version(codes: list[str]) -> None:
    """The database refuses it twice; the first keeps it, and the publisher is told."""
    found, doubts = read(*(paper(f"Tờ {n}", component_code=code) for n, code in enumerate(codes)))

    kept = [component.code for component in found if component.code]
    assert sorted(kept) == sorted(set(codes) - {""})
    named = [code for code in codes if code]
    assert ("duplicate_component_code" in flags(doubts)) == (len(set(named)) < len(named))


def test_codes_and_names_are_compared_across_groups() -> None:
    _found, doubts = read_groups(
        {"group": "A", "items": [paper("Đơn", component_code="K")]},
        {"group": "B", "items": [paper("Đơn", component_code="K")]},
    )

    assert {(d.flag, d.where) for d in doubts} == {
        ("duplicate_document_names", "documents[1].items[0]"),
        ("duplicate_component_code", "documents[1].items[0]"),
    }


@pytest.mark.parametrize(
    "junk", [None, "Đơn", 7, [], {}, {"name": ""}, {"name": "<p></p>"}, {"name": 5}, {"name": " - "}]
)
def test_a_row_without_a_name_is_doubted_and_left_out(junk: Any) -> None:
    found, doubts = read(junk, paper("Tờ khai"))

    assert [component.name for component in found] == ["Tờ khai"]
    assert [(d.flag, d.where) for d in doubts] == [("docs_unparsed", "documents[0].items[0]")]


@pytest.mark.parametrize("junk", [None, "Đơn", 7, [paper("Đơn")]])
def test_a_group_that_is_none_is_doubted(junk: Any) -> None:
    found, doubts = read_groups(junk, {"group": "", "items": [paper("Tờ khai")]})

    assert len(found) == 1
    assert [(d.flag, d.where) for d in doubts] == [("docs_unparsed", "documents[0]")]


@pytest.mark.parametrize("documents", [None, [], [{"group": "", "items": []}], [{"group": ""}]])
def test_without_a_paper_that_is_doubted(documents: Any) -> None:
    doubts = Doubts()

    assert components({"documents": documents}, doubts) == []
    assert flags(doubts) == {"no_documents"}


@pytest.mark.parametrize("length", [VERY_LONG, VERY_LONG + 1])
def test_a_very_long_name_is_kept_whole_and_doubted(length: int) -> None:
    (component,), doubts = read(paper("Đ" * length))

    assert len(component.name) == length
    assert ("very_long_document_name" in flags(doubts)) == (length > VERY_LONG)


def test_form_and_code_come_with_the_paper() -> None:
    (component,), _doubts = read(paper("+ Tờ  khai", form=" Mẫu 01 ", component_code="K" * 80))

    assert (component.name, component.form_name, component.code) == ("Tờ khai", "Mẫu 01", "K" * 64)
