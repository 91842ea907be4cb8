"""Asking the national portal for the figures that it publishes of us (domain.md 5: POST, 201, {code, data, message}).

The public answers differ in depth from one service to the next; a figure is found wherever it stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any

from django.conf import settings

from portal.national.drivers.base import NotTaken
from portal.national.drivers.rates import wait_turn
from portal.national.drivers.transport import Transport
from portal.national.figures.months import Month
from portal.national.models import MetricDefinition
from portal.national.models.figures import LARGEST

PATH = "api/v1/reporting/evaluation"
#: Asked by days; the others by month.
BY_DAYS = frozenset({"handling-satisfaction"})
PAGE_SIZE = 100


@dataclass(frozen=True)
class Theirs:
    """What they say of one figure; None is not zero."""

    numerator: int | None
    denominator: int | None
    score: Decimal | None = None
    most: Decimal | None = None


def answers(service: str, month: Month) -> Any:
    """The data of one service for a month. Raises the failures of the national portal's drivers."""
    wait_turn("figures", settings.NATIONAL_FIGURES_PER_SECOND)
    told = Transport(settings.NATIONAL_FIGURES_URL, {}).post(
        f"{PATH}/{service}", _asked(service, month), well=HTTPStatus.CREATED
    )
    if told.get("code") != "OK":
        raise NotTaken(f"{service}: mã {str(told.get('code', 'trống'))[:40]}")
    return told.get("data")


def figure_of(definition: MetricDefinition, data: Any) -> Theirs | None:
    """The figure of a definition in an answer; None where it is not there."""
    if definition.numerator_key:
        keys = definition.numerator_key, definition.denominator_key
        found = next((row for row in _rows(data) if all(key in row for key in keys)), None)
        return Theirs(_whole(found.get(keys[0])), _whole(found.get(keys[1]))) if found else None
    found = next((row for row in _rows(data) if row.get("code") == definition.code), None)
    if found is None:
        return None
    return Theirs(
        _whole(found.get("numerator")),
        _whole(found.get("denominator")),
        _points(found.get("score")),
        _points(found.get("maxScore")),
    )


def _asked(service: str, month: Month) -> dict[str, Any]:
    who = {"rootDepartmentId": settings.NATIONAL_FIGURES_DEPARTMENT, "currentPage": 1, "pageSize": PAGE_SIZE}
    if service in BY_DAYS:
        return {"fromDate": f"{month.first}", "toDate": f"{month.last}", **who}
    return {"timeType": "month", "year": month.first.year, "month": month.first.month, **who}


def _rows(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer, the outer before the inner."""
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _rows(inner)


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 <= number <= LARGEST else None


def _points(value: Any) -> Decimal | None:
    number = _number(value)
    return round(number, 3) if number is not None and 0 <= number <= 1000 else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
