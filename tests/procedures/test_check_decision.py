"""Rules proved: the check of a whole decision finds what each procedure lacks and what no longer fits the catalogue,
once, in batches, and says it where it is mended; hostile words stay words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from procedures import deciding, decision_changes, decision_checks, publishing
from procedures.decision_checks import checked_change, checked_changes, of_decision
from procedures.models import ChangeKind, Decision, DecisionAct, DecisionChange, Procedure, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.publisher_desk import at, of, page, section_at

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
SCRIPT = "<script>alert('x')</script> & <b>đậm</b>"
ESCAPED = "&lt;script&gt;"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def found(decision: Decision) -> dict[str, list[str]]:
    """By code, the findings of each procedure."""
    return {
        checked.change.procedure.code: [finding.code for finding in checked.findings]
        for checked in checked_changes(decision)
    }


def end(code: str) -> None:
    """Somebody else ends the procedure."""
    publishing.change_catalogue([], {Procedure.objects.get(code=code).pk: None})


def test_a_procedure_that_ended_meanwhile_is_told_for_each_kind_of_change(people: Deciders) -> None:
    """Issue 3, bad input: a decision whose procedure is gone."""
    good(CODE)
    good(OTHER)
    amended = world.drafted(people, CODE)
    abolished = world.drafted(people, OTHER, kind=ChangeKind.ABOLISH)
    end(CODE)
    end(OTHER)

    assert found(amended) == {CODE: ["gone"]}
    assert found(abolished) == {OTHER: ["gone"]}


def test_a_base_that_is_no_longer_in_force_is_told(people: Deciders) -> None:
    good(CODE)
    decision = world.drafted(people, CODE)
    good(CODE, number=9)

    assert found(decision) == {CODE: ["base_changed"]}
    assert "Hãy bỏ ra rồi thêm lại." in page(people.drafter, at(decision, "kiem-tra/"))


def test_a_code_that_somebody_announced_meanwhile_is_told(people: Deciders) -> None:
    good(OTHER)
    decision = world.begun(people)
    decision_changes.replace(decision, people.drafter, OTHER, CODE)
    world.mend(decision)
    good(CODE, number=9)

    assert found(decision) == {CODE: ["exists"]}


def test_a_replaced_procedure_that_is_gone_is_told(people: Deciders) -> None:
    good(OTHER)
    decision = world.begun(people)
    decision_changes.replace(decision, people.drafter, OTHER, CODE)
    world.mend(decision)
    end(OTHER)

    assert found(decision) == {CODE: ["replaced_gone"]}


def test_an_end_without_a_reason_is_told(people: Deciders) -> None:
    """TT 02/2017/TT-VPCP: who abolishes says why."""
    good(CODE)
    decision = world.begun(people)
    decision_changes.add(decision, people.drafter, ChangeKind.ABOLISH, [CODE])

    assert found(decision) == {CODE: ["reason_missing"]}
    with pytest.raises(deciding.DecisionRefused, match="1 lỗi"):
        deciding.submit(decision, people.drafter)


@pytest.mark.parametrize(
    ("codes", "day", "findings"),
    [
        ([], None, [("empty", True), ("no_day", False)]),
        ([], "day", [("empty", True)]),
        ([CODE], None, [("no_day", False)]),
        ([CODE], "day", []),
    ],
)
def test_the_decision_as_a_whole_has_procedures_and_a_day(
    people: Deciders, codes: list[str], day: str | None, findings: list[tuple[str, bool]]
) -> None:
    good(CODE)
    decision = world.drafted(people, *codes, effective_on=timezone.localdate() if day else None)

    whole = of_decision(decision, checked_changes(decision))

    assert [(finding.code, finding.is_blocking) for finding in whole] == findings


def test_a_decision_without_a_planned_day_may_still_be_handed_in(people: Deciders) -> None:
    """The day is set with the number: its absence is a remark."""
    good(CODE)
    decision = world.drafted(people, CODE)

    assert deciding.submit(decision, people.drafter).effective_on is None


def test_faults_and_remarks_stand_apart_and_lead_to_their_procedure(people: Deciders) -> None:
    good(CODE)
    good(OTHER)
    decision = world.drafted(people, CODE, OTHER)
    changes = {change.procedure.code: change for change in decision.changes.all()}
    ProcedureVersion.objects.filter(change=changes[CODE]).update(results=[], keywords=[])

    response = of(people.drafter).get(at(decision, "kiem-tra/"))

    html = response.content.decode()
    assert "1 thủ tục còn lỗi phải sửa." in html
    assert "Chưa có kết quả thực hiện." in html
    assert section_at(changes[CODE]) in html
    assert section_at(changes[OTHER]) not in html
    row = response.context["with_findings"][0]
    assert [(finding.code, finding.is_blocking) for finding in row.findings] == [
        ("keywords_missing", False),
        ("results_missing", True),
    ]


def test_each_section_of_a_procedure_tells_its_own_faults(people: Deciders) -> None:
    good(CODE)
    decision = world.drafted(people, CODE)
    change = only_change(decision)
    ProcedureVersion.objects.filter(change=change).update(results=[], targets=[])

    tasks = {str(task.title): str(task.status) for task in of(people.drafter).get(section_at(change)).context["tasks"]}

    assert tasks["Kết quả thực hiện"] == tasks["Thông tin chung"] == "1 lỗi phải sửa"
    assert tasks["Thành phần hồ sơ"] == "Đạt"
    assert "Chưa có kết quả thực hiện." in page(people.drafter, section_at(change, "results"))


def test_the_batches_find_what_one_look_finds(people: Deciders, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = world.many(7)
    decision = world.drafted(people, *codes)
    ProcedureVersion.objects.filter(change__procedure__code__in=codes[::2]).update(results=[])
    one_by_one = {c.procedure.code: [f.code for f in checked_change(c).findings] for c in decision.changes.all()}
    at_once = found(decision)

    monkeypatch.setattr(decision_checks, "BATCH", 3)

    assert found(decision) == at_once == one_by_one
    assert list(at_once) == codes


def test_a_change_is_called_by_what_it_brings_or_by_what_it_ends(people: Deciders) -> None:
    good(CODE, name="Thủ tục sẽ bãi bỏ")
    good(OTHER, name="Tên cũ của thủ tục")
    decision = world.drafted(people, CODE, kind=ChangeKind.ABOLISH)
    decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [OTHER])
    ProcedureVersion.objects.filter(change__procedure__code=OTHER).update(name="Tên mới của thủ tục")

    assert [checked.name for checked in checked_changes(decision)] == ["Thủ tục sẽ bãi bỏ", "Tên mới của thủ tục"]


def hostile(people: Deciders) -> tuple[Decision, DecisionChange]:
    """A decision whose every text is a script."""
    good(CODE, name=f"Thủ tục {SCRIPT}", requirements=SCRIPT, keywords=[SCRIPT])
    decision = deciding.create(people.drafter, people.department, SCRIPT, key=uuid4())
    decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [CODE], reason=SCRIPT)
    world.mend(decision)
    return decision, only_change(decision)


@pytest.mark.parametrize("tail", ["", "kiem-tra/", "sua/", "them/?tim=<script>", "huy/"])
def test_scripts_in_titles_and_names_are_shown_as_words(people: Deciders, tail: str) -> None:
    """Issue 3, bad input: HTML and scripts in text."""
    decision, _change = hostile(people)

    html = page(people.drafter, at(decision, tail))

    assert "<script>alert" not in html
    assert "<b>đậm" not in html


@pytest.mark.parametrize("section", ["general", "requirements", "papers", "xem-truoc"])
def test_scripts_in_the_content_are_words_in_editor_and_preview(people: Deciders, section: str) -> None:
    _decision, change = hostile(people)

    html = page(people.drafter, section_at(change, section))

    assert ESCAPED in html
    assert "<script>alert" not in html


def test_scripts_in_reasons_remarks_and_the_log_are_words(people: Deciders) -> None:
    decision, _change = hostile(people)
    deciding.submit(decision, people.drafter)
    deciding.send_back(decision, people.checker, reason=SCRIPT)

    html = page(people.drafter, at(decision))

    assert html.count(ESCAPED) >= 2
    assert "<script>alert" not in html
    assert decision.events.get(act=DecisionAct.SEND_BACK).text == SCRIPT


def test_the_check_of_a_page_costs_the_same_for_any_number(
    people: Deciders, django_assert_max_num_queries: Any
) -> None:
    decision = world.drafted(people, *world.many(40))

    with django_assert_max_num_queries(14):
        checked_changes(decision)
