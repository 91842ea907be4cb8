"""Making a database makes only the classes anew that a statement needs; code in a migration sees all."""

from __future__ import annotations

from typing import Any

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


def test_whoever_points_at_a_changed_model_points_at_the_new_one() -> None:
    state = a_ward_and_its_counters()

    state.add_field("zz", "ward", "name", models.TextField(default=""), preserve_default=True)

    pointed_at = state.apps.get_model("zz", "counter")._meta.get_field("ward").related_model
    assert pointed_at is state.apps.get_model("zz", "ward")
    assert pointed_at._meta.get_field("name")


def test_code_of_a_migration_gets_the_whole_state() -> None:
    state = a_ward_and_its_counters()
    state.add_index("zz", "ward", models.Index(fields=["id"], name="ward_id"))

    state.clear_delayed_apps_cache()

    pointed_at = state.apps.get_model("zz", "counter")._meta.get_field("ward").related_model
    assert pointed_at is state.apps.get_model("zz", "ward")
    assert [index.name for index in pointed_at._meta.indexes] == ["ward_id"]
