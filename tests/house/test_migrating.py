"""Making a database makes only the classes anew that a statement needs; code in a migration sees all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState


def a_ward_and_its_counters() -> Any:
    """A state of two models, the second pointing at the first, with their classes made."""
    state: Any = ProjectState()
    state.add_model(ModelState("zz", "Ward", [("id", models.BigAutoField(primary_key=True))]))
    to_ward = models.ForeignKey("zz.Ward", on_delete=models.CASCADE)
    state.add_model(ModelState("zz", "Counter", [("id", models.BigAutoField(primary_key=True)), ("ward", to_ward)]))
    assert state.apps.get_model("zz", "counter")
    return state


def test_an_index_is_nobody_elses_matter() -> None:
    state = a_ward_and_its_counters()
    counter, ward = state.apps.get_model("zz", "counter"), state.apps.get_model("zz", "ward")

    state.add_index("zz", "ward", models.Index(fields=["id"], name="ward_id"))

    assert state.apps.get_model("zz", "counter") is counter
    assert state.apps.get_model("zz", "ward") is not ward
    assert [index.name for index in state.apps.get_model("zz", "ward")._meta.indexes] == ["ward_id"]


def test_a_new_field_is_nobody_elses_matter_either() -> None:
    state = a_ward_and_its_counters()
    counter = state.apps.get_model("zz", "counter")

    state.add_field("zz", "ward", "name", models.TextField(default=""), preserve_default=True)

    assert state.apps.get_model("zz", "counter") is counter
    assert state.apps.get_model("zz", "ward")._meta.get_field("name")


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.alter_field("zz", "ward", "id", models.UUIDField(primary_key=True), preserve_default=True),
        lambda state: state.rename_field("zz", "ward", "id", "code"),
        lambda state: state.rename_model("zz", "Ward", "Commune"),
    ],
    ids=["of another type", "a column of another name", "a table of another name"],
)
def test_whoever_points_at_what_changes_points_at_the_new_one(change: Callable[[Any], None]) -> None:
    state = a_ward_and_its_counters()

    change(state)

    field = state.apps.get_model("zz", "counter")._meta.get_field("ward")
    old = a_ward_and_its_counters().apps.get_model("zz", "counter")._meta.get_field("ward")
    said = (field.related_model._meta.db_table, field.target_field.column, field.target_field.get_internal_type())
    assert said != (old.related_model._meta.db_table, old.target_field.column, old.target_field.get_internal_type())
    assert field.related_model is state.apps.get_model("zz", field.related_model._meta.model_name)


def test_code_of_a_migration_gets_the_whole_state() -> None:
    state = a_ward_and_its_counters()
    state.add_index("zz", "ward", models.Index(fields=["id"], name="ward_id"))

    state.clear_delayed_apps_cache()

    pointed_at = state.apps.get_model("zz", "counter")._meta.get_field("ward").related_model
    assert pointed_at is state.apps.get_model("zz", "ward")
    assert [index.name for index in pointed_at._meta.indexes] == ["ward_id"]
