"""Rules proved: the internal process of a draft is written step by step; each outcome leads to a step that is there;
what is wrong is told beside its box; what only becomes wrong together is told above and stops the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from procedures import decision_checks
from procedures.draft_sections.whole import SECTIONS
from procedures.models import Case, DecisionChange, DraftTyping, InternalProcess
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, ProcessFactory, usual_steps
from tests.procedures.process_rows import ENDS, a_step, asking, rows_of, steps_of
from tests.procedures.publisher_desk import of, section_at, sent, version_of
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure, with the usual four steps."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


@pytest.fixture
def client(people: Deciders) -> Client:
    """The browser of who drafts."""
    return of(people.drafter)


def test_the_page_draws_the_process_and_names_every_step(client: Client, change: DecisionChange) -> None:
    html = client.get(section_at(change, "process")).content.decode()

    assert html.count('class="portal-flow"') == 1
    for words in ("Tiếp nhận hồ sơ", "Thẩm tra hồ sơ", "Ký duyệt kết quả", "Trả lại để làm lại: đến bước"):
        assert words in html


def test_steps_are_added_changed_and_taken_out_in_one_saving(client: Client, change: DecisionChange) -> None:
    receive, process, sign, return_ = rows_of(change)
    check = a_step("check", "Xác minh", outcome_1="submit_for_signature", next_1="sign")
    on = process | {"name": "Xem xét", "outcome_1": "forward", "next_1": "check"}

    answer = client.post(section_at(change, "process"), sent(receive, on, check, sign, return_))

    assert answer.status_code == 302
    steps = steps_of(change)
    assert [step.key for step in sorted(steps.values(), key=lambda step: step.position)] == [
        "receive", "process", "check", "sign", "return",
    ]  # fmt: skip
    assert steps["process"].name == "Xem xét"
    assert dict(zip(steps["process"].outcomes, steps["process"].leads_to, strict=True)) == {
        "forward": "check", "request_supplement": "process",
    }  # fmt: skip


def test_steps_can_change_their_order(client: Client, change: DecisionChange) -> None:
    receive, process, sign, return_ = rows_of(change)

    client.post(section_at(change, "process"), sent(receive, sign, process, return_))

    assert [row["key"] for row in rows_of(change)] == ["receive", "sign", "process", "return"]
    assert steps_of(change)["process"].leads_to == ["sign", "process"]


def test_a_step_moves_up_and_its_ways_go_with_it(client: Client, change: DecisionChange) -> None:
    """Without JavaScript, before anything is saved: outcomes lead to the same steps wherever these stand."""
    rows = rows_of(change)

    answer = client.post(section_at(change, "process"), sent(*rows, up="2"))

    assert [row["key"] for row in answer.context["form"].initial] == ["receive", "sign", "process", "return"]
    assert [row["next_1"] for row in answer.context["form"].initial] == ["process", "return", "sign", ENDS]
    assert rows_of(change) == rows


def test_several_units_are_asked_at_once(client: Client, change: DecisionChange) -> None:
    """Departments and divisions by name, however it is written."""
    answer = client.post(section_at(change, "process"), sent(*asking(rows_of(change))))

    assert answer.status_code == 302, answer.context["form"].errors
    assert steps_of(change)["ask"].consulted == ["so-tu-phap", "kinh-te"]
    shown = rows_of(change)[2]
    assert shown["consulted"] == "Sở Tư pháp\nPhòng Kinh tế"


def test_a_step_leads_and_its_members_have_hours_of_their_own(client: Client, change: DecisionChange) -> None:
    """The officer's step that submits the draft itself names who has a part of it."""
    receive, process, sign, return_ = rows_of(change)
    joint = process | {"consulted": "Sở Tư pháp: 1\nphòng kinh tế", "working_hours": "2"}

    answer = client.post(section_at(change, "process"), sent(receive, joint, sign, return_))

    assert answer.status_code == 302, answer.context["form"].errors
    assert steps_of(change)["process"].consulted == ["so-tu-phap:1", "kinh-te"]
    assert rows_of(change)[1]["consulted"] == "Sở Tư pháp: 1\nPhòng Kinh tế"


