"""Rules proved: what a version changed is told field by field, paper by paper, in words, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from procedures import catalogue
from procedures.comparing.told import Section
from procedures.comparing.whole import compare
from procedures.models import Component, Fee, Procedure, ProcedureVersion, Step, TimeLimit
from procedures.publishing import publish
from procedures.showing import page_of
from procedures.word_changes import MOST_WORDS, pieces
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    TimeLimitFactory,
    draft,
)

CODE = "1.001193"
URL = f"/thu-tuc/{CODE}/thay-doi/2/"
OLD, NEW = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def procedure(db: None) -> Procedure:
    """A procedure without versions."""
    made: Procedure = ProcedureFactory(code=CODE)
    return made


@pytest.fixture
def pair(procedure: Procedure) -> tuple[ProcedureVersion, ProcedureVersion]:
    """Two drafts alike in all but number, for a test to change one of them."""
    return draft(procedure=procedure, number=1), draft(procedure=procedure, number=2, source="local")


def sections(pair: tuple[ProcedureVersion, ProcedureVersion]) -> dict[str, Section]:
    """What the second changed against the first, by section."""
    old, new = (page_of(catalogue.find_version(version.pk)) for version in pair)
    return {section.key: section for section in compare(old, new)}


def told(pair: tuple[ProcedureVersion, ProcedureVersion], key: str) -> list[tuple[str, ...]]:
    """The changes of one section as tuples; asserts that no other section has any."""
    found = sections(pair)
    assert set(found) == {key}
    return [(c.kind, c.what, c.fact, c.before, c.after) for c in found[key].changes]


def test_versions_alike_have_no_changes(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    assert sections(pair) == {}


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("name", "Tên mới", "Thủ tục đăng ký khai sinh", "Tên mới"),
        ("levels", ["province"], "Cấp xã", "Cấp tỉnh"),
        ("targets", ["citizen", "foreigner"], "Công dân", "Công dân, Người nước ngoài"),
        ("non_territorial", False, "Có", "Không"),
        ("competence", "seat", "Nơi người yêu cầu cư trú", "Nơi đặt trụ sở hoặc địa điểm kinh doanh"),
        ("executing_agency", "Sở Tư pháp", "Ủy ban nhân dân cấp xã", "Sở Tư pháp"),
        ("requirements", "Đủ 18 tuổi", "", "Đủ 18 tuổi"),
        ("decision_number", "9/QĐ-UBND", "", "9/QĐ-UBND"),
    ],
)
def test_each_fact_is_told_in_words(
    pair: tuple[ProcedureVersion, ProcedureVersion], field: str, value: Any, before: str, after: str
) -> None:
    ProcedureVersion.objects.filter(pk=pair[1].pk).update(**{field: value})

    assert [change[3:] for change in told(pair, "facts")] == [(before, after)]


def test_papers_that_came_went_and_changed(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    case = pair[1].cases.get()
    Component.objects.filter(case=case).update(originals=2, note="Bản có dấu")
    ComponentFactory(case=case, name="Ảnh 4x6", originals=0, copies=3, required=False, position=1)
    ComponentFactory(case=pair[0].cases.get(), name="Sổ hộ khẩu", position=1)

    assert told(pair, "papers") == [
        ("removed", "Sổ hộ khẩu", "", "1 bản chính; bắt buộc", ""),
        ("changed", "Giấy chứng sinh", "số lượng", "1 bản chính", "2 bản chính"),
        ("changed", "Giấy chứng sinh", "lưu ý", "", "Bản có dấu"),
        ("added", "Ảnh 4x6", "", "", "3 bản sao; nếu thuộc trường hợp này"),
    ]


def test_a_paper_keeps_its_identity_by_its_code(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    Component.objects.update(code="000.00.00.G15-KQ004389")
    Component.objects.filter(case__version=pair[1]).update(name="Giấy chứng sinh điện tử")

    assert told(pair, "papers") == [
        ("changed", "Giấy chứng sinh điện tử", "tên", "Giấy chứng sinh", "Giấy chứng sinh điện tử")
    ]


def test_papers_in_another_order_are_no_change(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    for version, places in zip(pair, ((1, 2), (2, 1)), strict=True):
        case = version.cases.get()
        for name, position in zip(("A", "B"), places, strict=True):
            ComponentFactory(case=case, name=name, position=position)

    assert sections(pair) == {}


def test_two_papers_of_one_name_are_both_counted(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    ComponentFactory(case=pair[1].cases.get(), position=1)

    assert told(pair, "papers") == [("added", "Giấy chứng sinh", "", "", "1 bản chính; bắt buộc")]


def test_money_time_and_steps_are_told(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    Fee.objects.filter(case__version=pair[1]).update(amount_dong=5000)
    TimeLimit.objects.filter(case__version=pair[1]).update(amount=Decimal(3), unit="day")
    Step.objects.filter(process__version=pair[1]).update(working_hours=4)

    found = sections(pair)

    assert [(c.what, c.before, c.after) for key in ("fees", "times", "stages") for c in found[key].changes] == [
        ("Lệ phí hộ tịch", "8.000 đồng", "5.000 đồng"),
        ("Mọi cách nộp", "1 ngày làm việc", "3 ngày"),
        ("Tiếp nhận hồ sơ", "1 giờ làm việc", "4 giờ làm việc"),
    ]


def test_a_fee_of_another_channel_is_another_fee(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    FeeFactory(case=pair[1].cases.get(), channel="online", amount_dong=0, position=1)

    assert told(pair, "fees") == [("added", "Lệ phí hộ tịch", "", "", "Không thu; Trực tuyến")]


def test_new_cases_are_named_without_repeating_their_papers(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    late = CaseFactory(version=pair[1], key="late", name="Quá hạn", when="Trẻ đã quá 60 ngày", position=1)
    ComponentFactory(case=late, name="Giấy cam đoan")

    assert told(pair, "cases") == [("added", "Quá hạn", "", "", "Trẻ đã quá 60 ngày")]


def test_a_change_alike_in_several_cases_is_told_once_and_names_them(
    pair: tuple[ProcedureVersion, ProcedureVersion],
) -> None:
    for version in pair:
        for key in ("late", "other"):
            case = CaseFactory(version=version, key=key, name=f"Trường hợp {key}", position=1)
            TimeLimitFactory(case=case)
    TimeLimit.objects.filter(case__version=pair[1], case__key__in=["late", "other"]).update(amount=Decimal(9))

    found = sections(pair)["times"]

    assert found.cases == ("Trường hợp late", "Trường hợp other")
    assert len(found.changes) == 1


def test_a_change_in_every_case_names_none(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    for version in pair:
        TimeLimitFactory(case=CaseFactory(version=version, key="late", name="Quá hạn", position=1))
    TimeLimit.objects.filter(case__version=pair[1]).update(amount=Decimal(9))

    assert sections(pair)["times"].cases == ()


def test_lists_of_laws_results_and_guide(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    old = {"legal_basis": [{"code": "1/2014", "name": "Luật A"}], "results": [{"name": "Giấy X"}]}
    new = {
        "legal_basis": [{"code": "1/2014", "name": "Luật A sửa"}, {"code": "2/2026", "name": "Luật B"}],
        "results": [{"name": "Giấy Y"}],
        "guide": [{"title": "Nộp", "text": "Ra quầy"}],
    }
    ProcedureVersion.objects.filter(pk=pair[0].pk).update(**old)
    ProcedureVersion.objects.filter(pk=pair[1].pk).update(**new)

    found = sections(pair)

    assert [(c.kind, c.what) for c in found["legal_basis"].changes] == [("changed", "1/2014"), ("added", "2/2026")]
    assert [(c.kind, c.what) for c in found["results"].changes] == [("removed", "Giấy X"), ("added", "Giấy Y")]
    assert [(c.kind, c.what, c.after) for c in found["guide"].changes] == [("added", "Nộp", "Ra quầy")]


def test_the_words_are_in_the_readers_language(pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    Component.objects.filter(case__version=pair[1]).update(originals=2)

    with translation.override("en"):
        change = sections(pair)["papers"].changes[0]

    assert (change.fact, change.after) == ("number", "originals: 2")


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_of_a_change_give_both_wordings_back(before: str, after: str) -> None:
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.became != "new") == before
    assert "".join(piece.text for piece in found if piece.became != "gone") == after


def test_only_the_words_that_changed_are_marked() -> None:
    found = pieces("Nộp hai bản chính tại quầy", "Nộp một bản chính tại quầy")

    assert [(piece.became, piece.text) for piece in found] == [
        ("same", "Nộp "),
        ("gone", "hai"),
        ("new", "một"),
        ("same", " bản chính tại quầy"),
    ]


def test_very_long_texts_are_shown_whole() -> None:
    long = "từ " * (MOST_WORDS + 1)

    assert [piece.became for piece in pieces(long, f"{long}thêm")] == ["gone", "new"]


@pytest.fixture
def announced_pair(pair: tuple[ProcedureVersion, ProcedureVersion]) -> tuple[ProcedureVersion, ProcedureVersion]:
    """Version 1 of January and version 2 of June, with other papers and another fee."""
    old, new = pair
    Component.objects.filter(case__version=new).update(originals=2)
    Fee.objects.filter(case__version=new).update(amount_dong=0)
    ComponentFactory(case=old.cases.get(), name="Sổ hộ khẩu", position=1)
    ProcedureVersion.objects.filter(pk=new.pk).update(decision_number="77/QĐ-UBND")
    publish([old], valid_from=OLD)
    publish([new], valid_from=NEW)
    return old, new


def test_the_page_tells_what_changed(client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion]) -> None:
    html = client.get(URL).content.decode()

    for words in ("Những gì thay đổi ở phiên bản 2", "Áp dụng từ 01/06/2026", "77/QĐ-UBND", "Bỏ:", "Sổ hộ khẩu"):
        assert words in html, words
    assert "<del>1</del>" in html and "<ins>2</ins>" in html


def test_the_first_version_has_nothing_before_it(
    client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion]
) -> None:
    assert "phiên bản đầu tiên" in client.get(f"/thu-tuc/{CODE}/thay-doi/1/").content.decode()


def test_a_version_that_changed_nothing_to_see_says_so(
    client: Client, pair: tuple[ProcedureVersion, ProcedureVersion]
) -> None:
    publish([pair[0]], valid_from=OLD)
    publish([pair[1]], valid_from=NEW)

    assert "không thấy gì khác so với phiên bản 1" in client.get(URL).content.decode()


def test_drafts_and_unknown_versions_have_no_changes_page(
    client: Client, pair: tuple[ProcedureVersion, ProcedureVersion]
) -> None:
    publish([pair[0]], valid_from=OLD)

    assert client.get(URL).status_code == 404
    assert client.get("/thu-tuc/9.999999/thay-doi/1/").status_code == 404


def test_scripts_in_changed_text_are_only_text(client: Client, procedure: Procedure) -> None:
    publish([draft(procedure=procedure, requirements="Một")], valid_from=OLD)
    publish([draft(procedure=procedure, number=2, requirements="<script>alert(1)</script>")], valid_from=NEW)

    html = client.get(URL).content.decode()

    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_the_page_costs_no_query_when_warm(
    client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion], django_assert_num_queries: Any
) -> None:
    client.get(URL)

    with django_assert_num_queries(0):
        client.get(URL)


def test_the_api_lists_versions_and_tells_changes(
    client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion]
) -> None:
    listed = client.get(f"/api/v1/procedures/{CODE}/versions/").json()["results"]
    changes = client.get(f"/api/v1/procedures/{CODE}/versions/2/changes/").json()

    assert [(row["version"], row["valid_from"], row["valid_to"]) for row in listed] == [
        (2, "2026-06-01", None),
        (1, "2026-01-01", "2026-06-01"),
    ]
    assert (changes["version"]["version"], changes["before"]["version"]) == (2, 1)
    assert {section["key"] for section in changes["sections"]} == {"facts", "papers", "fees"}
    assert changes["sections"][1]["changes"][0] == {
        "kind": "removed", "what": "Sổ hộ khẩu", "fact": "", "before": "1 bản chính; bắt buộc", "after": "",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["9.999999/versions/", f"{CODE}/versions/3/changes/", "9.999999/versions/1/changes/"])
def test_the_api_says_404_for_what_is_not_there(
    client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion], path: str
) -> None:
    response = client.get(f"/api/v1/procedures/{path}")

    assert response.status_code == 404
    assert response.json()["status"] == 404


def test_the_first_version_has_no_changes_in_the_api(
    client: Client, announced_pair: tuple[ProcedureVersion, ProcedureVersion]
) -> None:
    body = client.get(f"/api/v1/procedures/{CODE}/versions/1/changes/").json()

    assert (body["before"], body["sections"]) == (None, [])


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_citizen_reads_what_changed_and_goes_to_the_old_version(
    page: Page,
    live_server: Any,
    check_widths: Callable[[Page], None],
    announced_pair: tuple[ProcedureVersion, ProcedureVersion],
) -> None:
    page.goto(f"{live_server.url}/thu-tuc/{CODE}/")
    page.get_by_text("Thông tin công bố và các phiên bản").click()
    page.get_by_role("link", name="Những gì thay đổi ở phiên bản 2").click()
    check_widths(page)
    expect(page.get_by_text("Sổ hộ khẩu")).to_be_visible()
    page.get_by_role("link", name="Xem phiên bản 1").click()
    check_widths(page)
    expect(page.get_by_text("không phải nội dung hôm nay")).to_be_visible()
    expect(page.get_by_role("link", name="Nộp hồ sơ")).to_have_count(0)
    page.get_by_role("link", name="Xem nội dung đang áp dụng hôm nay").click()
    expect(page.get_by_text("(2 bản chính)")).to_be_visible()
