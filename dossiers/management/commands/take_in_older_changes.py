"""`manage.py take_in_older_changes`: let clients of REST follow what happened before they could (decision 0042)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from dossiers import older_changes


class Command(BaseCommand):
    """The same as the worker's rounds do by themselves, in one go and with progress."""

    help = (
        "Takes events from before the feed dossiers/changes/ into it. Safe beside a running site; run again, it goes "
        "on where it was stopped. The worker does the same by itself, a bunch at a time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the log to its beginning."""
        now = older_changes.standing()
        with tqdm(unit=" events", disable=None if options["verbosity"] else True) as bar:
            for now in older_changes.take_in():
                bar.total = now.of
                bar.update(now.looked - bar.n)
        if now is None or not now.is_done:
            raise CommandError("Another process is at it; ask again later how far it is.")
        self.stdout.write(
            f"All {now.of:,} places of the log are looked at; {now.taken:,} older events can be followed."
        )
