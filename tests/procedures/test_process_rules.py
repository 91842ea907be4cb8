"""Rules proved: an internal process gets a dossier from the counter to the hand-out, signed, without getting lost, and
within the time that the law gives (TT 01/2018 Đ8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.process_plan import END, Plan, PlannedStep, with_usual_ways
from procedures.process_rules import faults, hours_allowed, longest_hours
from tests.procedures.plans import asking, changed, step, usual, without
from units import working_time
from units.working_time import VIETNAM, Calendar

WEEK = Calendar({day: [(time(8), time(16))] for day in range(5)})


def codes(plan: Plan, allowed: Decimal | None = None) -> list[tuple[str, str]]:
    """Each fault and the step that has it."""
    return [(fault.code, fault.step) for fault in faults(plan, allowed)]


@pytest.mark.parametrize("plan", [usual(), asking()], ids=["usual", "asking"])
def test_a_whole_process_has_no_fault(plan: Plan) -> None:
    assert codes(plan, Decimal(40)) == []


def test_a_process_without_steps_says_just_that() -> None:
    assert codes(()) == [("empty", "")]


BROKEN: list[tuple[str, Plan, set[tuple[str, str]]]] = [
    ("an officer begins", usual()[1:], {("start", "process")}),
    ("the counter can't receive", changed(usual(), "receive", ways=(("refuse", END),)), {("start", "receive")}),
    ("a step comes to nothing", changed(usual(), "sign", ways=()), {("dead_end", "sign")}),
    (
        "one outcome twice",
        changed(usual(), "sign", ways=(("sign", "return"), ("sign", "return"), ("send_back", "process"))),
        {("outcome_twice", "sign")},
    ),
    (
        "a step leads to one that is gone",
        changed(usual(), "process", ways=(("submit_for_signature", "boss"),)),
        {("leads_nowhere", "process")},
    ),
    ("a leader gives out results", changed(usual(), "sign", ways=(("return_result", END),)), {("not_of_role", "sign")}),
    ("an outcome nobody knows", changed(usual(), "sign", ways=(("shrug", "return"),)), {("not_of_role", "sign")}),
    (
        "receiving leads to the signature",
        changed(usual(), "receive", ways=(("receive", "sign"),)),
        {("wrong_target", "receive")},
    ),
    (
        "a refusal goes on",
        changed(usual(), "receive", ways=(("receive", "process"), ("refuse", "process"))),
        {("must_end", "receive")},
    ),
    (
        "missing papers lead elsewhere",
        changed(usual(), "process", ways=(("submit_for_signature", "sign"), ("request_supplement", "receive"))),
        {("must_stay", "process")},
    ),
    ("nobody leads there", (*usual(), step("spare", "officer", submit_for_signature="sign")), {("orphan", "spare")}),
    ("nobody signs", changed(usual(), "sign", ways=(("send_back", "process"),)), {("unsigned", "")}),
    ("nobody hands out", changed(usual(), "return", ways=(("refuse", END),)), {("not_returned", "")}),
    (
        "handed out unsigned",
        changed(usual(), "receive", ways=(("receive", "process"), ("return_result", END))),
        {("returned_unsigned", "receive")},
    ),
    (
        "opinions that nobody collects",
        changed(asking(), "ask", ways=(("forward", "conclude"),)),
        {("not_joined", "ask")},
    ),
    (
        "one has more hours than the step",
        changed(asking(), "ask", consulted=("so-tu-phap:9", "so-xay-dung:8")),
        {("asked_too_long", "ask")},
    ),
    (
        "one asked twice with hours",
        changed(asking(), "ask", consulted=("so-tu-phap", "so-tu-phap:4")),
        {("asked_twice", "ask")},
    ),
    ("opinions that nobody asked for", changed(asking(), "ask", consulted=()), {("nobody_asked", "ask")}),
    ("one asked twice", changed(asking(), "ask", consulted=("so-tu-phap", "so-tu-phap")), {("asked_twice", "ask")}),
    ("a leader asks", changed(asking(), "ask", role="leader"), {("who_asks", "ask")}),
    (
        "two officers pass it on for ever",
        (
            *changed(usual(), "process", ways=(("submit_for_signature", "sign"), ("forward", "again"))),
            step("again", "officer", forward="process"),
        ),
        {("circle", "process"), ("circle", "again")},
    ),
    ("hours below nothing", changed(usual(), "sign", hours=Decimal(-1)), {("hours_negative", "sign")}),
]


@pytest.mark.parametrize(("plan", "expected"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_each_fault_is_told_at_its_step(plan: Plan, expected: set[tuple[str, str]]) -> None:
    assert expected <= set(codes(plan))


def test_a_step_that_can_only_go_back_never_ends() -> None:
    """A leader who can only send back: the officer's way forward leads to no end either, but the counter may refuse."""
    plan = changed(usual(), "sign", ways=(("send_back", "process"),))

    assert [key for code, key in codes(plan) if code == "never_ends"] == ["process", "sign"]


def test_what_leads_back_is_no_endless_circle() -> None:
    """Asking for papers and sending back close circles that the next round leaves."""
    assert not [code for code, _step in codes(usual()) if code == "circle"]


