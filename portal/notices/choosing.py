"""By which ways a person may be reached, and which of them they chose."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.identity import blind_index
from portal.notices.models import SentText
from portal.notices.planning import Addressee, is_mailed, is_texted
from portal.notices.sms import registry
from portal.notices.sms.numbers import mobile_number

if TYPE_CHECKING:
    from portal.accounts.models import User


class Way(models.TextChoices):
    """The ways that are chosen by a tick; browsers are added one by one."""

    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")


def ways_open_to(user: User) -> list[Way]:
    """The ways by which the person can be reached: those whose address they gave, SMS where a gateway sends it."""
    is_texted = registry.is_on() and bool(mobile_number(user.phone or ""))
    return [way for way, is_open in ((Way.EMAIL, bool(user.email)), (Way.SMS, is_texted)) if is_open]


def chosen_ways(user: User) -> list[Way]:
    """The open ways by which notices come now, decided or by default (`portal.notices.planning`)."""
    one = Addressee.holding(user)
    chosen = {Way.EMAIL: is_mailed(one), Way.SMS: is_texted(one)}
    return [way for way in ways_open_to(user) if chosen[way]]


def choose(user: User, ways: Collection[str]) -> None:
    """Keep the choice among the open ways; what is not open stays as it was."""
    is_open = ways_open_to(user)
    if Way.EMAIL in is_open:
        user.told_by_email = Way.EMAIL in ways
    if Way.SMS in is_open:
        user.told_by_sms = Way.SMS in ways
    user.save(update_fields=["told_by_email", "told_by_sms"])


def last_text_to(user: User) -> SentText | None:
    """The last text message to the person's number, which tells whether they arrive."""
    number = mobile_number(user.phone or "")
    if not number:
        return None
    return SentText.objects.filter(number_index=blind_index(number)).order_by("-sent_at").first()
