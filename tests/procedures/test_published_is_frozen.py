"""Rule proved: PostgreSQL itself refuses to change what was published, whoever asks (design.md, always 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from procedures.choices import VersionState
from procedures.models import Case, Component, EForm, Fee, InternalProcess, ProcedureVersion, Step, TimeLimit
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcessFactory,
    StepFactory,
    TimeLimitFactory,
    announced,
    draft,
)

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], object]) -> bool:
    """Whether the database refuses a change, leaving the test's transaction usable."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "Tên khác"),
        ("number", 9),
        ("levels", ["province"]),
        ("guide", [{"title": "x", "text": "y"}]),
        ("legal_basis", []),
        ("doubts", [{"flag": "x"}]),
        ("valid_from", timezone.localdate() - timedelta(days=9)),
        ("content_hash", "x"),
        ("online_level", "none"),
    ],
)
def test_a_published_version_keeps_every_column(column: str, value: object) -> None:
    version = announced(guide=[], legal_basis=[{"code": "60/2014/QH13"}], online_reason="vì lý do")
    before = ProcedureVersion.objects.filter(pk=version.pk).values().get()

    assert refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).update(**{column: value}))

    assert ProcedureVersion.objects.filter(pk=version.pk).values().get() == before


def test_a_published_version_may_end() -> None:
    version = announced()

    ProcedureVersion.objects.filter(pk=version.pk).update(
        state=VersionState.RETIRED, valid_to=timezone.localdate() + timedelta(days=1)
    )

    version.refresh_from_db()
    assert version.state == VersionState.RETIRED


@pytest.mark.parametrize("back", [VersionState.DRAFT, VersionState.PUBLISHED])
def test_a_retired_version_never_comes_back(back: str) -> None:
    version = announced()
    rows = ProcedureVersion.objects.filter(pk=version.pk)
    rows.update(state=VersionState.RETIRED, valid_to=timezone.localdate())

    assert refused(lambda: rows.update(state=back))


def test_a_published_version_cannot_become_a_draft_again() -> None:
    version = announced()

    assert refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT))


def test_a_published_version_cannot_be_deleted() -> None:
    version = announced()

    assert refused(lambda: ProcedureVersion.objects.filter(pk=version.pk)._raw_delete("default"))
    assert ProcedureVersion.objects.filter(pk=version.pk).exists()


@pytest.mark.parametrize("model", [Case, Component, Fee, TimeLimit, InternalProcess, Step])
def test_nothing_beneath_it_can_be_deleted(model: type[models.Model]) -> None:
    announced()
    rows = model._default_manager.all()
    before = rows.count()

    assert before
    assert refused(lambda: rows._raw_delete("default"))
    assert rows.count() == before


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Case, {"name": "khác"}),
        (Component, {"originals": 5}),
        (Fee, {"amount_dong": 1}),
        (TimeLimit, {"amount": 9}),
        (InternalProcess, {"approval_number": "1/QĐ"}),
        (Step, {"working_hours": 9}),
    ],
)
def test_nothing_beneath_it_can_be_changed(model: type[models.Model], change: dict[str, object]) -> None:
    announced()

    assert refused(lambda: model._default_manager.update(**change))


def test_nothing_can_be_added_beneath_it() -> None:
    version = announced()
    case = version.cases.get()
    process = version.processes.get()

    assert refused(lambda: CaseFactory(version=version, key="new"))
    assert refused(lambda: ComponentFactory(case=case))
    assert refused(lambda: FeeFactory(case=case))
    assert refused(lambda: TimeLimitFactory(case=case, channel="online"))
    assert refused(lambda: ProcessFactory(version=version, number=2))
    assert refused(lambda: StepFactory(process=process, position=7, key="more"))


def test_a_paper_cannot_be_moved_out_of_a_published_case_into_a_draft() -> None:
    paper = announced().cases.get().components.get()
    other = draft().cases.get()

    assert refused(lambda: Component.objects.filter(pk=paper.pk).update(case=other))


def test_a_draft_may_change_in_everything() -> None:
    version = draft()

    Component.objects.update(originals=3)
    Step.objects.update(working_hours=2)
    ProcedureVersion.objects.update(name="Tên khác")
    version.delete()

    assert not ProcedureVersion.objects.exists()
    assert not Component.objects.exists()


def test_an_eform_is_never_rewritten() -> None:
    form = draft().cases.get().eform
    assert form is not None

    assert refused(lambda: EForm.objects.filter(pk=form.pk).update(schema={}))
