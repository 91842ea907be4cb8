"""Rule proved, table by table and column by column: what was announced never changes (design.md, always 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from procedures.choices import VersionState
from procedures.models import (
    Case,
    Component,
    EForm,
    Fee,
    InternalProcess,
    ProcedureVersion,
    Step,
    TimeLimit,
)
from procedures.publishing import publish
from tests.in_turn import in_turn
from tests.procedures.factories import ProcedureFactory, announced, draft

pytestmark = pytest.mark.django_db
CHILDREN: list[type[models.Model]] = [Case, Component, Fee, TimeLimit, InternalProcess, Step]
each_child = in_turn("model", CHILDREN, taken_back=True)
TODAY = timezone.localdate()


def standing() -> ProcedureVersion:
    """In force today."""
    return announced("1.000001")


def staged() -> ProcedureVersion:
    """Announced for later: dossiers may be prepared under it already."""
    version = draft(procedure=ProcedureFactory(code="1.000001"))
    publish([version], valid_from=TODAY + timedelta(days=30))
    return version


def retired() -> ProcedureVersion:
    """Replaced: dossiers filed under it are still open."""
    version = announced("1.000001")
    ProcedureVersion.objects.filter(pk=version.pk).update(state=VersionState.RETIRED, valid_to=TODAY)
    return version


each_state = in_turn("make", [standing, staged, retired], taken_back=True)


def beneath(version: ProcedureVersion, model: type[models.Model]) -> models.Model:
    """The one row of a table that belongs to the version."""
    ways = {Case: "version", InternalProcess: "version", Step: "process__version"}
    found: models.Model = model._default_manager.get(**{ways.get(model, "case__version"): version})
    return found


def refused(change: Callable[[], object]) -> bool:
    """Whether the database refuses, leaving the transaction usable."""
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        return True
    return False


def other_value(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of the right type that differs."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField | models.BigIntegerField):
        return (value or 0) + 1
    if isinstance(field, models.DecimalField):
        return (value or Decimal(0)) + 1
    if isinstance(field, models.DateField):
        return date(2020, 1, 1)
    if field.choices:
        return next(key for key, _label in field.flatchoices if key != value)
    if isinstance(field, models.TextField | models.CharField):
        return f"{value}x"
    return ["khác"]


def test_every_table_beneath_a_version_is_known_here() -> None:
    """A model that points at a version, a case or a process, and is part of the content, needs the trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table FROM information_schema.triggers "
            "WHERE trigger_name LIKE '%%child_guard%%' GROUP BY 1"
        )
        guarded = {row[0] for row in cursor.fetchall()}

    assert {model._meta.db_table for model in CHILDREN} <= guarded


@each_child
def test_no_column_of_announced_content_changes(model: type[models.Model]) -> None:
    """Every concrete column, whatever its type, one at a time."""
    row = beneath(standing(), model)
    before = model._default_manager.filter(pk=row.pk).values().get()
    columns = [field for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation]
    assert columns

    for field in columns:
        change = {field.name: other_value(field, before[field.attname])}
        assert refused(partial(model._default_manager.filter(pk=row.pk).update, **change)), field.name

    assert model._default_manager.filter(pk=row.pk).values().get() == before


@each_child
@each_state
def test_content_is_frozen_in_every_state_but_draft(
    model: type[models.Model], make: Callable[[], ProcedureVersion]
) -> None:
    row = beneath(make(), model)
    rows = model._default_manager.filter(pk=row.pk)
    before = rows.values().get()
    field = next(f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation)

    assert refused(lambda: rows.update(**{field.name: other_value(field, before[field.attname])}))
    assert refused(lambda: rows._raw_delete("default"))
    assert rows.values().get() == before


@each_child
@each_state
def test_nothing_is_added_in_any_state_but_draft(
    model: type[models.Model], make: Callable[[], ProcedureVersion]
) -> None:
    """A copy of the row with another key: also with one INSERT of many rows, as imports write."""
    row = beneath(make(), model)
    before = model._default_manager.count()
    row.pk = None
    row._state.adding = True
    for name, value in {"key": "moi", "number": 99, "position": 99, "channel": "postal", "code": "MOI"}.items():
        if any(field.name == name for field in model._meta.concrete_fields):
            setattr(row, name, value)

    assert refused(lambda: model._default_manager.bulk_create([row]))

    assert model._default_manager.count() == before


@each_child
def test_a_draft_row_cannot_be_slipped_into_announced_content(model: type[models.Model]) -> None:
    """Moving a row in is a change of what was announced, as moving one out is."""
    inside, outside = beneath(standing(), model), beneath(draft(procedure=ProcedureFactory(code="1.000002")), model)
    parent = "process" if model is Step else "version" if model in (Case, InternalProcess) else "case"
    rows = model._default_manager

    assert refused(lambda: rows.filter(pk=outside.pk).update(**{f"{parent}_id": getattr(inside, f"{parent}_id")}))
    assert refused(lambda: rows.filter(pk=inside.pk).update(**{f"{parent}_id": getattr(outside, f"{parent}_id")}))

    outside.refresh_from_db()
    inside.refresh_from_db()
    assert getattr(inside, f"{parent}_id") != getattr(outside, f"{parent}_id")


@each_child
def test_the_same_value_written_again_is_refused_too(model: type[models.Model]) -> None:
    """No write at all: who saves a form of an announced version has taken it for a draft."""
    row = beneath(standing(), model)

    assert refused(row.save)


@each_child
def test_content_of_a_draft_changes_freely_beside_announced_versions(model: type[models.Model]) -> None:
    standing()
    row = beneath(draft(procedure=ProcedureFactory(code="1.000002")), model)
    field = next(f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation)

    changed = model._default_manager.filter(pk=row.pk).update(
        **{field.name: other_value(field, getattr(row, field.name))}
    )

    assert changed == 1


def test_the_form_of_an_announced_case_is_never_deleted_or_exchanged() -> None:
    version = standing()
    case = version.cases.get()
    other = draft(procedure=ProcedureFactory(code="1.000002")).cases.get()
    form = case.eform
    assert form is not None

    assert refused(lambda: EForm.objects.filter(pk=form.pk)._raw_delete("default"))
    assert refused(lambda: Case.objects.filter(pk=case.pk).update(eform=other.eform))
    assert refused(lambda: Case.objects.filter(pk=case.pk).update(eform=None))
    assert EForm.objects.filter(pk=form.pk).exists()


def test_sql_of_a_console_is_refused_as_well() -> None:
    """Scripts do not pass through Python's rules."""
    version = standing()

    def cheaper() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procedures_fee SET amount_dong = 0")

    assert refused(cheaper)
    assert version.cases.get().fees.get().amount_dong == 8000


def test_only_its_end_may_be_written_into_an_announced_version() -> None:
    """Which columns may change is told by trying all of them."""
    version = announced("1.000001", online_reason="vì lý do", guide=[{"title": "a", "text": "b"}])
    rows = ProcedureVersion.objects.filter(pk=version.pk)
    stored: dict[str, Any] = dict(rows.values().get())
    columns = [f for f in ProcedureVersion._meta.concrete_fields if not f.primary_key and not f.is_relation]

    taken = {
        field.name
        for field in columns
        if field.name not in ("state", "created_at")
        and not refused(partial(rows.update, **{field.name: other_value(field, stored[field.attname])}))
    }

    assert taken <= {"valid_to"}
    assert {k: v for k, v in rows.values().get().items() if k != "valid_to"} == {
        k: v for k, v in stored.items() if k != "valid_to"
    }
