"""Rules proved: what more people file comes first among what fits alike; counting twice is counting once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from procedures import hooks, popularity
from procedures.choices import Source
from procedures.models import FiledCount, ProcedureVersion, SearchEntry
from procedures.popularity import ENOUGH, Filed, count_anew
from procedures.publishing import publish
from procedures.search import search
from tests.procedures.factories import announced, draft

TODAY = date(2026, 11, 22)
Count = tuple[int, int, int]


@pytest.fixture
def filings() -> Iterator[list[Count]]:
    """What the app above tells: (procedure, months ago, dossiers); tests fill it."""
    kept, told = list(hooks._filed_counts), list[Count]()
    hooks._filed_counts[:] = [lambda today, months: told]
    yield told
    hooks._filed_counts[:] = kept


@pytest.fixture
def two(db: None) -> tuple[int, int]:
    """Two procedures that fit "rước đuốc" alike; the first stands first while nobody files."""
    first = announced("1.000001", name="Rước đuốc mùa xuân", source=Source.NATIONAL)
    second = announced("1.000002", name="Rước đuốc mùa thu", source=Source.NATIONAL)
    return first.procedure_id, second.procedure_id


def codes(question: str = "rước đuốc") -> list[str]:
    """Codes found, best first."""
    return [entry.card["code"] for entry in search(question).results]


def test_of_what_fits_alike_the_one_that_is_filed_more_comes_first(two: tuple[int, int], filings: list[Count]) -> None:
    before = codes()
    filings += [(two[0], 0, 10), (two[1], 0, 5000)]

    assert count_anew(TODAY) == 2

    assert before == ["1.000001", "1.000002"]
    assert codes() == ["1.000002", "1.000001"]


def test_many_dossiers_do_not_lift_what_does_not_fit(two: tuple[int, int], filings: list[Count]) -> None:
    filings.append((announced("1.000003", name="Đăng ký thả diều").procedure_id, 0, 10**6))

    count_anew(TODAY)

    assert codes()[0] == "1.000001"
    assert "1.000003" not in codes()


def test_counting_twice_changes_nothing(two: tuple[int, int], filings: list[Count]) -> None:
    filings += [(two[0], 0, 3), (two[1], 2, 7000)]
    count_anew(TODAY)
    before = list(FiledCount.objects.order_by("pk").values_list("pk", "weight"))

    assert count_anew(TODAY) == 0
    assert list(FiledCount.objects.order_by("pk").values_list("pk", "weight")) == before


def test_what_is_filed_no_more_sinks_again(two: tuple[int, int], filings: list[Count]) -> None:
    filings.append((two[1], 0, 5000))
    count_anew(TODAY)

    filings.clear()
    count_anew(TODAY)

    assert codes() == ["1.000001", "1.000002"]
    assert not FiledCount.objects.exists()


def test_half_a_year_halves_a_dossiers_weight(two: tuple[int, int], filings: list[Count]) -> None:
    filings += [(two[0], 0, 8), (two[1], 6, 8), (two[1], 0, 1)]

    count_anew(TODAY)

    assert dict(FiledCount.objects.values_list("pk", "weight")) == {two[0]: 8.0, two[1]: 5.0}


def test_a_publication_keeps_what_was_counted(two: tuple[int, int], filings: list[Count]) -> None:
    filings.append((two[1], 0, 5000))
    count_anew(TODAY)
    version = ProcedureVersion.objects.get(procedure=two[1])

    publish([draft(procedure=version.procedure, number=2, name="Rước đuốc mùa đông", source=Source.NATIONAL)])

    assert codes() == ["1.000002", "1.000001"]


def test_a_count_reaches_pages_that_were_kept(
    two: tuple[int, int], filings: list[Count], client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def order() -> bool:
        html = client.get("/thu-tuc/", {"q": "rước đuốc"}).content.decode()
        return bool(html.index("mùa xuân") < html.index("mùa thu"))

    assert order()
    filings.append((two[1], 0, 5000))
    with django_capture_on_commit_callbacks(execute=True):
        count_anew(TODAY)

    assert not order()


def test_a_search_costs_no_query_more_for_it(
    two: tuple[int, int], filings: list[Count], django_assert_num_queries: Any
) -> None:
    filings.append((two[1], 0, 5000))
    count_anew(TODAY)
    codes()

    with django_assert_num_queries(3):  # the mark, long texts since only two fit, the results
        codes()


def test_the_cost_of_a_count_does_not_grow_with_the_catalogue(
    two: tuple[int, int], filings: list[Count], django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        filings.append((announced().procedure_id, 0, 100))

    with django_assert_max_num_queries(11):
        count_anew(TODAY)


def test_nobody_keeping_dossiers_leaves_the_starters_order(two: tuple[int, int], filings: list[Count]) -> None:
    hooks._filed_counts.clear()

    assert count_anew(TODAY) == 0
    assert set(SearchEntry.objects.values_list("popularity", flat=True)) == {0.0}


def test_only_one_app_may_tell(filings: list[Count]) -> None:
    with pytest.raises(ValueError, match="already"):
        hooks.tell_filed_counts(lambda today, months: [])


def test_a_count_of_nothing_is_no_row(two: tuple[int, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FiledCount.objects.create(procedure_id=two[0], weight=0)


def version(procedure_id: int, source: str = Source.NATIONAL, flag: str = "") -> ProcedureVersion:
    """A version that was not saved."""
    doubts = [{"flag": flag, "where": "", "text": ""}] if flag else []
    return ProcedureVersion(procedure_id=procedure_id, source=source, doubts=doubts)


@given(st.dictionaries(st.integers(1, 9), st.floats(0.001, 1e7), min_size=1))
def test_popularity_is_between_0_and_1_and_grows_with_what_is_filed(weights: dict[int, float]) -> None:
    filed = Filed(weights, max(weights.values()), sum(weights.values()))
    found = {number: filed.popularity_of(version(number)) for number in range(1, 10)}

    assert all(0 <= value <= 1 for value in found.values())
    by_weight = sorted(found, key=lambda number: weights.get(number, 0))
    assert [found[number] for number in by_weight] == sorted(found.values())


@given(st.floats(0, 1e7))
def test_what_the_starter_has_leads_until_enough_was_filed(total: float) -> None:
    """Of two that nobody filed, the one that communes handle most; its lead fades as dossiers come."""
    filed = Filed({1: total}, total, total)
    lead = filed.popularity_of(version(2, Source.STARTER)) - filed.popularity_of(version(2))

    assert lead == pytest.approx(ENOUGH / (total + ENOUGH))


def test_what_another_province_announced_stays_last_however_much_is_filed() -> None:
    filed = Filed({1: 1e6}, 1e6, 1e6)

    assert filed.popularity_of(version(1, flag=popularity.OTHER_PROVINCE)) == -1.0
