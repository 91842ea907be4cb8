"""One place from which a notice goes out to people, by each way that they chose, and once by each.

Callers say what happened and to whom it matters; who is reached how is decided in `planning`. Without an account: by
e-mail, else by SMS. Nothing leaves from here: every way is a channel of the outbox, in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.notices.models import PushDevice
from portal.notices.planning import Addressee, Devices, Message, Notice, messages_of, shown_to, unwanted_by
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import put, put_many

__all__ = ["Addressee", "Notice", "tell", "tell_many"]


def tell(notice: Notice, addressees: Iterable[Addressee]) -> None:
    """Put the notice into the outbox, once for each address, number and browser. NotInTransaction outside of one."""
    people = list(addressees)
    for message in messages_of(notice, people, _devices(people)):
        put(message.channel, message.key, message.payload, message.once)


def tell_many(told: Sequence[tuple[Notice, Addressee]]) -> int:
    """Tell many at once, each their own notice; how many people had not been told of it before.

    As many statements for many people as for few: a round of a broadcast, a digest to all officers.
    """
    people = [one for _notice, one in told]
    devices, unwanted = _devices(people), set[str]().union(*(unwanted_by(notice, [one]) for notice, one in told))
    planned = [list(messages_of(notice, [one], devices, unwanted)) for notice, one in told]
    known = _written([message for messages in planned for message in messages])
    fresh, heard = dict[tuple[str, str], Message](), 0
    for messages in planned:
        named = {(one.channel, one.once): one for one in messages}
        news = {name: one for name, one in named.items() if name not in known and name not in fresh}
        heard += bool(news)
        fresh |= news
    _put_all(fresh.values())
    return heard


def _put_all(messages: Iterable[Message]) -> None:
    by_channel = defaultdict[str, list[Message]](list)
    for message in messages:
        by_channel[message.channel].append(message)
    for channel, those in sorted(by_channel.items()):
        put_many(channel, {one.once: one.payload for one in those}, {one.once: one.key for one in those})


def _written(messages: Sequence[Message]) -> set[tuple[str, str]]:
    """Those that stand in the outbox already: somebody may be in several rounds."""
    names = {message.once for message in messages}
    rows = OutboxMessage.objects.filter(idempotency_key__in=names, channel__in={one.channel for one in messages})
    return set(rows.values_list("channel", "idempotency_key")) if names else set()


def _devices(people: Sequence[Addressee]) -> Devices:
    """The browsers of those who asked for notices there; no query where nobody did."""
    found = defaultdict[int, list[PushDevice]](list)
    if asking := shown_to(people):
        for device in PushDevice.objects.filter(user__in=asking).order_by("pk"):
            found[device.user_id].append(device)
    return found
