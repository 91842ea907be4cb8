"""Sending again what was sent: `bin/manage replay_outbox national --since 2026-11-23T08:00+07:00`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from portal.outbox.delivery import replay
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import kick


class Command(BaseCommand):
    """`replay_outbox CHANNEL --since MOMENT [--until MOMENT] [--key KEY]`."""

    help = "Send once more what a channel sent within a time, for example after the other side lost it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel")
        parser.add_argument("--since", required=True, help="ISO moment with its zone")
        parser.add_argument("--until", default="", help="ISO moment with its zone (default: now)")
        parser.add_argument("--key", default="", help="only messages of this key, such as the code of a dossier")

    def handle(self, *, channel: str, since: str, until: str, key: str, **options: object) -> None:
        if channel not in registry.channels():
            raise CommandError(f"no channel {channel}; there are: {', '.join(registry.channels())}")
        sent = OutboxMessage.objects.filter(channel=channel, finished_at__gte=_moment(since))
        sent = sent.filter(finished_at__lt=_moment(until)) if until else sent
        number = replay(sent.filter(key=key) if key else sent)
        kick()
        self.stdout.write(f"{number} messages will be sent again.")


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandError(f"{text!r} is no ISO moment with its zone, such as 2026-11-23T08:00+07:00")
    return moment
