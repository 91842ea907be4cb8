"""Rules proved without a database: every part of a page is compared, both ways alike; what is the same is not told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.case_questions import Answer, Question
from procedures.comparing.told import Change
from procedures.comparing.whole import compare
from procedures.delegated import Matter
from procedures.process_words import ToldStep
from procedures.showing import CasePage, Limit, Money, Paper, ProcedurePage

PAPER = Paper(name="Giấy chứng sinh", count="1 bản chính", note="", form="", is_required=True, code="")
FEE = Money(code="LP", kind="fee", name="Lệ phí", amount="8.000 đồng", channel="", basis="NQ 1", note="")
TIME = Limit(channel="any", channel_name="", said="1 ngày làm việc", note="")
STAGE = ToldStep(
    key="receive", name="Tiếp nhận", who="Cán bộ tiếp nhận", where="Nơi tiếp nhận", time="1 giờ làm việc",
    can_happen=("Hồ sơ được chuyển đi.",), asked=(),
)  # fmt: skip
QUESTION = Question(
    "late", "Trẻ đã quá 60 ngày chưa?", "", (Answer("no", "Chưa", case="a"), Answer("yes", "Rồi", case="b"))
)
CASE = CasePage(
    key="a", name="Đúng hạn", answer="Chưa quá 60 ngày", papers=[PAPER], notes=["Lưu ý"], fees=[FEE], dues=[],
    times=[TIME], stages=[STAGE],
)  # fmt: skip
PAGE = ProcedurePage(
    version_id=1,
    matter=Matter(None, None),
    code="1.001193",
    name="Đăng ký khai sinh",
    field_name="Hộ tịch",
    agency="Ủy ban nhân dân cấp xã",
    levels=["Cấp xã"],
    targets=["Công dân"],
    online="Trực tuyến toàn trình",
    online_level="full",
    online_reason="",
    non_territorial=True,
    non_territorial_from=None,
    is_filed_here=True,
    is_filed_nationally=False,
    filed_at_reason="",
    assurance_level=0,
    assurance="Tài khoản nào cũng được",
    clock_on_supplement="Tính lại từ đầu",
    competence="residence",
    competence_name="Nơi cư trú",
    department="",
    decision="163/QĐ-BTP",
    requirements="",
    valid_from="01/01/2026",
    guide=[{"title": "Nộp hồ sơ", "text": "Ra quầy."}],
    results=["Giấy khai sinh"],
    legal_basis=[("60/2014/QH13", "Luật Hộ tịch")],
    questions=(QUESTION,),
    cases=[CASE],
    doubts=[],
    doubts_introduced="",
    source_url="",
)
#: What is no content of the announcement: keys, dates of the version itself, and what is shown in other words.
NOT_COMPARED = {
    "version_id",
    "matter",
    "filed_at_reason",  # counts for what is filed on the national portal only
    "code",
    "online_level",
    "assurance_level",
    "is_filed_here",
    "competence",
    "department",
    "valid_from",
    "doubts",
    "doubts_introduced",
    "source_url",
}
#: Each part of a page with another content, and the section that must tell it.
OTHERS: dict[str, tuple[Any, str]] = {
    "name": ("Tên khác", "facts"),
    "field_name": ("Đất đai", "facts"),
    "agency": ("Sở Tư pháp", "facts"),
    "levels": (["Cấp tỉnh"], "facts"),
    "targets": (["Công dân", "Tổ chức"], "facts"),
    "online": ("Trực tuyến một phần", "facts"),
    "online_reason": ("Phải ký trước mặt cán bộ", "facts"),
    "non_territorial": (False, "facts"),
    "non_territorial_from": (date(2027, 1, 1), "facts"),
    "is_filed_nationally": (True, "facts"),
    "assurance": ("Tài khoản định danh mức độ 2", "facts"),
    "clock_on_supplement": ("Tính tiếp thời gian còn lại", "facts"),
    "competence_name": ("Nơi đặt trụ sở", "facts"),
    "decision": ("77/QĐ-UBND", "facts"),
    "requirements": ("Đủ 18 tuổi", "facts"),
    "guide": ([{"title": "Nộp hồ sơ", "text": "Nộp trực tuyến."}], "guide"),
    "results": (["Trích lục"], "results"),
    "legal_basis": ([("60/2014/QH13", "Luật Hộ tịch (sửa đổi)")], "legal_basis"),
    "questions": ((replace(QUESTION, ask="Bé mấy ngày tuổi?"),), "questions"),
    "cases": ([replace(CASE, name="Trong hạn")], "cases"),
}
CASE_OTHERS: dict[str, tuple[Any, str]] = {
    "name": ("Trong hạn", "cases"),
    "answer": ("Dưới 60 ngày", "cases"),
    "papers": ([replace(PAPER, count="2 bản chính")], "papers"),
    "notes": (["Lưu ý khác"], "papers"),
    "fees": ([replace(FEE, amount="Không thu")], "fees"),
    "times": ([replace(TIME, said="3 ngày")], "times"),
    "stages": ([replace(STAGE, time="4 giờ làm việc")], "stages"),
    "approval": ("Quy trình được phê duyệt tại 1/QĐ-UBND.", "stages"),
}
#: Every fact of a paper, a fee, a limit and a step that readers see.
PARTS: list[tuple[str, Any, dict[str, Any]]] = [
    (
        "papers",
        PAPER,
        {"name": "Giấy khác", "count": "2 bản sao", "note": "Có dấu", "form": "Mẫu 1", "is_required": False},
    ),
    ("fees", FEE, {"name": "Phí", "amount": "0 đồng", "channel": "Trực tuyến", "basis": "NQ 2", "note": "Mỗi bản"}),
    ("times", TIME, {"said": "3 ngày", "note": "Từ ngày nộp đủ"}),
    ("stages", STAGE, {"name": "Nhận", "who": "Chuyên viên", "where": "Cơ quan", "time": "2 giờ"}),
]


def changes(before: ProcedurePage, after: ProcedurePage) -> list[Change]:
    """All of them."""
    return [change for section in compare(before, after) for change in section.changes]


def turned(change: Change) -> tuple[str, str, str]:
    """The kind and values of the same change seen from the other side."""
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    return kinds[change.kind], change.after, change.before


def test_every_part_of_a_page_is_compared_or_named_here() -> None:
    """A part added to the page later fails here until somebody decides whether its changes are told."""
    assert {part.name for part in fields(ProcedurePage)} == set(OTHERS) | NOT_COMPARED
    assert {part.name for part in fields(CasePage)} == set(CASE_OTHERS) | {"key", "dues", "picture", "has_eform"}


@pytest.mark.parametrize("part", OTHERS)
def test_a_part_that_differs_is_told_in_its_section_both_ways(part: str) -> None:
    value, section = OTHERS[part]
    other = replace(PAGE, **{part: value})

    for before, after in ((PAGE, other), (other, PAGE)):
        assert [found.key for found in compare(before, after)] == [section]
    assert sorted(turned(c) for c in changes(PAGE, other)) == sorted(
        (c.kind, c.before, c.after) for c in changes(other, PAGE)
    )


@pytest.mark.parametrize("part", sorted(NOT_COMPARED))
def test_what_is_no_content_is_never_a_change(part: str) -> None:
    other: Any = "anything"
    assert compare(PAGE, replace(PAGE, **{part: other})) == []


def test_why_it_is_filed_on_the_national_portal_is_told() -> None:
    here, there = (
        replace(PAGE, is_filed_nationally=True),
        replace(PAGE, is_filed_nationally=True, filed_at_reason="Vì A"),
    )

    (change,) = changes(here, there)

    assert (change.kind, "Vì A" in change.after) == ("changed", True)


@pytest.mark.parametrize("part", CASE_OTHERS)
def test_a_part_of_a_case_that_differs_is_told_both_ways(part: str) -> None:
    value, section = CASE_OTHERS[part]
    other = replace(PAGE, cases=[replace(CASE, **{part: value})])

    for before, after in ((PAGE, other), (other, PAGE)):
        assert [found.key for found in compare(before, after)] == [section]


@pytest.mark.parametrize(
    ("section", "whole", "fact", "value"),
    [(section, whole, fact, value) for section, whole, facts in PARTS for fact, value in facts.items()],
)
def test_every_fact_of_papers_money_time_and_steps_is_told(section: str, whole: Any, fact: str, value: Any) -> None:
    """A paper or fee without a code is known by its name, a fee by its way of filing: then one goes and one comes."""
    content: dict[str, Any] = {section: [replace(whole, **{fact: value})]}
    other = replace(PAGE, cases=[replace(CASE, **content)])
    is_another = (section, fact) in {("papers", "name"), ("fees", "channel")}

    kinds = [change.kind for change in changes(PAGE, other)]

    assert kinds == (["removed", "added"] if is_another else ["changed"])


def test_a_way_of_filing_with_a_limit_of_its_own_came() -> None:
    own = Limit(channel="online", channel_name="Trực tuyến", said="1 giờ", note="")
    (change,) = changes(PAGE, replace(PAGE, cases=[replace(CASE, times=[TIME, own])]))

    assert (change.kind, change.what, change.after) == ("added", "Trực tuyến", "1 giờ")


def test_a_case_that_came_and_one_that_went_are_named_without_their_content() -> None:
    other = replace(PAGE, cases=[replace(CASE, key="b", name="Quá hạn", papers=[])])

    assert [(c.kind, c.what) for c in changes(PAGE, other)] == [("removed", "Đúng hạn"), ("added", "Quá hạn")]


def test_an_answer_of_a_question_that_reads_differently_is_told() -> None:
    other = replace(QUESTION, answers=(QUESTION.answers[0], Answer("yes", "Rồi, quá 60 ngày", case="b")))
    (change,) = changes(PAGE, replace(PAGE, questions=(other,)))

    assert (change.before, change.after) == ("Chưa; Rồi", "Chưa; Rồi, quá 60 ngày")


NAMES = st.sampled_from(["Tờ khai", "Giấy chứng sinh", "Ảnh 4x6"])
PAPERS = st.lists(
    st.builds(
        Paper,
        name=NAMES,
        count=st.sampled_from(["1 bản chính", "2 bản sao"]),
        note=st.sampled_from(["", "Có dấu"]),
        form=st.just(""),
        is_required=st.booleans(),
        code=st.sampled_from(["", "KQ1", "KQ2"]),
    ),
    max_size=5,
)
LAWS = st.lists(st.tuples(st.sampled_from(["", "1/2014", "2/2026"]), st.sampled_from(["Luật A", "Luật B"])), max_size=4)
PAGES = st.builds(
    lambda papers, laws, results, text: replace(
        PAGE, cases=[replace(CASE, papers=papers)], legal_basis=laws, results=results, requirements=text
    ),
    PAPERS,
    LAWS,
    st.lists(NAMES, max_size=4),
    st.sampled_from(["", "Đủ 18 tuổi", "Đủ 20 tuổi"]),
)


@given(PAGES)
def test_a_page_differs_from_itself_in_nothing(page: ProcedurePage) -> None:
    assert compare(page, page) == []


@given(PAGES, PAGES)
def test_seen_from_the_other_side_what_came_went(before: ProcedurePage, after: ProcedurePage) -> None:
    forth = sorted(turned(change) for change in changes(before, after))
    back = sorted((change.kind, change.before, change.after) for change in changes(after, before))

    assert forth == back


@given(PAGES, PAGES)
def test_nothing_is_told_that_did_not_change(before: ProcedurePage, after: ProcedurePage) -> None:
    for change in changes(before, after):
        if change.kind == "changed":
            assert change.before != change.after
        assert change.what or change.before or change.after


@given(PAGES, PAGES)
def test_pages_that_differ_in_what_readers_see_are_told_apart(before: ProcedurePage, after: ProcedurePage) -> None:
    """Order is no content; all else is."""
    same = (
        before.requirements == after.requirements
        and sorted(before.results) == sorted(after.results)
        and sorted(before.legal_basis) == sorted(after.legal_basis)
        and sorted(map(str, before.cases[0].papers)) == sorted(map(str, after.cases[0].papers))
    )
    if not changes(before, after):
        assert same
