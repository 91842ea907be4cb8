"""The one door to a rule on fees: each act locks the rule, judges state, days, role and four eyes, and logs one row.

What was in force is never edited: a rule begins tomorrow at the earliest and ends tomorrow at the earliest, since
dossiers filed today were told what they owe under today's rules.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import fee_rule_book
from procedures.fee_desk.rights import has_written, may
from procedures.models import FeeRule, FeeRuleAct, RuleAct, RuleState

if TYPE_CHECKING:
    from portal.accounts.models import User


class RuleRefused(Exception):
    """The act is not possible; the message says why in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def create(person: User, content: dict[str, Any], *, key: UUID) -> FeeRule:
    """Begin a draft; sent twice with the same key it begins once. ``content`` is that of `forms.RuleForm`."""
    begun = {
        **content,
        "province": settings.PORTAL_PROVINCE,
        "is_local": True,
        "state": RuleState.DRAFT,
        "written_by": person,
    }
    rule, is_new = FeeRule.objects.get_or_create(key=f"dia-phuong-{key.hex[:16]}", defaults=begun)
    if is_new:
        _log(rule, RuleAct.CREATE, person)
    return rule


@transaction.atomic
def write(rule: FeeRule, person: User, content: dict[str, Any]) -> FeeRule:
    """Change the content; what was approved for a later day, or waits for it, becomes a draft again."""
    locked = _opened(rule, person, RuleAct.WRITE)
    for name, value in content.items():
        setattr(locked, name, value)
    _to_draft(locked)
    locked.written_by = person
    locked.save()
    return _done(locked, RuleAct.WRITE, person)


@transaction.atomic
def submit(rule: FeeRule, person: User) -> FeeRule:
    """Hand the draft to whoever approves."""
    locked = _opened(rule, person, RuleAct.SUBMIT)
    _begins_later(locked)
    return _move(locked, RuleState.WAITING, RuleAct.SUBMIT, person)


@transaction.atomic
def approve(rule: FeeRule, person: User) -> FeeRule:
    """Put it in force on its day."""
    locked = _opened(rule, person, RuleAct.APPROVE)
    _begins_later(locked)
    locked.approved_by, locked.approved_at = person, timezone.now()
    return _move(locked, RuleState.APPROVED, RuleAct.APPROVE, person)


@transaction.atomic
def send_back(rule: FeeRule, person: User, reason: str) -> FeeRule:
    """Give it back with what to mend."""
    return _move(_opened(rule, person, RuleAct.SEND_BACK), RuleState.DRAFT, RuleAct.SEND_BACK, person, reason)


@transaction.atomic
def withdraw(rule: FeeRule, person: User, reason: str) -> FeeRule:
    """Give a rule up before its day."""
    locked = _opened(rule, person, RuleAct.WITHDRAW)
    _to_draft(locked)
    return _move(locked, RuleState.WITHDRAWN, RuleAct.WITHDRAW, person, reason)


@transaction.atomic
def propose_end(rule: FeeRule, person: User, last_day: date, reason: str) -> FeeRule:
    """Ask for an end of a rule in force; it stands until another approves."""
    locked = _opened(rule, person, RuleAct.PROPOSE_END)
    ends_on = last_day + timedelta(days=1)
    if ends_on <= timezone.localdate():
        raise RuleRefused(_("Ngày cuối cùng phải từ hôm nay trở đi: hồ sơ đã nộp giữ mức thu của ngày nộp."))
    if locked.valid_to is not None and ends_on >= locked.valid_to:
        raise RuleRefused(_("Quy tắc này đã hết hiệu lực trước ngày đó. Muốn kéo dài, hãy tạo quy tắc mới."))
    locked.ends_on, locked.end_by, locked.end_approved_by = ends_on, person, None
    locked.save(update_fields=["ends_on", "end_by", "end_approved_by"])
    return _done(locked, RuleAct.PROPOSE_END, person, reason)


@transaction.atomic
def approve_end(rule: FeeRule, person: User) -> FeeRule:
    """Let the rule end on the day proposed; a rule of the starter is the province's own from then on."""
    locked = _opened(rule, person, RuleAct.APPROVE_END)
    if locked.ends_on is None or locked.ends_on <= timezone.localdate():
        raise RuleRefused(_("Ngày đề nghị chấm dứt đã qua. Hãy từ chối và đề nghị ngày khác."))
    locked.valid_to, locked.end_approved_by = locked.ends_on, person
    if not locked.is_local:
        locked.is_local, locked.written_by = True, locked.end_by
        locked.approved_by, locked.approved_at = person, timezone.now()
    locked.save()
    return _done(locked, RuleAct.APPROVE_END, person)


@transaction.atomic
def refuse_end(rule: FeeRule, person: User, reason: str) -> FeeRule:
    """Let the rule stand as it is; also for who proposed the end and thinks again."""
    locked = _opened(rule, person, RuleAct.REFUSE_END)
    locked.ends_on, locked.end_by = None, None
    locked.save(update_fields=["ends_on", "end_by"])
    return _done(locked, RuleAct.REFUSE_END, person, reason)


def _opened(rule: FeeRule, person: User, act: RuleAct) -> FeeRule:
    locked = FeeRule.objects.select_for_update().get(pk=rule.pk)
    if may(person, locked, act):
        return locked
    if act == RuleAct.APPROVE and locked.state == RuleState.WAITING and has_written(person, locked):
        raise RuleRefused(_("Bạn đã soạn quy tắc này nên người khác phải phê duyệt."))
    if act == RuleAct.APPROVE_END and locked.end_by_id == person.pk:
        raise RuleRefused(_("Bạn đã đề nghị chấm dứt nên người khác phải phê duyệt."))
    raise RuleRefused(_("Bạn không làm được việc này với quy tắc, hoặc quy tắc vừa được người khác thay đổi."))


def _begins_later(rule: FeeRule) -> None:
    if rule.valid_from <= timezone.localdate():
        raise RuleRefused(_("Ngày bắt đầu phải từ ngày mai trở đi: hồ sơ đã nộp giữ mức thu của ngày nộp."))


def _to_draft(rule: FeeRule) -> None:
    rule.state, rule.approved_by, rule.approved_at = RuleState.DRAFT, None, None


def _move(rule: FeeRule, state: RuleState, act: RuleAct, person: User, text: str = "") -> FeeRule:
    rule.state = state
    rule.save()
    return _done(rule, act, person, text)


def _done(rule: FeeRule, act: RuleAct, person: User, text: str = "") -> FeeRule:
    _log(rule, act, person, text)
    fee_rule_book.changed()
    return rule


def _log(rule: FeeRule, act: RuleAct, person: User, text: str = "") -> None:
    FeeRuleAct.objects.create(rule=rule, act=act, person=person, text=text)
