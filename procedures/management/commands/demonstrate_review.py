"""`manage.py demonstrate_review FILE`: real records on their whole way through the queue, step by step, with counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from portal.accounts.models import User
from procedures.management.commands.import_procedures import import_with_bar
from procedures.models import ProcedureVersion, ReviewItem
from procedures.national.reading import UnreadableFile
from procedures.national.report import counts
from procedures.review import deciding, mending
from units.models import StaffRole
from units.roles import Role


class Command(BaseCommand):
    """Queue a file, take sure suggestions, accept the clean ones, then the doubtful with their marks."""

    help = "Shows national records (JSON) going through the review queue until they are published, doubts counted."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file; whether suggestions are taken; whether versions of ours give way."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mend", action="store_true", help="take every sure suggestion first (slower)")
        parser.add_argument(
            "--replace-announced", action="store_true", help="let national records replace versions of the province"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps, each with its bar and its figures."""
        path: Path = options["file"]
        publisher = _publisher()
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        self._queue(path)
        if options["mend"]:
            self._mend(publisher)
        self._accept(publisher, "without doubts", with_doubts=False)
        self._accept(publisher, "with doubts kept as marks", with_doubts=True)
        if options["replace_announced"]:
            self._replace(publisher)
        self._sum_up()

    def _queue(self, path: Path) -> None:
        try:
            outcome = import_with_bar(path, accept_doubtful=False)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"read {outcome.read}, queued {outcome.queued}, unchanged {outcome.unchanged}")
        for flag, doubts, procedures in counts(outcome):
            self.stdout.write(f"  {flag}: {doubts} in {procedures} procedures")

    def _mend(self, publisher: User) -> None:
        doubtful = list(ReviewItem.objects.waiting().exclude(flags=[]).values_list("pk", flat=True))
        taken = 0
        for pk in tqdm(doubtful, desc="mend", disable=None):
            taken += len(mending.take_all(pk, publisher).mends)
        self.stdout.write(f"sure suggestions taken: {taken} in {len(doubtful)} records")

    def _accept(self, publisher: User, which: str, *, with_doubts: bool) -> None:
        with tqdm(desc="accept", disable=None) as bar:

            def tell(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            outcome = deciding.accept_all(publisher, with_doubts=with_doubts, tell=tell)
        self.stdout.write(f"accepted {which}: {outcome.accepted}")

    def _replace(self, publisher: User) -> None:
        waiting = list(ReviewItem.objects.waiting().order_by("pk"))
        for item in tqdm(waiting, desc="replace", disable=None):
            deciding.accept(item.pk, publisher, item.version_id, deciding.standing_id(item.code))
        self.stdout.write(f"accepted in place of versions of the province: {len(waiting)}")

    def _sum_up(self) -> None:
        codes = set(ReviewItem.objects.values_list("code", flat=True))
        in_force = ProcedureVersion.objects.valid_on().filter(procedure__code__in=codes).count()
        self.stdout.write(f"procedures of the queue in force: {in_force} of {len(codes)}")
        waiting = ReviewItem.objects.waiting().count()
        self.stdout.write(f"still waiting, since the province announced them itself: {waiting}")


def _publisher() -> User:
    """Somebody who may decide. CommandError when nobody may."""
    held = StaffRole.objects.current().filter(role=Role.PUBLISHER).select_related("user").order_by("pk").first()
    if held is None:
        raise CommandError("nobody has the role publisher: give it to somebody, or run load_demo_people")
    return held.user
