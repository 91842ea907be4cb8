"""Rules proved: each section of the editor is saved whole and right, and what is wrong is told beside its box."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from procedures.choices import Channel
from procedures.draft_editing import differences
from procedures.draft_sections.cases import cases_of
from procedures.draft_sections.whole import SECTIONS
from procedures.models import Case, Component, DecisionChange, Field, TimeLimit
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, ComponentFactory, FieldFactory
from tests.procedures.publisher_desk import of, section_at, sent, stored, version_of

pytestmark = pytest.mark.django_db
CODE = "1.001193"
QUESTIONS = [
    {
        "key": "paper",
        "ask": "Bé có Giấy chứng sinh không?",
        "answers": [
            {"key": "has", "say": "Có", "case": "standard"},
            {"key": "none", "say": "Không", "case": "standard"},
        ],
    }
]


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


GENERAL = {
    "name": "Thủ tục đăng ký khai sinh",
    "field": "G15-TP07",
    "levels": ["commune"],
    "targets": ["citizen", "foreigner"],
    "executing_agency": "Ủy ban nhân dân cấp xã",
    "competence": "residence",
    "division": "van-hoa-xa-hoi",
    "online_level": "full",
    "filed_at": "here",
    "assurance_level": "0",
    "keywords": "làm giấy khai sinh\n\nkhai  sinh cho con\nlàm giấy khai sinh",
    "based_on": "0",
}


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_opens_and_comes_back_saved_as_it_was(
    people: Deciders, change: DecisionChange, section: str
) -> None:
    """What is shown and sent back unchanged must not change: no field may be lost on the way."""
    before = SECTIONS[section].read(version_of(change))
    client = of(people.drafter)
    shown = client.get(section_at(change, section))
    form = shown.context["form"]
    data: dict[str, Any] = {"based_on": "0"}
    for one in form.forms if hasattr(form, "forms") else [form]:
        for name, field in one.fields.items():
            value = one.get_initial_for_field(field, name)
            if value is not None and value is not False:
                data[one.add_prefix(name)] = value
    if hasattr(form, "forms"):
        data |= {"row-TOTAL_FORMS": str(len(form.forms)), "row-INITIAL_FORMS": "0"}

    answer = client.post(section_at(change, section), data)

    assert answer.status_code == 302, answer.context["form"].errors
    assert SECTIONS[section].read(version_of(change)) == before


def test_general_facts_are_saved(people: Deciders, change: DecisionChange) -> None:
    FieldFactory(code="G15-TP08", name="Quốc tịch")

    of(people.drafter).post(
        section_at(change, "general"), GENERAL | {"field": "G15-TP08", "name": "Tên mới của thủ tục"}
    )

    version = version_of(change)
    assert (version.name, version.field) == ("Tên mới của thủ tục", Field.objects.get(code="G15-TP08"))
    assert version.targets == ["citizen", "foreigner"]
    assert version.keywords == ["làm giấy khai sinh", "khai sinh cho con"]
    assert version.non_territorial is False


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Hãy điền ô này."),
        ({"online_level": "partial", "online_reason": ""}, "Hãy nêu lý do chưa cung cấp trực tuyến toàn trình."),
        ({"competence": "department"}, "Hãy chọn sở, ban, ngành có thẩm quyền."),
        ({"levels": []}, "Hãy chọn ít nhất một ô."),
        ({"keywords": "x" * 201}, "Mỗi từ khóa dài không quá 200 chữ."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_kept_as_typed(
    people: Deciders, change: DecisionChange, typed: dict[str, Any], words: str
) -> None:
    client = of(people.drafter)

    answer = client.post(section_at(change, "general"), GENERAL | {"executing_agency": "Cơ quan vừa gõ"} | typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert version_of(change).executing_agency == "Ủy ban nhân dân cấp xã"
    # and it comes back when the page is opened again
    assert "Cơ quan vừa gõ" in client.get(section_at(change, "general")).content.decode()


def test_papers_are_added_changed_and_taken_out_in_one_saving(people: Deciders, change: DecisionChange) -> None:
    case = version_of(change).case("standard")
    ComponentFactory(case=case, name="Giấy phải bỏ", position=1)
    first, second = stored(change, "papers")

    of(people.drafter).post(
        section_at(change, "papers"),
        sent(
            first | {"name": "Giấy chứng sinh bản mới", "required": "on"},
            second | {"DELETE": "on"},
            {"case": "standard", "name": "Tờ khai", "kind": "paper", "originals": 1, "copies": 0, "required": "on"},
            {"case": "standard", "kind": "paper", "originals": 1, "copies": 0, "required": "on"},
        ),
    )

    papers = list(Component.objects.filter(case=case).order_by("position").values_list("pk", "name"))
    assert papers[0] == (int(first["id"]), "Giấy chứng sinh bản mới")
    assert [name for _pk, name in papers] == ["Giấy chứng sinh bản mới", "Tờ khai"]


def test_a_row_of_another_draft_is_not_reached_by_its_id(people: Deciders, change: DecisionChange) -> None:
    foreign = ComponentFactory(case=CaseFactory(key="other"), name="Của người khác")
    row = stored(change, "papers")[0] | {"id": foreign.pk, "name": "Đổi tên"}

    of(people.drafter).post(section_at(change, "papers"), sent(row))

    foreign.refresh_from_db()
    assert foreign.name == "Của người khác"
    assert [paper["name"] for paper in stored(change, "papers")] == ["Đổi tên"]


def test_a_fee_with_an_amount_needs_its_basis(people: Deciders, change: DecisionChange) -> None:
    fee = stored(change, "fees")[0]

    answer = of(people.drafter).post(
        section_at(change, "fees"), sent(fee | {"amount_dong": "50.000", "legal_basis": ""})
    )

    assert answer.status_code == 422
    assert "Hãy ghi căn cứ của mức thu này." in answer.content.decode()
    assert stored(change, "fees") == [fee]


def test_a_remark_is_never_asked_for(people: Deciders, change: DecisionChange) -> None:
    paper = stored(change, "papers")[0]

    answer = of(people.drafter).post(section_at(change, "papers"), sent(paper | {"kind": "note", "required": "on"}))

    assert answer.status_code == 422
    assert "không thể bắt buộc nộp" in answer.content.decode()


def test_two_limits_of_one_channel_are_told_beside_the_second(people: Deciders, change: DecisionChange) -> None:
    limit = stored(change, "limits")[0]
    twin = {"case": "standard", "channel": limit["channel"], "amount": "3", "unit": "working_day"}

    answer = of(people.drafter).post(section_at(change, "limits"), sent(limit, twin))

    assert answer.status_code == 422
    assert "Trường hợp này đã có thời hạn cho cách nộp này." in answer.content.decode()
    assert TimeLimit.objects.filter(case__version=change.version).count() == 1


def test_a_limit_may_take_the_place_of_one_taken_out_in_the_same_saving(
    people: Deciders, change: DecisionChange
) -> None:
    limit = stored(change, "limits")[0]
    new = {"case": "standard", "channel": limit["channel"], "amount": "3", "unit": "day"}

    of(people.drafter).post(section_at(change, "limits"), sent(limit | {"DELETE": "on"}, new))

    kept = TimeLimit.objects.get(case__version=change.version)
    assert (kept.channel, f"{kept.amount:f}", kept.unit) == (Channel.ANY, "3.00", "day")


def test_a_case_with_papers_is_not_taken_out_with_them_by_one_tick(people: Deciders, change: DecisionChange) -> None:
    case = stored(change, "cases")[0]
    other = {"name": "Trường hợp khác", "when": "Tôi đã có giấy"}

    answer = of(people.drafter).post(section_at(change, "cases"), sent(case | {"DELETE": "on"}, other))

    assert answer.status_code == 422
    assert "Hãy bỏ hoặc chuyển giấy tờ" in answer.content.decode()
    assert [c.name for c in Case.objects.filter(version=change.version)] == ["Trường hợp chung"]


def test_a_new_case_keeps_apart_from_those_before(people: Deciders, change: DecisionChange) -> None:
    case = stored(change, "cases")[0]

    of(people.drafter).post(
        section_at(change, "cases"), sent(case, {"name": "Trường hợp khác", "when": "Tôi đã có giấy"})
    )

    assert list(Case.objects.filter(version=change.version).values_list("key", "name")) == [
        ("standard", "Trường hợp chung"),
        ("case-2", "Trường hợp khác"),
    ]


def test_another_row_is_offered_without_losing_what_was_typed(people: Deciders, change: DecisionChange) -> None:
    paper = stored(change, "papers")[0] | {"name": "Đang gõ dở"}

    answer = of(people.drafter).post(section_at(change, "papers"), sent(paper, more="1"))

    text = answer.content.decode()
    assert "Đang gõ dở" in text
    assert 'name="row-1-name"' in text
    assert stored(change, "papers")[0]["name"] == "Giấy chứng sinh"


def test_differences_are_told_in_words() -> None:
    section = SECTIONS["limits"]
    before = [{"id": "1", "case": "standard", "channel": "any", "amount": "1", "same_day_before_15": True}]
    after = [{"id": "1", "case": "standard", "channel": "online", "amount": "3", "same_day_before_15": False}]

    told = [(d.row, d.label, d.before, d.after) for d in differences(section, before, after)]

    assert told == [
        ("Thời hạn 1", "Cách nộp", "Mọi cách nộp", "Trực tuyến"),
        ("Thời hạn 1", "Thời hạn", "1", "3"),
        ("Thời hạn 1", "Trả ngay trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo", "✓", "✗"),
    ]


def test_the_preview_is_the_citizens_page_with_the_drafts_words(people: Deciders, change: DecisionChange) -> None:
    paper = stored(change, "papers")[0]
    of(people.drafter).post(section_at(change, "papers"), sent(paper | {"name": "Giấy chỉ có trong bản thảo"}))

    preview = of(people.checker).get(section_at(change, "xem-truoc")).content.decode()

    assert "Giấy chỉ có trong bản thảo" in preview
    assert "Người dân chỉ thấy nội dung này khi quyết định có hiệu lực." in preview
    assert "Giấy chỉ có trong bản thảo" not in Client().get(f"/thu-tuc/{CODE}/").content.decode()


def test_the_office_reads_but_does_not_write(people: Deciders, change: DecisionChange) -> None:
    office = of(people.checker)

    assert section_at(change, "papers") not in office.get(section_at(change)).content.decode()
    office.post(section_at(change, "requirements"), {"requirements": "Lén sửa", "based_on": "0"})

    assert version_of(change).requirements == ""


def test_a_section_that_is_none_is_not_found(people: Deciders, change: DecisionChange) -> None:
    assert of(people.drafter).get(section_at(change, "khong-co")).status_code == 404


def test_sections_read_and_write_every_column_they_show() -> None:
    """A column of the form that the section forgets would be asked and lost."""
    for section in SECTIONS.values():
        fields = set(section.form().fields) - {"id"}
        content = section.read(good(questions=QUESTIONS, doubts=[{"flag": "time_zero", "where": "x", "text": "0"}]))
        shown = set(content[0] if isinstance(content, list) and content else content)
        assert not isinstance(content, list) or content, section.key
        assert fields == shown - {"id"}, section.key


def test_cases_are_offered_to_the_rows_that_belong_to_one(change: DecisionChange) -> None:
    assert cases_of(version_of(change)) == [("standard", "Trường hợp chung")]