@pytest.mark.parametrize("typed", ["Sở Xây dựng", "  sở xây dựng ", "so-xay-dung"])
def test_a_step_may_be_done_by_a_department_named(client: Client, change: DecisionChange, typed: str) -> None:
    receive, process, sign, return_ = rows_of(change)

    client.post(
        section_at(change, "process"),
        sent(receive, process | {"unit_rule": "named", "named_unit": typed}, sign, return_),
    )

    assert (steps_of(change)["process"].unit_rule, steps_of(change)["process"].named_unit) == ("named", "so-xay-dung")


def test_a_step_may_be_done_by_a_unit_named_by_its_code(
    client: Client, change: DecisionChange, people: Deciders
) -> None:
    receive, process, sign, return_ = rows_of(change)
    code = people.office.code.lower()

    client.post(
        section_at(change, "process"),
        sent(receive, process | {"unit_rule": "named", "named_unit": code}, sign, return_),
    )

    assert steps_of(change)["process"].named_unit == people.office.code


def test_a_unit_typed_where_none_is_named_does_not_stay(client: Client, change: DecisionChange) -> None:
    """The rule of the database: a name only where the rule is "named"."""
    receive, *rest = rows_of(change)

    answer = client.post(section_at(change, "process"), sent(receive | {"named_unit": "Sở Tư pháp"}, *rest))

    assert answer.status_code == 302
    assert steps_of(change)["receive"].named_unit == ""


def test_a_case_may_have_a_process_of_its_own(client: Client, change: DecisionChange) -> None:
    late = CaseFactory(version=change.version, key="late", name="Đăng ký muộn", when="Đã quá 60 ngày")
    rows = rows_of(change)
    own = [row | {"case": "late", "id": "", "key": f"late-{row['key']}"} for row in rows]
    own = [row | {f"next_{n}": _late(row[f"next_{n}"]) for n in range(1, 5)} for row in own]

    answer = client.post(section_at(change, "process"), sent(*rows, *own))

    assert answer.status_code == 302, answer.context["form"].errors
    version = version_of(change)
    process = version.process(Case.objects.get(pk=late.pk))
    assert process is not None
    assert process.case_id == late.pk
    assert [step.key for step in process.steps.all()] == ["late-receive", "late-process", "late-sign", "late-return"]
    assert client.get(section_at(change, "process")).content.decode().count('class="portal-flow"') == 2


def _late(key: str) -> str:
    return f"late-{key}" if key and key != ENDS else key


def test_a_new_row_has_a_key_that_others_can_lead_to_at_once(client: Client, change: DecisionChange) -> None:
    """Without JavaScript: press for a row, and the step that is not saved yet stands among the choices."""
    rows = rows_of(change)

    html = client.post(section_at(change, "process"), sent(*rows, more="1")).content.decode()

    assert 'name="row-4-key" value="step-1"' in html
    assert '<option value="step-1">5. ' in html
    new = a_step("step-1", "Xác minh", outcome_1="submit_for_signature", next_1="sign")
    rows[1] |= {"outcome_1": "forward", "next_1": "step-1"}
    assert client.post(section_at(change, "process"), sent(*rows, new)).status_code == 302
    assert steps_of(change)["process"].leads_to[0] == "step-1"


def test_a_new_row_left_empty_does_not_count(client: Client, change: DecisionChange) -> None:
    blank = {"key": "step-1", "role": "officer", "unit_rule": "competent"}

    assert client.post(section_at(change, "process"), sent(*rows_of(change), blank)).status_code == 302
    assert len(rows_of(change)) == 4


def test_a_row_that_comes_without_a_key_gets_one(client: Client, change: DecisionChange) -> None:
    """Sent by a program, not by our page."""
    new = a_step("", "Bước thừa", outcome_1="submit_for_signature", next_1="sign")

    assert client.post(section_at(change, "process"), sent(*rows_of(change), new)).status_code == 302
    assert "step-1" in steps_of(change)


def test_what_is_typed_is_drawn_before_it_is_saved(client: Client, change: DecisionChange) -> None:
    """Also when it is wrong: the picture shows what is missing."""
    rows = rows_of(change)
    rows[1] |= {"name": "Đang gõ dở", "working_hours": "x", "next_1": ""}

    answer = client.post(section_at(change, "process"), sent(*rows, redraw="1"))

    picture = answer.context["pictures"][0][1]
    assert answer.status_code == 200
    assert "2. Đang gõ dở" in [text.said for text in picture.texts]
    assert rows_of(change)[1]["name"] == "Thẩm tra hồ sơ"


