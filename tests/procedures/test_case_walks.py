"""Rules proved: in every sound tree of questions each way ends in a case, and each case has a way that leads there.

The trees are made up by hypothesis and sound by the way they are built; `judge` must let them pass, and what it lets
pass leaves nobody stuck (the promise of case_questions: ``next`` is always a later question).
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procedures.case_questions import MOST_QUESTIONS, Answer, Kind, Question, faults, judge, read, walk, way_to

Tree = tuple[Question, ...]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """One to three questions, each led to; answers lead to later ones or to cases, several perhaps to the same."""
    count = draw(st.integers(1, MOST_QUESTIONS))
    made: list[Question] = []
    cases: list[str] = []
    for index in range(count):
        later = [f"q{number}" for number in range(index + 1, count)]
        answers = [Answer("on", "Tiếp", next=later[0])] if later else []
        for number in range(draw(st.integers(1 if later else 2, 3))):
            goal = draw(st.sampled_from([*later, ""]))
            case = "" if goal else draw(st.sampled_from([*cases, f"c{len(cases)}"]))
            cases += [case] if case and case not in cases else []
            answers.append(Answer(f"a{number}", f"Trả lời {number}", goal, case))
        hint = draw(st.sampled_from(["", "Gợi ý"]))
        made.append(Question(f"q{index}", f"Hỏi {index}?", hint, tuple(draw(st.permutations(answers)))))
    assume(cases)
    return tuple(made)


def cases_of(tree: Tree) -> list[str]:
    """The cases that some answer leads to, each once, in order of their first answer."""
    return list(dict.fromkeys(answer.case for question in tree for answer in question.answers if answer.case))


def stored(tree: Tree) -> list[dict[str, Any]]:
    """The tree as a version holds it."""
    return [asdict(question) | {"answers": [asdict(answer) for answer in question.answers]} for question in tree]


def ways(tree: Tree) -> list[dict[str, str]]:
    """Every way of answering what is asked, from the first question to an end."""
    done: list[dict[str, str]] = []
    open_ways: list[dict[str, str]] = [{}]
    while open_ways:
        said = open_ways.pop()
        step = walk(tree, said)
        if step.asks is None:
            done.append(said)
            continue
        assert step.case == "", "no case is promised while something is still asked"
        assert step.asks.key not in said, "nobody is asked the same twice"
        open_ways += [{**said, step.asks.key: answer.key} for answer in step.asks.answers]
    return done


@given(trees())
def test_a_sound_tree_has_no_faults_and_every_way_ends_at_a_case(tree: Tree) -> None:
    assert faults(tree, cases_of(tree)) == []
    assert judge(tree, cases_of(tree)) == []

    assert {walk(tree, way).case for way in ways(tree)} == set(cases_of(tree))
    assert all([question.key for question, _said in walk(tree, way).answered] == list(way) for way in ways(tree))


@given(trees())
def test_a_link_that_names_a_case_leads_to_that_case_and_to_no_other(tree: Tree) -> None:
    for case in cases_of(tree):
        way = way_to(tree, case)
        assert walk(tree, way).case == case
        assert len(walk(tree, way).answered) == len(way), "no answer too many in the link"
    assert way_to(tree, "nowhere") == {}


@given(trees(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "x"]), st.text(max_size=4)))
def test_whatever_an_address_says_the_walk_asks_or_finds_and_never_both(tree: Tree, said: dict[str, str]) -> None:
    found = walk(tree, said)

    assert (found.asks is None) != (found.case == "")
    assert found.case in ("", *cases_of(tree))
    assert all(answer.key == said.get(question.key) for question, answer in found.answered)


@given(trees(), st.sampled_from(["case", "next", "twice", "choice", "loop", "unreached"]))
def test_each_kind_of_break_is_found(tree: Tree, kind: str) -> None:
    broken, cases = stored(tree), cases_of(tree)
    first, last = broken[0]["answers"], broken[-1]["answers"]
    if kind == "case":
        last.append({"key": "z", "say": "?", "case": "khong-co"})
    elif kind == "next":
        last.append({"key": "z", "say": "?", "next": "khong-co"})
    elif kind == "twice":
        first.append(first[0])
    elif kind == "choice":
        broken[0]["answers"] = first[:1]
    elif kind == "loop":
        last.append({"key": "z", "say": "?", "next": "q0"})
    else:
        cases.append("nobody-leads-here")

    assert faults(read(broken), cases)


@given(trees(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "q9"]), st.text(max_size=3)))
def test_answers_beside_the_way_change_nothing(tree: Tree, more: dict[str, str]) -> None:
    """An address may carry answers to questions that its way never meets."""
    case = cases_of(tree)[0]
    way = way_to(tree, case)

    assert walk(tree, {**more, **way}).case == case


@given(trees())
def test_what_is_stored_is_read_back(tree: Tree) -> None:
    assert read(stored(tree)) == tree


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

    assert (Kind.NOT_LATER, f"q{index}", bent[0].key, f"q{goal}") in [
        (f.kind, f.question, f.answer, f.goal) for f in found
    ]


@given(trees())
def test_a_case_more_than_the_answers_lead_to_is_a_fault(tree: Tree) -> None:
    (fault,) = judge(tree, [*cases_of(tree), "forgotten"])

    assert (fault.kind, fault.goal) == (Kind.CASE_NOT_REACHED, "forgotten")


@pytest.mark.parametrize("part", ["key", "ask", "answers"])
def test_a_stored_question_that_lacks_a_part_is_refused(part: str) -> None:
    question: dict[str, Any] = {"key": "q0", "ask": "Hỏi?", "answers": [{"key": "a", "say": "Có", "case": "c"}]}
    del question[part]

    with pytest.raises(KeyError, match=part):
        read([question])


def test_without_questions_nothing_is_asked_and_no_case_is_found() -> None:
    step = walk((), {"q0": "a0"})

    assert (step.asks, step.case, step.answered) == (None, "", ())
    assert judge((), ["standard"]) == []
