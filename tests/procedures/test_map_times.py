"""Rules proved: a time limit is what the record surely says, or nothing with a doubt; never a shorter promise.

domain.md 3.3: "15 giờ" is three o'clock, numbers lack their unit, limits stand in sentences, channels contradict.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel, TimeUnit
from procedures.models import TimeLimit
from procedures.national.doubts import Doubts
from procedures.national.times import CLOCK_TIME, HOURS, MOST, Limit, says_same_day, time_limits
from tests.procedures.national_records import channel

UNITS = {"working_day": "working_day", "day": "day", "hour": "working_hour", "month": "month"}
METHODS = st.sampled_from(["online", "direct", "postal"])
AMOUNTS = st.integers(1, 400) | st.decimals("0.25", 400, places=2)
Shown = tuple[str, Decimal, str, bool]


def read(*channels: Any) -> tuple[list[TimeLimit], set[str]]:
    """The limits of these channels, and the kinds of doubt about them."""
    doubts = Doubts()
    found = time_limits({"channels": list(channels)}, doubts)
    return found, {doubt.flag for doubt in doubts}


def shown(limits: list[TimeLimit]) -> list[Shown]:
    return [(t.channel, Decimal(t.amount), t.unit, t.same_day_before_15) for t in limits]


@given(method=METHODS, amount=AMOUNTS, unit=st.sampled_from([u for u in UNITS if u != "hour"]))
def test_a_limit_with_a_unit_is_taken_as_it_stands(method: str, amount: Any, unit: str) -> None:
    limits, flags = read(channel(method=method, time_qty=amount, time_unit=unit))

    assert shown(limits) == [(Channel.ANY, Decimal(str(amount)), UNITS[unit], False)]
    assert flags == set()


@given(amount=AMOUNTS.filter(lambda n: n != CLOCK_TIME))
def test_hours_are_working_hours(amount: Any) -> None:
    limits, flags = read(channel(time_qty=amount, time_unit="hour"))

    assert [(t.amount, t.unit) for t in limits] == [(Decimal(str(amount)), TimeUnit.WORKING_HOUR)]
    assert flags == set()


@pytest.mark.parametrize("told", [15, "15", 15.0, " 15 "])
def test_fifteen_hours_are_a_time_of_day_however_written(told: Any) -> None:
    limits, flags = read(channel(time_qty=told, time_unit="hour"))

    assert shown(limits) == [(Channel.ANY, Decimal(1), TimeUnit.WORKING_DAY, True)]
    assert flags == {"clock_time_as_duration"}


def test_fifteen_hours_that_a_publisher_confirmed_are_hours() -> None:
    limits, flags = read(channel(time_qty=15, time_unit="hour", is_length=True))

    assert shown(limits) == [(Channel.ANY, Decimal(15), TimeUnit.WORKING_HOUR, False)]
    assert flags == set()


@pytest.mark.parametrize("word", ["yes", 1, "true", None, []])
def test_only_a_publishers_yes_confirms(word: Any) -> None:
    """`is_length` and `same_day_before_15` are ours: whatever a crawler wrote there is no yes."""
    limits, flags = read(channel(time_qty=15, time_unit="hour", is_length=word))

    assert limits[0].same_day_before_15
    assert flags == {"clock_time_as_duration"}
    assert not read(channel(same_day_before_15=word))[0][0].same_day_before_15


@pytest.mark.parametrize(
    "note", ["trong 3 ngày", "Không quá 03 ngày làm việc", "3 (ba) ngày", "hạn: 03  (ba)  NGÀY kể từ khi nhận"]
)
def test_hours_that_the_words_call_days_are_not_promised(note: str) -> None:
    assert read(channel(time_qty=3, time_unit="hour", note=note)) == ([], {"hour_but_text_says_days"})


@pytest.mark.parametrize("note", ["trong 13 ngày", "30 ngày", "3 giờ", "ngày 3", ""])
def test_other_numbers_of_days_in_the_words_do_not_matter(note: str) -> None:
    limits, flags = read(channel(time_qty=3, time_unit="hour", note=note))

    assert (int(limits[0].amount), flags) == (3, set())


@given(unit=st.none() | st.text(max_size=8).filter(lambda text: text not in UNITS), amount=st.integers(1, 99))
def test_without_a_unit_nothing_is_promised(unit: str | None, amount: int) -> None:
    assert read(channel(time_qty=amount, time_unit=unit)) == ([], {"time_unit_missing"})


@given(st.integers(-(10**5), 0) | st.decimals(-1000, 0, places=2))
def test_nothing_and_less_than_nothing_is_no_limit(amount: Any) -> None:
    assert read(channel(time_qty=amount)) == ([], {"time_zero"})


@given(st.integers(int(MOST) + 1, 999_999))
def test_a_limit_of_years_on_years_is_no_limit(amount: int) -> None:
    assert read(channel(time_qty=amount)) == ([], {"time_out_of_range"})


@given(st.none() | st.booleans() | st.floats() | st.text(max_size=30) | st.lists(st.integers(), max_size=2))
def test_whatever_stands_there_a_limit_is_positive_and_bounded(amount: Any) -> None:
    limits, flags = read(channel(time_qty=amount))

    assert all(0 < t.amount <= 10**6 for t in limits)
    assert limits or flags, "what was left out is doubted"


@given(number=st.integers(1, 99), unit=st.sampled_from(["ngày làm việc", "ngày", "tháng"]))
def test_a_sentence_that_names_one_limit_is_read_and_doubted(number: int, unit: str) -> None:
    limits, flags = read(channel(time_qty=f"Không quá {number:02} {unit} kể từ khi nhận đủ hồ sơ"))

    wanted = {"ngày làm việc": "working_day", "ngày": "day", "tháng": "month"}[unit]
    assert [(int(t.amount), t.unit) for t in limits] == [(number, wanted)]
    assert flags == {"time_text_only"}


@given(st.lists(st.integers(1, 99), min_size=2, max_size=4, unique=True))
def test_a_sentence_that_names_several_is_left_to_a_person(numbers: list[int]) -> None:
    text = " hoặc ".join(f"{number} ngày" for number in numbers)

    assert read(channel(time_qty=text)) == ([], {"time_text_only"})


def test_the_same_limit_said_twice_is_one() -> None:
    limits, _flags = read(channel(time_qty="05 ngày (5 ngày kể từ ngày nhận), tức 5 ngày; 5 Ngày"))

    assert limits == [], "“05” and “5” are two spellings: a person decides"
    assert [t.amount for t in read(channel(time_qty="5 ngày, tức 5 ngày"))[0]] == [5]


@given(st.dictionaries(METHODS, st.tuples(st.integers(1, 60), st.sampled_from(["working_day", "day", "month"]))))
def test_channels_that_agree_become_one_row_and_others_each_their_own(told: dict[str, tuple[int, str]]) -> None:
    limits, flags = read(*(channel(method=m, time_qty=n, time_unit=u) for m, (n, u) in told.items()))

    if len(set(told.values())) == 1:
        assert [t.channel for t in limits] == [Channel.ANY]
    else:
        assert {t.channel: (int(t.amount), t.unit) for t in limits} == told
    assert ("time_differs_by_channel" in flags) == (len(set(told.values())) > 1)


def test_a_channel_without_a_limit_keeps_the_others_from_being_everyones() -> None:
    limits, flags = read(channel(method="online", time_qty=3), channel(method="direct", time_qty=None))

    assert [t.channel for t in limits] == [Channel.ONLINE], "what was said of one is not promised for the other"
    assert flags == {"channel_time_missing"}


@given(st.lists(st.integers(1, 90), min_size=2, max_size=5))
def test_of_two_limits_for_one_channel_the_longer_breaks_no_promise(amounts: list[int]) -> None:
    limits, flags = read(*(channel(time_qty=amount) for amount in amounts))

    assert [t.amount for t in limits] == [max(amounts)]
    assert ("duplicate_channel" in flags) == (len(set(amounts)) > 1)


def test_longer_is_told_by_rough_hours_across_units() -> None:
    limits, _flags = read(channel(time_qty=1, time_unit="month"), channel(time_qty=20, time_unit="working_day"))

    assert [(int(t.amount), t.unit) for t in limits] == [(1, TimeUnit.MONTH)]


@pytest.mark.parametrize("unit", TimeUnit.values)
def test_every_unit_has_hours_for_comparing(unit: str) -> None:
    assert Limit(Decimal(2), TimeUnit(unit)).rough_hours() == 2 * HOURS[unit]


@pytest.mark.parametrize("method", ["fax", "", None, 7, "any", ["online"]])
def test_a_way_of_filing_nobody_knows_gives_no_limit(method: Any) -> None:
    assert read(channel(method=method))[0] == []


@pytest.mark.parametrize("junk", [None, "x", 7, [], ["online"]])
def test_a_channel_that_is_none_is_passed_over(junk: Any) -> None:
    limits, _flags = read(junk, channel(time_qty=4))

    assert [(t.channel, int(t.amount)) for t in limits] == [(Channel.ANY, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nộp sau 15 giờ thì trả ngày làm việc tiếp theo", True),
        ("nhận hồ sơ SAU 15 h", True),
        ("sau 15g", True),
        ("trước 15 giờ 00", True),
        ("trong 15 ngày", False),
        ("sau 150 giờ", False),
        ("", False),
    ],
)
def test_the_rule_of_the_same_day_is_heard_in_the_steps(text: str, expected: bool) -> None:
    assert says_same_day({"steps": [None, "x", {"text": 5}, {"text": text}]}) == expected


@pytest.mark.parametrize("steps", [None, [], [{}]])
def test_without_steps_nobody_says_it(steps: Any) -> None:
    assert not says_same_day({"steps": steps})
