"""Rules proved: the tables beside the versions keep to what makes sense, whoever writes into them; how far a run is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import (
    BulkFile,
    EForm,
    Field,
    FiledCount,
    ImportRun,
    InternalProcess,
    Procedure,
    ReviewItem,
    Step,
)
from tests.in_turn import in_turn
from tests.procedures.factories import (
    CaseFactory,
    EFormFactory,
    FieldFactory,
    ProcedureFactory,
    ProcessFactory,
    StepFactory,
    VersionFactory,
)


def run(**values: Any) -> ImportRun:
    """A national import that waits."""
    return ImportRun.objects.create(**{"kind": "national", **values})


def item(**values: Any) -> ReviewItem:
    """A record that waits to be looked at."""
    told: dict[str, Any] = {"code": "1.000001", "name": "Thủ tục", "field_name": "Hộ tịch", "record": {}}
    return ReviewItem.objects.create(**{"run": run(), "fingerprint": "0" * 64, **told, **values})


def bulk_file(**values: Any) -> BulkFile:
    """A file of the whole catalogue."""
    told = {"format": "csv", "schema_version": 1, "number": 1, "day": date(2026, 1, 1), "rows": 1, "size_bytes": 1}
    return BulkFile.objects.create(**{**told, "sha256": "0" * 64, "location": "x", **values})


def filed(**values: Any) -> FiledCount:
    """How often a procedure was filed."""
    return FiledCount.objects.create(procedure=ProcedureFactory(), **values)


@pytest.mark.django_db
@in_turn(
    "make, values, rule",
    [
        (run, {"kind": "guess"}, "run_kind_known"),
        (run, {"state": "lost"}, "run_state_known"),
        (run, {"state": "done"}, "run_ended_has_moment"),
        (run, {"state": "failed"}, "run_ended_has_moment"),
        (item, {"state": "lost", "decided_at": timezone.now()}, "review_state_known"),
        (item, {"state": "accepted"}, "review_decided_has_moment"),
        (item, {"decided_at": timezone.now()}, "review_decided_has_moment"),
        (item, {"state": "sent_back", "decided_at": timezone.now()}, "review_sent_back_says_why"),
        (bulk_file, {"format": "xml"}, "bulk_format_known"),
        (filed, {"weight": 0}, "filed_count_above_nothing"),
        (filed, {"weight": -1}, "filed_count_above_nothing"),
        (FieldFactory, {"code": ""}, "field_code_and_name_given"),
        (FieldFactory, {"code": "X", "name": ""}, "field_code_and_name_given"),
        (EFormFactory, {"version": 0}, "eform_version_from_one"),
        (StepFactory, {"unit_rule": "named"}, "step_names_its_unit"),
        (StepFactory, {"named_unit": "so-y-te"}, "step_names_its_unit"),
        (StepFactory, {"leads_to": []}, "step_outcomes_lead_somewhere"),
        (StepFactory, {"outcomes": ["a", "b"], "leads_to": [""]}, "step_outcomes_lead_somewhere"),
        (ProcessFactory, {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)}, "process_ends_after_start"),
        (VersionFactory, {"filed_at": "national"}, "version_filed_elsewhere_says_why"),
        (VersionFactory, {"filed_at_reason": "Theo lộ trình"}, "version_filed_elsewhere_says_why"),
        (
            VersionFactory,
            {"non_territorial": False, "non_territorial_from": date(2027, 1, 1)},
            "version_roadmap_date_of_non_territorial",
        ),
    ],
    taken_back=True,
)
def test_a_row_that_makes_no_sense_is_not_stored(
    make: Callable[..., models.Model], values: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make(**values)


@pytest.mark.django_db
def test_a_procedure_does_not_take_its_own_place() -> None:
    procedure = ProcedureFactory()

    with pytest.raises(IntegrityError, match="procedure_not_replaced_by_itself"), transaction.atomic():
        Procedure.objects.filter(pk=procedure.pk).update(replaced_by=procedure.pk)

    assert Procedure.objects.filter(pk=procedure.pk).update(replaced_by=ProcedureFactory().pk) == 1


@pytest.mark.django_db
def test_one_record_of_a_code_waits_at_a_time() -> None:
    first = item()
    with pytest.raises(IntegrityError, match="review_one_waiting_a_code"), transaction.atomic():
        item()

    ReviewItem.objects.filter(pk=first.pk).update(state="superseded", decided_at=timezone.now())

    assert item().pk


@pytest.mark.django_db
def test_a_form_keeps_each_version_once_and_a_process_its_number() -> None:
    EFormFactory(key="birth")
    with pytest.raises(IntegrityError, match="eform_version_once_a_key"), transaction.atomic():
        EFormFactory(key="birth")
    version = VersionFactory()
    case = CaseFactory(version=version)
    ProcessFactory(version=version, case=case)
    with pytest.raises(IntegrityError, match="process_number_once_a_case"), transaction.atomic():
        ProcessFactory(version=version, case=case)

    assert ProcessFactory(version=version, case=CaseFactory(version=version, key="other")).pk
    assert (EForm.objects.count(), InternalProcess.objects.count()) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("twin", "rule"), [({"position": 0, "key": "b"}, "step_position_once"), ({"position": 1}, "step_key_once")]
)
def test_a_process_has_each_place_and_each_key_once(twin: dict[str, Any], rule: str) -> None:
    process = ProcessFactory()
    StepFactory(process=process)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        StepFactory(process=process, **twin)

    assert Step.objects.filter(process=process, working_hours=Decimal(1)).count() == 1


@pytest.mark.django_db
def test_a_process_may_hold_for_one_day_and_a_field_keeps_its_code() -> None:
    assert ProcessFactory(valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 1)).pk
    FieldFactory(code="G1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Field.objects.create(code="G1", name="Tên khác")


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_run_is_never_told_to_be_whole_before_it_is(done: int, total: int) -> None:
    """Somebody who reads "100 %" goes away."""
    running = ImportRun(kind="national", state="running", done=done, total=total)

    assert 0 <= running.percent <= 99
    assert ImportRun(kind="national", state="done", done=done, total=total).percent == 100


@pytest.mark.parametrize(
    ("state", "is_open"), [("waiting", True), ("running", True), ("done", False), ("failed", False)]
)
def test_a_run_is_open_until_it_ended(state: str, is_open: bool) -> None:
    assert ImportRun(kind="sheet", state=state).is_open is is_open


@pytest.mark.parametrize(
    ("changes", "has_file"),
    [
        ({}, True),
        ({"kind": "sheet"}, False),
        ({"state": "running"}, False),
        ({"stored_id": None}, False),
        ({"expires_at": None}, False),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, False),
    ],
)
def test_an_export_is_taken_away_while_its_file_is_kept(changes: dict[str, Any], has_file: bool) -> None:
    told = {"kind": "export", "state": "done", "stored_id": 1, "expires_at": timezone.now() + timedelta(days=1)}

    assert ImportRun(**(told | changes)).has_file is has_file
