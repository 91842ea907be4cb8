"""Rules proved: a cell is read as what its column holds, however a program kept it, or refused with what and how."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from procedures.sheets import columns
from procedures.sheets.columns import WrongCell


@pytest.mark.parametrize(
    ("told", "value"),
    [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (46387, date(2026, 12, 31)),
        (46387.5, date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
    ],
)
def test_a_date_is_a_date_however_it_was_kept(told: Any, value: date) -> None:
    assert columns.day(told) == value


@pytest.mark.parametrize("told", [5, "hôm nay", True, 10**9, ""])
def test_what_is_no_date_is_told(told: Any) -> None:
    with pytest.raises(WrongCell):
        columns.day(told)
