"""One place from which a notice goes out to people, by each way that they chose, and once by each.

Callers say what happened and to whom it matters; who is reached how is decided here. Without an account: by e-mail,
else by SMS. Nothing leaves from here: every way is a channel of the outbox, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from portal.accounts.identity import blind_index
from portal.notices.models import PushDevice
from portal.notices.push import driver as push
from portal.notices.push import identity
from portal.notices.sms import driver as sms
from portal.notices.sms import registry
from portal.notices.sms.composing import compose
from portal.notices.sms.numbers import mobile_number
from portal.outbox.putting import put
from portal.ui import provinces

if TYPE_CHECKING:
    from portal.accounts.models import User

_INDEX_LENGTH = 20


@dataclass(frozen=True)
class Notice:
    """What is told. `subject` names no person: telephones and browsers show it to whoever stands beside.

    `key` keeps order among those of one dossier; `once` names the notice for good. `link` asks for a sign-in where it
    must, `lookup` does not: it goes with SMS.
    """

    key: str
    once: str
    language: str
    subject: str
    text: str
    link: str
    lookup: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Addressee:
    """Somebody to tell: what they wrote in their papers, and their account where they have one."""

    email: str = ""
    phone: str = ""
    user: User | None = None


def tell(notice: Notice, addressees: Iterable[Addressee]) -> None:
    """Put the notice into the outbox, once for each address, number and browser. NotInTransaction outside of one."""
    people = list(addressees)
    _write(notice, people)
    _text(notice, people)
    _push(notice, people)


def _write(notice: Notice, people: Sequence[Addressee]) -> None:
    for address in sorted({one.email for one in people if one.email} - _unwanted(people)):
        payload = {"to": address, "language": notice.language, "subject": notice.subject, "text": notice.text}
        put("email", notice.key, payload, _once(notice, address))


def _text(notice: Notice, people: Sequence[Addressee]) -> None:
    numbers = {mobile_number(one.phone) for one in people if _is_texted(one)} - {""} if registry.is_on() else set()
    for number in sorted(numbers):
        payload = {"to": number, "text": _short(notice), "is_urgent": notice.is_urgent}
        put(sms.CHANNEL, notice.key, payload, _once(notice, number))


def _push(notice: Notice, people: Sequence[Addressee]) -> None:
    asking = {one.user.pk for one in people if one.user and one.user.told_by_push}
    if not (asking and identity.is_on()):
        return
    told = {"title": provinces.service_name(settings.PORTAL_PROVINCE), "body": notice.subject, "link": notice.link}
    for device in PushDevice.objects.filter(user__in=asking).order_by("pk"):
        put(push.CHANNEL, push.key_of(device, notice.key), {"device": device.pk, **told}, f"{notice.once}/{device.pk}")


def _short(notice: Notice) -> str:
    accents, parts = settings.SMS_WITH_ACCENTS, settings.SMS_MOST_PARTS
    return compose(notice.subject, notice.lookup, with_accents=accents, most_parts=parts)


def _unwanted(people: Sequence[Addressee]) -> set[str]:
    """Addresses whose holder wants no e-mail, also where a second party of the dossier names the same one."""
    return {one.email for one in people if one.user and not one.user.told_by_email}


def _is_texted(one: Addressee) -> bool:
    """By choice; undecided, where neither e-mail nor a browser reaches the person."""
    if one.user is None:
        return not one.email
    if one.user.told_by_sms is not None:
        return one.user.told_by_sms
    is_mailed = bool(one.email) and one.user.told_by_email
    return not is_mailed and not (one.user.told_by_push and identity.is_on())


def _once(notice: Notice, address: str) -> str:
    """Once for each notice and address; the address itself stays out of a column that is not encrypted."""
    return f"{notice.once}/{blind_index(address)[:_INDEX_LENGTH]}"
