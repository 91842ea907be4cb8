"""Rules proved in the database itself, which scripts and consoles do not get around: what a decision, its list, its
log and its savings may never be (issue 3 item 1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from procedures import deciding
from procedures.decision_publishing import publish_due
from procedures.models import (
    ChangeKind,
    Decision,
    DecisionAct,
    DecisionChange,
    DecisionState,
    DraftSave,
    DraftTyping,
)
from tests.in_turn import in_turn
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import ProcedureFactory, draft

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
TODAY = timezone.localdate()


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def row(decision: Decision) -> dict[str, Any]:
    """The decision as stored."""
    return dict(Decision.objects.filter(pk=decision.pk).values().get())


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"state": "lost"}, "decision_state_known"),
        ({"title": ""}, "decision_title_given"),
        ({"issuing_agency": ""}, "decision_title_given"),
        ({"state": "approved"}, "decision_approved_is_complete"),
        ({"state": "published"}, "decision_approved_is_complete"),
        ({"signed_on": TODAY, "effective_on": TODAY - timedelta(days=1)}, "decision_effective_once_signed"),
        ({"signature": "changed"}, "decision_signed_copy_is_unchanged"),
        ({"signature": "nice"}, "decision_signed_copy_is_unchanged"),
    ],
)
def test_a_draft_never_becomes_what_it_cannot_be(people: Deciders, columns: dict[str, Any], rule: str) -> None:
    decision = world.begun(people)
    before = row(decision)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**columns)

    assert row(decision) == before


@pytest.mark.parametrize(
    "column", ["number", "signed_on", "effective_on", "signed_copy", "approved_by", "approved_at", "checked_by"]
)
def test_a_decided_one_keeps_each_part_of_its_decision(people: Deciders, column: str) -> None:
    good(CODE)
    decision = world.approved(people, CODE, effective_on=TODAY + timedelta(days=3))
    empty = "" if column == "number" else None

    with pytest.raises(IntegrityError, match="decision_approved_is_complete"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**{column: empty})


@pytest.mark.parametrize("column", ["title", "number", "problem", "state", "published_at"])
def test_a_published_one_never_changes(people: Deciders, column: str) -> None:
    good(CODE)
    decision = world.approved(people, CODE)
    publish_due()
    value = None if column == "published_at" else "cancelled" if column == "state" else "khác"

    with pytest.raises(IntegrityError, match="nothing of it may change"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**{column: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()


def test_two_drafts_have_no_number_and_do_not_meet(people: Deciders) -> None:
    world.begun(people)
    world.begun(people)

    assert Decision.objects.filter(number="").count() == 2


def test_a_number_of_a_cancelled_decision_is_free_again(people: Deciders) -> None:
    good(CODE)
    later = TODAY + timedelta(days=3)
    first = world.approved(people, CODE, number="7/QĐ", effective_on=later)
    deciding.cancel(first, people.chair, reason="Ghi nhầm")

    assert world.approved(people, CODE, number="7/QĐ", effective_on=later).number == "7/QĐ"


def test_the_same_number_on_another_day_is_another_decision(people: Deciders) -> None:
    """Numbers begin anew each year."""
    good(CODE)
    good(OTHER)
    later = TODAY + timedelta(days=3)
    first = world.approved(people, CODE, number="7/QĐ", effective_on=later)
    Decision.objects.filter(pk=first.pk).update(signed_on=TODAY - timedelta(days=365))

    assert world.approved(people, OTHER, number="7/QĐ", effective_on=later).state == DecisionState.APPROVED


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"kind": "rename"}, "change_"),
        ({"kind": ChangeKind.AMEND}, "change_brings_a_version_or_ends"),
        ({"kind": ChangeKind.REPLACE, "with_version": True}, "change_names_what_it_replaces"),
        ({"kind": ChangeKind.AMEND, "with_version": True, "replaced": "other"}, "change_names_what_it_replaces"),
        ({"kind": ChangeKind.REPLACE, "with_version": True, "replaced": "itself"}, "change_replaces_another"),
        ({"kind": ChangeKind.ABOLISH, "with_version": True}, "change_brings_a_version_or_ends"),
    ],
)
def test_a_change_is_whole(people: Deciders, fields: dict[str, Any], rule: str) -> None:
    decision, procedure = world.begun(people), ProcedureFactory(code=CODE)
    version = draft(procedure=procedure) if fields.pop("with_version", False) else None
    replaced = {"other": ProcedureFactory(code=OTHER), "itself": procedure}.get(fields.pop("replaced", ""))

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        DecisionChange.objects.create(
            decision=decision, procedure=procedure, version=version, replaced=replaced, **fields
        )

    assert not decision.changes.exists()


@pytest.mark.parametrize("as_replaced", [False, True])
def test_one_decision_at_a_time_works_on_a_procedure(people: Deciders, as_replaced: bool) -> None:
    good(CODE)
    world.drafted(people, CODE, kind=ChangeKind.ABOLISH)
    second, procedure = world.begun(people), DecisionChange.objects.get().procedure
    other = ProcedureFactory(code=OTHER)
    if as_replaced:
        DecisionChange.objects.create(
            decision=second, kind="replace", procedure=other, version=draft(procedure=other), replaced=procedure
        )
        third = world.begun(people)
        fourth = ProcedureFactory(code="1.000003")
        with pytest.raises(IntegrityError, match="change_one_open_a_replaced"), transaction.atomic():
            DecisionChange.objects.create(
                decision=third, kind="replace", procedure=fourth, version=draft(procedure=fourth), replaced=procedure
            )
        return
    with pytest.raises(IntegrityError, match="change_one_open_a_procedure"), transaction.atomic():
        DecisionChange.objects.create(decision=second, kind=ChangeKind.ABOLISH, procedure=procedure, reason="Hai lần")


@pytest.mark.parametrize(
    ("act", "text", "rule"),
    [
        ("dance", "", "decision_act_known"),
        (DecisionAct.SEND_BACK, "", "decision_act_says_why"),
        (DecisionAct.CANCEL, "", "decision_act_says_why"),
        (DecisionAct.CLEAR, "", "decision_act_says_why"),
    ],
)
def test_the_log_takes_only_acts_that_say_what_they_must(people: Deciders, act: str, text: str, rule: str) -> None:
    decision = world.begun(people)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        deciding.log(decision, act, people.drafter, text)

    assert decision.events.count() == 1


@in_turn("act", [act for act in DecisionAct.values if act not in ("publish", "fail")], taken_back=True)
def test_what_people_did_has_a_name(people: Deciders, act: str) -> None:
    decision = world.begun(people)

    with pytest.raises(IntegrityError, match="decision_act_has_a_person"), transaction.atomic():
        deciding.log(decision, act, None, "Không ai")


def test_a_saving_has_its_number_once_and_from_one(people: Deciders) -> None:
    """The unique number is the lock of two who write: without it the second would overwrite the first unseen."""
    good(CODE)
    change = only_change(world.drafted(people, CODE))
    facts: dict[str, Any] = {"change": change, "section": "guide", "person": people.drafter, "before": [], "after": []}
    DraftSave.objects.create(number=1, **facts)

    with pytest.raises(IntegrityError, match="draft_save_number_once"), transaction.atomic():
        DraftSave.objects.create(number=1, **facts)
    with pytest.raises(IntegrityError, match="draft_save_number_from_one"), transaction.atomic():
        DraftSave.objects.create(number=0, **facts)


def test_what_somebody_types_is_kept_once_a_section(people: Deciders) -> None:
    good(CODE)
    change = only_change(world.drafted(people, CODE))
    facts: dict[str, Any] = {"change": change, "section": "guide", "person": people.drafter, "data": {}, "based_on": 0}
    DraftTyping.objects.create(**facts)

    with pytest.raises(IntegrityError, match="draft_typing_once_a_person"), transaction.atomic():
        DraftTyping.objects.create(**facts)


def test_a_key_begins_one_draft(people: Deciders) -> None:
    key = uuid4()
    first = deciding.create(people.drafter, people.department, "Một", key=key)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            key=key, title="Hai", unit=people.department, issuing_agency="UBND", drafted_by=people.drafter
        )

    assert Decision.objects.get() == first
