"""The list of what came in from the national portal: what its address can ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers import aliases
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState, Service
from portal.ui.list_address import ByKey, choice, tab, words


class View(models.TextChoices):
    """The tabs, in order."""

    DEAD = "loi", _("Không xử lý được")
    WAITING = "cho", _("Đang chờ")
    ALL = "tat-ca", _("Tất cả")


_STATES = {View.DEAD: InboxState.DEAD, View.WAITING: InboxState.WAITING}


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""

    view: str = tab("xem", View, View.DEAD)
    service: str = choice("loai", Service.values)
    text: str = words("tim", most=100)


def found(question: Question) -> QuerySet[InboundMessage]:
    """The messages that fit; never what they say, which is encrypted and names people."""
    messages = InboundMessage.objects.defer("received").select_related("dossier")
    if question.view in _STATES:
        messages = messages.filter(state=_STATES[View(question.view)])
    if question.service:
        messages = messages.filter(service=question.service)
    if question.text:
        code = aliases.tidy(question.text)
        messages = messages.filter(Q(key=code) | Q(dossier__code=code) | Q(message_id=question.text))
    return messages


def figures() -> dict[str, int]:
    """How many came today, wait, and could not be done. One query, on what is not done and what is of today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = InboundMessage.objects.filter(Q(received_at__gte=midnight) | ~Q(state=InboxState.DONE))
    return rows.aggregate(
        today=Count("pk", filter=Q(received_at__gte=midnight)),
        waiting=Count("pk", filter=Q(state=InboxState.WAITING)),
        dead=Count("pk", filter=Q(state=InboxState.DEAD)),
    )
