"""Rules proved: where all of the catalogue is read, it comes in order of code, whole, and in few queries a batch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import catalogue
from procedures.cards import shortest_limit
from procedures.choices import Channel, Level
from procedures.models import ProcedureVersion
from procedures.unused import SPANS, Question
from tests.procedures.factories import CaseFactory, FeeFactory, TimeLimitFactory, announced, draft

CODES = ["1.000003", "2.000001", "1.000001"]


def in_force() -> list[int]:
    """What is in force, as batches are asked for."""
    return catalogue.ids_by_code(ProcedureVersion.objects.valid_on())


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 200])
def test_batches_of_any_size_read_everything_once_in_order(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for code in CODES:
        announced(code)
    draft()
    monkeypatch.setattr(catalogue, "BATCH", size)

    read = list(catalogue.in_batches(in_force()))

    assert [version.procedure.code for version in read] == sorted(CODES)


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "batches"), [(3, 1), (2, 2)])
def test_each_batch_costs_the_same_and_what_it_reads_is_whole(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, size: int, batches: int
) -> None:
    for code in CODES:
        announced(code)
    monkeypatch.setattr(catalogue, "BATCH", size)
    ids = in_force()

    with django_assert_num_queries(7 * batches):
        for version in catalogue.in_batches(ids):
            [case] = version.cases.all()
            assert (version.field.name, case.eform is not None) == ("Hộ tịch", True)
            assert [len(case.components.all()), len(case.fees.all()), len(case.time_limits.all())] == [1, 1, 1]
            assert [len(process.steps.all()) for process in version.processes.all()] == [1]


@pytest.mark.django_db
def test_of_nothing_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert list(catalogue.in_batches([])) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channels", "named"),
    [
        (["direct", "online"], "online"),
        (["direct", "any"], "any"),
        (["any", "online"], "online"),
        (["direct"], "direct"),
        ([], None),
    ],
)
def test_a_card_names_the_limit_of_filing_online_before_any_other(channels: list[str], named: str | None) -> None:
    case = CaseFactory()
    for channel in channels:
        TimeLimitFactory(case=case, channel=channel)

    limit = shortest_limit(case)

    assert (limit.channel if limit else None) == named


@pytest.mark.django_db
def test_what_a_case_costs_counts_its_channel_its_numbers_and_no_unknown_amount() -> None:
    case = CaseFactory()
    FeeFactory(case=case, amount_dong=8000)
    FeeFactory(case=case, name="Bản sao", amount_dong=3000, quantity_of="copies")
    FeeFactory(case=case, name="Theo văn bản", amount_dong=None)
    FeeFactory(case=case, name="Gửi bưu chính", amount_dong=20_000, channel=Channel.POSTAL)

    assert case.owed_dong("direct", {}) == 8000
    assert case.owed_dong("direct", {"copies": 2}) == 14_000
    assert case.owed_dong("postal", {"copies": "2"}) == 34_000
    assert case.owed_dong("direct", {"copies": -2}) == 8000
    assert [(fee.name, count) for fee, count in case.fees_owed("direct", {"copies": 0})] == [
        ("Lệ phí hộ tịch", 1),
        ("Theo văn bản", 1),
    ]


@given(st.dictionaries(st.sampled_from(["thang", "cap", "co-quan"]), st.text(max_size=600)))
def test_any_address_of_the_report_on_unused_procedures_is_a_question(query: dict[str, str]) -> None:
    question = Question.read(query)

    assert question.months in SPANS
    assert question.level in ("", *Level.values)
    assert len(question.agency) <= 500
