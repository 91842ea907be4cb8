"""Copying whole versions into new drafts, many at once in a fixed number of queries.

Generic over columns, so that what a later release adds to a table comes along by itself; the tables are listed here,
and a test fails when a new one beneath a version is neither copied nor named as left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Max

from procedures.choices import Source, VersionState
from procedures.drafting import content_hash
from procedures.models import (
    Case,
    Component,
    Fee,
    InternalProcess,
    Procedure,
    ProcedureVersion,
    Step,
    TimeLimit,
)

#: What belongs to a version, owners first, each with its way up to the version.
OWNED: tuple[tuple[type[models.Model], str], ...] = (
    (Case, "version"),
    (Component, "case__version"),
    (Fee, "case__version"),
    (TimeLimit, "case__version"),
    (InternalProcess, "version"),
    (Step, "process__version"),
)
BATCH = 500
_Made = dict[type[models.Model], dict[int, models.Model]]


@transaction.atomic
def copy_versions(sources: Sequence[ProcedureVersion], onto: Mapping[int, Procedure]) -> dict[int, ProcedureVersion]:
    """Draft copies of `sources`, keyed by the id of the version that was copied.

    `onto` names, by the id of the copied version, the procedure that the copy is a draft of.
    """
    numbers = _last_numbers(onto.values())
    drafts: dict[int, ProcedureVersion] = {}
    for source in sources:
        procedure = onto[source.pk]
        numbers[procedure.pk] = numbers.get(procedure.pk, 0) + 1
        drafts[source.pk] = _draft_of(source, procedure, numbers[procedure.pk])
    ProcedureVersion.objects.bulk_create(drafts.values(), batch_size=BATCH)
    made: _Made = {ProcedureVersion: dict(drafts)}
    for model, way in OWNED:
        made[model] = _copy_rows(model, {f"{way}__in": list(drafts)}, made)
    return drafts


def blank_draft(procedure: Procedure, **content: Any) -> ProcedureVersion:
    """A draft of a procedure that nothing is known of yet, with one empty case."""
    number = _last_numbers([procedure]).get(procedure.pk, 0) + 1
    draft: ProcedureVersion = ProcedureVersion.objects.create(
        procedure=procedure, number=number, **_as_local_draft(), **content
    )
    Case.objects.create(version=draft, key="standard", name="Trường hợp chung")
    return draft


def _draft_of(source: ProcedureVersion, procedure: Procedure, number: int) -> ProcedureVersion:
    draft = ProcedureVersion(**_columns(source))
    draft.procedure, draft.number = procedure, number
    for name, value in _as_local_draft().items():
        setattr(draft, name, value)
    draft.valid_from = draft.valid_to = None
    draft.decision_number, draft.decision_agency, draft.decision_date = "", "", None
    return draft


def _as_local_draft() -> dict[str, Any]:
    return {"state": VersionState.DRAFT, "source": Source.LOCAL, "content_hash": content_hash("local", uuid4())}


def _last_numbers(procedures: Any) -> dict[int, int]:
    rows = ProcedureVersion.objects.filter(procedure__in=list(procedures)).order_by()
    return dict(rows.values_list("procedure").annotate(last=Max("number")))


def _copy_rows(model: type[models.Model], which: dict[str, Any], made: _Made) -> dict[int, models.Model]:
    copies: dict[int, models.Model] = {}
    for row in model._default_manager.filter(**which).order_by("pk"):
        copy = model(**_columns(row))
        for link in _links(model, made):
            owner = made[link.related_model].get(getattr(row, link.attname))
            if owner is not None:
                setattr(copy, link.attname, owner.pk)
        copies[row.pk] = copy
    model._default_manager.bulk_create(copies.values(), batch_size=BATCH)
    return copies


def _links(model: type[models.Model], made: _Made) -> list[models.ForeignKey[Any, Any]]:
    fields = model._meta.concrete_fields
    return [field for field in fields if isinstance(field, models.ForeignKey) and field.related_model in made]


def _columns(row: models.Model) -> dict[str, Any]:
    """Every column but the id, by its attribute name."""
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
