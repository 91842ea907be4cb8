"""Rules proved: each known fault of national records (domain.md 3.3) is marked, and never becomes a promise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel, Competence, ComponentKind, FeeKind, OnlineLevel, Target, TimeUnit
from procedures.drafting import VersionContent
from procedures.models import TimeLimit
from procedures.national.mapping import NO_FIELD, UnusableRecord, content_of
from procedures.national.process import default_process
from procedures.national.survey import Survey, survey
from procedures.process_rules import hours_allowed
from tests.procedures.national_records import CLEAN, channel, fee, paper, record


def read(*others: dict[str, Any], **changes: Any) -> tuple[VersionContent, set[str]]:
    """The content of a record, beside others in its file, and the kinds of doubt about it."""
    soiled = record(**changes)
    seen = survey([(each, 0) for each in (soiled, *others)], lambda done: None)
    content, doubts = content_of(soiled, seen, "f")
    return content, {doubt.flag for doubt in doubts}


def test_a_clean_record_raises_no_doubt_and_keeps_its_meaning() -> None:
    content, flags = read()

    assert flags == set()
    version, case = content.version, content.cases[0]
    assert (content.code, version.name, content.field_name) == (CLEAN["code"], CLEAN["name"], CLEAN["field"])
    assert version.targets == [Target.BUSINESS]
    assert version.online_level == OnlineLevel.PARTIAL
    assert version.online_reason
    assert version.competence == Competence.SEAT
    assert version.guide == [{"title": "Bước 1", "text": "Nộp hồ sơ."}, {"title": "Bước 2", "text": "Nhận kết quả."}]
    assert version.results == [{"code": "", "name": "Giấy phép"}]
    assert [(c.name, c.form_name, c.kind, c.required) for c in case.components] == [
        ("Đơn đề nghị", "Mẫu 01", ComponentKind.PAPER, True)
    ]
    assert [(t.channel, t.amount, t.unit) for t in case.time_limits] == [
        (Channel.ANY, Decimal(7), TimeUnit.WORKING_DAY)
    ]


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"name": "Cấp giấy phe\u0301p"}, "source_decomposed_unicode"),
        ({"name": "Cấp\u200b giấy phép"}, "source_invisible_chars"),
        ({"name": " Cấp  giấy phép"}, "source_name_whitespace"),
        ({"requirements": "Có <b>kho</b>"}, "source_has_mark_up"),
        ({"requirements": "Phòng Kinh tế thuộc UBND huyện xác nhận"}, "mentions_abolished_district_level"),
        ({"requirements": "Nộp tại Ủy ban nhân dân cấp huyện"}, "mentions_abolished_district_level"),
        ({"requirements": "Điều kiện gồm…"}, "text_truncated"),
        ({"field": ""}, "no_field"),
        ({"levels": []}, "no_level"),
        ({"levels": ["district"]}, "no_level"),
        ({"executing_agency": ""}, "no_agency"),
        ({"legal_basis": []}, "no_legal_basis"),
        ({"legal_basis": [{"code": "Nghị định số 1", "name": ""}]}, "legal_code_not_a_code"),
        ({"legal_basis": ["Luật"]}, "legal_basis_not_readable"),
        ({"results": []}, "no_result"),
        ({"decision_no": ""}, "no_decision"),
        ({"steps": []}, "no_steps"),
        ({"channels": []}, "channels_unparsed"),
        ({"scope": "provincial"}, "other_province"),
        ({"quality_flags": ["long_name"]}, "long_name"),
        ({"documents": []}, "no_documents"),
        ({"documents": ["Đơn"]}, "docs_unparsed"),
        ({"documents": [{"group": "", "items": [paper(""), paper("Đơn")]}]}, "docs_unparsed"),
        ({"documents": [{"group": "", "items": [paper("Đơn", "hai")]}]}, "document_count_not_readable"),
        ({"documents": [{"group": "", "items": [paper("Đơn"), paper("đơn")]}]}, "duplicate_document_names"),
        ({"documents": [{"group": "", "items": [paper("Đ" * 501)]}]}, "very_long_document_name"),
    ],
)
def test_a_fault_is_marked(changes: dict[str, Any], flag: str) -> None:
    content, flags = read(**changes)

    assert flag in flags
    assert flag in {mark["flag"] for mark in content.version.doubts}


@pytest.mark.parametrize(
    "row",
    [
        paper("Người tiếp nhận có trách nhiệm kiểm tra", 0, 0),
        paper("Bất cứ điều gì", 0, 0),
        paper("Lưu ý: bản sao phải rõ", 1, 0),
        paper("Trường hợp đã có dữ liệu thì không phải nộp", 1, 0),
    ],
)
def test_a_remark_listed_as_a_paper_is_never_asked_for(row: dict[str, Any]) -> None:
    content, flags = read(documents=[{"group": "", "items": [row, paper("Đơn")]}])

    note = content.cases[0].components[0]
    assert (note.kind, note.required) == (ComponentKind.NOTE, False)
    assert flags & {"note_rows_in_documents", "remark_listed_as_paper"}


def test_papers_under_the_heading_remark_are_remarks() -> None:
    content, _flags = read(documents=[{"group": "* Lưu ý:", "items": [paper("Mang theo bản chính")]}])

    assert content.cases[0].components[0].kind == ComponentKind.NOTE


def test_a_component_code_met_twice_is_kept_once() -> None:
    items = [paper("Đơn", component_code="KQ1"), paper("Tờ khai", component_code="KQ1")]
    content, flags = read(documents=[{"group": "", "items": items}])

    assert [c.code for c in content.cases[0].components] == ["KQ1", ""]
    assert "duplicate_component_code" in flags


@pytest.mark.parametrize(
    ("channels", "flag", "limits"),
    [
        ([channel(time_unit=None)], "time_unit_missing", []),
        ([channel(time_unit="unspecified")], "time_unit_missing", []),
        ([channel(time_qty=None)], "channel_time_missing", []),
        ([channel(time_qty=0)], "time_zero", []),
        ([channel(time_qty=10**9)], "time_text_only", []),
        ([channel(time_qty="Theo mô tả")], "time_text_only", []),
        ([channel(time_qty="Không quá 15 ngày kể từ ngày nhận đủ")], "time_text_only", [("any", 15, "day")]),
        ([channel(time_qty="12,5 ngày làm việc")], "time_text_only", [("any", 12.5, "working_day")]),
        ([channel(time_qty="5 ngày hoặc 10 ngày")], "time_text_only", []),
        ([channel(time_qty=15, time_unit="hour")], "clock_time_as_duration", [("any", 1, "working_day")]),
        ([channel(time_qty=14, time_unit="hour", note="không vượt quá 14 ngày.")], "hour_but_text_says_days", []),
        ([channel(), channel(time_qty=9)], "duplicate_channel", [("any", 9, "working_day")]),
        (
            [channel(), channel(method="online", time_qty=3)],
            "time_differs_by_channel",
            [("direct", 7, "working_day"), ("online", 3, "working_day")],
        ),
    ],
)
def test_a_time_that_cannot_be_trusted(channels: list[Any], flag: str, limits: list[tuple[str, float, str]]) -> None:
    content, flags = read(channels=channels)

    assert flag in flags
    stated = [(t.channel, float(t.amount), t.unit) for t in content.cases[0].time_limits]
    assert stated == limits


def test_fifteen_hours_are_three_o_clock() -> None:
    content, _flags = read(channels=[channel(time_qty=15, time_unit="hour")])

    assert content.cases[0].time_limits[0].same_day_before_15


@pytest.mark.parametrize("text", ["1", " 1 ", 1, 1.0])
def test_a_number_in_a_text_is_a_number(text: Any) -> None:
    content, flags = read(channels=[channel(time_qty=text)])

    assert flags == set()
    assert content.cases[0].time_limits[0].amount == 1


@pytest.mark.parametrize(
    ("told", "flag", "amount"),
    [
        (fee(text="Theo quy định của Hội đồng nhân dân tỉnh"), "fee_zero_but_text_sets_fee", None),
        (fee(text="Phí thẩm định: 6.000.000 đồng/lần"), "fee_zero_but_text_sets_fee", None),
        (fee(amount=None, text="HĐND quy định"), "fee_amount_missing", None),
        (fee(amount=100, currency="USD", text="100 USD"), "fee_foreign_currency", None),
        (fee(amount="năm nghìn"), "fee_amount_not_readable", None),
        (fee(amount=-5), "fee_amount_not_readable", None),
        (fee(amount=True), "fee_amount_not_readable", None),
        (fee(text="Miễn lệ phí theo Thông tư 47"), None, 0),
        (fee(text="Không thu phí"), None, 0),
        (fee(amount=8000, text="Lệ phí"), None, 8000),
    ],
)
def test_a_fee_that_cannot_be_trusted_is_no_zero(told: dict[str, Any], flag: str | None, amount: int | None) -> None:
    content, flags = read(channels=[channel(fees=[told])])

    assert flags == ({flag} if flag else set())
    assert [f.amount_dong for f in content.cases[0].fees] == [amount]


def test_a_row_that_says_nothing_is_no_fee_and_one_that_is_no_row_is_doubted() -> None:
    content, flags = read(channels=[channel(fees=[fee(), "5000"])])

    assert content.cases[0].fees == []
    assert flags == {"fee_not_readable"}


def test_the_same_fee_under_each_channel_is_one_row() -> None:
    same = [fee(amount=5000, text="Lệ phí")]
    content, _flags = read(channels=[channel(fees=same), channel(method="postal", fees=same)])
    apart, _flags = read(channels=[channel(fees=same), channel(method="online", fees=[])])

    assert [f.channel for f in content.cases[0].fees] == [Channel.ANY]
    assert [f.channel for f in apart.cases[0].fees] == [Channel.DIRECT]


@pytest.mark.parametrize(
    ("text", "kind"), [("Lệ phí cấp phép", FeeKind.FEE), ("Phí thẩm định", FeeKind.CHARGE), ("Giá vé", FeeKind.PRICE)]
)
def test_the_kind_of_a_fee_comes_from_its_words_when_not_told(text: str, kind: str) -> None:
    content, _flags = read(channels=[channel(fees=[fee(kind=None, amount=1, text=text)])])

    assert content.cases[0].fees[0].kind == kind


def test_a_name_under_another_code_is_a_doubt() -> None:
    _content, flags = read(record(code="1.000002", name="CẤP GIẤY PHÉP BÁN LẺ  RƯỢU"))

    assert flags == {"duplicate_name_other_code"}


def test_the_code_of_a_field_is_learned_from_another_record() -> None:
    content, _flags = read(record(code="1.000002", name="Khác", field_code="G01-X"))

    assert content.field_code == "G01-X"
    assert read(field=None)[0].field_name == NO_FIELD


@pytest.mark.parametrize(
    ("changes", "rule", "department", "division"),
    [
        ({"field": "Đất đai"}, Competence.PLACE_OF_MATTER, "", "kinh-te"),
        ({"name": "Đăng ký hộ kinh doanh"}, Competence.SEAT, "", "kinh-te"),
        ({"levels": ["province"], "executing_agency": "Sở Tư pháp"}, Competence.DEPARTMENT, "so-tu-phap", ""),
        (
            {"levels": ["province"], "executing_agency": "Chi nhánh Văn phòng đăng ký đất đai khu vực"},
            Competence.DEPARTMENT,
            "so-nong-nghiep-moi-truong",
            "",
        ),
        ({"levels": ["ministry"], "executing_agency": "Sở Tư pháp"}, Competence.DEPARTMENT, "", ""),
        ({"levels": ["province"], "executing_agency": "Chi cục Hải quan"}, Competence.DEPARTMENT, "", ""),
    ],
)
def test_who_is_competent(changes: dict[str, Any], rule: str, department: str, division: str) -> None:
    version = read(**changes)[0].version

    assert (version.competence, version.competent_department, version.division) == (rule, department, division)


def test_mark_up_goes_and_its_words_stay() -> None:
    version = read(requirements="<p>Diện tích &lt; 5 m²</p><script>alert(1)</script><ul><li>Có kho</li></ul>")[
        0
    ].version

    assert version.requirements.split("\n")[0] == "Diện tích < 5 m²"
    assert "Có kho" in version.requirements
    assert "alert" not in version.requirements
    assert "<p>" not in version.requirements


def test_a_sign_less_than_is_no_mark_up() -> None:
    assert read(requirements="a < b")[0].version.requirements == "a < b"


@pytest.mark.parametrize("bad", [None, [], "x", {}, {"code": "x", "name": "y"}, {"code": "1.000001", "name": " "}])
def test_a_record_without_code_or_name_is_refused(bad: Any) -> None:
    with pytest.raises(UnusableRecord):
        content_of(bad, Survey(), "f")


JUNK = st.none() | st.integers() | st.text(max_size=12) | st.lists(st.none() | st.text(max_size=5), max_size=3)


@given(
    changes=st.dictionaries(
        st.sampled_from([k for k in CLEAN if k not in ("code", "name")]), st.lists(JUNK, max_size=3)
    )
)
def test_junk_in_any_list_never_breaks_the_reading(changes: dict[str, Any]) -> None:
    content, _flags = read(**changes)

    assert content.version.name == CLEAN["name"]
    assert content.version.levels


@given(
    amount=st.decimals(Decimal("0.25"), Decimal(400), places=2),
    unit=st.sampled_from(TimeUnit.values),
)
def test_the_default_process_fits_the_limit(amount: Decimal, unit: str) -> None:
    process = default_process([TimeLimit(amount=amount, unit=unit)])

    hours = sum(step.working_hours for step in process.steps)
    assert hours <= hours_allowed(amount, unit)
    assert [step.key for step in process.steps] == ["receive", "process", "sign", "return"]
    assert all(step.working_hours >= 0 for step in process.steps)
