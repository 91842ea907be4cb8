"""Rules proved: one query tells of a version what prefetching tells, in the same order and of the same types."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from procedures import catalogue
from procedures.models import Case, ProcedureVersion
from procedures.whole_version import fill
from tests.procedures.factories import CaseFactory, ComponentFactory, FeeFactory, TimeLimitFactory, announced, draft
from tests.procedures.starter import load_starter

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, tuple[type, str]]:
    """Each stored value of a row with its type, so that 2.5 and 2.50, a text and a date, differ."""
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: (type(value), repr(value)) for name, value in told.items()}


def told_of(version: ProcedureVersion) -> Iterator[Any]:
    """Everything beneath a version in the order in which it is read."""
    for case in version.cases.all():
        yield values(case), case.version is version, values(case.eform) if case.eform else None
        for rows in (case.components.all(), case.fees.all(), case.time_limits.all()):
            yield [(values(row), row.case is case) for row in rows]
    for process in version.processes.all():
        yield values(process), process.version is version
        yield [(values(step), step.process is process) for step in process.steps.all()]


def bare(version: ProcedureVersion) -> ProcedureVersion:
    return ProcedureVersion.objects.get(pk=version.pk)


def prefetched(version: ProcedureVersion) -> ProcedureVersion:
    return catalogue.with_content(ProcedureVersion.objects.filter(pk=version.pk)).get()


def test_every_version_of_the_starter_catalogue_is_told_alike(django_assert_num_queries: Any) -> None:
    load_starter()
    versions = list(catalogue.with_content(ProcedureVersion.objects.all()))
    again = {version.pk: version for version in ProcedureVersion.objects.all()}
    assert len(versions) > 50

    with django_assert_num_queries(len(versions)):
        one_by_one = {pk: list(told_of(fill(version))) for pk, version in again.items()}

    assert all(one_by_one[version.pk] == list(told_of(version)) for version in versions)


def test_rows_stand_in_the_order_of_their_position_and_then_of_their_writing() -> None:
    version = draft()
    case = version.cases.get()
    for position, name in ((5, "Sau cùng"), (2, "Trước"), (2, "Ngay sau"), (0, "Đầu tiên")):
        ComponentFactory(case=case, name=name, position=position, code="")
        FeeFactory(case=case, name=name, position=position)
    CaseFactory(version=version, key="first", position=0)
    CaseFactory(version=version, key="last", position=9)

    filled = fill(bare(version))

    assert list(told_of(filled)) == list(told_of(prefetched(version)))
    [case_again] = [one for one in filled.cases.all() if one.pk == case.pk]
    names = [paper.name for paper in case_again.components.all() if paper.name != "Giấy chứng sinh"]
    assert names == ["Đầu tiên", "Trước", "Ngay sau", "Sau cùng"]


def test_amounts_are_exact_and_unknown_ones_stay_unknown() -> None:
    version = draft()
    case = version.cases.get()
    TimeLimitFactory(case=case, channel="online", amount=Decimal("0.25"))
    FeeFactory(case=case, name="Lớn", amount_dong=9_007_199_254_740_993)
    FeeFactory(case=case, name="Không rõ", amount_dong=None)

    filled = fill(bare(version))

    [case_again] = filled.cases.all()
    assert {str(limit.amount) for limit in case_again.time_limits.all()} >= {"0.25"}
    amounts = {fee.name: fee.amount_dong for fee in case_again.fees.all()}
    assert (amounts["Lớn"], amounts["Không rõ"]) == (9_007_199_254_740_993, None)


def test_texts_of_any_kind_come_through() -> None:
    version = draft()
    case = version.cases.get()
    hostile = 'Giấy "chứng" \\u0041 \n {"a": 1} </script> \U0001f4c4 %s %(version)s'
    ComponentFactory(case=case, name=hostile, code="")

    [case_again] = fill(bare(version)).cases.all()

    assert hostile in [paper.name for paper in case_again.components.all()]


def test_a_version_without_content_has_none(django_assert_num_queries: Any) -> None:
    version = draft()
    Case.objects.filter(version=version).delete()
    version.processes.all().delete()
    again = bare(version)

    with django_assert_num_queries(1):
        filled = fill(again)
        assert (list(filled.cases.all()), list(filled.processes.all())) == ([], [])


def test_what_hangs_beneath_can_still_be_asked_of_the_database(django_assert_num_queries: Any) -> None:
    """`filter` and writing are those of any version: only what is read whole is at hand."""
    version = fill(bare(draft()))
    [case] = version.cases.all()

    with django_assert_num_queries(1):
        assert case.components.filter(name="Không có").first() is None
    case.components.create(name="Thêm", position=8)

    assert "Thêm" in [paper.name for paper in fill(bare(version)).cases.get().components.all()]


def test_finding_a_version_costs_two_queries(django_assert_num_queries: Any) -> None:
    version = announced("1.001193")

    with django_assert_num_queries(2):
        list(told_of(catalogue.find_version(version.pk)))
    with django_assert_num_queries(2):
        list(told_of(catalogue.published("1.001193")))
