"""Rules proved: a limit is suggested only from words that name a length; one reading alone is sure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Channel
from procedures.national.doubts import Doubts
from procedures.national.times import time_limits
from procedures.review.suggested_times import MOST_CHOICES, clock_time, law_code_in, limits_in_text, units
from tests.procedures.national_records import channel, record

WHERE = "channels[0]"
UNITS = {"ngày làm việc": "working_day", "ngày": "day", "giờ làm việc": "hour", "tháng": "month"}


def keys(mends: list[Any]) -> list[str]:
    return [mend.key for mend in mends]


def after(value: Any) -> list[tuple[Decimal, str, bool]]:
    """The limit that a mended channel is read as."""
    limits = time_limits({"channels": [value]}, Doubts())
    return [(Decimal(t.amount), t.unit, t.same_day_before_15) for t in limits]


def test_three_o_clock_comes_first_and_alone_is_sure() -> None:
    same_day, hours = clock_time(WHERE, channel(time_qty=15, time_unit="hour"))

    assert (same_day.key, same_day.is_sure, after(same_day.value)) == (
        "same_day",
        True,
        [(Decimal(1), "working_day", True)],
    )
    assert (hours.key, hours.is_sure, after(hours.value)) == ("hours", False, [(Decimal(15), "working_hour", False)])


@given(number=st.integers(1, 99), words=st.sampled_from(list(UNITS)))
def test_the_unit_that_the_words_give_this_number_is_sure(number: int, words: str) -> None:
    told = channel(time_qty=number, time_unit=None, note=f"Trong {number:02} {words}, kể từ khi nhận đủ hồ sơ.")

    (mend,) = units(WHERE, told, record())

    assert (mend.key, mend.is_sure, mend.path) == (f"{number}-{UNITS[words]}", True, WHERE)
    expected = UNITS[words].replace("hour", "working_hour")
    assert after(mend.value) == [(Decimal(number), expected, False)]


@given(st.integers(1, 99))
def test_a_number_that_no_words_name_is_asked_with_every_unit(number: int) -> None:
    found = units(WHERE, channel(time_qty=number, time_unit=None, note="Theo quy định"), record())

    assert keys(found) == [f"{number}-{unit}" for unit in ("working_day", "day", "hour", "month")]
    assert not any(mend.is_sure for mend in found)


def test_two_units_for_one_number_are_both_offered_and_neither_is_sure() -> None:
    told = channel(time_qty=5, time_unit=None, note="5 ngày làm việc; trường hợp khác 5 ngày")

    found = units(WHERE, told, record())

    assert keys(found) == ["5-working_day", "5-day"]
    assert not any(mend.is_sure for mend in found)


def test_where_the_channel_says_nothing_the_steps_are_asked() -> None:
    told = channel(time_qty=10, time_unit=None)
    steps = [{"text": "Thẩm định trong 3 ngày."}, {"text": "Tổng cộng 10 ngày làm việc."}, None, {"text": 5}]

    assert keys(units(WHERE, told, record(steps=steps))) == ["10-working_day"]
    assert keys(units(WHERE, told | {"note": "4 ngày"}, record(steps=steps)))[0] == "10-working_day"
    assert len(units(WHERE, told | {"note": "4 ngày"}, record(steps=steps))) == 4, "its own words go first"


@pytest.mark.parametrize(
    "note",
    [
        "Luật ngày 14 tháng 11 năm 2016", "trước 15 giờ", "nhận hồ sơ từ 7 giờ 30", "điều 5 khoản 2", "0 ngày", "",
        "ngày 01 tháng 7", "15 giờ hằng ngày",
    ],
)  # fmt: skip
def test_dates_and_times_of_day_are_no_lengths(note: str) -> None:
    assert limits_in_text(WHERE, channel(time_qty=None, note=note), record(channels=[])) == []


@given(st.lists(st.tuples(st.integers(1, 50), st.sampled_from(list(UNITS))), min_size=1, max_size=7))
def test_limits_in_the_words_are_offered_in_their_order(told: list[tuple[int, str]]) -> None:
    note = "; ".join(f"việc thứ {chr(97 + n)}: {number} {words}" for n, (number, words) in enumerate(told))

    found = limits_in_text(WHERE, channel(time_qty=None, note=note), record(channels=[]))

    distinct = list(dict.fromkeys(f"{number}-{UNITS[words]}" for number, words in told))
    assert keys(found) == distinct[:MOST_CHOICES]
    assert [mend.is_sure for mend in found] == [len(distinct) == 1] * len(found)


@pytest.mark.parametrize(
    ("quantity", "key"), [("12,5 ngày làm việc", "12.5-working_day"), ("Không quá 02 (hai) tháng", "2-month")]
)
def test_a_sentence_in_the_place_of_the_number_is_read_too(quantity: str, key: str) -> None:
    (mend,) = limits_in_text(WHERE, channel(time_qty=quantity), record())

    assert (mend.key, mend.is_sure) == (key, True)
    assert after(mend.value)[0][0] == Decimal(key.partition("-")[0])


def test_without_words_the_neighbours_limit_is_offered() -> None:
    neighbours = [channel(time_qty=None), channel(method="online", time_qty=7), channel(method="postal", time_qty=7)]

    (mend,) = limits_in_text(WHERE, neighbours[0], record(channels=neighbours))

    assert (mend.key, mend.is_sure) == ("7-working_day", True)
    mended = time_limits({"channels": [mend.value, *neighbours[1:]]}, Doubts())
    assert [(t.channel, int(t.amount)) for t in mended] == [(Channel.ANY, 7)], "now all agree"


@pytest.mark.parametrize("neighbour", [channel(time_qty=0), channel(time_unit=None), channel(time_qty=True), "x", None])
def test_a_neighbour_without_a_limit_offers_none(neighbour: Any) -> None:
    told = record(channels=[channel(time_qty=None), neighbour])

    assert limits_in_text(WHERE, told["channels"][0], told) == []


@pytest.mark.parametrize("junk", [None, "x", 7, []])
def test_a_channel_that_is_none_gets_no_suggestion(junk: Any) -> None:
    assert clock_time(WHERE, junk) == []
    assert units(WHERE, junk, record()) == []
    assert limits_in_text(WHERE, junk, record()) == []


@pytest.mark.parametrize("junk", [None, "x", 5, [], {"steps": None}, {"steps": [None, 3]}, {"channels": 3}])
def test_a_record_that_is_none_stops_nothing(junk: Any) -> None:
    told = channel(time_qty=5, time_unit=None)

    assert len(units(WHERE, told, junk)) == 4
    if not isinstance(junk, dict):
        assert limits_in_text(WHERE, channel(time_qty=None), junk) == []


@given(st.floats() | st.booleans() | st.text(max_size=6) | st.integers())
def test_whatever_the_number_is_a_suggestion_is_a_limit_that_can_be_stored(quantity: Any) -> None:
    for mend in units(WHERE, channel(time_qty=quantity, time_unit=None), record()):
        for amount, _unit, _same in after(mend.value):
            assert 0 < amount < 10_000


@given(number=st.integers(1, 99), words=st.sampled_from(list(UNITS)))
def test_the_same_suggestion_has_the_same_key_in_every_language(number: int, words: str) -> None:
    """A button pressed on an English page is looked up among suggestions made anew in Vietnamese."""
    told = channel(time_qty=number, time_unit=None, note=f"{number} {words}")
    with override("en"):
        english = units(WHERE, told, record())
    with override("vi"):
        vietnamese = units(WHERE, told, record())

    assert keys(english) == keys(vietnamese)
    assert [mend.value for mend in english] == [mend.value for mend in vietnamese]
    assert english[0].says != vietnamese[0].says


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nghị định số 105/2017/NĐ-CP ngày 14/9/2017", "105/2017/NĐ-CP"),
        ("Luật số 60/2014/QH13", "60/2014/QH13"),
        ("Quyết định 163/QĐ-BTP", "163/QĐ-BTP"),
        ("105/2017/NĐ-CP; 17/2020/NĐ-CP", "105/2017/NĐ-CP"),
        ("ngày 14/9/2017", ""),
        ("Luật Hộ tịch", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_law_is_found_in_a_sentence(text: str, code: str) -> None:
    assert law_code_in(text) == code
