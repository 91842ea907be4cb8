"""Verification codes: typed as people type, never guessed, found even in a damaged file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents import codes
from portal.documents.models import CODE_PATTERN

CODE = st.builds(codes.new_code)


def test_codes_are_well_formed_and_do_not_repeat() -> None:
    made = {codes.new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(CODE_PATTERN, code) for code in made)


def test_alphabet_has_no_look_alikes() -> None:
    assert not set("01ILO") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) ** 12 > 2**59


@given(CODE, st.sampled_from(["", " ", "-", " - ", "–", "."]), st.booleans())
def test_typed_with_any_separators_and_case_is_the_same_code(code: str, separator: str, is_lower: bool) -> None:
    typed = separator.join(code.split("-"))
    assert codes.tidy(f"  {typed.lower() if is_lower else typed}\n") == code


@given(st.text(max_size=60))
def test_whatever_is_typed_comes_back_well_formed_or_empty(typed: str) -> None:
    tidied = codes.tidy(typed)
    assert tidied == "" or re.fullmatch(CODE_PATTERN, tidied)


@pytest.mark.parametrize("typed", ["", "ABCD", "O0I1-ABCD-EFGH", "ABCD-EFGH-JKMN-PQRS", "ABCD-EFGH-JKM!"])
def test_what_cannot_be_a_code_is_empty(typed: str) -> None:
    assert codes.tidy(typed) == ""


@given(CODE, st.binary(max_size=300), st.binary(max_size=300))
def test_mark_is_found_among_any_bytes(code: str, before: bytes, after: bytes) -> None:
    assert codes.marked_in(before + f"{codes.MARK}{code}".encode() + b")" + after) == code


def test_no_mark_is_empty() -> None:
    assert codes.marked_in(b"%PDF-1.7 nothing of ours") == ""
