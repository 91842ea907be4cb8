"""Taking over an old system from the command line, also packages too large for the page."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.files import store
from portal.inheritance import fault_files, running
from portal.inheritance.forms import MIME, PackageForm, system_name
from portal.inheritance.models import JobState


class Command(BaseCommand):
    """`import_old_system PACKAGE --system binh-duong [--dry-run] [--faults FILE]`."""

    help = "Take over dossiers, files, results and accounts of another system from a package (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path)
        parser.add_argument("--system", required=True, help="a short name, the same for every package of a system")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--faults", type=Path, help="where to put the rows that were not taken (a ZIP)")

    def handle(self, *, package: Path, system: str, faults: Path | None, **options: object) -> None:
        try:
            system = system_name(PackageForm.base_fields["system"].clean(system))
            stored = store.save(package.read_bytes(), package.name, MIME)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        dry = bool(options["dry_run"])
        job = running.start(stored, package.name, system, uuid4(), None, is_dry_run=dry, runs_here=True)
        running.run(job)
        for table, count in job.counts.items():
            self.stdout.write(f"{table}: " + ", ".join(f"{number} {name}" for name, number in count.items()))
        if job.check_result:
            self.stdout.write(f"compared: {job.check_result}")
        if faults is not None:
            faults.write_bytes(fault_files.package_of_faults(job))
        if job.state == JobState.FAILED:
            raise CommandError(job.problem)
