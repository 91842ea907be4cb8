"""Rules proved: what stood before says where its outcomes lead; the database keeps outcomes and ways together, and
publishes nothing that leads to a step that is not there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from procedures.models import ProcedureVersion, Step
from procedures.process_plan import plan_of
from procedures.process_units import as_typed, names_of, reference_to
from procedures.publishing import publish
from tests.procedures.factories import ProcessFactory, StepFactory, announced, draft, usual_steps
from tests.procedures.plans import asking, changed, usual
from tests.procedures.process_store import put_steps
from tests.units.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
CARRY_OVER = import_module("procedures.migrations.0021_ways_carried_over").CARRY_OVER


def test_what_was_published_before_walks_as_dossiers_went_then() -> None:
    """The migration, on frozen rows: only the way that was implied is written down, and they are frozen again."""
    version = announced(steps=usual_steps)
    written = [(step.outcomes, step.leads_to) for step in Step.objects.filter(process__version=version)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE procedures_step DISABLE TRIGGER child_guard")
        cursor.execute("UPDATE procedures_step SET leads_to = array_fill('x'::varchar, ARRAY[cardinality(outcomes)])")
        cursor.execute("ALTER TABLE procedures_step ENABLE TRIGGER child_guard")

        cursor.execute(CARRY_OVER)

    assert [(step.outcomes, step.leads_to) for step in Step.objects.filter(process__version=version)] == written
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.update(leads_to=["a"])


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"outcomes": ["receive"], "leads_to": []}, "step_outcomes_lead_somewhere"),
        ({"outcomes": ["receive"], "leads_to": ["a", "b"]}, "step_outcomes_lead_somewhere"),
        ({"unit_rule": "named"}, "step_names_its_unit"),
        ({"unit_rule": "competent", "named_unit": "so-tu-phap"}, "step_names_its_unit"),
        ({"unit_rule": "anywhere"}, "step_unit_rule_known"),
    ],
)
def test_the_database_refuses_half_a_step(columns: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        StepFactory(**columns)
    assert not Step.objects.exists()


def test_an_approval_does_not_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="process_ends_after_start"), transaction.atomic():
        ProcessFactory(valid_from="2026-04-02", valid_to="2026-04-01")


@pytest.mark.parametrize("lost", ["nowhere", "Return"])
def test_a_step_that_leads_to_one_that_is_not_there_is_never_published(lost: str) -> None:
    version = draft()
    put_steps(version.processes.get(), changed(usual(), "sign", ways=(("sign", lost),)))

    with pytest.raises(IntegrityError, match='step "sign" leads to a step that is not there'), transaction.atomic():
        publish([version])

    assert ProcedureVersion.objects.get(pk=version.pk).state == "draft"


def test_a_step_of_another_process_is_not_there() -> None:
    version = draft()
    other = ProcessFactory(version=version, number=2)
    put_steps(other, usual()[:1])

    with pytest.raises(IntegrityError, match='step "receive" leads'), transaction.atomic():
        publish([version])


def test_what_was_published_is_read_back_as_it_was_planned() -> None:
    version = draft()
    put_steps(version.processes.get(), asking())
    publish([version])

    assert plan_of(version.processes.get().steps.all()) == asking()


def test_machines_read_where_each_outcome_leads(client: Client) -> None:
    version = draft()
    put_steps(version.processes.get(), asking())
    publish([version])

    process = client.get(f"/api/v1/procedures/{version.procedure.code}/").json()["processes"][0]

    ask = process["steps"][2]
    assert ask["consulted"] == ["so-tu-phap", "so-xay-dung", "kinh-te"]
    assert ask["transitions"] == [{"outcome": "opinions_in", "next": "conclude"}]
    assert process["steps"][0]["transitions"][-1] == {"outcome": "refuse", "next": None}
    assert (process["approval_number"], process["valid_from"], process["valid_to"]) == ("815/QĐ-UBND", None, None)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Sở Tư pháp", "so-tu-phap"),
        ("  SỞ TƯ PHÁP ", "so-tu-phap"),
        ("so-tu-phap", "so-tu-phap"),
        ("phòng kinh tế", "kinh-te"),
        ("h29.77", "H29.77"),
        ("Sở", None),
        ("", None),
    ],
)
def test_a_unit_is_meant_by_name_slug_or_code(typed: str, stored: str | None) -> None:
    DepartmentFactory(code="H29.77", name="Sở Du lịch mới")

    assert reference_to(typed) == stored


def test_units_are_named_in_one_query_and_none_for_slugs(django_assert_num_queries: Any) -> None:
    DepartmentFactory(code="H29.77", name="Sở Du lịch mới")

    with django_assert_num_queries(0):
        assert names_of(["so-tu-phap", "kinh-te", ""]) == {"so-tu-phap": "Sở Tư pháp", "kinh-te": "Phòng Kinh tế"}
    with django_assert_num_queries(1):
        assert names_of(["H29.77", "H29.0", "so-y-te"]) == {
            "H29.77": "Sở Du lịch mới", "H29.0": "H29.0", "so-y-te": "Sở Y tế",
        }  # fmt: skip
    assert as_typed("H29.77") == "H29.77"
