"""Rules proved: which version a day sees, and that reading a whole version costs a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from procedures import catalogue
from procedures.choices import Channel, ComponentKind
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from tests.in_turn import in_turn
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    ProcessFactory,
    StepFactory,
    TimeLimitFactory,
    VersionFactory,
    announced,
    draft,
)

pytestmark = pytest.mark.django_db
CODE = "1.001193"


def successive(*starts: date) -> list[ProcedureVersion]:
    """Versions of one procedure published to begin on these days."""
    procedure = ProcedureFactory(code=CODE)
    versions = []
    for number, start in enumerate(starts, 1):
        version = draft(procedure=procedure, number=number)
        publish([version], valid_from=start)
        versions.append(version)
    return versions


def test_each_day_has_the_version_of_that_day() -> None:
    old, new = successive(date(2026, 1, 1), date(2026, 6, 1))

    assert catalogue.published(CODE, on=date(2026, 1, 1)) == old
    assert catalogue.published(CODE, on=date(2026, 5, 31)) == old
    assert catalogue.published(CODE, on=date(2026, 6, 1)) == new
    assert catalogue.published(CODE) == new
    with pytest.raises(catalogue.UnknownProcedure):
        catalogue.published(CODE, on=date(2025, 12, 31))


@in_turn("days", [-400, -1, 0, 1, 400], taken_back=True)
@in_turn("ends", [None, 1, 2, 300, 400], taken_back=True)
def test_what_memory_gives_is_what_the_database_holds_in_force(days: int, ends: int | None) -> None:
    """`in_force` asks in words of its own: it must see just the versions that `valid_on` sees, at every border."""
    start = timezone.localdate() + timedelta(days=days)
    version = draft(procedure=ProcedureFactory(code=CODE))
    publish([version], valid_from=start)
    if ends is not None:
        ProcedureVersion.objects.filter(pk=version.pk).update(valid_to=start + timedelta(days=ends))

    expected = ProcedureVersion.objects.valid_on().filter(procedure__code=CODE).first()
    if expected is None:
        with pytest.raises(catalogue.UnknownProcedure):
            catalogue.in_force(CODE)
    else:
        assert catalogue.in_force(CODE) == expected


def test_a_version_read_before_costs_one_query(django_assert_num_queries: Any) -> None:
    """And a publication is seen by the very next reading, since that query asks for the version's name."""
    (old,) = successive(date(2026, 1, 1))
    assert catalogue.in_force(CODE) == old

    with django_assert_num_queries(1):
        assert catalogue.in_force(CODE).case("standard").papers()

    newer = draft(procedure=old.procedure, number=2)
    publish([newer])
    assert catalogue.in_force(CODE) == newer


def test_a_version_staged_for_later_is_not_shown_yet() -> None:
    now, later = successive(date(2026, 1, 1), timezone.localdate() + timedelta(days=30))

    assert catalogue.published(CODE) == now
    assert catalogue.published(CODE, on=timezone.localdate() + timedelta(days=30)) == later
    assert catalogue.version_id(CODE) == now.pk


def test_a_draft_is_never_read() -> None:
    draft(procedure=ProcedureFactory(code=CODE))

    with pytest.raises(catalogue.UnknownProcedure) as refusal:
        catalogue.published(CODE)
    assert refusal.value.code == CODE
    assert not ProcedureVersion.objects.visible_to(None).exists()


def test_a_pinned_version_is_found_after_it_ended() -> None:
    old, _new = successive(date(2026, 1, 1), date(2026, 6, 1))

    found = catalogue.find_version(old.pk)

    assert found.number == 1
    assert found.cases.all()[0].components.all()[0].name == "Giấy chứng sinh"


def test_reading_everything_costs_two_queries(django_assert_num_queries: Any) -> None:
    """Version with procedure and field; cases with e-forms, papers, fees and limits, processes with steps."""
    announced(CODE)

    with django_assert_num_queries(2):
        version = catalogue.published(CODE)
        case = version.case("standard")
        assert case.papers() and case.fees_for("online") and case.time_limit("online")
        process = version.process(case)
        assert process is not None
        assert list(process.steps.all())
        assert case.eform is not None


def test_a_case_is_asked_for_by_key() -> None:
    version = announced(CODE)

    assert version.case("standard").name == "Trường hợp chung"
    with pytest.raises(KeyError):
        version.case("other")


def test_a_limit_of_the_channel_comes_before_the_general_one() -> None:
    case = CaseFactory()
    TimeLimitFactory(case=case, channel=Channel.ANY, amount=Decimal(5))
    TimeLimitFactory(case=case, channel=Channel.ONLINE, amount=Decimal(3))

    assert case.time_limit(Channel.ONLINE).amount == 3
    assert case.time_limit(Channel.DIRECT).amount == 5
    assert CaseFactory().time_limit(Channel.DIRECT) is None


def test_fees_are_those_of_the_channel_and_of_all() -> None:
    case = CaseFactory()
    for channel in (Channel.ONLINE, Channel.DIRECT, Channel.ANY):
        FeeFactory(case=case, channel=channel, name=channel)

    assert [fee.name for fee in case.fees_for(Channel.ONLINE)] == ["online", "any"]
    assert [fee.name for fee in case.fees_for(Channel.POSTAL)] == ["any"]


def test_remarks_are_not_papers() -> None:
    case = CaseFactory()
    ComponentFactory(case=case, name="Tờ khai")
    ComponentFactory(case=case, name="Lưu ý", kind=ComponentKind.NOTE, required=False)

    assert [c.name for c in case.papers()] == ["Tờ khai"]
    assert [c.name for c in case.notes()] == ["Lưu ý"]


def test_a_case_with_its_own_process_does_not_use_the_shared_one() -> None:
    version = VersionFactory()
    case, other = CaseFactory(version=version), CaseFactory(version=version, key="late")
    shared = StepFactory(process=ProcessFactory(version=version)).process
    own = StepFactory(process=ProcessFactory(version=version, case=case)).process

    assert version.process(case) == own
    assert version.process(other) == shared
    own.steps.all().delete()
    assert version.process(case) == shared, "a process without steps is none"
    assert version.process() == shared
    assert VersionFactory().process() is None
