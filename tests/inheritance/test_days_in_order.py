"""Rules proved: the days of an old dossier stand in their order, and an open one tells just what it must."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dossiers.statuses import CLOSED, Status
from dossiers.taken_open import TAKEN_OPEN
from portal.inheritance.columns import WrongCell
from portal.inheritance.taking_dossiers import _check_open, _check_order

NAMES = ("ngay_nop", "ngay_tiep_nhan", "ngay_xong", "ngay_tra")
FIRST = datetime(2024, 3, 15, 1, 30, tzinfo=UTC)
MOMENTS = st.integers(0, 4).map(lambda hours: FIRST + timedelta(hours=hours))
RECEIVED = tuple(status for status in TAKEN_OPEN if status != Status.SUBMITTED)


def row(status: Status, **moments: datetime | None) -> dict[str, Any]:
    return {"trang_thai": status, **dict.fromkeys(NAMES), "ngay_nop": FIRST} | moments


def refused(check: Any, *arguments: Any) -> str:
    """The column that is to blame, "" for none."""
    try:
        check(*arguments)
    except WrongCell as wrong:
        return wrong.column
    return ""


@given(st.sampled_from(CLOSED), MOMENTS, *[st.none() | MOMENTS] * 3)
def test_days_are_taken_just_when_none_stands_before_one_that_came_earlier(
    status: Status, filed: datetime, received: datetime | None, finished: datetime | None, returned: datetime | None
) -> None:
    moments = dict(zip(NAMES, (filed, received, finished, returned), strict=True))
    told = [moment for moment in moments.values() if moment is not None]
    column = refused(_check_order, row(status, **moments))

    if told != sorted(told):
        assert column in NAMES[1:]
        blamed = moments[column]
        assert blamed is not None
        earlier = [moments[name] for name in NAMES[: NAMES.index(column)]]
        assert any(moment is not None and moment > blamed for moment in earlier)
    else:
        assert column == ("ngay_tra" if status == Status.RETURNED and returned is None else "")


def test_all_in_one_moment_is_no_contradiction() -> None:
    """Old systems often know the day alone."""
    assert refused(_check_order, row(Status.RETURNED, **dict.fromkeys(NAMES, FIRST))) == ""


def test_a_day_left_out_hides_no_contradiction_behind_it() -> None:
    late, later = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    assert refused(_check_order, row(Status.RETURNED, ngay_tiep_nhan=later, ngay_tra=late)) == "ngay_tra"
    assert refused(_check_order, row(Status.RETURNED, ngay_tiep_nhan=late, ngay_tra=later)) == ""


def test_what_was_handed_out_has_its_day_and_nothing_else_needs_one() -> None:
    for status in Status:
        wanted = "ngay_tra" if status == Status.RETURNED else ""
        assert refused(_check_order, row(status)) == wanted, status


def test_an_open_dossier_that_says_what_it_must_is_taken() -> None:
    promised = FIRST + timedelta(days=3)
    for status in RECEIVED:
        assert refused(_check_open, row(status, ngay_tiep_nhan=FIRST), promised) == ""
    assert refused(_check_open, row(Status.SUBMITTED), None) == ""
    assert refused(_check_open, row(Status.SUBMITTED), promised) == "", "some systems promise at once"


def test_what_is_open_has_no_day_of_its_end() -> None:
    for status in TAKEN_OPEN:
        for name in ("ngay_xong", "ngay_tra"):
            assert refused(_check_open, row(status, ngay_tiep_nhan=FIRST, **{name: FIRST}), FIRST) == name


def test_what_was_received_has_its_day_and_the_promise_of_its_receipt() -> None:
    for status in RECEIVED:
        assert refused(_check_open, row(status), FIRST) == "ngay_tiep_nhan"
        assert refused(_check_open, row(status, ngay_tiep_nhan=FIRST), None) == "ngay_hen_tra"
    assert refused(_check_open, row(Status.SUBMITTED, ngay_tiep_nhan=FIRST), None) == "ngay_tiep_nhan"


@given(st.integers(-3, 3), st.sampled_from(TAKEN_OPEN))
def test_no_promise_lies_before_what_it_answers(hours: int, status: Status) -> None:
    received = None if status == Status.SUBMITTED else FIRST
    column = refused(_check_open, row(status, ngay_tiep_nhan=received), FIRST + timedelta(hours=hours))

    assert column == ("ngay_hen_tra" if hours < 0 else "")


def test_what_has_not_happened_yet_is_told_at_the_last_day_that_is_given() -> None:
    ahead = timezone.now() + timedelta(hours=1)
    far = ahead + timedelta(days=9)
    assert refused(_check_open, row(Status.SUBMITTED, ngay_nop=ahead), None) == "ngay_nop"
    for status in RECEIVED:
        assert refused(_check_open, row(status, ngay_nop=FIRST, ngay_tiep_nhan=ahead), far) == "ngay_tiep_nhan"


def test_every_contradiction_is_told_in_the_language_that_is_spoken() -> None:
    promised = FIRST + timedelta(days=1)
    cases: list[tuple[Any, ...]] = [
        (_check_order, row(Status.RETURNED)),
        (_check_order, row(Status.FINISHED, ngay_xong=FIRST - timedelta(days=1))),
        (_check_open, row(Status.PROCESSING, ngay_xong=FIRST), promised),
        (_check_open, row(Status.PROCESSING), promised),
        (_check_open, row(Status.PROCESSING, ngay_tiep_nhan=FIRST), None),
        (_check_open, row(Status.PROCESSING, ngay_tiep_nhan=FIRST), FIRST - timedelta(days=1)),
        (_check_open, row(Status.SUBMITTED, ngay_tiep_nhan=FIRST), None),
        (_check_open, row(Status.SUBMITTED, ngay_nop=timezone.now() + timedelta(days=1)), None),
    ]
    told: dict[str, set[str]] = {"vi": set(), "en": set()}
    for language, words in told.items():
        with override(language):
            for check, *arguments in cases:
                with pytest.raises(WrongCell) as caught:
                    check(*arguments)
                words.add(str(caught.value))

    assert len(told["vi"]) == len(told["en"]) == len(cases), "each has words of its own"
    assert not told["vi"] & told["en"]
