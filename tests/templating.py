"""How the database of a run of tests is made in a second: as a copy of one that was migrated before.

Migrating takes a processor for a quarter of a minute, for each worker of each run. The migrated database stays on the
server under a name that says which migrations made it, so another is made as soon as any of them changes.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.backends.postgresql.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "units", "procedures", "payments", "dossiers", "hotline")
PREFIX = "migrated_"
#: Any number, the same for all workers: only one of them makes the database.
_LOCK = 20_251_123
_IMPORT = re.compile(rf"^(?:from|import) ((?:{'|'.join(PACKAGES)})[\w.]*)", re.MULTILINE)

_django_way: Any = DatabaseCreation._execute_create_test_db  # type: ignore[attr-defined]


def install() -> None:
    """Let every test database be a copy."""
    DatabaseCreation._execute_create_test_db = _copied(_django_way)  # type: ignore[attr-defined]


def _copied(make: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(make)
    def made(creation: Any, cursor: Any, parameters: dict[str, str], keepdb: bool = False) -> None:
        is_there = keepdb and creation._database_exists(cursor, parameters["dbname"])
        template = "" if is_there else _migrated(creation)
        make(creation, cursor, {**parameters, "suffix": f'WITH TEMPLATE "{template}"'}, keepdb)

    return made


def _migrated(creation: Any) -> str:
    """Return the name of the migrated database, which is made when it is not there yet."""
    name = PREFIX + fingerprint(ROOT)
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until this connection ends
        if not creation._database_exists(cursor, name):
            _forget_others(cursor)
            cursor.execute(f'CREATE DATABASE "{name}_draft"')
            _migrate(creation.connection, f"{name}_draft")
            cursor.execute(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
    return name


def _forget_others(cursor: Any) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (other,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')


def _migrate(connection: Any, name: str) -> None:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def fingerprint(root: Path) -> str:
    """What a migrated database depends on: all migrations, the modules they name, and the versions of packages."""
    migrations = [file for package in PACKAGES for file in (root / package).glob("**/migrations/*.py")]
    named = {name for file in migrations for name in _IMPORT.findall(file.read_text())}
    modules = [file for name in named for file in _files(root / name.replace(".", "/"))]
    digest = hashlib.sha256((root / "requirements-test.txt").read_bytes())
    for file in sorted({*migrations, *modules}):
        digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(module: Path) -> list[Path]:
    return [file for file in (module.with_suffix(".py"), module / "__init__.py") if file.is_file()]
