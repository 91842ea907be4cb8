"""The list of reorganisations: tabs by where they stand, pages by key."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.ui.list_address import ByKey, tab
from portal.ui.paging import Page, page_by_key
from portal.ui.parts import State, Tone
from units.models import Reorganisation

_STATES = Reorganisation.State


class View(models.TextChoices):
    """The tabs, in order."""

    OPEN = "dang-soan", _("Đang soạn")
    SCHEDULED = "da-len-lich", _("Đã lên lịch")
    APPLIED = "da-thuc-hien", _("Đã thực hiện")
    CANCELLED = "da-huy", _("Đã hủy")


_STATE_OF_VIEW = {
    View.OPEN: _STATES.DRAFT,
    View.SCHEDULED: _STATES.SCHEDULED,
    View.APPLIED: _STATES.APPLIED,
    View.CANCELLED: _STATES.CANCELLED,
}


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.OPEN)


def page_of(question: Question) -> Page[Reorganisation]:
    """One page, newest first."""
    found = Reorganisation.objects.filter(state=_STATE_OF_VIEW[View(question.view)])
    return page_by_key(found.select_related("written_by"), question)


def state_of(plan: Reorganisation) -> State:
    """The state in words and tone; one that begun or failed says so."""
    if plan.state == _STATES.SCHEDULED and plan.problem:
        return State(Tone.OVERDUE, _("Gặp lỗi, sẽ thử lại"))
    if plan.state == _STATES.SCHEDULED and plan.started_at:
        return State(Tone.DUE_SOON, _("Đang thực hiện"))
    tones = {
        _STATES.DRAFT: Tone.PAUSED,
        _STATES.SCHEDULED: Tone.IN_TIME,
        _STATES.APPLIED: Tone.DONE,
        _STATES.CANCELLED: Tone.STOPPED,
    }
    return State(tones[_STATES(plan.state)], plan.get_state_display())
