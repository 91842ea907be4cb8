"""Why a message did not leave, in words of people who do not read exceptions; the technical line stays beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.outbox.models import OutboxMessage, State


class Cause(models.TextChoices):
    """What an administrator can do something about, by the line that the delivery wrote."""

    REFUSED = "tu-choi", _("Nơi nhận từ chối thư này: địa chỉ hoặc nội dung không dùng được")
    SILENT = "im-lang", _("Nơi nhận không trả lời qua nhiều lần thử")
    FAILED = "loi", _("Nơi nhận báo lỗi qua nhiều lần thử")


#: While it goes on trying.
_SO_FAR: dict[Cause, str | Promise] = {
    Cause.REFUSED: _("Nơi nhận từ chối"),
    Cause.SILENT: _("Nơi nhận chưa trả lời"),
    Cause.FAILED: _("Nơi nhận báo lỗi"),
}
_BEGINNINGS = {Cause.REFUSED: ("Refused:",), Cause.SILENT: ("Unanswered:", "Unreachable:")}


def cause_of(last_error: str) -> Cause:
    """The cause that a dead message's last error tells of."""
    return next((cause for cause, begins in _BEGINNINGS.items() if last_error.startswith(begins)), Cause.FAILED)


def words_of(message: OutboxMessage) -> str:
    """Why a message did not leave, or has not left so far; "" where nothing went wrong."""
    if not message.last_error:
        return ""
    cause = cause_of(message.last_error)
    return str(cause.label if message.state == State.DEAD else _SO_FAR[cause])


def with_cause(cause: Cause) -> Q:
    """The condition that `cause_of` is this one."""
    told = {one: _begins(begins) for one, begins in _BEGINNINGS.items()}
    return told[cause] if cause in told else ~(told[Cause.REFUSED] | told[Cause.SILENT])


def _begins(beginnings: tuple[str, ...]) -> Q:
    found = Q()
    for words in beginnings:
        found |= Q(last_error__startswith=words)
    return found
