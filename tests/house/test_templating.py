"""Rules proved: a run of tests starts from a copy of the migrated database of its very migrations, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests import templating


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one migration, which names a module, and another module."""
    for package in templating.PACKAGES:
        (tmp_path / package / "migrations").mkdir(parents=True)
    (tmp_path / "requirements-test.txt").write_text("django==5.2\n")
    (tmp_path / "units" / "roles.py").write_text("ROLES = 1\n")
    (tmp_path / "units" / "calendars.py").write_text("DAYS = 1\n")
    (tmp_path / "units" / "migrations" / "0001_initial.py").write_text("from units.roles import ROLES\n")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("units/migrations/0001_initial.py", True),
        ("hotline/migrations/0001_initial.py", True),
        ("units/roles.py", True),
        ("requirements-test.txt", True),
        ("units/calendars.py", False),
    ],
)
def test_a_change_of_what_migrations_do_makes_another_database(root: Path, changed: str, is_another: bool) -> None:
    before = templating.fingerprint(root)
    file = root / changed
    file.write_text((file.read_text() if file.exists() else "") + "# changed\n")
    assert (templating.fingerprint(root) != before) is is_another


@pytest.mark.django_db
def test_the_database_of_this_run_has_a_migrated_one_beside_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'dossiers'")
        assert cursor.fetchone()[0] == len(list((templating.ROOT / "dossiers" / "migrations").glob("0*.py")))
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [templating.PREFIX])
        assert all(not name.endswith("_draft") for (name,) in cursor.fetchall())
