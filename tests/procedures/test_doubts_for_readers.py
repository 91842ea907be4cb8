"""Rules proved: readers hear in plain words what they cannot rely on yet, and only national text is called national."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import Source
from procedures.review.flag_words import FLAGS, say_flag
from procedures.showing_doubts import _SENTENCES, introduce_doubts, say_doubts
from tests.in_turn import in_turn
from tests.procedures.factories import announced

NATIONAL = "Nội dung lấy từ Cơ sở dữ liệu quốc gia"
OURS = "Nội dung còn chỗ cần đối chiếu:"
KNOWN = sorted(set().union(*(flags for flags, _sentence in _SENTENCES)))


def doubt(flag: str) -> dict[str, str]:
    return {"flag": flag, "where": "w", "text": "t"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "words"), [(Source.NATIONAL, NATIONAL), (Source.STARTER, OURS), (Source.LOCAL, OURS)]
)
def test_the_page_says_where_doubtful_words_come_from(client: Client, source: str, words: str) -> None:
    """The starter catalogue has fees nobody verified, and never saw the national database."""
    announced("1.000001", source=source, doubts=[doubt("fee_unverified")])

    html = client.get("/thu-tuc/1.000001/").content.decode()

    assert words in html
    assert (NATIONAL in html) == (source == Source.NATIONAL)
    assert "Mức phí chưa rõ" in html


@pytest.mark.django_db
@pytest.mark.parametrize("doubts", [[], [doubt("no_decision")], [doubt("unheard_of")], [{}]])
def test_without_a_doubt_that_matters_to_readers_nothing_is_said(client: Client, doubts: list[dict[str, str]]) -> None:
    announced("1.000001", source=Source.NATIONAL, doubts=doubts)

    assert "đối chiếu" not in client.get("/thu-tuc/1.000001/").content.decode()


@pytest.mark.django_db
def test_an_english_reader_hears_it_in_english(client: Client) -> None:
    announced("1.000001", source=Source.STARTER, doubts=[doubt("fee_unverified")])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    html = client.get("/thu-tuc/1.000001/").content.decode()

    assert OURS not in html
    assert "Mức phí chưa rõ" not in html


@in_turn("flag", KNOWN)
def test_each_kind_has_one_sentence(flag: str) -> None:
    (sentence,) = say_doubts([doubt(flag), doubt(flag)])

    assert sentence.endswith(".")
    with override("en"):
        assert say_doubts([doubt(flag)]) != [sentence], "said in the language of the reader, not of the first one"


@given(st.lists(st.sampled_from([*KNOWN, "no_decision", "x"]), max_size=12))
def test_order_and_number_of_doubts_say_nothing(flags: list[str]) -> None:
    told = say_doubts([doubt(flag) for flag in flags])

    assert told == say_doubts([doubt(flag) for flag in reversed(flags)])
    assert len(told) == len(set(told)) <= len(_SENTENCES)
    everything = say_doubts([doubt(flag) for flag in KNOWN])
    assert told == [sentence for sentence in everything if sentence in told], "always in the same order"


def test_no_kind_is_said_twice() -> None:
    flags = [flag for known, _sentence in _SENTENCES for flag in known]

    assert len(flags) == len(set(flags))


def test_every_kind_that_readers_hear_of_has_words_for_publishers_too() -> None:
    assert set(KNOWN) <= set(FLAGS)


@in_turn("flag", FLAGS)
def test_every_kind_is_said_to_publishers_in_both_languages(flag: str) -> None:
    vietnamese = say_flag(flag)
    with override("en"):
        assert say_flag(flag) not in ("", vietnamese)


def test_a_kind_nobody_named_shows_its_own_name() -> None:
    assert say_flag("quality_unheard_of") == "quality_unheard_of"


@pytest.mark.parametrize("source", ["", "elsewhere"])
def test_an_unknown_source_is_not_called_national(source: str) -> None:
    assert introduce_doubts(source) == OURS
