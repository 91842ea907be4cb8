"""What must be in the database before the site opens: tables, units, catalogue, demo people.

Runs as a process of its own (`python -m portal.commands.preparation`), so that the supervisor stays small.
Every step can be run again; those whose inputs did not change are skipped.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.commands import assets, places, stamps, welcome
from portal.commands.bootstrap import ROOT, say
from portal.loads import DEMO_ONLY, LOADS


def main() -> None:
    """Bring the database and the static files to what this version of the code needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    django.setup()
    migrate()
    load()
    if settings.PORTAL_DEMO:
        welcome.write_accounts()
    else:
        welcome.forget_accounts()
    if not settings.DEBUG:
        assets.collect(settings.STATIC_ROOT)


def migrate() -> None:
    """Apply waiting migrations."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("• Bringing the tables up to date")
        call_command("migrate", interactive=False, verbosity=0)


def load() -> None:
    """Run the loading commands whose code or data changed since they last filled this database."""
    stamp = places.run_folder() / "load.stamp"
    mark = _mark()
    if stamps.is_fresh(stamp, mark):
        return
    for command, what in LOADS.items():
        if settings.PORTAL_DEMO or command not in DEMO_ONLY:
            say(f"• {what}")
            call_command(command)
    stamp.write_text(mark)


def _mark() -> str:
    """Fingerprint what loading depends on: code, starter data, province, and this very database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::text || (SELECT system_identifier FROM pg_control_system())"
            " FROM pg_database WHERE datname = current_database()"
        )
        database = str(cursor.fetchone()[0])
    inputs = [ROOT / name for name in ("units", "procedures", "payments", "dossiers", "hotline", "portal/documents")]
    return stamps.fingerprint(
        inputs,
        database,
        settings.PORTAL_PROVINCE,
        settings.PORTAL_AGENCY_CODES,
        str(settings.PORTAL_DEMO),
    )


if __name__ == "__main__":
    main()
