"""Identity numbers: what is one, and how much of it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.identity import check_id_number, mask


@pytest.mark.parametrize("text", ["079123456789", " 079 123 456 789 ", "079.123.456.789", "079-123-456-789"])
def test_spaces_and_dots_do_not_matter(text: str) -> None:
    assert check_id_number(text) == "079123456789"


def test_an_old_card_has_nine_digits() -> None:
    assert check_id_number("024123456") == "024123456"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nhập"),
        ("12345", "12 chữ số"),
        ("07912345678a", "chữ số"),
        ("0791234567890", "12 chữ số"),
        ("٠٧٩١٢٣٤٥٦٧٨٩", "chữ số"),
    ],
)
def test_what_is_no_number_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_id_number(text)


def test_a_mask_shows_four_digits() -> None:
    assert mask("079123456789") == "•••••••• 6789"


@given(st.text(alphabet="0123456789", max_size=14))
def test_a_mask_never_shows_more_than_four_digits(number: str) -> None:
    assert sum(character.isdigit() for character in mask(number)) <= 4