@pytest.mark.parametrize(("allowed", "is_fault"), [("8", False), ("7.99", True), (None, False)])
def test_the_longest_way_fits_the_limit(allowed: str | None, is_fault: bool) -> None:
    found = codes(usual(), Decimal(allowed) if allowed else None)

    assert found == ([("too_long", "")] if is_fault else [])


def test_only_the_longest_way_counts_and_all_who_are_asked_count_once() -> None:
    """Three units have eight hours together, not eight each; the way without asking is shorter."""
    assert longest_hours(asking()) == Decimal(1 + 4 + 8 + 2 + 2 + 1)
    assert longest_hours(changed(asking(), "ask", hours=Decimal(0))) == Decimal(10)
    direct = changed(asking(), "process", ways=(("submit_for_signature", "sign"), ("forward", "ask")))
    assert longest_hours(direct) == Decimal(18)
    assert longest_hours(()) == 0


def test_hours_of_an_endless_circle_are_not_guessed() -> None:
    plan = (*changed(usual(), "process", ways=(("forward", "again"),)), step("again", "officer", forward="process"))

    with pytest.raises(ValueError, match="circle"):
        longest_hours(plan)
    assert ("too_long", "") not in codes(plan, Decimal(1))


@given(days=st.integers(1, 90))
def test_calendar_days_are_the_fewest_working_hours_of_any_weekday(days: int) -> None:
    """Against units.working_time itself: no start gives less, and one start gives just that."""
    found = [_working_hours(days, "day", start) for start in range(7)]

    assert min(found) == hours_allowed(Decimal(days), "day")


@given(months=st.integers(1, 24), start=st.integers(0, 365 * 4))
def test_months_never_promise_more_hours_than_there_are(months: int, start: int) -> None:
    assert hours_allowed(Decimal(months), "month") <= _working_hours(months, "month", start)


def _working_hours(amount: int, unit: working_time.TimeUnit, start: int) -> Decimal:
    """Working hours from the end of a day's work until the term ends, in a week without holidays."""
    begin = datetime(2026, 3, 2, 16, tzinfo=VIETNAM) + timedelta(days=start)
    due = working_time.add(WEEK, begin, Decimal(amount), unit).at
    return Decimal(working_time.between(WEEK, begin, due) / timedelta(hours=1))


@pytest.mark.parametrize(("amount", "unit", "hours"), [("1.5", "working_hour", "1.5"), ("3", "working_day", "24")])
def test_working_time_is_taken_as_it_is(amount: str, unit: str, hours: str) -> None:
    assert hours_allowed(Decimal(amount), unit) == Decimal(hours)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Processes of any shape: roles, ways and hours at random, some right, most not."""
    keys = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    outcomes = st.sampled_from(
        ["receive", "refuse", "forward", "opinions_in", "submit_for_signature", "sign", "send_back", "return_result"]
    )
    ways = st.lists(st.tuples(outcomes, st.sampled_from([*keys, END])), max_size=3).map(tuple)
    roles = st.sampled_from(["clerk", "officer", "leader"])
    hours = st.decimals(0, 40, places=2)
    return tuple(
        PlannedStep(
            key, key, draw(roles), hours=draw(hours), ways=draw(ways), consulted=draw(st.sampled_from([(), ("a",)]))
        )
        for key in keys
    )


@given(plan=plans())
def test_a_process_without_fault_always_gets_out_signed(plan: Plan) -> None:
    """The property behind the rules: walk any way forward from the start, and it ends; no result is unsigned."""
    if faults(plan):
        return
    steps = {one.key: one for one in plan}
    waiting = [(plan[0].key, False, 0)]
    while waiting:
        key, signed, far = waiting.pop()
        assert far <= len(plan)
        for outcome, target in steps[key].ways:
            if target == END:
                assert signed or outcome == "refuse"
            elif outcome not in ("send_back", "request_supplement"):
                waiting.append((target, signed or outcome == "sign", far + 1))


@given(plan=plans(), more=st.decimals(0, 10, places=2))
def test_more_hours_never_make_a_way_shorter(plan: Plan, more: Decimal) -> None:
    try:
        before = longest_hours(plan)
    except ValueError:
        return
    longer = (replace(plan[0], hours=plan[0].hours + more), *plan[1:])

    assert before <= longest_hours(longer) <= before + more
    assert before <= sum(one.hours for one in plan)


def test_the_usual_ways_are_those_that_dossiers_went_before() -> None:
    """with_usual_ways against what is written out by hand: the same rule as the migration has."""
    bare = tuple(replace(one, ways=tuple((outcome, END) for outcome, _target in one.ways)) for one in usual())

    assert with_usual_ways(bare) == usual()


def test_sent_back_without_an_officer_before_goes_to_the_first_step() -> None:
    plan = (step("receive", "clerk", receive=""), step("sign", "leader", send_back=""))

    assert with_usual_ways(plan)[1].leads("send_back") == "receive"


def test_taking_a_step_out_is_told_where_it_is_missed() -> None:
    found = codes(without(usual(), "sign"))

    assert ("leads_nowhere", "process") in found
    assert ("orphan", "return") in found
