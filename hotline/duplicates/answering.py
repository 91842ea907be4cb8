"""The answer of the leading ticket reaches those that follow it, each in a transaction of its own. The worker's round.

What needs an answer of its own is left out and says why: it stays in the list under its own due time.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline import about_heads, answer_check, answering, log, publishing, redacting, rights
from hotline.answering import text_of
from hotline.duplicates import linking
from hotline.kinds import Action, State

if TYPE_CHECKING:
    from hotline.models import Answer, Ticket

AT_ONCE = 100
_SETTLED = (State.ANSWERED, State.CLOSED, State.SET_ASIDE)


def carry_on(most: int = AT_ONCE) -> int:
    """Pass answers on to tickets that wait for them, `most` at a time; how many rows were dealt with."""
    waiting = linking.live().filter(answer=None, left_out="", leader__state__in=_SETTLED)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:most])
    for key in keys:
        _answer_one(key)
    return len(keys)


def _answer_one(key: int) -> None:
    row = linking.live().filter(pk=key).select_related("ticket").first()
    if row is None:
        return
    with log.locked(row.ticket) as ticket:  # before its link, as everybody who links or splits does
        waiting = linking.live().filter(pk=key, answer=None).select_related("leader__handling_unit")
        row = waiting.select_for_update(of=("self",)).first()
        if row is None:
            return
        answer = publishing.last_sent(row.leader)
        with override("vi"):  # it is kept for others to read
            row.left_out = _why_not(ticket, row.leader, answer)[:300]
        if answer is not None and not row.left_out:
            linking.follow_to_unit(ticket, row.leader)
            answering.answer_again(ticket, answer)
            row.answer = answer
        row.save(update_fields=["answer", "left_out"])


def _why_not(ticket: Ticket, leader: Ticket, answer: Answer | None) -> str:
    """Why a ticket needs an answer of its own, in Vietnamese for the desk; "" when that of the leader fits."""
    if answer is None or leader.state == State.SET_ASIDE:
        return _("Phản ánh kia không được thụ lý: phản ánh này cần câu trả lời riêng.")
    if not about_heads.is_of_the_same_heads(ticket, leader):  # noted after they were linked
        return _("Phản ánh về người đứng đầu chỉ gắn được với phản ánh khác về cùng người đó.")
    if not log.is_possible(ticket, Action.DRAFT):
        return _("Không còn chờ trả lời, hoặc đang có câu trả lời riêng chờ duyệt.")
    if answering.is_delicate(ticket) and answer.read_by_id is None:
        return _("Vụ việc nhạy cảm: cần câu trả lời riêng được đọc soát.")
    if not _is_approved_for(ticket, leader, answer):
        return _("Đã lên cấp trên: người duyệt câu trả lời kia không duyệt được cho phản ánh này.")
    if not linking.is_same_reporter(ticket, leader) and _names(answer, leader):
        return _("Câu trả lời kia nói riêng với người phản ánh khác: phản ánh này cần câu trả lời riêng.")
    return " ".join(answer_check.faults(_today(answer), answering.asked_of(ticket)).values())


def _is_approved_for(ticket: Ticket, leader: Ticket, answer: Answer) -> bool:
    """Whether whoever let the answer out stands on the rung of this ticket, too, at the unit that answered."""
    there = copy(ticket)
    there.handling_unit = leader.handling_unit
    if answer.approved_by is None:
        return answering.goes_out_at_once(there, answer.written_by)
    return rights.approves(answer.approved_by, there)


def _names(answer: Answer, leader: Ticket) -> bool:
    """Whether an answer says what only the reporter of the leading ticket may read: their words, name, codes."""
    known = [*publishing.known_of(leader), *([leader.dossier_code] if leader.dossier_code else [])]
    parts = (answer.checked, answer.found, answer.will_do, answer.responsible, answer.legal_basis, answer.apology)
    return bool(redacting.left_in("\n".join(parts), known))


def _today(answer: Answer) -> answer_check.AnswerText:
    """The answer as if it were written today: what was done by then is done."""
    text, today = text_of(answer), timezone.localdate()
    return answer_check.AnswerText(**(vars(text) | {"done_by": max(text.done_by, today) if text.done_by else None}))
