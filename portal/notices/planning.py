"""Which messages one notice becomes: by each way that a person chose, once to each address, number and browser. Pure.

Text messages are paid one by one: a notice says whether it is worth one. What is not goes to those who chose SMS alone
by e-mail, since the law has people told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings

from portal.accounts.identity import blind_index
from portal.notices.push import driver as push
from portal.notices.push import identity
from portal.notices.sms import driver as sms
from portal.notices.sms import registry
from portal.notices.sms.composing import compose
from portal.notices.sms.numbers import mobile_number
from portal.ui import provinces

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.notices.models import PushDevice

EMAIL = "email"
_INDEX_LENGTH = 20

#: Browsers by the id of whose they are.
Devices = Mapping[int, Sequence["PushDevice"]]


@dataclass(frozen=True)
class Notice:
    """What is told. `subject` names no person: telephones and browsers show it to whoever stands beside.

    `key` keeps order among those of one dossier; `once` names the notice for good. `link` asks for a sign-in where it
    must, `lookup` does not: it goes with SMS. What is urgent leaves at night; of what is told to many at once
    (`is_bulk`) only so many text messages leave a day. A text message that could not leave until `good_until` is not
    sent: nobody wants to read in the morning what was urgent at night.
    """

    key: str
    once: str
    language: str
    subject: str
    text: str
    link: str
    lookup: str
    is_urgent: bool = False
    may_be_texted: bool = True
    is_bulk: bool = False
    good_until: datetime | None = None


@dataclass(frozen=True)
class Addressee:
    """Somebody to tell: what they wrote in their papers, and their account where they have one.

    `is_on_call`: their number stands in a list of those who are rung, so that undecided they get text messages, too.
    """

    email: str = ""
    phone: str = ""
    user: User | None = None
    is_on_call: bool = False

    @classmethod
    def holding(cls, user: User, *, is_on_call: bool = False) -> Self:
        """Somebody by what stands on their account, such as an officer about their work."""
        return cls(user.email or "", user.phone or "", user, is_on_call)


@dataclass(frozen=True)
class Message:
    """One message as the outbox takes it."""

    channel: str
    key: str
    payload: dict[str, Any]
    once: str


def messages_of(
    notice: Notice, people: Sequence[Addressee], devices: Devices, unwanted: Collection[str] = ()
) -> Iterator[Message]:
    """The messages of one notice; `unwanted` are further addresses, as of `unwanted_by`."""
    unwelcome = unwanted_by(notice, people) | set(unwanted)
    for address in sorted({one.email for one in people if one.email and one.email.casefold() not in unwelcome}):
        payload: dict[str, Any] = {
            "to": address,
            "language": notice.language,
            "subject": notice.subject,
            "text": notice.text,
        }
        yield Message(EMAIL, notice.key, payload, _once(notice, address))
    for number in _numbers(notice, people):
        yield Message(sms.CHANNEL, notice.key, _text(notice, number), _once(notice, number))
    shown = {"title": provinces.service_name(settings.PORTAL_PROVINCE), "body": notice.subject, "link": notice.link}
    for device in [device for pk in sorted(shown_to(people)) for device in devices.get(pk, ())]:
        payload = {"device": device.pk, **shown, "is_urgent": notice.is_urgent}
        yield Message(push.CHANNEL, push.key_of(device, notice.key), payload, f"{notice.once}/{device.pk}")


def shown_to(people: Sequence[Addressee]) -> set[int]:
    """The accounts whose browsers show notices now."""
    return {one.user.pk for one in people if one.user and _is_shown(one.user)}


def unwanted_by(notice: Notice, people: Sequence[Addressee]) -> set[str]:
    """Addresses whose holder wants no e-mail, also where a second party of the dossier names the same one.

    In small letters: people write theirs as it comes, and each way of writing arrives.
    """
    return {one.email.casefold() for one in people if not is_mailed(one, may_be_texted=notice.may_be_texted)}


def is_mailed(one: Addressee, *, may_be_texted: bool = True) -> bool:
    """By choice; against it where no other way reaches them any more, or not with this notice. Of those with accounts.

    NĐ 118/2025/NĐ-CP Đ17: people are told.
    """
    if one.user is None or one.user.told_by_email:
        return True
    return not (_is_shown(one.user) or (may_be_texted and _number(one)))


def _numbers(notice: Notice, people: Sequence[Addressee]) -> list[str]:
    return sorted({_number(one) for one in people} - {""}) if notice.may_be_texted else []


def _number(one: Addressee) -> str:
    """The number to which text messages go; "" for who gets none."""
    return mobile_number(one.phone) if registry.is_on() and is_texted(one) else ""


def is_texted(one: Addressee) -> bool:
    """By choice; undecided, where neither e-mail nor a browser reaches the person, or where they are on call.

    Against it where nothing else is left: papers that name a number alone, no browser (as `is_mailed`).
    """
    if one.user is None:
        return not one.email
    if one.user.told_by_sms is None:
        return one.is_on_call or not ((one.email and one.user.told_by_email) or _is_shown(one.user))
    return one.user.told_by_sms or not (one.email or _is_shown(one.user))


def _is_shown(user: User) -> bool:
    return user.told_by_push and identity.is_on()


def _text(notice: Notice, number: str) -> dict[str, Any]:
    until = notice.good_until.isoformat() if notice.good_until else None
    payload = {"to": number, "text": _short(notice), "is_urgent": notice.is_urgent}
    return payload | {"is_bulk": notice.is_bulk, "good_until": until}


def _short(notice: Notice) -> str:
    accents, parts = settings.SMS_WITH_ACCENTS, settings.SMS_MOST_PARTS
    return compose(notice.subject, notice.lookup, with_accents=accents, most_parts=parts)


def _once(notice: Notice, address: str) -> str:
    """Once for each notice and address; the address itself stays out of a column that is not encrypted."""
    return f"{notice.once}/{blind_index(address.casefold())[:_INDEX_LENGTH]}"
