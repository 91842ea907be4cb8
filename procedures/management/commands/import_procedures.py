"""`manage.py import_procedures FILE`: national records into the catalogue, with a report of doubts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from procedures.national.importing import Outcome, import_file
from procedures.national.reading import UnreadableFile
from procedures.national.report import counts, write_report


class Command(BaseCommand):
    """Import procedures; running it again changes nothing that did not change in the file."""

    help = "Imports national records of procedures (JSON) and reports every doubtful value."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where the report goes."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--report", type=Path, help="CSV or JSON file for the doubts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, write the report, and say what changed."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        report = options["report"] or Path(settings.PORTAL_VAR) / "reports" / "import-procedures.csv"
        try:
            outcome = self._import(path)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        write_report(outcome, report)
        if options["verbosity"]:
            self._say(outcome, report)

    def _import(self, path: Path) -> Outcome:
        # Two passes over the file; characters never outnumber bytes, so the bar may end early, not late.
        size = path.stat().st_size
        with tqdm(total=size * 2, unit="B", unit_scale=True, disable=None, desc="survey") as bar:

            def tell(stage: str, done: int) -> None:
                bar.set_description(stage, refresh=False)
                bar.update(done + (size if stage == "import" else 0) - bar.n)

            outcome = import_file(path, tell)
            bar.update(size * 2 - bar.n)
        return outcome

    def _say(self, outcome: Outcome, report: Path) -> None:
        self.stdout.write(
            f"records: {outcome.read} read, {outcome.published} published, {outcome.drafted} kept as drafts beside "
            f"an announced version, {outcome.unchanged} unchanged, {outcome.refused} refused"
        )
        for flag, doubts, procedures in counts(outcome):
            self.stdout.write(f"  {flag}: {doubts} in {procedures} procedures")
        self.stdout.write(f"every doubt: {report}")
