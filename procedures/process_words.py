"""An internal process in words that people read aloud: who does each step, where, how long, what can come of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from procedures.cards import say_limit
from procedures.choices import StepOutcome, StepRole, StepUnit
from procedures.process_plan import PlannedStep, by_key
from procedures.process_units import names_of


@dataclass(frozen=True)
class ToldStep:
    """One step; ``can_happen`` has a sentence for each outcome, ``asked`` the units that are asked at once.

    ``is_joint``: they are asked for parts of the work, which the step's own unit puts together.
    """

    key: str
    name: str
    who: str
    where: str
    time: str
    can_happen: tuple[str, ...]
    asked: tuple[str, ...]
    is_joint: bool = False


def tell(plan: Sequence[PlannedStep]) -> list[ToldStep]:
    """The steps in words, in the reader's language; one query at most, for units named by their code."""
    names = names_of(reference for step in plan for reference in (step.named_unit, *step.consulted))
    steps = by_key(plan)
    return [_tell(step, steps, names) for step in plan]


def _tell(step: PlannedStep, steps: dict[str, PlannedStep], names: dict[str, str]) -> ToldStep:
    return ToldStep(
        key=step.key,
        name=step.name,
        who=_label(StepRole.choices, step.role),
        where=names.get(step.named_unit) or _label(StepUnit.choices, step.unit_rule),
        time=say_limit(step.hours, "working_hour", False) if step.hours > Decimal(0) else "",
        can_happen=tuple(say_way(outcome, steps.get(target)) for outcome, target in step.ways),
        asked=tuple(names.get(reference, reference) for reference in step.consulted),
        is_joint=step.is_joint,
    )


def say_way(outcome: str, target: PlannedStep | None) -> str:
    """What an outcome means for who waits for the result."""
    told = {"next": target.name if target else _("chưa chọn")}
    sayings = {
        StepOutcome.RECEIVE: _("Giấy tờ đủ và đúng: hồ sơ chuyển sang bước “%(next)s”."),
        StepOutcome.REQUEST_SUPPLEMENT: _(
            "Giấy tờ còn thiếu hoặc sai: bạn được yêu cầu bổ sung, bổ sung xong hồ sơ trở lại bước này."
        ),
        StepOutcome.REFUSE: _("Không nhận được hồ sơ: bạn được trả lời bằng văn bản, có nêu lý do."),
        StepOutcome.FORWARD: _("Làm xong: hồ sơ chuyển sang bước “%(next)s”."),
        StepOutcome.OPINIONS_IN: _("Đủ ý kiến: hồ sơ chuyển sang bước “%(next)s”."),
        StepOutcome.SUBMIT_FOR_SIGNATURE: _("Xem xét xong: kết quả được trình ở bước “%(next)s”."),
        StepOutcome.SIGN: _("Đồng ý: kết quả được ký và chuyển sang bước “%(next)s”."),
        StepOutcome.SEND_BACK: _("Chưa đồng ý: hồ sơ trở lại bước “%(next)s”."),
        StepOutcome.RETURN_RESULT: _("Bạn nhận kết quả."),
    }
    known: Iterable[str] = StepOutcome.values
    return sayings[StepOutcome(outcome)] % told if outcome in known else outcome


def short(outcome: str) -> str:
    """An outcome in a few words, for a picture."""
    return _label(StepOutcome.choices, outcome)


def _label(choices: Iterable[tuple[str, object]], code: str) -> str:
    return str(dict(choices).get(code, code))
