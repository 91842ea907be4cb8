"""Rules proved: the database itself keeps a delegation within the law, whoever writes into it (72/2025/QH15 Đ13, Đ14).

The trigger (what was said stays said) is proved in test_delegate.py; here each condition of the table.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from procedures.models import Delegation, DelegationScope
from tests.procedures.delegations import days
from tests.procedures.factories import FieldFactory, ProcedureFactory
from tests.units.factories import DepartmentFactory, StaffFactory
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def giver() -> Unit:
    made: Unit = DepartmentFactory()
    return made


@pytest.fixture
def author() -> User:
    made: User = StaffFactory()
    return made


def written(giver: Unit, author: User, **changes: Any) -> Delegation:
    """A waiting delegation of a month, past every door of ours."""
    told: dict[str, Any] = {
        "kind": "delegated",
        "from_unit": giver,
        "valid_from": days(1),
        "valid_to": days(31),
        "decision_number": "12/QĐ-UBND",
        "decision_date": days(-3),
        "added_by": author,
    }
    return Delegation.objects.create(**(told | changes))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "lent"}, "delegation_kind_known"),
        ({"state": "lost"}, "delegation_"),
        ({"valid_to": days(1)}, "delegation_ends_after_start"),
        ({"valid_to": days(0)}, "delegation_ends_after_start"),
        ({"valid_to": None}, "delegation_has_its_term"),
        ({"decision_number": ""}, "delegation_decided_before"),
        ({"decision_date": days(2)}, "delegation_decided_before"),
        ({"judged_at": timezone.now()}, "delegation_judged_by_somebody"),
        ({"end_decision": "13/QĐ-UBND"}, "delegation_ended_says_why"),
        ({"ended_at": timezone.now()}, "delegation_ended_says_why"),
    ],
)
def test_a_delegation_that_the_law_does_not_know_is_not_stored(
    giver: Unit, author: User, changes: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        written(giver, author, **changes)

    assert not Delegation.objects.exists()


def test_nobody_delegates_to_themselves(giver: Unit, author: User) -> None:
    with pytest.raises(IntegrityError, match="delegation_to_another"), transaction.atomic():
        written(giver, author, to_unit=giver)


def test_what_is_decentralised_needs_no_end(giver: Unit, author: User) -> None:
    """Đ13 gives for good; only a written delegation (Đ14) has a term. One day of term is enough."""
    assert written(giver, author, kind="decentralised", valid_to=None).pk
    assert written(giver, author, valid_to=days(2)).pk


def test_a_decision_of_the_first_day_is_in_time(giver: Unit, author: User) -> None:
    assert written(giver, author, decision_date=days(1)).pk


@pytest.mark.parametrize("state", ["confirmed", "refused"])
def test_a_judgement_names_who_and_when(giver: Unit, author: User, state: str) -> None:
    made = written(giver, author)

    for lacking in ({"judged_by": StaffFactory()}, {"judged_at": timezone.now()}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.filter(pk=made.pk).update(state=state, remarks="Ghi nhầm", **lacking)

    made.refresh_from_db()
    assert (made.state, made.judged_by) == ("waiting", None)


def test_a_refusal_says_why(giver: Unit, author: User) -> None:
    made = written(giver, author)
    judged = {"state": "refused", "judged_by": StaffFactory(), "judged_at": timezone.now()}

    with pytest.raises(IntegrityError, match="delegation_refused_says_why"), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(**judged)

    assert Delegation.objects.filter(pk=made.pk).update(**judged, remarks="Ghi nhầm") == 1


@pytest.mark.parametrize("lacking", ["ended_by", "ended_at", "end_decision"])
def test_an_end_says_who_when_and_by_which_decision(giver: Unit, author: User, lacking: str) -> None:
    made = written(giver, author)
    now = timezone.now()
    Delegation.objects.filter(pk=made.pk).update(state="confirmed", judged_by=StaffFactory(), judged_at=now)
    end: dict[str, Any] = {"ended_by": author, "ended_at": now, "end_decision": "13/QĐ", "valid_to": days(5)}
    end[lacking] = "" if lacking == "end_decision" else None

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(**end)

    made.refresh_from_db()
    assert made.valid_to == days(31)


@pytest.mark.parametrize("both", [True, False])
def test_a_scope_is_a_procedure_or_a_field_never_both_nor_neither(giver: Unit, author: User, both: bool) -> None:
    made = written(giver, author)
    named = {"procedure": ProcedureFactory(), "field": FieldFactory()} if both else {}

    with pytest.raises(IntegrityError, match="delegation_scope_is_one_thing"), transaction.atomic():
        DelegationScope.objects.create(delegation=made, from_unit=giver, held=(days(1), days(31)), **named)

    assert not made.scopes.exists()


@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [((1, 31), (31, 40), False), ((1, 31), (30, 40), True), ((1, 31), (5, 6), True), ((10, 20), (1, 10), False)],
)
def test_the_same_matter_is_given_once_for_each_day(
    giver: Unit, author: User, first: tuple[int, int], second: tuple[int, int], meets: bool
) -> None:
    """Half-open: the day on which one ends is free for the next."""
    field = FieldFactory()

    def give(span: tuple[int, int]) -> None:
        made = written(giver, author, valid_from=days(span[0]), valid_to=days(span[1]))
        DelegationScope.objects.create(
            delegation=made, from_unit=giver, field=field, held=(days(span[0]), days(span[1]))
        )

    give(first)
    if meets:
        with pytest.raises(IntegrityError, match="delegation_of_a_field_once"), transaction.atomic():
            give(second)
    else:
        give(second)

    assert Delegation.objects.count() == 2 - meets


def test_another_giver_may_give_the_same_matter_for_the_same_days(giver: Unit, author: User) -> None:
    procedure = ProcedureFactory()
    for unit in (giver, DepartmentFactory(slug="so-y-te")):
        made = written(unit, author)
        DelegationScope.objects.create(delegation=made, from_unit=unit, procedure=procedure, held=(days(1), days(31)))

    assert DelegationScope.objects.filter(procedure=procedure).count() == 2
