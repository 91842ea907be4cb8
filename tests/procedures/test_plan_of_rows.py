"""Rules proved: rows of the editor of a process read as a plan, half filled in as they may be: nothing that is filled
in is lost, nothing that is not is made up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import StepOutcome
from procedures.draft_forms.process_ways import ENDS, WAYS, listed, plan_of_rows, ways_of_row
from procedures.plain_values import plain
from procedures.process_plan import END, PlannedStep, by_key, plan_of, planned, with_usual_ways
from procedures.process_words import say_way, tell
from tests.procedures.factories import built_steps
from tests.procedures.plans import step, usual

OUTCOMES = st.sampled_from(["", *StepOutcome.values])
TARGETS = st.sampled_from(["", ENDS, "receive", "process", "sign"])
ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.lists(st.text(max_size=4), max_size=2)


def row(pairs: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    """A row with its outcomes and what follows each."""
    told = {f"outcome_{place}": outcome for place, (outcome, _next) in zip(WAYS, pairs, strict=False)}
    return told | {f"next_{place}": follows for place, (_outcome, follows) in zip(WAYS, pairs, strict=False)} | more


@given(st.lists(st.tuples(OUTCOMES, TARGETS), max_size=4))
def test_every_chosen_outcome_is_a_way_in_the_order_of_the_boxes(pairs: list[tuple[str, str]]) -> None:
    ways = ways_of_row(row(pairs))

    assert [outcome for outcome, _target in ways] == [outcome for outcome, _follows in pairs if outcome]
    assert all(target != ENDS for _outcome, target in ways)


def test_the_end_is_chosen_in_the_form_and_an_empty_target_in_the_plan() -> None:
    assert ways_of_row(row([("refuse", ENDS), ("receive", "process")])) == (("refuse", END), ("receive", "process"))


def test_what_follows_without_an_outcome_is_no_way() -> None:
    assert ways_of_row(row([("", "process"), ("sign", "")])) == (("sign", END),)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("8", "8"), ("0,5", "0"), ("0.5", "0.5"), (Decimal("1.25"), "1.25"), ("", "0"), (None, "0"), ("tám giờ", "0")],
)
def test_hours_that_cannot_be_read_count_as_none_in_the_picture(typed: Any, hours: str) -> None:
    """The row itself says what is wrong with them; the picture beside it must still be drawn."""
    [drawn] = plan_of_rows([{"key": "process", "working_hours": typed}])

    assert drawn.hours == Decimal(hours)


@given(
    st.lists(st.dictionaries(st.sampled_from(["key", "name", "role", "named_unit", "working_hours"]), ANY), max_size=3)
)
def test_rows_with_anything_in_their_boxes_make_as_many_steps(rows: list[dict[str, Any]]) -> None:
    plan = plan_of_rows(rows)

    assert len(plan) == len(rows)
    assert all(isinstance(one.hours, Decimal) and isinstance(one.name, str) for one in plan)


@pytest.mark.parametrize(
    ("units", "found"),
    [
        (None, ()),
        ("", ()),
        ("so-tu-phap", ("so-tu-phap",)),
        (" so-tu-phap \r\n\r\n kinh-te\n", ("so-tu-phap", "kinh-te")),
        (["so-tu-phap", "", "  "], ("so-tu-phap",)),
        ([], ()),
    ],
)
def test_units_to_ask_are_listed_one_a_line_without_blank_lines(units: Any, found: tuple[str, ...]) -> None:
    assert listed(units) == found


def test_stored_steps_are_a_plan_in_the_order_of_their_position() -> None:
    steps = built_steps()

    assert plan_of(reversed(steps)) == tuple(planned(one) for one in steps)
    assert [one.key for one in plan_of(reversed(steps))] == ["receive", "process", "sign", "return"]


def test_an_outcome_of_which_nothing_is_said_leads_nowhere() -> None:
    [first, *_rest] = built_steps()
    first.leads_to = first.leads_to[:1]

    known = planned(first)

    assert known.leads("receive") == "process"
    assert known.leads("refuse") is None


def test_the_way_forward_has_neither_ends_nor_ways_back() -> None:
    steps = by_key(usual())

    assert steps["receive"].forward == ["process"]
    assert steps["sign"].forward == ["return"]
    assert steps["return"].forward == []


@given(st.permutations(["receive", "process", "sign", "return"]), st.integers(1, 4))
def test_usual_ways_stay_within_the_process_whatever_its_order(keys: list[str], length: int) -> None:
    known = by_key(usual())
    plan = [known[key] for key in keys[:length]]

    filled = with_usual_ways(plan)

    for before, after in zip(plan, filled, strict=True):
        assert [outcome for outcome, _target in after.ways] == [outcome for outcome, _target in before.ways]
        for outcome, target in after.ways:
            assert target == END or target in keys[:length]
            if outcome == StepOutcome.REQUEST_SUPPLEMENT:
                assert target == after.key


@pytest.mark.parametrize("outcome", StepOutcome.values)
def test_every_outcome_has_a_sentence_and_none_keeps_a_placeholder(outcome: str) -> None:
    told = say_way(outcome, step("next", "officer"))

    assert told.endswith(".")
    assert "%(" not in told
    assert told != say_way("forward", None)


@pytest.mark.parametrize("outcome", ["receive", "forward", "opinions_in", "submit_for_signature", "sign", "send_back"])
def test_what_leads_on_names_the_next_step_or_says_that_none_is_chosen_yet(outcome: str) -> None:
    assert "“Bước next”" in say_way(outcome, step("next", "officer"))
    assert "“chưa chọn”" in say_way(outcome, None)


@given(st.text(min_size=1, max_size=12).filter(lambda text: text not in StepOutcome.values))
def test_an_outcome_of_an_older_release_is_told_as_it_is_stored(outcome: str) -> None:
    assert say_way(outcome, None) == outcome


def test_a_process_is_told_step_by_step_with_time_only_where_there_is_some() -> None:
    receive, process, *_rest = tell(
        [*usual()[:1], PlannedStep("process", "Thẩm tra", "officer", ways=(("sign", "x"),))]
    )

    assert (receive.name, receive.time) == ("Bước receive", "1 giờ làm việc")
    assert receive.can_happen[0] == "Giấy tờ đủ và đúng: hồ sơ chuyển sang bước “Thẩm tra”."
    assert receive.can_happen[2].startswith("Không nhận được hồ sơ")
    assert process.time == ""
    assert "chưa chọn" in process.can_happen[0]


def test_units_named_by_a_slug_are_told_by_name_without_a_question_to_the_database() -> None:
    [told] = tell([PlannedStep("ask", "Hỏi", "officer", named_unit="kinh-te", consulted=("van-hoa-xa-hoi",))])

    assert told.where == "Phòng Kinh tế"
    assert told.asked == ("Phòng Văn hóa - Xã hội",)


@given(st.decimals(min_value=0, max_value=10_000, places=2))
def test_hours_are_kept_plain_and_read_back_as_the_same_number(hours: Decimal) -> None:
    kept = plain(hours)

    assert Decimal(kept) == hours
    assert "E" not in kept
    assert not (("." in kept) and kept.endswith("0"))
