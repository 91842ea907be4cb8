"""What a system administrator may do to a whole channel: pause it, resume it, let its dead letters try again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.outbox import circuits
from portal.outbox.delivery import retry
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import kick

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from portal.accounts.models import User


@dataclass(frozen=True)
class ChannelAct:
    """One act: what the page asks before it, and what it does; `do` gives the words that say what came of it."""

    title: str | Promise
    text: str | Promise
    action: str | Promise
    do: Callable[[str, User], str | Promise]


def _pause(channel: str, by: User) -> str | Promise:
    if circuits.pause(channel, by):
        return _("Kênh đã tạm dừng: thư mới vẫn được ghi lại và chờ.")
    return _("Kênh này đã tạm dừng từ trước.")


def _resume(channel: str, _by: User) -> str | Promise:
    if not circuits.resume(channel):
        return _("Kênh này đang gửi, không cần mở lại.")
    kick()
    return _("Kênh gửi lại ngay bây giờ.")


def _retry_dead(channel: str, _by: User) -> str | Promise:
    number = retry(OutboxMessage.objects.filter(channel=channel))
    kick()
    words = ngettext("Đã đưa %(number)d thư vào hàng chờ gửi.", "Đã đưa %(number)d thư vào hàng chờ gửi.", number)
    return words % {"number": number}


ACTS = {
    "tam-dung": ChannelAct(
        _("Tạm dừng kênh «%(channel)s»?"),
        _("Không thư nào của kênh này đi ra cho đến khi bạn mở lại. Không thư nào mất: tất cả được ghi lại và chờ."),
        _("Tạm dừng"),
        _pause,
    ),
    "mo-lai": ChannelAct(
        _("Mở lại kênh «%(channel)s»?"),
        _("Tất cả thư đang chờ được gửi ngay, theo đúng thứ tự của từng hồ sơ."),
        _("Mở lại"),
        _resume,
    ),
    "gui-lai": ChannelAct(
        _("Gửi lại mọi thư không gửi được của kênh «%(channel)s»?"),
        _("Hãy sửa nguyên nhân trước, nếu không thư lại không gửi được. Nơi nhận đã có thư nào thì nhận ra thư đó."),
        _("Gửi lại tất cả"),
        _retry_dead,
    ),
}
"""By the last word of the address."""
