"""Rules proved: every rule on fees stands in just one tab of the desk, one whose end waits in two; any address of the
list is a question that there could be, and reads as the one it was made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures.choices import FeeEffect
from procedures.fee_desk import deciding
from procedures.fee_desk.listing import Question, View, page_of, standing
from procedures.models import FeeRule
from tests.procedures import fee_rule_world as world
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.fee_rule_world import tomorrow


@pytest.fixture
def people(db: None) -> Deciders:
    return make_deciders()


def ended(_people: Deciders) -> FeeRule:
    """A rule of the starter whose last day was yesterday."""
    return world.in_force(valid_to=timezone.localdate())


def on_its_last_day(_people: Deciders) -> FeeRule:
    """A rule that holds today for the last time."""
    return world.in_force(valid_to=tomorrow())


def about_to_end(people: Deciders) -> FeeRule:
    """A rule in force whose end waits for an approval."""
    return world.end_proposed(people, world.in_force(is_local=False))


def withdrawn(people: Deciders) -> FeeRule:
    """A draft that its author gave up."""
    return deciding.withdraw(world.drafted(people), people.drafter, "Không cần nữa")


@pytest.mark.parametrize(
    ("make", "tabs"),
    [
        (world.drafted, {View.DRAFTS}),
        (world.waiting, {View.WAITING}),
        (world.approved, {View.COMING}),
        (lambda _people: world.in_force(), {View.IN_FORCE}),
        (lambda _people: world.in_force(valid_from=timezone.localdate()), {View.IN_FORCE}),
        (lambda _people: world.in_force(valid_from=timezone.localdate() + timedelta(days=1)), {View.COMING}),
        (on_its_last_day, {View.IN_FORCE}),
        (ended, {View.ENDED}),
        (about_to_end, {View.IN_FORCE, View.WAITING}),
        (withdrawn, {View.WITHDRAWN}),
    ],
    ids=["draft", "waiting", "approved", "in force", "first day", "the day before", "last day", "ended", "ending",
         "withdrawn"],
)  # fmt: skip
def test_each_rule_stands_where_its_state_and_days_put_it(
    people: Deciders, make: Callable[[Deciders], FeeRule], tabs: set[str]
) -> None:
    rule = make(people)

    today = timezone.localdate()
    assert {view for view in View if FeeRule.objects.filter(standing(view, today), pk=rule.pk).exists()} == tabs
    assert {view for view in View if rule in page_of(Question(view=view)).rows} == tabs


def test_an_end_that_was_approved_waits_no_longer(people: Deciders) -> None:
    rule = about_to_end(people)

    deciding.approve_end(rule, people.checker)

    assert page_of(Question(view=View.WAITING)).rows == []
    assert page_of(Question(view=View.IN_FORCE)).rows == [rule]


@given(
    st.dictionaries(
        st.sampled_from(["xem", "tim", "muc", "sau", "truoc"]),
        st.text(max_size=130) | st.sampled_from([*View.values, *FeeEffect.values, "-1", "9" * 30, "²", "\x00"]),
    )
)
def test_any_query_string_is_a_question_of_the_list(query: dict[str, str]) -> None:
    question = Question.read(query)

    assert question.view in View.values
    assert question.effect in ("", *FeeEffect.values)
    assert len(question.text) <= 100
    assert "\x00" not in question.text
    assert question.after >= 0
    assert question.before >= 0


@given(
    st.sampled_from(View.values),
    st.text("aă đ&=?#%+", max_size=20),
    st.sampled_from(["", *FeeEffect.values]),
    st.integers(0, 10**9),
)
def test_an_address_reads_as_the_question_it_was_made_of(view: str, text: str, effect: str, after: int) -> None:
    question = Question.read({"xem": view, "tim": text, "muc": effect})

    there = Question.read(dict(parse_qsl(question.address(after=after)[1:])))

    assert (there.view, there.text, there.effect, there.after) == (view, question.text, effect, after)
    assert there.before == 0
