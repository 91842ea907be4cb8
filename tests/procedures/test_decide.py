"""Rules proved: the way of a decision, who may do what, four eyes, and that a refused act changes nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from procedures import deciding, decision_changes, decision_rights, draft_editing
from procedures.deciding import DecisionRefused
from procedures.draft_sections.whole import SECTIONS
from procedures.models import ChangeKind, Decision, DecisionAct, DecisionEvent, DecisionState
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change, signed_copy
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def decision(people: Deciders) -> Decision:
    """A draft that amends one good procedure."""
    good(CODE)
    return world.drafted(people, CODE)


def test_the_whole_way_is_logged_with_who_did_what(people: Deciders, decision: Decision) -> None:
    deciding.submit(decision, people.drafter)
    deciding.pass_check(decision, people.checker, remarks="Đạt")
    today = timezone.localdate()

    done = deciding.approve(
        decision,
        people.chair,
        number="1/QĐ-UBND",
        signed_on=today,
        effective_on=today,
        signed_copy=signed_copy(people.chair),
    )

    assert done.state == DecisionState.APPROVED
    assert list(done.events.values_list("act", "person")) == [
        (DecisionAct.CREATE, people.drafter.pk),
        (DecisionAct.ADD, people.drafter.pk),
        (DecisionAct.SUBMIT, people.drafter.pk),
        (DecisionAct.PASS, people.checker.pk),
        (DecisionAct.APPROVE, people.chair.pk),
    ]


def test_a_draft_sent_twice_begins_once(people: Deciders) -> None:
    key = uuid4()
    first = deciding.create(people.drafter, people.department, "Về việc công bố", key=key)

    second = deciding.create(people.drafter, people.department, "Về việc công bố", key=key)

    assert second == first
    assert first.events.count() == 1


def test_nobody_drafts_for_a_department_of_others(people: Deciders) -> None:
    with pytest.raises(DecisionRefused, match="không soạn quyết định cho cơ quan này"):
        deciding.create(people.drafter, people.office, "Về việc công bố", key=uuid4())

    assert not Decision.objects.exists()


def test_what_is_handed_in_can_no_longer_be_written(people: Deciders, decision: Decision) -> None:
    deciding.submit(decision, people.drafter)
    good("1.000001")
    section = SECTIONS["requirements"]

    with pytest.raises(DecisionRefused, match="Đang kiểm tra chất lượng"):
        decision_changes.add(decision, people.drafter, ChangeKind.AMEND, ["1.000001"])
    with pytest.raises(DecisionRefused):
        draft_editing.save(only_change(decision), people.drafter, section, {"requirements": "Khác"}, based_on=0)

    assert decision.changes.count() == 1
    assert only_change(decision).version.requirements == ""  # type: ignore[union-attr]


def test_a_draft_with_a_fault_is_not_handed_in(people: Deciders, decision: Decision) -> None:
    version = only_change(decision).version
    assert version is not None
    version.results = []
    version.save()

    with pytest.raises(DecisionRefused, match="1 lỗi"):
        deciding.submit(decision, people.drafter)

    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT


def test_an_empty_decision_is_not_handed_in(people: Deciders) -> None:
    empty = world.begun(people)

    with pytest.raises(DecisionRefused, match="1 lỗi"):
        deciding.submit(empty, people.drafter)


def test_a_fault_that_came_since_stops_the_check(people: Deciders, decision: Decision) -> None:
    deciding.submit(decision, people.drafter)
    # given the procedure was announced anew by somebody else meanwhile
    good(CODE, number=9)

    with pytest.raises(DecisionRefused, match="trả lại dự thảo"):
        deciding.pass_check(decision, people.checker)

    decision.refresh_from_db()
    assert decision.state == DecisionState.CHECKING


def test_sent_back_it_can_be_mended_and_handed_in_again(people: Deciders, decision: Decision) -> None:
    deciding.submit(decision, people.drafter)
    deciding.send_back(decision, people.checker, reason="Thiếu căn cứ thu lệ phí")

    again = deciding.submit(decision, people.drafter)

    assert again.state == DecisionState.CHECKING
    assert again.remarks == ""
    assert again.events.filter(act=DecisionAct.SEND_BACK, text="Thiếu căn cứ thu lệ phí").exists()


def test_the_chair_too_can_send_back_and_then_the_office_checks_anew(people: Deciders) -> None:
    good(CODE)
    waiting = world.checked(people, CODE)

    deciding.send_back(waiting, people.chair, reason="Chưa rõ thẩm quyền")
    again = deciding.submit(waiting, people.drafter)

    assert (again.state, again.checked_by) == (DecisionState.CHECKING, None)


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("drafter", DecisionAct.PASS),
        ("drafter", DecisionAct.SEND_BACK),
        ("chair", DecisionAct.PASS),
        ("drafter", DecisionAct.CANCEL),
    ],
)
def test_parts_are_not_exchanged_while_the_office_checks(people: Deciders, who: str, act: str) -> None:
    good(CODE)
    decision = world.submitted(people, CODE)

    assert not decision_rights.may(getattr(people, who), decision, act)


@pytest.mark.parametrize("who", ["drafter", "checker"])
def test_only_the_chairs_leader_records_the_decision(people: Deciders, who: str) -> None:
    good(CODE)
    decision = world.checked(people, CODE)
    person = getattr(people, who)
    today = timezone.localdate()

    with pytest.raises(DecisionRefused):
        deciding.approve(
            decision,
            person,
            number="1/QĐ-UBND",
            signed_on=today,
            effective_on=today,
            signed_copy=signed_copy(person),
        )

    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.approved_by) == (DecisionState.CHECKED, "", None)


def test_a_leader_of_a_ward_is_no_chair(people: Deciders) -> None:
    ward_leader = world.staff("phuong@thu.example", Role.LEADER, people.department)

    assert not decision_rights.is_chair(ward_leader)
    assert decision_rights.is_chair(people.chair)


def test_who_drafts_does_not_check_even_with_a_role_at_the_office(people: Deciders) -> None:
    """Four eyes: issue 3 item 1."""
    good(CODE)
    both = world.staff("ca-hai@thu.example", Role.PUBLISHER, people.office)
    decision = deciding.create(both, people.office, "Về việc công bố", key=uuid4())
    decision_changes.add(decision, both, ChangeKind.AMEND, [CODE])
    world.mend(decision)
    deciding.submit(decision, both)

    with pytest.raises(DecisionRefused, match="Bạn đã soạn dự thảo này"):
        deciding.pass_check(decision, both)

    assert deciding.pass_check(decision, people.checker).state == DecisionState.CHECKED


def test_who_only_edited_a_draft_of_a_colleague_does_not_check_it_either(people: Deciders) -> None:
    good(CODE)
    colleague = world.staff("dong-nghiep@thu.example", Role.PUBLISHER, people.office)
    decision = deciding.create(people.checker, people.office, "Về việc công bố", key=uuid4())
    decision_changes.add(decision, people.checker, ChangeKind.AMEND, [CODE])
    world.mend(decision)
    section = SECTIONS["requirements"]
    draft_editing.save(only_change(decision), colleague, section, {"requirements": "Không"}, based_on=0)
    deciding.submit(decision, people.checker)

    with pytest.raises(DecisionRefused, match="Bạn đã soạn dự thảo này"):
        deciding.pass_check(decision, colleague)


@pytest.mark.parametrize("part", ["checked_by", "approved_by"])
def test_the_database_itself_keeps_four_eyes(people: Deciders, decision: Decision, part: str) -> None:
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**{part: people.drafter})


def test_an_approved_decision_is_never_without_its_signed_copy(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9))

    with pytest.raises(IntegrityError, match="decision_approved_is_complete"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(signed_copy=None)


def test_two_decisions_of_one_day_do_not_share_a_number(people: Deciders) -> None:
    good(CODE)
    good("1.000001")
    later = timezone.localdate() + timedelta(days=9)
    world.approved(people, CODE, number="7/QĐ-UBND", effective_on=later)

    with pytest.raises(DecisionRefused, match="cùng số"):
        world.approved(people, "1.000001", number="7/QĐ-UBND", effective_on=later)

    assert Decision.objects.filter(state=DecisionState.CHECKED, number="").count() == 1


def test_before_its_day_a_decision_can_be_taken_back(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9))

    cancelled = deciding.cancel(decision, people.chair, reason="Bộ hoãn thi hành")

    assert cancelled.state == DecisionState.CANCELLED
    # and the procedure is free for another decision
    assert world.drafted(people, CODE).changes.count() == 1


def test_only_the_chair_takes_a_decided_one_back(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9))

    for person in (people.drafter, people.checker):
        with pytest.raises(DecisionRefused):
            deciding.cancel(decision, person, reason="Không cần nữa")

    decision.refresh_from_db()
    assert decision.state == DecisionState.APPROVED


@pytest.mark.parametrize(
    "statement", ["UPDATE procedures_decisionevent SET text = 'x'", "DELETE FROM procedures_decisionevent"]
)
def test_the_log_is_append_only(people: Deciders, decision: Decision, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert DecisionEvent.objects.filter(decision=decision).count() == 2


def test_the_database_closes_the_list_of_what_was_handed_in(people: Deciders, decision: Decision) -> None:
    deciding.submit(decision, people.drafter)

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        decision.changes.all().delete()
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        decision.changes.update(reason="khác")


def test_a_cancelled_decision_stays_as_it_is(people: Deciders, decision: Decision) -> None:
    deciding.cancel(decision, people.drafter, reason="Trùng với dự thảo khác")

    with pytest.raises(IntegrityError, match="nothing of it may change"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(title="Khác")
