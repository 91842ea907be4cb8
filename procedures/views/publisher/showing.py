"""How a decision looks on every page: its state as a tag, its facts as rows, its log as a line of time."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui import speaking
from portal.ui.parts import State, SummaryRow, TimelineItem, Tone
from procedures import signed_copies
from procedures.models import Decision, DecisionAct, DecisionEvent, DecisionState
from procedures.review.flag_words import say_flag

_TONES: dict[str, Tone] = {
    DecisionState.DRAFT: Tone.PAUSED,
    DecisionState.CHECKING: Tone.DUE_SOON,
    DecisionState.SENT_BACK: Tone.OVERDUE,
    DecisionState.CHECKED: Tone.DUE_SOON,
    DecisionState.APPROVED: Tone.IN_TIME,
    DecisionState.PUBLISHED: Tone.DONE,
    DecisionState.CANCELLED: Tone.STOPPED,
}


def state_of(decision: Decision) -> State:
    """The state as a tag; one that could not be put in force says so."""
    if decision.problem and decision.state == DecisionState.APPROVED:
        return State(Tone.OVERDUE, _("Chưa công khai được"))
    return State(_TONES[decision.state], decision.get_state_display())


def facts_of(decision: Decision, *, may_describe: bool) -> list[SummaryRow]:
    """The facts of a decision, those that can be changed with their page."""
    change = reverse("publisher:describe", args=(decision.pk,)) if may_describe else ""
    label = _("Có hiệu lực từ") if decision.signed_on else _("Dự kiến có hiệu lực từ")
    day = speaking.day(decision.effective_on) if decision.effective_on else ""
    rows = [
        SummaryRow(_("Trích yếu"), decision.title, change),
        SummaryRow(_("Cơ quan soạn"), decision.unit.name),
        SummaryRow(label, day, change),
    ]
    if decision.signed_on:
        rows += [
            SummaryRow(_("Số quyết định"), decision.number),
            SummaryRow(_("Ngày ký"), speaking.day(decision.signed_on)),
            SummaryRow(_("Cơ quan ban hành"), decision.issuing_agency),
            SummaryRow(_("Chữ ký số của bản đính kèm"), signed_copies.say(decision) or _("Chưa được kiểm tra")),
        ]
    return rows


def course_of(decision: Decision) -> list[TimelineItem]:
    """The log, newest first; writings of one person in a row count as one line."""
    items: list[TimelineItem] = []
    last: tuple[str, int | None] | None = None
    for event in decision.events.select_related("person").order_by("-pk"):
        key = (event.act, event.person_id)
        if event.act == DecisionAct.WRITE and key == last:
            continue
        last = key
        items.append(
            TimelineItem(
                title=event.get_act_display(),
                phase="problem" if event.act in (DecisionAct.FAIL, DecisionAct.SEND_BACK) else "past",
                moment=event.at,
                text=_text_of(event),
                who=event.person.full_name if event.person else _("Hệ thống"),
            )
        )
    return items


def _text_of(event: DecisionEvent) -> str:
    if event.act in (DecisionAct.ADD, DecisionAct.WRITE):
        return ""
    if event.act == DecisionAct.CLEAR:
        told = {"code": event.facts["code"], "doubt": say_flag(event.facts["doubt"]["flag"]), "reason": event.text}
        return _("%(code)s: %(doubt)s. Lý do: %(reason)s") % told
    return event.text
