"""Rules proved: a version is told in plain lines by section, so that two can be read against each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from procedures import catalogue
from procedures.choices import Channel, ComponentKind, FeeKind, OnlineLevel, TimeUnit
from procedures.models import ProcedureVersion
from procedures.review.outline import SECTIONS, outline
from tests.procedures.factories import CaseFactory, ComponentFactory, FeeFactory, TimeLimitFactory, draft

pytestmark = pytest.mark.django_db


def told(version: ProcedureVersion) -> dict[str, list[str]]:
    lines = outline(catalogue.find_version(version.pk))
    return {section: [str(line) for line in found] for section, found in lines.items()}


def labels(version: ProcedureVersion, section: str) -> list[str]:
    return [line.label for line in outline(catalogue.find_version(version.pk))[section]]


def test_every_section_is_there_in_the_order_of_the_page() -> None:
    assert list(told(draft())) == list(SECTIONS)


def test_the_general_part_says_what_is_known_and_leaves_out_what_is_not() -> None:
    version = draft(decision_number="163/QĐ-BTP", decision_agency="Bộ Tư pháp", online_level=OnlineLevel.FULL)

    assert told(version)["general"] == [
        "Tên thủ tục: Thủ tục đăng ký khai sinh",
        "Lĩnh vực: Hộ tịch",
        "Cấp thực hiện: Cấp xã",
        "Đối tượng: Công dân",
        "Nộp trực tuyến: Trực tuyến toàn trình",
        "Cơ quan có thẩm quyền: Nơi người yêu cầu cư trú",
        "Cơ quan thực hiện: Ủy ban nhân dân cấp xã",
        "Quyết định công bố: 163/QĐ-BTP Bộ Tư pháp",
    ]
    assert len(told(draft(targets=[], executing_agency=""))["general"]) == 5


def test_papers_come_before_remarks_with_their_counts() -> None:
    version = draft()
    case = version.cases.get()
    ComponentFactory(case=case, position=1, name="Mang thẻ", kind=ComponentKind.NOTE, required=False)
    ComponentFactory(case=case, position=2, name="Đơn", originals=0, copies=2, required=False, form_name="Mẫu 1")

    assert told(version)["documents"] == [
        "Giấy chứng sinh; 1 bản chính, 0 bản sao",
        "Đơn; 0 bản chính, 2 bản sao; Mẫu 1; nếu có",
        "Lưu ý: Mang thẻ",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Lệ phí: Lệ phí hộ tịch; 8.000 đồng"),
        ({"channel": Channel.ONLINE}, "Lệ phí: Lệ phí hộ tịch; 8.000 đồng; Trực tuyến"),
        ({"kind": FeeKind.CHARGE, "note": "mỗi bản"}, "Phí: Lệ phí hộ tịch; 8.000 đồng; mỗi bản"),
    ],
)
def test_a_fee_says_its_kind_amount_way_and_note(changes: dict[str, Any], line: str) -> None:
    version = draft()
    case = version.cases.get()
    case.fees.all().delete()
    FeeFactory(case=case, **changes)

    assert line in told(version)["channels"]


def test_where_there_are_several_cases_each_line_says_of_which() -> None:
    version = draft()
    other = CaseFactory(version=version, key="late", name="Quá hạn", position=1)
    ComponentFactory(case=other, name="Giải trình")
    TimeLimitFactory(case=other, amount=5, unit=TimeUnit.DAY)

    assert labels(version, "documents") == ["Trường hợp chung", "Quá hạn"]
    assert [label.partition(" – ")[0] for label in labels(version, "channels")] == [
        "Trường hợp chung",
        "Trường hợp chung",
        "Quá hạn",
    ]


def test_lists_of_the_version_are_told_line_by_line() -> None:
    version = draft(
        guide=[{"title": "Bước 1", "text": "Nộp"}],
        results=[{"code": "", "name": "Giấy"}],
        legal_basis=[{"code": "60/2014/QH13", "name": "Luật"}, {"name": "Khác"}],
        requirements="Một\n\n  \nHai",
    )

    found = told(version)

    assert found["steps"] == ["Bước 1: Nộp"]
    assert found["results"] == ["Giấy"]
    assert found["legal_basis"] == ["60/2014/QH13: Luật", "Khác"]
    assert found["requirements"] == ["Một", "Hai"]
    assert found["process"] == ["Tiếp nhận hồ sơ: 1 giờ làm việc"]


def test_equal_versions_are_told_alike_and_in_the_readers_language() -> None:
    first, second = draft(), draft()

    assert told(first) == told(second)
    with override("en"):
        english = told(first)
    assert english["general"] != told(first)["general"]
    assert english["results"] == told(first)["results"]


def test_an_empty_version_is_told_without_lines() -> None:
    version = draft(requirements="", guide=[], results=[], legal_basis=[])
    version.cases.all().delete()
    version.processes.all().delete()

    found = told(version)

    assert {section for section, lines in found.items() if lines} == {"general"}
