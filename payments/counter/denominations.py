"""The notes that are counted in a drawer (NHNN: the polymer and cotton notes in circulation)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from payments.problems import PaymentProblem

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
#: More notes of one kind than any drawer takes.
MOST_OF_ONE = 99_999


def total_dong(counted: Mapping[int, int]) -> int:
    """What counted notes are worth; PaymentProblem on a note that does not exist or an impossible number of them."""
    for note, count in counted.items():
        if note not in NOTES or not 0 <= count <= MOST_OF_ONE:
            raise PaymentProblem(_("Số tờ không hợp lệ."), f"note_{note}")
    return sum(note * count for note, count in counted.items())
