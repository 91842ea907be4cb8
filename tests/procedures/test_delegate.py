"""Rules proved: a delegation is written by one, confirmed by another, never changed, and ends with a decision."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, IntegrityError, transaction

from procedures import delegating
from procedures.choices import Competence, DelegationKind, DelegationState
from procedures.delegating import DelegationRefused
from procedures.models import Delegation, DelegationScope
from tests.procedures.deciding_world import staff
from tests.procedures.delegations import days, delegated, office_unit, officer, proposed, today, wish
from tests.procedures.factories import FieldFactory, ProcedureFactory, announced
from tests.units import factories as make
from units.models import Unit
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE, STRANGE = "1.000001", "1.000002"


@pytest.fixture
def health() -> Unit:
    """The Department of Health with one procedure of its own; another belongs to the communes."""
    made: Unit = make.DepartmentFactory(code="H29.12", slug="so-y-te", name="Sở Y tế")
    office_unit()
    announced(CODE, competence=Competence.DEPARTMENT, competent_department="so-y-te", field=FieldFactory(code="G1"))
    announced(STRANGE)
    return made


@pytest.fixture
def other() -> Unit:
    made: Unit = make.DepartmentFactory(code="H29.13", slug="so-an-toan-thuc-pham", name="Sở An toàn thực phẩm")
    return made


def test_it_waits_for_a_second_person_and_changes_nothing_until_then(health: Unit, other: Unit) -> None:
    waiting = proposed(health, other, CODE)
    assert waiting.state == DelegationState.WAITING

    with pytest.raises(DelegationRefused, match="Người khác"):
        delegating.confirm(waiting, officer())

    waiting.refresh_from_db()
    assert (waiting.state, waiting.judged_by) == (DelegationState.WAITING, None)
    second = officer("hai@thu.example")
    assert delegating.confirm(waiting, second).judged_by == second


def test_the_database_refuses_a_confirmation_by_the_author(health: Unit, other: Unit) -> None:
    waiting = proposed(health, other, CODE)

    with pytest.raises(IntegrityError, match="delegation_confirmed_by_another"), transaction.atomic():
        Delegation.objects.filter(pk=waiting.pk).update(
            state="confirmed", judged_by=waiting.added_by, judged_at=waiting.added_at
        )


def test_sent_twice_it_is_written_once(health: Unit, other: Unit) -> None:
    key, asked = uuid4(), wish(health, other, CODE)

    first, second = (delegating.propose(officer(), asked, key=key) for _time in range(2))

    assert first == second
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "clashes"),
    [
        ((0, 10), (10, 20), False),
        ((0, 10), (9, 20), True),
        ((0, 10), (-5, 0), False),
        ((0, 10), (-5, 1), True),
        ((0, 10), (2, 3), True),
    ],
)
@pytest.mark.parametrize("by_field", [False, True])
def test_two_for_the_same_matter_and_day_are_refused(
    health: Unit, other: Unit, first: tuple[int, int], second: tuple[int, int], clashes: bool, by_field: bool
) -> None:
    """Half-open, by procedure and by field alike; the message names the decision that stands."""
    scope: dict[str, Any] = {"field": FieldFactory(code="G1")} if by_field else {}
    codes = () if by_field else (CODE,)
    spans = [{"valid_from": days(a), "valid_to": days(b)} for a, b in (first, second)]
    proposed(health, other, *codes, **scope, **spans[0], decision_number="77/QĐ-UBND")

    if not clashes:
        assert proposed(health, None, *codes, **scope, **spans[1]).pk
        return
    with pytest.raises(DelegationRefused, match="77/QĐ-UBND"):
        proposed(health, None, *codes, **scope, **spans[1])
    assert Delegation.objects.count() == 1


def test_a_refused_one_leaves_its_days_free(health: Unit, other: Unit) -> None:
    waiting = proposed(health, other, CODE)
    refused = delegating.refuse(waiting, waiting.added_by, remarks="Ghi nhầm cơ quan")
    assert (refused.state, refused.remarks) == (DelegationState.REFUSED, "Ghi nhầm cơ quan")

    assert proposed(health, None, CODE).state == DelegationState.WAITING
    with pytest.raises(DelegationRefused):
        delegating.confirm(refused, officer("hai@thu.example"))


def test_an_ended_one_leaves_the_days_after_its_end_free(health: Unit, other: Unit) -> None:
    standing = delegated(health, other, CODE)
    delegating.end(standing, officer(), on=days(5), decision="99/QĐ-UBND ngày 01/11/2026")

    following = proposed(health, None, CODE, valid_from=days(5))

    assert following.pk
    standing.refresh_from_db()
    assert (standing.valid_to, standing.ended_by, standing.end_decision[:2]) == (days(5), officer(), "99")


@pytest.mark.parametrize("on", [-5, -1, 31, 400])
def test_it_ends_neither_in_the_past_nor_later_than_it_would(health: Unit, other: Unit, on: int) -> None:
    standing = delegated(health, other, CODE)

    with pytest.raises(DelegationRefused, match="Ngày chấm dứt"):
        delegating.end(standing, officer(), on=days(on), decision="99/QĐ-UBND")

    standing.refresh_from_db()
    assert (standing.valid_to, standing.ended_by) == (days(30), None)


@pytest.mark.parametrize(
    ("state", "span", "may"),
    [
        ("waiting", (-1, 30), {"refuse"}),
        ("confirmed", (-1, 30), {"end"}),
        ("confirmed", (0, 30), {"end"}),
        ("confirmed", (2, 30), {"refuse"}),
        ("confirmed", (-9, 0), set()),
        ("refused", (-1, 30), set()),
    ],
)
def test_each_state_and_day_leaves_its_acts(
    health: Unit, other: Unit, state: str, span: tuple[int, int], may: set[str]
) -> None:
    made = proposed(health, other, CODE, valid_from=days(span[0]), valid_to=days(span[1]))
    if state == "confirmed":
        made = delegating.confirm(made, officer("hai@thu.example"))
    elif state == "refused":
        made = delegating.refuse(made, officer(), remarks="Nhầm")

    judges = {"confirm": delegating.may_confirm, "refuse": delegating.may_refuse, "end": delegating.may_end}
    assert {act for act, judge in judges.items() if judge(made, officer())} == may
    assert {act for act, judge in judges.items() if judge(made, stranger())} == set()


def stranger() -> Any:
    """Somebody who publishes for a department that has nothing to do with it."""
    unit = Unit.objects.filter(code="H29.19").first() or make.DepartmentFactory(code="H29.19", slug="so-du-lich")
    return staff(f"{uuid4().hex}@thu.example", Role.PUBLISHER, unit)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"codes": (STRANGE,)}, STRANGE),
        ({"codes": (CODE, STRANGE)}, STRANGE),
        ({"codes": ("1.999999",)}, "1.999999"),
        ({"codes": (), "field": True}, "không có thẩm quyền với thủ tục nào"),
        ({"valid_to": None}, "chưa hợp lệ"),
        ({"valid_to": date(2026, 1, 1), "valid_from": date(2026, 1, 1), "decision_date": date(2025, 1, 1)}, "hợp lệ"),
        ({"decision_date": date(2030, 1, 1)}, "chưa hợp lệ"),
        ({"decision_number": ""}, "chưa hợp lệ"),
    ],
)
def test_what_is_not_the_givers_or_makes_no_sense_is_refused(
    health: Unit, other: Unit, changes: dict[str, Any], words: str
) -> None:
    told = dict(changes)
    ProcedureFactory(code="1.999999")
    codes = told.pop("codes", (CODE,))
    field = FieldFactory(code="G9", name="Khác") if told.pop("field", False) else None

    with pytest.raises(DelegationRefused, match=words):
        proposed(health, other, *codes, field=field, **told)

    assert not Delegation.objects.exists()


def test_what_was_delegated_is_not_given_on(health: Unit, other: Unit) -> None:
    """Luật 72/2025/QH15 Đ14."""
    delegated(health, other, CODE)

    with pytest.raises(DelegationRefused, match="không được giao tiếp"):
        proposed(other, None, CODE)


def test_what_was_decentralised_may_be_given_on(health: Unit, other: Unit) -> None:
    delegated(health, other, CODE, kind=DelegationKind.DECENTRALISED, valid_to=None)

    assert proposed(other, None, CODE).from_unit == other


def test_a_commune_does_not_delegate_to_all_communes(health: Unit) -> None:
    ward = make.CommuneCommitteeFactory(division__code="26740")

    with pytest.raises(DelegationRefused, match="mọi xã"):
        proposed(ward, None, STRANGE)


def test_departments_write_for_themselves_only_and_the_office_for_all(health: Unit, other: Unit) -> None:
    own = staff("yte@thu.example", Role.PUBLISHER, health)
    clerk = staff("quay@thu.example", Role.CLERK, health)

    assert list(delegating.givers(own)) == [health]
    assert list(delegating.givers(clerk)) == []
    assert {health, other} <= set(delegating.givers(officer()))
    assert delegating.propose(own, wish(health, other, CODE), key=uuid4()).added_by == own
    with pytest.raises(DelegationRefused, match="cho cơ quan này"):
        delegating.propose(own, wish(other, health, CODE), key=uuid4())


CHANGES: list[dict[str, Any]] = [
    {"kind": "decentralised"},
    {"valid_from": date(2026, 1, 1)},
    {"decision_number": "x"},
    {"to_unit": None},
    {"valid_to": None},
    {"valid_to": date(2099, 1, 1)},
    {"valid_to": date(2026, 12, 1)},
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_said_stays_said_also_for_scripts(health: Unit, other: Unit, change: dict[str, Any]) -> None:
    made = delegated(health, other, CODE)

    with pytest.raises(Error, match="keeps saying|ended earlier|violates"), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(**change)


def test_nothing_of_it_is_ever_deleted_or_widened(health: Unit, other: Unit) -> None:
    made = delegated(health, other, CODE)
    scope = made.scopes.get()

    for act in (
        lambda: Delegation.objects.filter(pk=made.pk)._raw_delete("default"),
        lambda: DelegationScope.objects.filter(pk=scope.pk)._raw_delete("default"),
        lambda: DelegationScope.objects.filter(pk=scope.pk).update(procedure=ProcedureFactory(code=STRANGE)),
        lambda: DelegationScope.objects.create(
            delegation=made, field=FieldFactory(code="G1"), from_unit=health, held=(today(), None)
        ),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert made.scopes.get() == scope


def test_the_days_of_a_scope_are_those_of_its_delegation_whatever_a_script_says(health: Unit, other: Unit) -> None:
    made = proposed(health, other, CODE)
    DelegationScope.objects.filter(delegation=made).update(held=(date(2000, 1, 1), None), from_unit=other)

    scope = made.scopes.get()

    assert (scope.from_unit, scope.held.lower, scope.held.upper) == (health, made.valid_from, made.valid_to)


def test_every_act_leaves_its_line_in_the_history(health: Unit, other: Unit) -> None:
    made = delegated(health, other, CODE)
    delegating.end(made, officer(), on=days(1), decision="99/QĐ-UBND")

    events = made.events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(event.state, event.ended_by_id is not None) for event in events] == [
        ("waiting", False),
        ("confirmed", False),
        ("confirmed", True),
    ]
