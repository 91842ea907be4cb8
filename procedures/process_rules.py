"""What is wrong with an internal process, in words for who wrote it. No database, no clock.

TT 01/2018 Đ8: each step has a person, a place and hours, and together they fit the time that the law gives. The
other rules keep a dossier from getting lost: every way leads somewhere, and every way ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from procedures.choices import StepOutcome, StepRole, TimeUnit
from procedures.process_plan import (
    END,
    ENDING,
    LEADS_TO_ROLE,
    OUTCOMES_OF,
    PlannedStep,
    by_key,
)
from procedures.process_units import unit_and_hours

HOURS_A_DAY = Decimal(8)
#: The code of the one fault that depends on the case and not on the process alone.
TOO_LONG = "too_long"
DAYS_A_WEEK, WORKING_DAYS_A_WEEK = 7, 5


@dataclass(frozen=True)
class Fault:
    """One fault; ``step`` is the key of the step that has it ("" when the whole process does), ``way`` the outcome."""

    code: str
    step: str
    text: str
    way: str = ""


def faults(plan: Sequence[PlannedStep], allowed_hours: Decimal | None = None) -> list[Fault]:
    """All faults, those of single steps first and in their order. ``allowed_hours`` is the shortest legal limit."""
    if not plan:
        return [Fault("empty", "", _("Quy trình chưa có bước nào."))]
    return [
        *_of_start(plan),
        *(fault for step in plan for fault in step_faults(step, plan)),
        *_of_ways(plan),
        *_of_result(plan),
        *_of_hours(plan, allowed_hours),
    ]


def step_faults(step: PlannedStep, plan: Sequence[PlannedStep]) -> Iterator[Fault]:
    """What is wrong with one step by itself and with where it leads."""
    if not step.ways:
        yield _fault("dead_end", step, _("Bước “%(step)s” chưa có kết quả nào nên hồ sơ dừng lại ở đó."))
    outcomes = [outcome for outcome, _target in step.ways]
    if len(set(outcomes)) < len(outcomes):
        yield _fault("outcome_twice", step, _("Bước “%(step)s” có một kết quả được chọn hai lần."))
    for outcome, target in step.ways:
        yield from _of_way(step, outcome, target, plan)
    yield from _of_consultation(step)


def longest_hours(plan: Sequence[PlannedStep]) -> Decimal:
    """Working hours of the longest way from the first step to an end; ways back do not count.

    Units that are asked at once answer within the hours of their one step. ValueError when ways forward go round.
    """
    if not plan:
        return Decimal(0)
    if _circle(plan):
        raise ValueError("ways forward go round in a circle")
    hours = {step.key: step.hours for step in plan}
    longest = {plan[0].key: plan[0].hours}
    for _round in plan:
        for step in plan:
            for target in step.forward if step.key in longest else ():
                if target in hours:
                    longest[target] = max(longest.get(target, Decimal(0)), longest[step.key] + hours[target])
    return max(longest.values())


def hours_allowed(amount: Decimal, unit: str) -> Decimal:
    """A legal limit in working hours; calendar time as the fewest that fit, whatever weekday it starts on.

    Days of eight hours, five a week; a term that ends on a weekend ends on Monday (Civil Code 2015 Đ148(5), as in
    units.working_time). Public holidays are left out: they come on top for the office (working days) or are the
    law's own risk (calendar days).
    """
    if unit == TimeUnit.WORKING_HOUR:
        return amount
    if unit == TimeUnit.WORKING_DAY:
        return amount * HOURS_A_DAY
    whole = int(amount.to_integral_value(ROUND_FLOOR))
    return _fewest_working_days(whole if unit == TimeUnit.DAY else _fewest_days(whole)) * HOURS_A_DAY


def _fewest_days(months: int) -> int:
    """One month may be a February; from two on the shortest stretch has a day less than thirty each."""
    return 28 if months == 1 else max(30 * months - 1, 0)


def _fewest_working_days(days: int) -> int:
    weeks, rest = divmod(days, DAYS_A_WEEK)
    return weeks * WORKING_DAYS_A_WEEK + (max(1, rest - 2) if rest else 0)


def _of_start(plan: Sequence[PlannedStep]) -> Iterator[Fault]:
    if plan[0].role != StepRole.CLERK or plan[0].leads(StepOutcome.RECEIVE) is None:
        yield _fault("start", plan[0], _("Bước đầu tiên phải do cán bộ tiếp nhận làm và có kết quả tiếp nhận."))


def _of_way(step: PlannedStep, outcome: str, target: str, plan: Sequence[PlannedStep]) -> Iterator[Fault]:
    told = {"outcome": _label(outcome)}
    if outcome not in OUTCOMES_OF.get(step.role, ()):
        text = _("Bước “%(step)s”: người làm bước này không có kết quả “%(outcome)s”.")
        yield _fault("not_of_role", step, text, told, outcome)
        return
    if outcome in ENDING:
        if target != END:
            yield _fault("must_end", step, _("Bước “%(step)s”: “%(outcome)s” phải kết thúc quy trình."), told, outcome)
        return
    if outcome == StepOutcome.REQUEST_SUPPLEMENT:
        if target != step.key:
            text = _("Bước “%(step)s”: sau “%(outcome)s” hồ sơ phải trở lại chính bước này.")
            yield _fault("must_stay", step, text, told, outcome)
        return
    ahead = by_key(plan).get(target)
    if ahead is None:
        yield _fault("leads_nowhere", step, _("Bước “%(step)s”: “%(outcome)s” chưa dẫn đến bước nào."), told, outcome)
    elif ahead.role != LEADS_TO_ROLE[outcome]:
        told["role"] = str(LEADS_TO_ROLE[outcome].label)
        text = _("Bước “%(step)s”: “%(outcome)s” phải dẫn đến bước có người làm là “%(role)s”.")
        yield _fault("wrong_target", step, text, told, outcome)


def _of_consultation(step: PlannedStep) -> Iterator[Fault]:
    joins = step.leads(StepOutcome.OPINIONS_IN) is not None
    if step.consulted and not joins and not step.is_joint:
        yield _fault("not_joined", step, _("Bước “%(step)s” lấy ý kiến nhưng không có kết quả “Đã đủ ý kiến”."))
    if joins and not step.consulted:
        yield _fault("nobody_asked", step, _("Bước “%(step)s” chờ đủ ý kiến nhưng chưa ghi hỏi đơn vị nào."))
    if step.consulted and step.role != StepRole.OFFICER:
        yield _fault("who_asks", step, _("Bước “%(step)s” lấy ý kiến nên phải do chuyên viên thụ lý làm."))
    asked = [unit_and_hours(reference) for reference in step.consulted]
    if any(hours is not None and hours > step.hours for _unit, hours in asked):
        yield _fault("asked_too_long", step, _("Bước “%(step)s” cho một đơn vị nhiều giờ hơn số giờ của cả bước."))
    if len({unit for unit, _hours in asked}) < len(asked):
        yield _fault("asked_twice", step, _("Bước “%(step)s” hỏi một đơn vị hai lần."))


def _of_ways(plan: Sequence[PlannedStep]) -> Iterator[Fault]:
    reached = _reached(plan, plan[0].key)
    for step in plan:
        if step.key not in reached:
            yield _fault("orphan", step, _("Không bước nào dẫn đến bước “%(step)s”."))
    circle = _circle(plan)
    for step in plan:
        if step.key in circle:
            yield _fault("circle", step, _("Từ bước “%(step)s” hồ sơ có thể đi vòng mãi mà không kết thúc."))
    ending = _ending(plan)
    for step in plan:
        if step.key in reached and step.ways and step.key not in ending | circle:
            yield _fault("never_ends", step, _("Từ bước “%(step)s” không có đường nào đến lúc kết thúc."))


def _of_result(plan: Sequence[PlannedStep]) -> Iterator[Fault]:
    """What is handed out was signed: every way to the return of a result passes a signature."""
    reached = _reached(plan, plan[0].key)
    unsigned = _reached(plan, plan[0].key, without=StepOutcome.SIGN)
    if not any(step.leads(StepOutcome.SIGN) is not None for step in plan if step.key in reached):
        yield Fault("unsigned", "", _("Quy trình không có bước ký kết quả."))
    if not any(step.leads(StepOutcome.RETURN_RESULT) is not None for step in plan if step.key in reached):
        yield Fault("not_returned", "", _("Quy trình không có bước trả kết quả."))
    for step in plan:
        if step.key in unsigned and step.leads(StepOutcome.RETURN_RESULT) is not None:
            yield _fault("returned_unsigned", step, _("Bước “%(step)s” có thể trả kết quả chưa ai ký."))


def _of_hours(plan: Sequence[PlannedStep], allowed: Decimal | None) -> Iterator[Fault]:
    for step in plan:
        if step.hours < 0:
            yield _fault("hours_negative", step, _("Bước “%(step)s” có số giờ âm."))
    if allowed is None or _circle(plan):
        return
    hours = longest_hours(plan)
    if hours > allowed:
        told = {"hours": plain(hours), "allowed": plain(allowed)}
        text = _("các bước trên đường dài nhất cộng lại %(hours)s giờ làm việc, quá thời hạn %(allowed)s giờ.") % told
        yield Fault(TOO_LONG, "", text)


def _reached(plan: Sequence[PlannedStep], start: str, without: str = "") -> set[str]:
    steps, found, waiting = by_key(plan), set[str](), [start]
    while waiting:
        key = waiting.pop()
        if key in steps and key not in found:
            found.add(key)
            waiting += [target for outcome, target in steps[key].ways if outcome != without]
    return found


def _circle(plan: Sequence[PlannedStep]) -> set[str]:
    """Keys of the steps that come round to themselves by ways forward."""
    ahead = {step.key: set(step.forward) for step in plan}
    return {key for key in ahead if key in _beyond(ahead, key)}


def _beyond(ahead: dict[str, set[str]], key: str) -> set[str]:
    found, waiting = set[str](), list(ahead[key])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += ahead.get(one, ())
    return found


def _ending(plan: Sequence[PlannedStep]) -> set[str]:
    """Keys of the steps from which the ways forward reach an end."""
    found = {step.key for step in plan if any(o in ENDING and target == END for o, target in step.ways)}
    while more := {step.key for step in plan if step.key not in found and found & set(step.forward)}:
        found |= more
    return found


def _fault(code: str, step: PlannedStep, text: str, told: dict[str, str] | None = None, way: str = "") -> Fault:
    return Fault(code, step.key, text % {"step": step.name, **(told or {})}, way)


def _label(outcome: str) -> str:
    known: Iterable[str] = StepOutcome.values
    return str(StepOutcome(outcome).label) if outcome in known else outcome


def plain(amount: Decimal) -> str:
    """A number of hours without idle zeros."""
    return f"{amount.normalize():f}"
