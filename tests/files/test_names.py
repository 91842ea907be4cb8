"""File names are shown, stored and sent back in headers: whatever people's machines send becomes harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.names import FORBIDDEN, MAX_LENGTH, clean_name


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("Giấy chứng sinh.pdf", "Giấy chứng sinh.pdf"),
        (unicodedata.normalize("NFD", "Giấy.pdf"), "Giấy.pdf"),
        (r"C:\Users\An\Giấy.pdf", "Giấy.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b_Set-Cookie_ x.pdf"),
        ("", "tep"),
        ("...", "tep"),
    ],
)
def test_keeps_what_people_recognise_and_drops_the_rest(given_name: str, cleaned: str) -> None:
    assert clean_name(given_name) == cleaned


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_safe_and_short(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= MAX_LENGTH
    assert not FORBIDDEN.search(cleaned)


@given(st.text(min_size=1, max_size=400), st.sampled_from(["pdf", "jpeg", "docx"]))
def test_extension_survives_shortening(stem: str, extension: str) -> None:
    assert clean_name(f"{stem}.{extension}").endswith(extension)
