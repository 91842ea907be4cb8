"""Rules proved: each kind of doubt gets the readings a publisher may choose from, and taking one ends the doubt."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procedures.national.mapping import content_of
from procedures.national.survey import Survey
from procedures.review.flag_words import FLAGS
from procedures.review.mend import Mend
from procedures.review.places import with_value
from procedures.review.suggestions import _MAKERS, GIVEN, MENDED_IN_SOURCE, Doubted, suggestions
from tests.procedures.national_records import channel, fee, paper, record


def items(*papers: Any) -> dict[str, Any]:
    return {"documents": [{"group": "", "items": list(papers)}]}


def fees_of(**told: Any) -> dict[str, Any]:
    return {"channels": [channel(fees=[fee(**told)])]}


PAPER, CHANNEL, FEE = "documents[0].items[0]", "channels[0]", "channels[0].fees[0]"
#: One record for each kind of doubt that has a suggestion, with the place of the doubt and the keys offered.
SOILED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "source_decomposed_unicode": ({"requirements": "Giâ\u0301y"}, "requirements", ["tidied"]),
    "source_invisible_chars": ({"requirements": "Giấ\u200by"}, "requirements", ["tidied"]),
    "source_has_mark_up": ({"requirements": "<b>Giấy</b>"}, "requirements", ["tidied"]),
    "source_name_whitespace": ({"name": "Cấp  phép "}, "name", ["tidied"]),
    "note_rows_in_documents": (items(paper("Mang thẻ", 0, 0), paper("Đơn")), PAPER, ["note", "paper"]),
    "remark_listed_as_paper": (items(paper("Lưu ý: rõ"), paper("Đơn")), PAPER, ["note", "paper"]),
    "mentions_abolished_district_level": ({"requirements": "UBND cấp huyện"}, "requirements", ["commune"]),
    "duplicate_component_code": (
        items(paper("A", component_code="K"), paper("B", component_code="K")),
        "documents[0].items[1]",
        ["no_code"],
    ),
    "legal_code_not_a_code": (
        {"legal_basis": [{"code": "Luật số 60/2014/QH13", "name": "x"}]},
        "legal_basis[0].code",
        ["code"],
    ),
    "document_count_not_readable": (items(paper("Đơn", "một")), PAPER, ["one_original"]),
    "fee_zero_but_text_sets_fee": (fees_of(text="Phí 5.000 đồng"), FEE, ["amount"]),
    "fee_amount_missing": (fees_of(amount=None, text="Lệ phí 5.000 đồng"), FEE, ["amount"]),
    "fee_amount_not_readable": (fees_of(amount="?", text="Lệ phí 5.000 đồng"), FEE, ["amount"]),
    "clock_time_as_duration": ({"channels": [channel(time_qty=15, time_unit="hour")]}, CHANNEL, ["same_day", "hours"]),
    "time_unit_missing": ({"channels": [channel(time_unit=None, note="7 ngày")]}, CHANNEL, ["7-day"]),
    "hour_but_text_says_days": (
        {"channels": [channel(time_qty=3, time_unit="hour", note="03 ngày")]},
        CHANNEL,
        ["3-day"],
    ),
    "time_text_only": ({"channels": [channel(time_qty="trong 20 ngày")]}, CHANNEL, ["20-day"]),
    "channel_time_missing": ({"channels": [channel(time_qty=None, note="2 tháng")]}, CHANNEL, ["2-month"]),
    "time_zero": ({"channels": [channel(time_qty=0, note="4 ngày làm việc")]}, CHANNEL, ["4-working_day"]),
    "time_out_of_range": ({"channels": [channel(time_qty=99_999, note="9 ngày")]}, CHANNEL, ["9-day"]),
}
CASES = [(flag, key) for flag, (_changes, _where, keys) in SOILED.items() for key in keys]


def doubts_of(told: Any) -> set[tuple[str, str]]:
    return {(mark["flag"], mark["where"]) for mark in content_of(told, Survey())[0].version.doubts}


def offered(flag: str) -> tuple[dict[str, Any], list[Mend]]:
    changes, where, _keys = SOILED[flag]
    told = record(**changes)
    return told, suggestions(Doubted(flag, where, told))


@pytest.mark.parametrize("flag", SOILED)
def test_a_doubt_is_met_at_its_place_and_its_readings_are_offered(flag: str) -> None:
    told, mends = offered(flag)

    assert (flag, SOILED[flag][1]) in doubts_of(told)
    assert [mend.key for mend in mends] == SOILED[flag][2]
    assert sum(mend.is_sure for mend in mends) <= 1, "two readings cannot both be sure"
    assert all(not mend.is_sure for mend in mends[1:]), "and the sure one comes first"


@pytest.mark.parametrize(("flag", "key"), CASES)
def test_taking_a_reading_ends_the_doubt_and_raises_none(flag: str, key: str) -> None:
    told, mends = offered(flag)
    before = deepcopy(told)
    mend = next(mend for mend in mends if mend.key == key)

    mended = with_value(told, mend.path, mend.value)

    assert told == before, "the record as it was read stays"
    left = doubts_of(mended)
    assert (flag, SOILED[flag][1]) not in left
    assert left <= doubts_of(told), "no new doubt comes in its place"


@pytest.mark.parametrize("flag", SOILED)
def test_what_is_suggested_is_said_in_the_readers_language(flag: str) -> None:
    vietnamese = [mend.says for mend in offered(flag)[1]]
    with override("en"):
        english = [mend.says for mend in offered(flag)[1]]

    assert all(vietnamese) and all(english)
    assert not set(vietnamese) & set(english)


def test_every_kind_with_a_suggestion_is_proved_here_and_has_words() -> None:
    assert set(_MAKERS) - set(SOILED) == {"duplicate_name_other_code"}, "which needs its twins: below"
    assert set(_MAKERS) <= set(FLAGS)


@pytest.mark.parametrize("flag", sorted(set(FLAGS) - set(_MAKERS)))
def test_a_kind_that_only_the_original_can_settle_gets_no_suggestion(flag: str) -> None:
    assert suggestions(Doubted(flag, "name", record())) == []


@pytest.mark.parametrize("flag", MENDED_IN_SOURCE)
def test_a_flag_that_came_along_about_dirt_that_is_gone_is_taken_off(flag: str) -> None:
    told = record(quality_flags=[flag, "long_name"])

    (mend,) = suggestions(Doubted(flag, GIVEN, told))

    assert mend.is_sure
    assert with_value(told, mend.path, mend.value)["quality_flags"] == ["long_name"]


def test_other_flags_that_came_along_stay() -> None:
    assert suggestions(Doubted("long_name", GIVEN, record(quality_flags=["long_name"]))) == []


def test_twins_are_linked_and_then_no_longer_doubted() -> None:
    told = record()
    seen = Survey.of_one(told["name"], [told["code"], "1.000002"], told["field"], "")
    (mend,) = suggestions(Doubted("duplicate_name_other_code", "name", told, ("1.000002",)))

    mended = with_value(told, mend.path, mend.value)

    assert "1.000002" in mend.says
    assert [mark["flag"] for mark in content_of(told, seen)[0].version.doubts] == ["duplicate_name_other_code"]
    assert content_of(mended, seen)[0].version.doubts == []


def test_without_twins_there_is_nothing_to_link() -> None:
    assert suggestions(Doubted("duplicate_name_other_code", "name", record())) == []


JUNK: st.SearchStrategy[Any] = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=2))


@given(
    flag=st.sampled_from(sorted(FLAGS)),
    where=st.sampled_from(
        ["", "name", "channels[0]", "channels[9].fees[0]", PAPER, "legal_basis[0].code", "..", GIVEN]
    ),
    value=JUNK,
)
def test_no_doubt_about_anything_breaks_the_page(flag: str, where: str, value: Any) -> None:
    told = record(name=value, channels=[value], documents=[{"items": [value]}], legal_basis=[{"code": value}])

    for mend in suggestions(Doubted(flag, where, told)):
        assert mend.key and mend.says and mend.path
