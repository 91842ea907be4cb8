"""How a dossier there differs from ours: every kind is found, and only that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.national.comparing import Identity, differences
from portal.national.drivers.base import Message, There
from portal.national.models.checks import DifferenceKind
from portal.national.synchronising import STEP_IDENTITY

ONE, TWO, THREE = (("H29-1", f"2026112308300{number}", f"bước {number}", "4") for number in (1, 2, 3))
HERE: dict[int, Identity] = {1: ONE, 3: TWO, 4: THREE}


def there(*steps: Identity, status: str = "4") -> There:
    """The other side with these steps, and fields that tell nothing apart."""
    rows: list[Message] = [{**dict(zip(STEP_IDENTITY, step, strict=True)), "ChucDanh": "khác"} for step in steps]
    return There({"TrangThaiHoSo": status}, tuple(rows))


def kinds(other: There | None, status: int = 4) -> list[str]:
    return [found.kind for found in differences(status, HERE, other)]


def test_two_that_agree_do_not_differ() -> None:
    assert kinds(there(ONE, TWO, THREE)) == []


def test_a_dossier_that_is_not_there_is_told_from_its_beginning() -> None:
    (found,) = differences(4, HERE, None)
    assert (found.kind, found.here, found.there, found.events) == (DifferenceKind.MISSING, "4", "", (1, 3, 4))


def test_another_status_is_mended_by_the_newest_event() -> None:
    (found,) = differences(4, HERE, there(ONE, TWO, THREE, status="2"))
    assert (found.kind, found.here, found.there, found.events) == (DifferenceKind.STATUS, "4", "2", (4,))


def test_a_missing_step_names_the_event_that_mends_it() -> None:
    (found,) = differences(4, HERE, there(ONE, THREE))
    assert (found.kind, found.events) == (DifferenceKind.STEPS_MISSING, (3,))


def test_a_step_too_many_is_shown_and_not_mended_by_telling_more() -> None:
    (found,) = differences(4, HERE, there(ONE, TWO, TWO, THREE))
    assert (found.kind, found.here, found.there, found.events) == (DifferenceKind.STEPS_TOO_MANY, "3", "4", ())


def test_another_order_is_a_difference_by_itself() -> None:
    assert kinds(there(TWO, ONE, THREE)) == [DifferenceKind.STEPS_ORDER]


def test_several_ways_at_once_are_all_told() -> None:
    assert kinds(there(ONE, ONE, status="10")) == [
        DifferenceKind.STATUS,
        DifferenceKind.STEPS_MISSING,
        DifferenceKind.STEPS_TOO_MANY,
    ]


@given(st.lists(st.sampled_from([ONE, TWO, THREE]), max_size=6))
def test_whatever_is_there_agreeing_means_being_equal(steps: list[Identity]) -> None:
    assert (kinds(there(*steps)) == []) == (steps == [ONE, TWO, THREE])
