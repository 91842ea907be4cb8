"""How a rule looks on the desk's pages: its state as a tag, its facts as rows, its log as a line of time."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ui import speaking
from portal.ui.parts import State, SummaryRow, TimelineItem, Tone
from procedures.choices import Channel, FeeEffect, FeeKind
from procedures.models import FeeRule, RuleAct, RuleState


def state_of(rule: FeeRule) -> State:
    """Where a rule stands today, as a tag."""
    today = timezone.localdate()
    if rule.state == RuleState.DRAFT:
        return State(Tone.PAUSED, _("Đang soạn"))
    if rule.state == RuleState.WAITING:
        return State(Tone.DUE_SOON, _("Chờ phê duyệt"))
    if rule.state == RuleState.WITHDRAWN:
        return State(Tone.STOPPED, _("Đã bỏ"))
    if rule.valid_to is not None and rule.valid_to <= today:
        return State(Tone.DONE, _("Đã hết hiệu lực"))
    if rule.ends_on is not None and rule.ends_on != rule.valid_to:
        return State(Tone.DUE_SOON, _("Chờ phê duyệt chấm dứt"))
    return State(Tone.IN_TIME, _("Đang áp dụng") if rule.valid_from <= today else _("Sắp áp dụng"))


def effect_of(rule: FeeRule) -> str:
    """What the rule does to a fee, in one phrase."""
    if rule.effect == FeeEffect.EXEMPT:
        return _("Miễn")
    if rule.effect == FeeEffect.PERCENT:
        return _("Giảm %(percent)s%%") % {"percent": rule.percent_off}
    return _("Thu %(amount)s") % {"amount": speaking.dong(rule.amount_dong or 0)}


def last_day(valid_to: date | None) -> date | None:
    """The last day of a half-open span."""
    return valid_to - timedelta(days=1) if valid_to else None


def days_of(rule: FeeRule) -> str:
    """From when to when, both days included."""
    told = {"first": f"{rule.valid_from:%d/%m/%Y}"}
    last = last_day(rule.valid_to)
    if last is None:
        return _("Từ %(first)s, chưa định ngày hết") % told
    return _("Từ %(first)s đến hết %(last)s") % {**told, "last": f"{last:%d/%m/%Y}"}


def facts_of(rule: FeeRule) -> list[SummaryRow]:
    """Everything a rule says; what it leaves open is left out."""
    answers = "; ".join(f"{name} = {', '.join(map(str, wanted))}" for name, wanted in sorted(rule.answers.items()))
    rows = [
        SummaryRow(_("Mức hưởng"), effect_of(rule)),
        SummaryRow(_("Thời gian áp dụng"), days_of(rule)),
        SummaryRow(_("Căn cứ"), rule.legal_basis),
        SummaryRow(_("Mã phí, lệ phí"), ", ".join(rule.fee_codes)),
        SummaryRow(_("Mã thủ tục"), ", ".join(rule.procedure_codes)),
        SummaryRow(_("Loại khoản thu"), ", ".join(str(FeeKind(kind).label) for kind in rule.kinds)),
        SummaryRow(_("Trường hợp"), ", ".join(rule.case_keys)),
        SummaryRow(_("Cách nộp"), str(Channel(rule.channel).label)),
        SummaryRow(_("Điều kiện theo tờ khai"), answers),
        SummaryRow(_("Nhóm người được hưởng"), rule.group_name),
        SummaryRow(_("Cách chứng minh"), rule.proof),
    ]
    return [row for row in rows if row.value]


def course_of(rule: FeeRule) -> list[TimelineItem]:
    """The log, newest first. One query."""
    return [
        TimelineItem(
            title=act.get_act_display(),
            phase="problem" if act.act in (RuleAct.SEND_BACK, RuleAct.REFUSE_END) else "past",
            moment=act.at,
            text=act.text,
            who=act.person.full_name,
        )
        for act in rule.acts.select_related("person").order_by("-pk")
    ]
