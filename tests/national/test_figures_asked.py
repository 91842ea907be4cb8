"""Asking the national portal for its figures: what is asked, what odd answers mean, that nothing is not zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.national.drivers.base import NotTaken
from portal.national.figures import asking
from portal.national.figures.months import Month
from portal.national.models import ComparedFigure, MetricDefinition
from portal.national.models.figures import LARGEST, month_of

NOVEMBER = Month(dt.date(2026, 11, 1))
SYNC = MetricDefinition(code="DOSSIER_SYNC", service="transparency")
PROGRESS = MetricDefinition(code="PROGRESS", numerator_key="totalOnTime", denominator_key="totalReceived")


class Asked:
    """Stands where the transport stands, and keeps what it was asked."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer, self.heard = answer, list[tuple[str, dict[str, Any], int]]()

    def __call__(self, address: str, headers: Mapping[str, str]) -> Asked:
        """As the transport is made."""
        assert (address, headers) == ("https://quoc-gia.example", {}), "the figures are public: no account is shown"
        return self

    def post(self, path: str, message: dict[str, Any], well: int) -> dict[str, Any]:
        """One call."""
        self.heard.append((path, message, well))
        return self.answer


def asks(patch: pytest.MonkeyPatch, settings: LazySettings, answer: dict[str, Any]) -> Asked:
    """A national portal that answers so."""
    there = Asked(answer)
    patch.setattr(asking, "Transport", there)
    settings.NATIONAL_FIGURES_URL, settings.NATIONAL_FIGURES_PER_SECOND = "https://quoc-gia.example", 0
    settings.NATIONAL_FIGURES_DEPARTMENT = "d-79"
    return there


# -- asking


def test_a_month_is_asked_for_by_its_number_or_by_its_days(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = asks(monkeypatch, settings, {"code": "OK", "data": [1]})
    assert asking.answers("transparency", NOVEMBER) == asking.answers("handling-satisfaction", NOVEMBER) == [1]
    who = {"rootDepartmentId": "d-79", "currentPage": 1, "pageSize": 100}
    assert there.heard == [
        (f"{asking.PATH}/transparency", {"timeType": "month", "year": 2026, "month": 11, **who}, 201),
        (f"{asking.PATH}/handling-satisfaction", {"fromDate": "2026-11-01", "toDate": "2026-11-30", **who}, 201),
    ]


def test_the_peers_limit_is_kept_at_each_call(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(monkeypatch, settings, {"code": "OK"})
    settings.NATIONAL_FIGURES_PER_SECOND = 3
    turns: list[tuple[str, int]] = []
    monkeypatch.setattr(asking, "wait_turn", lambda peer, limit: turns.append((peer, limit)))
    for service in ("transparency", "dossier-digitized"):
        assert asking.answers(service, NOVEMBER) is None, "no data is none"
    assert turns == [("figures", 3)] * 2


def test_an_answer_that_is_not_ok_is_a_failure_with_its_code_cut(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code, said in (("NO", "NO"), (None, "None"), ("x" * 99, "x" * 40), ({"a": 1}, "{'a': 1}")):
        asks(monkeypatch, settings, {"code": code, "data": [1]})
        with pytest.raises(NotTaken) as failure:
            asking.answers("transparency", NOVEMBER)
        assert str(failure.value) == f"transparency: mã {said}"
    asks(monkeypatch, settings, {"data": [1]})
    with pytest.raises(NotTaken, match="mã trống"):
        asking.answers("transparency", NOVEMBER)


# -- reading


def test_a_figure_is_found_wherever_it_stands_the_outer_before_the_inner() -> None:
    row = {"code": "DOSSIER_SYNC", "numerator": 3, "denominator": 4, "score": 4.5, "maxScore": 6}
    found = asking.figure_of(SYNC, {"a": [{"b": {"c": [row]}}]})
    assert found == asking.Theirs(3, 4, Decimal("4.5"), Decimal(6))
    outer = {"totalOnTime": 9, "totalReceived": 10, "children": [{"totalOnTime": 1, "totalReceived": 2}]}
    assert asking.figure_of(PROGRESS, outer) == asking.Theirs(9, 10)
    halves = [{"totalOnTime": 1}, {"totalReceived": 2}]
    assert asking.figure_of(PROGRESS, halves) is None, "two halves of two rows are no figure"
    elsewhere: tuple[Any, ...] = (None, [], {}, "DOSSIER_SYNC", 7, [{"code": "OTHER"}], [{"code": None}])
    for nothing in elsewhere:
        assert asking.figure_of(SYNC, nothing) is None


def test_numbers_are_whole_and_not_below_zero_or_they_are_none() -> None:
    def read(value: Any) -> int | None:
        found = asking.figure_of(SYNC, [{"code": "DOSSIER_SYNC", "numerator": value}])
        assert found is not None and found.denominator is None
        return found.numerator

    good = {0: 0, 7: 7, "12": 12, 8.0: 8, "7.9": 7, LARGEST: LARGEST}
    assert [read(value) for value in good] == list(good.values())
    bad: list[Any] = [None, "", "la", True, -1, "-1", LARGEST + 1, float("nan"), float("inf"), "1e999999", [], {}]
    for nothing in bad:
        assert read(nothing) is None, nothing


def test_points_are_kept_to_a_thousandth_within_bounds() -> None:
    def read(value: Any) -> Decimal | None:
        found = asking.figure_of(SYNC, [{"code": "DOSSIER_SYNC", "score": value}])
        assert found is not None and found.most is None
        return found.score

    assert [read(value) for value in (5.9994, "5.9996", 0, 1000)] == [
        Decimal("5.999"), Decimal("6.000"), Decimal(0), Decimal(1000),
    ]  # fmt: skip
    assert [read(value) for value in (-0.1, 1000.1, "x", None, False, "NaN")] == [None] * 6


_NUMBERS = st.none() | st.integers(0, 10**15)


@given(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)
def test_what_has_no_denominator_has_no_share_and_is_not_compared(
    mine: int | None, of_mine: int | None, theirs: int | None, of_theirs: int | None
) -> None:
    figure = ComparedFigure(
        our_numerator=mine, our_denominator=of_mine, their_numerator=theirs, their_denominator=of_theirs
    )
    assert (figure.ours is None) == (mine is None or not of_mine)
    assert (figure.theirs is None) == (theirs is None or not of_theirs)
    if figure.ours is None or figure.theirs is None:
        assert figure.apart is None
    else:
        assert figure.apart == figure.ours - figure.theirs


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_month_ends_where_the_next_begins(day: dt.date) -> None:
    month = Month(month_of(day))
    after = Month(month_of(month.last + dt.timedelta(days=1)))
    assert month.first <= day <= month.last and month.ends_at == after.starts_at
    assert timezone.localtime(month.starts_at).date() == month.first
    assert month.starts_at < month.ends_at and month.judged_at <= month.ends_at
