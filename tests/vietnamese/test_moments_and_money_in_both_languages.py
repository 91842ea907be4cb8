"""Rules proved: a moment and an amount say the same in both languages, and can be read back from what is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import format_dong, normalise, say_date, say_moment, without_accents
from portal.vietnamese.moments import VIETNAM

LANGUAGES = st.sampled_from(["vi", "en"])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(MOMENTS, LANGUAGES)
def test_the_minute_can_be_read_back_from_what_is_said(moment: datetime, language: str) -> None:
    said = say_moment(moment, language)  # type: ignore[arg-type]

    clock, day = said.split()[0], said.rsplit(" ", 1)[1]
    read = datetime.strptime(f"{clock} {day}", "%H:%M %d/%m/%Y").replace(tzinfo=VIETNAM)

    assert read == moment.replace(second=0, microsecond=0)


@given(MOMENTS, st.integers(-12, 14))
def test_in_which_zone_a_moment_was_written_down_makes_no_difference(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))

    assert say_moment(elsewhere) == say_moment(moment)


@given(st.dates(), LANGUAGES)
def test_seven_days_later_it_is_the_same_day_of_the_week_and_no_day_between_is(day: date, language: str) -> None:
    named = say_date(day, language).split(",")[0]  # type: ignore[arg-type]
    later = [day + timedelta(days=step) for step in range(1, 8) if day <= date.max - timedelta(days=7)]

    assert [say_date(one, language).split(",")[0] == named for one in later] == [False] * (len(later) - 1) + [  # type: ignore[arg-type]
        True
    ] * bool(later)


@given(st.dates())
def test_both_languages_say_the_same_date(day: date) -> None:
    assert say_date(day).split(", ")[1] == say_date(day, "en").split(", ")[1]


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2026, 11, 23), "thứ Hai", "Monday"),
        (date(2026, 11, 26), "thứ Năm", "Thursday"),
        (date(2026, 11, 28), "thứ Bảy", "Saturday"),
        (date(2026, 11, 29), "Chủ nhật", "Sunday"),
        (date(2028, 2, 29), "thứ Ba", "Tuesday"),
    ],
)
def test_days_have_their_names(day: date, vietnamese: str, english: str) -> None:
    assert say_date(day).startswith(f"{vietnamese}, ")
    assert say_date(day, "en").startswith(f"{english}, ")


@given(st.integers(-(10**15), 10**15), st.sampled_from([("vi", "."), ("en", ",")]))
def test_an_amount_is_written_in_groups_of_three_and_read_back(amount: int, how: tuple[str, str]) -> None:
    language, mark = how
    number, unit = format_dong(amount, language).split(" ")  # type: ignore[arg-type]

    assert unit == "đồng"
    assert re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})*", number)
    assert int(number.replace(mark, "")) == amount


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x07", "\x1b", "\ue000"])
def test_a_character_nobody_sees_makes_no_second_name(mark: str) -> None:
    """Two accounts or two files whose names look alike would be one to every reader."""
    assert normalise(f"Nguyễn{mark} Văn{mark} A{mark}") == "Nguyễn Văn A"


def test_a_mark_parted_from_its_letter_by_what_nobody_sees_joins_it_again() -> None:
    assert normalise("Nguye\u200b\u0302\u0303n") == "Nguyễn"


@given(st.text(alphabet="aạ Ðđ\u00a0\u2003\u200b\t\n\r\u0301", max_size=40))
def test_stored_text_has_no_blank_twice_and_none_at_the_ends(text: str) -> None:
    stored = normalise(text)

    assert stored == stored.strip()
    assert not re.search(r"[^\S\n]{2}| \n|\n |\r|\t", stored)
    assert not set(stored) & set("Ðð\u200b\u00a0")


@given(st.text(alphabet="aăâeêioôơuưyđĐƯƠ ", max_size=20), st.sampled_from("\u0301\u0300\u0309\u0303\u0323"))
def test_a_tone_changes_nothing_of_what_is_compared(text: str, tone: str) -> None:
    toned = "".join(letter + tone if letter.isalpha() and letter not in "đĐ" else letter for letter in text)

    assert without_accents(toned) == without_accents(text)
