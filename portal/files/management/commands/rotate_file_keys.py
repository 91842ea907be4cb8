"""Wrap the keys of all stored files and unfinished pieces again under the newest key, so that old keys can go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.files import rewrapping


class Command(BaseCommand):
    """`manage.py rotate_file_keys`: shows its progress; broken off, it goes on where it was when run again."""

    help = "Re-wrap the keys of stored files under the first key of FIELD_ENCRYPTION_KEYS. The files stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk files and pieces; what no configured key opens is reported and left as it is."""
        unopened = 0
        for model in rewrapping.MODELS:
            with tqdm(total=model._base_manager.count(), desc=model._meta.label) as progress:
                done = rewrapping.rewrap_all(model, progress.update)
            self.stdout.write(f"{model._meta.label}: {done.changed} wrapped anew, {done.current} were already")
            unopened += len(done.unopened)
            for location in done.unopened:
                self.stderr.write(f"no configured key opens {location}")
        if unopened:
            raise CommandError(
                f"{unopened} could not be opened: put the key they were wrapped with back into the list."
            )
