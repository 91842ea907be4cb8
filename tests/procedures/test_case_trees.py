"""Rules proved by chance: in whatever sound tree each way ends at a case, and links lead back to it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.case_questions import MOST_QUESTIONS, Question, faults, read, walk, way_to

slow_machines = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=80)


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[str]]:
    """A tree as stored, with the cases it leads to: every question but the first is led to, all sound."""
    count = draw(st.integers(1, MOST_QUESTIONS))
    cases: list[str] = []
    stored: list[dict[str, Any]] = []
    for index in range(count):
        last = index == count - 1
        answers: list[dict[str, str]] = [] if last else [{"key": "on", "say": "Tiếp", "next": f"q{index + 1}"}]
        for number in range(draw(st.integers(2 if last else 1, 3))):
            new = draw(st.booleans()) or not cases
            case = f"c{len(cases)}" if new else draw(st.sampled_from(cases))
            cases += [case] if new else []
            answers.append({"key": f"a{number}", "say": "Có", "case": case})
        stored.append({"key": f"q{index}", "ask": "Hỏi?", "answers": draw(st.permutations(answers))})
    return stored, cases


def ways(questions: tuple[Question, ...]) -> list[dict[str, str]]:
    """Every way of answering from the first question to an end."""
    done: list[dict[str, str]] = []
    open_ways: list[dict[str, str]] = [{}]
    while open_ways:
        given_ = open_ways.pop()
        asks = walk(questions, given_).asks
        if asks is None:
            done.append(given_)
        else:
            open_ways += [{**given_, asks.key: answer.key} for answer in asks.answers]
    return done


@slow_machines
@given(trees())
def test_a_sound_tree_has_no_faults_and_every_way_ends_at_a_case(tree: tuple[list[dict[str, Any]], list[str]]) -> None:
    stored, cases = tree
    questions = read(stored)

    assert faults(questions, cases) == []
    ends = {walk(questions, given_).case for given_ in ways(questions)}
    assert ends == set(cases)


@slow_machines
@given(trees())
def test_a_link_that_names_a_case_leads_to_that_case(tree: tuple[list[dict[str, Any]], list[str]]) -> None:
    stored, cases = tree
    questions = read(stored)

    for case in cases:
        assert walk(questions, way_to(questions, case)).case == case
    assert way_to(questions, "khong-co") == {}


@slow_machines
@given(trees(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "x"]), st.text(max_size=4)))
def test_whatever_an_address_says_the_walk_asks_or_finds_and_never_both(
    tree: tuple[list[dict[str, Any]], list[str]], given_: dict[str, str]
) -> None:
    stored, cases = tree

    found = walk(read(stored), given_)

    assert (found.asks is None) != (found.case == "")
    assert found.case in ("", *cases)
    assert all(answer.key == given_.get(question.key) for question, answer in found.answered)


@slow_machines
@given(trees(), st.sampled_from(["case", "next", "twice", "choice", "loop", "unreached"]))
def test_each_kind_of_break_is_found(tree: tuple[list[dict[str, Any]], list[str]], kind: str) -> None:
    stored, cases = tree
    first = stored[0]["answers"][0]
    if kind == "case":
        stored[-1]["answers"].append({"key": "z", "say": "?", "case": "khong-co"})
    elif kind == "next":
        stored[-1]["answers"].append({"key": "z", "say": "?", "next": "khong-co"})
    elif kind == "twice":
        stored[0]["answers"].append(first)
    elif kind == "choice":
        stored[0]["answers"] = [first]
    elif kind == "loop":
        stored[-1]["answers"].append({"key": "z", "say": "?", "next": "q0"})
    else:
        cases = [*cases, "nobody-leads-here"]

    assert faults(read(stored), cases)
