"""`manage.py import_procedures FILE`: records into the review queue, with a report of doubts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from procedures.national.importing import Outcome
from procedures.national.reading import UnreadableFile
from procedures.national.report import counts, write_report
from procedures.review.running import import_and_accept, import_sheet
from procedures.sheets.importing import FaultyWorkbook


class Command(BaseCommand):
    """Import procedures; running it again changes nothing that did not change in the file."""

    help = "Puts national records (JSON) or a workbook (XLSX) into the review queue and reports every doubtful value."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, where the report goes, and whether a first load goes live at once."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--report", type=Path, help="CSV or JSON file for the doubts")
        parser.add_argument(
            "--accept-doubtful",
            action="store_true",
            help="publish what waits, doubts kept as marks (for a first load); announced procedures still wait",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, write the report, and say what changed."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        report = options["report"] or Path(settings.PORTAL_VAR) / "reports" / "import-procedures.csv"
        if path.suffix.lower() == ".xlsx":
            self._import_sheet(path)
            return
        try:
            outcome = import_with_bar(path, accept_doubtful=options["accept_doubtful"])
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        write_report(outcome, report)
        if options["verbosity"]:
            self._say(outcome, report)

    def _import_sheet(self, path: Path) -> None:
        try:
            outcome = import_sheet(path)
        except FaultyWorkbook as faulty:
            told = [f"{f.sheet} {f.row or ''} {f.column}: {f.what} {f.how}" for f in faulty.faults]
            raise CommandError("\n".join(told)) from faulty
        self.stdout.write(f"procedures: {outcome.read} read, {outcome.queued} queued, {outcome.unchanged} unchanged")

    def _say(self, outcome: Outcome, report: Path) -> None:
        self.stdout.write(
            f"records: {outcome.read} read, {outcome.queued} put into the review queue, {outcome.published} published, "
            f"{outcome.unchanged} unchanged, {outcome.refused} refused"
        )
        for flag, doubts, procedures in counts(outcome):
            self.stdout.write(f"  {flag}: {doubts} in {procedures} procedures")
        self.stdout.write(f"every doubt: {report}")


def import_with_bar(path: Path, *, accept_doubtful: bool) -> Outcome:
    """Import with a progress bar: two passes over the file, then the acceptance."""
    size = path.stat().st_size
    stages = ["survey", "import", *(["accept"] if accept_doubtful else [])]
    with tqdm(total=100 * len(stages), unit="%", disable=None, desc="survey") as bar:

        def tell(stage: str, done: int) -> None:
            # Characters never outnumber bytes, so a stage may end early, not late.
            percent = done if stage == "accept" else done * 100 // max(size, 1)
            bar.set_description(stage, refresh=False)
            bar.update(stages.index(stage) * 100 + percent - bar.n)

        outcome = import_and_accept(path, accept_doubtful=accept_doubtful, tell=tell)
        bar.update(100 * len(stages) - bar.n)
    return outcome