def test_a_draft_without_a_process_is_offered_the_usual_one_within_its_limit(
    client: Client, change: DecisionChange
) -> None:
    InternalProcess.objects.filter(version=change.version).delete()

    answer = client.get(section_at(change, "process"))

    assert "chưa được lưu" in answer.content.decode()
    offered = [form.initial for form in answer.context["form"].forms]
    assert sum(float(row["working_hours"]) for row in offered) == 8
    assert rows_of(change) == []
    assert client.post(section_at(change, "process"), sent(*offered)).status_code == 302
    checked = decision_checks.checked_changes(change.decision)
    assert not [f for f in decision_checks.blocking(change.decision, checked) if f.section == "process"]


def test_of_two_who_write_the_second_sees_the_steps_of_the_first(
    client: Client, change: DecisionChange, people: Deciders
) -> None:
    colleague: User = world.staff("dong-nghiep@thu.example", Role.PUBLISHER, people.department, "Lê Văn Đồng")
    receive, *rest = rows_of(change)
    client.post(section_at(change, "process"), sent(receive | {"name": "Nhận hồ sơ"}, *rest))

    answer = of(colleague).post(section_at(change, "process"), sent(receive | {"working_hours": "0.5"}, *rest))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nguyễn Thị Soạn" in html
    assert "Nhận hồ sơ" in html
    assert [str(d.label) for d in answer.context["differences"]] == ["Tên bước"]
    assert steps_of(change)["receive"].working_hours == 1
    again = sent(receive | {"working_hours": "0.5"}, *rest, based_on=answer.context["based_on"])
    assert of(colleague).post(section_at(change, "process"), again).status_code == 302
    assert str(steps_of(change)["receive"].working_hours) == "0.50"


def test_what_is_typed_saves_itself_valid_or_not_and_comes_back(
    client: Client, change: DecisionChange, people: Deciders
) -> None:
    rows = rows_of(change)
    rows[1] |= {"name": "", "consulted": "Sở Tư"}

    kept = client.post(section_at(change, "process"), sent(*rows), headers={"X-Requested-With": "autosave"})

    assert kept.status_code == 200
    assert DraftTyping.objects.get().person == people.drafter
    assert rows_of(change)[1]["name"] == "Thẩm tra hồ sơ"
    assert "Sở Tư</textarea>" in client.get(section_at(change, "process")).content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER])
def test_only_who_drafts_for_the_department_writes(change: DecisionChange, people: Deciders, role: str) -> None:
    before = rows_of(change)
    stranger = world.staff("khac@thu.example", role, people.department)

    for answer in (
        of(stranger).get(section_at(change, "process")),
        of(stranger).post(section_at(change, "process"), sent(*before[:1])),
    ):
        assert answer.status_code in (403, 404)
    assert rows_of(change) == before


def test_nothing_is_written_while_the_office_checks(client: Client, people: Deciders) -> None:
    """Four eyes: what the Office reads does not change under its hands."""
    good(CODE)
    change = only_change(world.submitted(people, CODE))
    before = rows_of(change)

    assert client.post(section_at(change, "process"), sent(*before[:1])).status_code == 302
    assert rows_of(change) == before


def test_every_section_comes_back_saved_as_it_was_with_named_units(client: Client, change: DecisionChange) -> None:
    """Units are shown by name and read back as what they were."""
    client.post(section_at(change, "process"), sent(*asking(rows_of(change))))
    before = rows_of(change)

    assert client.post(section_at(change, "process"), sent(*before, based_on=1)).status_code == 302
    assert rows_of(change) == before


def test_the_editor_costs_as_many_queries_for_many_steps_as_for_few(
    client: Client, change: DecisionChange, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        case = CaseFactory(version=change.version, key=f"c{number}", when=f"Câu trả lời {number}")
        usual_steps(ProcessFactory(version=change.version, case=case))

    with django_assert_max_num_queries(30):
        assert client.get(section_at(change, "process")).status_code == 200


def test_processes_that_lost_all_steps_go_unless_they_were_approved(client: Client, change: DecisionChange) -> None:
    late = CaseFactory(version=change.version, key="late", name="Đăng ký muộn", when="Đã quá 60 ngày")
    usual_steps(ProcessFactory(version=change.version, case=late, approval_number=""))
    shared = [row for row in rows_of(change) if row["case"] == ""]

    client.post(section_at(change, "process"), sent(*shared))

    assert [process.case_id for process in version_of(change).processes.all()] == [None]
    assert SECTIONS["process"].read(version_of(change)) == shared
