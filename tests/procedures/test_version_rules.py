"""Rules proved: the constraints of the catalogue's tables, which hold whatever writes to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures.choices import VersionState
from procedures.models import ProcedureVersion
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    ProcessFactory,
    StepFactory,
    TimeLimitFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def refuses(constraint: str, **version: Any) -> bool:
    """Whether a version with these values breaks the named constraint; nothing of it is kept."""
    try:
        with transaction.atomic():
            VersionFactory(**version)
    except IntegrityError as error:
        return constraint in str(error)
    return False


@pytest.mark.parametrize("code", ["", "khai-sinh", "1.00119", "1.0011930", "11.001193", "1.001193."])
def test_a_procedure_code_has_the_national_shape(code: str) -> None:
    with pytest.raises(IntegrityError, match="procedure_code_shape"):
        ProcedureFactory(code=code)


@pytest.mark.parametrize("code", ["1.001193", "2.000635", "1.001193.000.00.00.H49", "1.000948.H38"])
def test_local_copies_of_a_code_are_known(code: str) -> None:
    assert ProcedureFactory(code=code).pk


def test_a_version_says_why_it_is_not_fully_online() -> None:
    assert refuses("version_not_fully_online_says_why", online_level="partial", online_reason="")
    assert refuses("version_not_fully_online_says_why", online_level="none", online_reason="")
    assert VersionFactory(online_level="none", online_reason="Phải có mặt để điểm chỉ").pk


def test_a_version_has_known_words_only() -> None:
    assert refuses("version_levels_known", levels=["district"])
    assert refuses("version_levels_known", levels=[])
    assert refuses("version_targets_known", targets=["martian"])
    assert refuses("version_competence_known", competence="anywhere")
    assert refuses("version_state_known", state="live", valid_from=date(2026, 1, 1))
    assert refuses("version_name_given", name="")


def test_what_is_published_has_a_first_day_and_what_is_retired_a_last() -> None:
    assert refuses("version_published_has_first_day", state=VersionState.PUBLISHED)
    assert refuses("version_retired_has_last_day", state=VersionState.RETIRED, valid_from=date(2026, 1, 1))
    assert refuses(
        "version_ends_after_start",
        state=VersionState.PUBLISHED,
        valid_from=date(2026, 2, 1),
        valid_to=date(2026, 1, 31),
    )


def test_a_number_is_given_once_and_one_draft_waits_for_a_source() -> None:
    procedure = ProcedureFactory()
    VersionFactory(procedure=procedure, number=1, source="starter")
    assert refuses("version_number_once_a_procedure", procedure=procedure, number=1, source="national")
    assert refuses("version_one_imported_draft", procedure=procedure, number=2, source="starter")
    assert VersionFactory(procedure=procedure, number=2, source="national").pk


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (FeeFactory, {"amount_dong": -1}, "fee_amount_not_negative"),
        (FeeFactory, {"kind": "tip"}, "fee_kind_known"),
        (FeeFactory, {"channel": "fax"}, "fee_channel_known"),
        (TimeLimitFactory, {"amount": Decimal(0)}, "limit_longer_than_nothing"),
        (TimeLimitFactory, {"unit": "fortnight"}, "limit_unit_known"),
        (ComponentFactory, {"name": ""}, "component_name_given"),
        (ComponentFactory, {"kind": "note", "required": True}, "component_note_is_never_required"),
        (CaseFactory, {"name": ""}, "case_name_given"),
        (StepFactory, {"working_hours": Decimal(-1)}, "step_hours_not_negative"),
        (StepFactory, {"role": "king"}, "step_role_known"),
        (StepFactory, {"unit_rule": "moon"}, "step_unit_rule_known"),
        (StepFactory, {"outcomes": []}, "step_leads_somewhere"),
    ],
)
def test_content_keeps_to_what_makes_sense(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        factory(**values)


def test_a_case_has_one_limit_a_channel_and_a_paper_code_once() -> None:
    case = CaseFactory()
    TimeLimitFactory(case=case)
    ComponentFactory(case=case, code="KQ1")
    with pytest.raises(IntegrityError, match="limit_once_a_channel"), transaction.atomic():
        TimeLimitFactory(case=case)
    with pytest.raises(IntegrityError, match="component_code_once_a_case"), transaction.atomic():
        ComponentFactory(case=case, code="KQ1")
    ComponentFactory(case=case, code="")
    ComponentFactory(case=case, code="")


def test_a_version_has_one_process_of_a_number_for_all_cases() -> None:
    version = VersionFactory()
    ProcessFactory(version=version)
    with pytest.raises(IntegrityError, match="process_number_once_a_case"):
        ProcessFactory(version=version)


class ValidityTest(TestCase):
    """Two announced versions of a procedure are never in force on the same day."""

    @settings(max_examples=15, deadline=None)
    @given(first=st.tuples(DAYS, DAYS).map(sorted), second=st.tuples(DAYS, DAYS).map(sorted), probe=DAYS)
    def test_validity_never_overlaps(self, first: list[date], second: list[date], probe: date) -> None:
        procedure = ProcedureFactory()
        for number, (start, end) in enumerate((first, second), 1):
            try:
                with transaction.atomic():
                    VersionFactory(
                        procedure=procedure,
                        number=number,
                        state=VersionState.RETIRED,
                        valid_from=start,
                        valid_to=end,
                    )
            except IntegrityError:
                overlap = max(first[0], second[0]) < min(first[1], second[1])
                assert overlap, "only an overlap is refused"
        in_force = ProcedureVersion.objects.valid_on(probe).filter(procedure=procedure)
        assert in_force.count() <= 1
