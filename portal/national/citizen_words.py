"""What the owner of a dossier reads about the national portal: in a sentence, whether it shows what is shown here."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.national.channel import CHANNEL
from portal.national.connection import is_connected
from portal.national.models import Standing
from portal.outbox.models import Circuit, OutboxMessage, State

#: At normal load everything is told within five minutes; past twice as long something is in the way.
SOON = timedelta(minutes=10)


def say(code: str) -> str:
    """The sentence for a dossier's own code; "" while no portal is set or nothing was told. Two queries at most.

    Minutes are promised only while what is told leaves: not when nobody answers there, nor when people paused it.
    """
    if not is_connected():
        return ""
    waiting = OutboxMessage.objects.filter(channel=CHANNEL, key=code).exclude(state=State.SENT).order_by("pk")
    oldest = waiting.values_list("created_at", flat=True).first()
    if oldest is None:
        is_told = Standing.objects.filter(dossier__code=code).exists()
        return _("Cổng Dịch vụ công quốc gia đã hiện trạng thái này.") if is_told else ""
    if timezone.now() - oldest < SOON and not _is_shut():
        return _("Cổng Dịch vụ công quốc gia sẽ hiện trạng thái này trong vài phút nữa.")
    return _(
        "Cổng Dịch vụ công quốc gia đang cập nhật chậm. Việc giải quyết hồ sơ không bị ảnh hưởng; trạng thái ở đây là "
        "mới nhất."
    )


def _is_shut() -> bool:
    """Whether nothing leaves through the channel: nobody answered there, or people paused it."""
    return Circuit.objects.filter(channel=CHANNEL).exclude(open_until=None, paused_at=None).exists()
