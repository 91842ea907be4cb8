"""Procedures for tests: drafts with a case, a paper, a fee, a limit and a process; published on request."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from procedures.choices import Competence, Level, OnlineLevel, Source, StepRole, StepUnit, Target, TimeUnit
from procedures.models import (
    Case,
    Component,
    EForm,
    Fee,
    Field,
    InternalProcess,
    Procedure,
    ProcedureVersion,
    Step,
    TimeLimit,
)
from procedures.publishing import publish


class FieldFactory(DjangoModelFactory):
    """A field of administration."""

    class Meta:
        model = Field
        django_get_or_create = ("code",)

    code = "G15-TP07"
    name = "Hộ tịch"


class ProcedureFactory(DjangoModelFactory):
    """A procedure code."""

    class Meta:
        model = Procedure
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"1.{100000 + n}")


class VersionFactory(DjangoModelFactory):
    """A draft version without content."""

    class Meta:
        model = ProcedureVersion

    procedure = factory.SubFactory(ProcedureFactory)
    number = 1
    name = "Thủ tục đăng ký khai sinh"
    field = factory.SubFactory(FieldFactory)
    levels = factory.LazyFunction(lambda: [Level.COMMUNE])
    targets = factory.LazyFunction(lambda: [Target.CITIZEN])
    online_level = OnlineLevel.FULL
    non_territorial = True
    competence = Competence.RESIDENCE
    division = "van-hoa-xa-hoi"
    executing_agency = "Ủy ban nhân dân cấp xã"
    source = Source.STARTER
    content_hash = factory.Sequence(lambda n: f"{n:064d}")


class CaseFactory(DjangoModelFactory):
    """A case of a draft."""

    class Meta:
        model = Case

    version = factory.SubFactory(VersionFactory)
    key = "standard"
    name = "Trường hợp chung"


class ComponentFactory(DjangoModelFactory):
    """A paper."""

    class Meta:
        model = Component

    case = factory.SubFactory(CaseFactory)
    name = "Giấy chứng sinh"


class FeeFactory(DjangoModelFactory):
    """A fee for all channels."""

    class Meta:
        model = Fee

    case = factory.SubFactory(CaseFactory)
    name = "Lệ phí hộ tịch"
    amount_dong = 8000


class TimeLimitFactory(DjangoModelFactory):
    """One working day."""

    class Meta:
        model = TimeLimit

    case = factory.SubFactory(CaseFactory)
    amount = Decimal(1)
    unit = TimeUnit.WORKING_DAY


class ProcessFactory(DjangoModelFactory):
    """An internal process for all cases."""

    class Meta:
        model = InternalProcess

    version = factory.SubFactory(VersionFactory)
    approval_number = "815/QĐ-UBND"


class StepFactory(DjangoModelFactory):
    """The first step."""

    class Meta:
        model = Step

    process = factory.SubFactory(ProcessFactory)
    position = 0
    key = "receive"
    name = "Tiếp nhận hồ sơ"
    role = StepRole.CLERK
    unit_rule = StepUnit.RECEIVING
    working_hours = Decimal(1)
    outcomes = factory.LazyFunction(lambda: ["receive"])
    leads_to = factory.LazyAttribute(lambda step: ["" for _outcome in step.outcomes])


class EFormFactory(DjangoModelFactory):
    """A small form."""

    class Meta:
        model = EForm

    key = factory.Sequence(lambda n: f"form-{n}")
    version = 1
    schema = factory.LazyFunction(lambda: {"properties": {"name": {"type": "string", "title": "Tên"}}})
    content_hash = "0" * 64


def draft(*, steps: Callable[[InternalProcess], object] | None = None, **version: Any) -> ProcedureVersion:
    """A draft with one case that has everything, ready to be published; ``steps`` writes more than a first step."""
    made: ProcedureVersion = VersionFactory(**version)
    case = CaseFactory(version=made, eform=EFormFactory())
    ComponentFactory(case=case)
    FeeFactory(case=case)
    TimeLimitFactory(case=case)
    process = ProcessFactory(version=made)
    _ = steps(process) if steps else StepFactory(process=process)
    return made


#: The process most procedures have: key, who, hours, and where each outcome leads.
USUAL: tuple[tuple[str, str, StepRole, str, dict[str, str]], ...] = (
    (
        "receive", "Tiếp nhận hồ sơ", StepRole.CLERK, "1",
        {"receive": "process", "request_supplement": "receive", "refuse": ""},
    ),
    (
        "process", "Thẩm tra hồ sơ", StepRole.OFFICER, "4",
        {"submit_for_signature": "sign", "request_supplement": "process"},
    ),
    ("sign", "Ký duyệt kết quả", StepRole.LEADER, "2", {"sign": "return", "send_back": "process"}),
    ("return", "Trả kết quả", StepRole.CLERK, "1", {"return_result": ""}),
)  # fmt: skip


def usual_steps(process: InternalProcess) -> list[Step]:
    """The four usual steps, eight hours in all."""
    return Step.objects.bulk_create(built_steps(process))


def built_steps(process: InternalProcess | None = None) -> list[Step]:
    """The four usual steps, not stored yet."""
    return [
        StepFactory.build(
            process=process,
            position=position,
            key=key,
            name=name,
            role=role,
            unit_rule=StepUnit.RECEIVING if role == StepRole.CLERK else StepUnit.COMPETENT,
            working_hours=Decimal(hours),
            outcomes=list(ways),
            leads_to=list(ways.values()),
        )
        for position, (key, name, role, hours, ways) in enumerate(USUAL)
    ]


def announced(code: str = "", **version: Any) -> ProcedureVersion:
    """A version in force today."""
    if code:
        version["procedure"] = ProcedureFactory(code=code)
    made = draft(**version)
    publish([made])
    return made
