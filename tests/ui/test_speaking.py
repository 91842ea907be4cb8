"""Moments and money are said in the language of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from portal.ui import speaking


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "17:00 thứ Tư, 25/11/2026"),
        ("en", "17:00 Wednesday, 25/11/2026"),
        ("en-gb", "17:00 Wednesday, 25/11/2026"),
    ],
)
def test_a_moment_names_its_weekday_in_the_language_of_the_page(language: str, said: str) -> None:
    with override(language):
        assert speaking.moment(datetime(2026, 11, 25, 10, 0, tzinfo=UTC)) == said


@pytest.mark.parametrize(("language", "said"), [("vi", "Chủ nhật, 22/11/2026"), ("en", "Sunday, 22/11/2026")])
def test_a_day_names_its_weekday_in_the_language_of_the_page(language: str, said: str) -> None:
    with override(language):
        assert speaking.day(date(2026, 11, 22)) == said


@pytest.mark.parametrize(("language", "written"), [("vi", "1.250.000 đồng"), ("en", "1,250,000 đồng")])
def test_money_is_grouped_as_the_language_groups_it(language: str, written: str) -> None:
    # English readers take "50.000" for fifty
    with override(language):
        assert speaking.dong(1_250_000) == written


def test_vietnamese_is_spoken_when_no_language_is_active() -> None:
    with override(None):
        assert speaking.language() == "vi"
