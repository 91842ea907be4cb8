"""Rules proved: procedures enter a decision by code, as true copies; one decision at a time works on a procedure."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from procedures import catalogue, copying, deciding, decision_changes, publishing
from procedures.choices import Level, OnlineLevel, Source, VersionState
from procedures.deciding import DecisionRefused
from procedures.decision_changes import codes_in
from procedures.decision_publishing import publish_due
from procedures.models import (
    Case,
    ChangeKind,
    DecisionAct,
    DecisionChange,
    InternalProcess,
    Procedure,
    ProcedureVersion,
    SearchEntry,
)
from procedures.showing import page_of
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, begun, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, FieldFactory, ProcessFactory, StepFactory, draft

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def test_codes_are_found_in_whatever_was_pasted() -> None:
    pasted = "1\t1.001193\tĐăng ký khai sinh\n2) 2.000794.000.00.00.H29; (1.001193) 1.00119 99.001193"

    assert codes_in(pasted) == ["1.001193", "2.000794.000.00.00.H29"]


def test_an_amendment_begins_as_a_true_copy_of_what_is_in_force(people: Deciders) -> None:
    base = good(CODE)
    # given a case with a process of its own beside the shared one
    special = draft(procedure=base.procedure, number=5)
    case = CaseFactory(version=special, key="special", name="Trường hợp riêng", position=1)
    StepFactory(process=ProcessFactory(version=special, case=case), name="Bước riêng")
    publishing.publish([special])

    decision_changes.add(begun(people), people.drafter, ChangeKind.AMEND, [CODE])

    change = DecisionChange.objects.get()
    assert change.base == special
    assert change.version is not None
    assert (change.version.state, change.version.source, change.version.number) == (
        VersionState.DRAFT,
        Source.LOCAL,
        6,
    )
    copy, original = catalogue.find_version(change.version.pk), catalogue.find_version(special.pk)
    shown, before = page_of(copy), page_of(original)
    assert shown.cases == before.cases
    own = copy.process(copy.case("special"))
    assert own is not None
    assert [step.name for step in own.steps.all()] == ["Bước riêng"]
    assert own.case_id == copy.case("special").pk != original.case("special").pk


def test_the_original_does_not_move_when_the_copy_is_written(people: Deciders) -> None:
    good(CODE)
    decision = world.drafted(people, CODE)
    copy = only_change(decision).version
    assert copy is not None

    copy.cases.get().components.all().delete()

    assert [paper.name for paper in catalogue.published(CODE).case("standard").papers()] == ["Giấy chứng sinh"]


def test_every_table_beneath_a_version_is_copied_or_named_as_left_out() -> None:
    """Whoever adds a table beneath a version must say here whether a new draft begins with its rows."""
    left_out: set[type[models.Model]] = {SearchEntry}
    found: set[type[models.Model]] = set()
    open_ends: list[type[models.Model]] = [ProcedureVersion]
    while open_ends:
        for relation in open_ends.pop()._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is models.CASCADE and model not in found and not isinstance(model, str):
                found.add(model)
                open_ends.append(model)

    assert found - left_out == {model for model, _way in copying.OWNED}


def test_hundreds_are_copied_in_a_fixed_number_of_queries(people: Deciders, django_assert_max_num_queries: Any) -> None:
    codes = [good().procedure.code for _ in range(20)]
    decision = begun(people)

    with django_assert_max_num_queries(28):
        added = decision_changes.add(decision, people.drafter, ChangeKind.AMEND, codes)

    assert added.codes == codes
    assert ProcedureVersion.objects.filter(change__decision=decision, cases__components__isnull=False).count() == 20


def test_each_code_that_cannot_be_added_is_told_and_the_others_are_added(people: Deciders) -> None:
    good(CODE)
    good(OTHER)
    gone = good("1.000002")
    publishing.change_catalogue([], {gone.procedure_id: None})
    first = begun(people, title="Quyết định thứ nhất")
    decision_changes.add(first, people.drafter, ChangeKind.AMEND, [OTHER])

    added = decision_changes.add(
        begun(people, title="Quyết định thứ hai"),
        people.drafter,
        ChangeKind.AMEND,
        [CODE, OTHER, "1.000002", "9.999999"],
    )

    assert added.codes == [CODE]
    assert added.refused == [
        (OTHER, "đang được xử lý trong quyết định “Quyết định thứ nhất”"),
        ("1.000002", "không còn hiệu lực"),
        ("9.999999", "không có trong danh mục"),
    ]


def test_abolishing_brings_no_version_but_remembers_what_it_ends(people: Deciders) -> None:
    base = good(CODE)

    decision = world.drafted(people, CODE, kind=ChangeKind.ABOLISH)

    change = only_change(decision)
    assert (change.version, change.base, change.reason) == (None, base, "Theo quyết định của bộ")


def test_an_imported_draft_can_be_announced(people: Deciders) -> None:
    waiting = draft(procedure__code=CODE, source=Source.NATIONAL)

    added = decision_changes.add(begun(people), people.drafter, ChangeKind.ANNOUNCE, [CODE])

    assert added.codes == [CODE]
    change = DecisionChange.objects.get()
    assert change.base == waiting
    assert change.version is not None
    assert change.version.name == waiting.name


def test_a_new_procedure_begins_with_an_empty_case(people: Deciders) -> None:
    change = decision_changes.announce_new(begun(people), people.drafter, CODE, **new_content())

    assert change.version is not None
    assert change.version.number == 1
    assert list(change.version.cases.values_list("name", flat=True)) == ["Trường hợp chung"]


def test_what_is_in_force_is_not_announced_as_new(people: Deciders) -> None:
    good(CODE)

    with pytest.raises(DecisionRefused, match="hãy chọn sửa đổi"):
        decision_changes.announce_new(begun(people), people.drafter, CODE, **new_content())

    assert not DecisionChange.objects.exists()


def test_a_replaced_procedure_ends_and_names_the_one_in_its_place(people: Deciders) -> None:
    old = good(CODE)
    decision = begun(people)
    decision_changes.replace(decision, people.drafter, CODE, OTHER, reason="Gộp hai thủ tục")
    world.mend(decision)
    finish(people, decision)

    publish_due()

    old.refresh_from_db()
    assert old.state == VersionState.RETIRED
    assert Procedure.objects.get(code=CODE).replaced_by == Procedure.objects.get(code=OTHER)
    assert catalogue.published(OTHER).name == old.name


def test_a_procedure_announced_again_is_no_longer_replaced(people: Deciders) -> None:
    old = good(CODE)
    other = good(OTHER)
    publishing.change_catalogue([], {old.procedure_id: other.procedure_id})

    publishing.publish([draft(procedure=old.procedure, number=3)])

    assert Procedure.objects.get(code=CODE).replaced_by is None


def test_one_procedure_is_not_replaced_while_another_decision_works_on_it(people: Deciders) -> None:
    good(CODE)
    world.drafted(people, CODE, title="Quyết định thứ nhất")

    with pytest.raises(DecisionRefused, match="Quyết định thứ nhất"):
        decision_changes.replace(begun(people), people.drafter, CODE, OTHER)


def test_removing_a_change_deletes_its_draft_and_frees_the_procedure(people: Deciders) -> None:
    base = good(CODE)
    decision = world.drafted(people, CODE)

    decision_changes.remove(only_change(decision), people.drafter)

    assert not decision.changes.exists()
    assert list(ProcedureVersion.objects.all()) == [base]
    assert Case.objects.count() == InternalProcess.objects.count() == 1
    assert decision.events.get(act=DecisionAct.REMOVE).text == CODE


def test_others_do_not_fill_a_draft(people: Deciders) -> None:
    good(CODE)
    decision = begun(people)

    with pytest.raises(DecisionRefused, match="không có quyền"):
        decision_changes.add(decision, people.checker, ChangeKind.AMEND, [CODE])

    assert not decision.changes.exists()


def new_content() -> dict[str, Any]:
    """The least of a new procedure."""
    return {
        "name": "Thủ tục hoàn toàn mới",
        "field": FieldFactory(),
        "levels": [Level.COMMUNE],
        "competence": "residence",
        "online_level": OnlineLevel.FULL,
    }


def finish(people: Deciders, decision: Any) -> None:
    """Take a draft to the Chair's decision of today."""
    deciding.submit(decision, people.drafter)
    deciding.pass_check(decision, people.checker)
    today = timezone.localdate()
    deciding.approve(
        decision,
        people.chair,
        number="9/QĐ-UBND",
        signed_on=today,
        effective_on=today,
        signed_copy=world.signed_copy(people.chair),
    )
