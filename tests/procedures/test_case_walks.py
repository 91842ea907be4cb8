"""Rules proved: in every sound tree of questions each way ends in a case, and each case has a way that leads there.

The trees are made up by hypothesis within what `judge` allows, so that what it lets pass is proved to leave nobody
stuck (the promise of case_questions: ``next`` is always a later question).
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procedures.case_questions import MOST_QUESTIONS, Answer, Kind, Question, judge, read, walk, way_to

Tree = tuple[Question, ...]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """One to three questions whose answers lead to later ones or to cases, kept when judged sound."""
    count = draw(st.integers(1, MOST_QUESTIONS))
    made = []
    case = 0
    for index in range(count):
        later = [f"q{number}" for number in range(index + 1, count)]
        answers = []
        for number in range(draw(st.integers(2, 4))):
            goal = draw(st.sampled_from([*later, ""]))
            case += not goal
            answers.append(Answer(f"a{number}", f"Trả lời {number}", goal, "" if goal else f"c{case}"))
        made.append(Question(f"q{index}", f"Hỏi {index}?", draw(st.sampled_from(["", "Gợi ý"])), tuple(answers)))
    tree = tuple(made)
    assume(not judge(tree, cases_of(tree)))
    return tree


def cases_of(tree: Tree) -> list[str]:
    """The cases that some answer leads to."""
    return [answer.case for question in tree for answer in question.answers if answer.case]


@given(trees(), st.data())
def test_whoever_answers_what_is_asked_arrives_at_a_case(tree: Tree, data: st.DataObject) -> None:
    given_answers: dict[str, str] = {}
    for _turn in range(len(tree) + 1):
        step = walk(tree, given_answers)
        if step.asks is None:
            break
        assert step.case == "", "no case is promised while something is still asked"
        assert step.asks.key not in given_answers, "nobody is asked the same twice"
        given_answers[step.asks.key] = data.draw(st.sampled_from(step.asks.answers)).key

    assert step.case in cases_of(tree)
    assert [question.key for question, _answer in step.answered] == list(given_answers)


@given(trees())
def test_the_way_to_a_case_leads_to_it(tree: Tree) -> None:
    for case in cases_of(tree):
        way = way_to(tree, case)
        assert walk(tree, way).case == case
        assert len(walk(tree, way).answered) == len(way), "no answer too many in the link"


@given(trees())
def test_nobody_is_led_to_a_case_that_is_none(tree: Tree) -> None:
    assert way_to(tree, "nowhere") == {}


@given(trees(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "q9"]), st.text(max_size=3)))
def test_answers_beside_the_way_change_nothing(tree: Tree, more: dict[str, str]) -> None:
    """An address may carry answers to questions that its way never meets."""
    case = cases_of(tree)[0]
    way = way_to(tree, case)

    assert walk(tree, {**more, **way}).case == case


@given(trees())
def test_what_is_stored_is_read_back(tree: Tree) -> None:
    stored: list[dict[str, Any]] = [asdict(question) for question in tree]

    assert read(stored) == tree


@given(trees())
def test_taking_back_the_last_answer_asks_it_again(tree: Tree) -> None:
    way = way_to(tree, cases_of(tree)[-1])
    last = list(way)[-1]

    step = walk(tree, {key: said for key, said in way.items() if key != last})

    assert step.asks is not None
    assert step.asks.key == last


@given(trees(), st.data())
def test_an_answer_that_leads_back_or_to_itself_is_a_fault(tree: Tree, data: st.DataObject) -> None:
    """Otherwise somebody could walk in a circle."""
    index = data.draw(st.integers(0, len(tree) - 1))
    goal = data.draw(st.integers(0, index))
    question = tree[index]
    bent = (replace(question.answers[0], next=f"q{goal}", case=""), *question.answers[1:])
    broken = (*tree[:index], replace(question, answers=bent), *tree[index + 1 :])

    found = judge(broken, cases_of(tree))

    assert (Kind.NOT_LATER, f"q{index}", "a0", f"q{goal}") in [(f.kind, f.question, f.answer, f.goal) for f in found]


@given(trees())
def test_a_case_more_than_the_answers_lead_to_is_a_fault(tree: Tree) -> None:
    (fault,) = judge(tree, [*cases_of(tree), "forgotten"])

    assert (fault.kind, fault.goal) == (Kind.CASE_NOT_REACHED, "forgotten")


@pytest.mark.parametrize("part", ["key", "ask", "answers"])
def test_a_stored_question_that_lacks_a_part_is_refused(part: str) -> None:
    stored: dict[str, Any] = {"key": "q0", "ask": "Hỏi?", "answers": [{"key": "a", "say": "Có", "case": "c"}]}
    del stored[part]

    with pytest.raises(KeyError, match=part):
        read([stored])


def test_without_questions_nothing_is_asked_and_no_case_is_found() -> None:
    step = walk((), {"q0": "a0"})

    assert (step.asks, step.case, step.answered) == (None, "", ())
    assert judge((), ["standard"]) == []
