"""Rules proved: the command says what it did or why it did not, and leaves nothing behind where it did not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import Dossier
from portal.files.models import StoredFile
from portal.inheritance.models import ImportJob, JobState
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, account, dossier, packed, paper

FILES = {"tep/don.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a sound dossier, its file, and one at fault."""
    path = tmp_path / "goi.zip"
    rows = [dossier("A", ma_tai_khoan="u1"), dossier("B", kenh="fax")]
    path.write_bytes(packed(FILES, tai_khoan=[account()], ho_so=rows, giay_to=[paper("A")]))
    return path


def said(package: Path, **options: object) -> list[str]:
    out = io.StringIO()
    call_command("import_old_system", str(package), **{"system": "binh-duong", **options}, stdout=out)
    return out.getvalue().splitlines()


def test_a_dry_run_counts_and_writes_nothing(world: World, package: Path) -> None:
    assert said(package, dry_run=True) == [
        "tai_khoan: 1 read, 1 made, 0 known, 0 faulty",
        "ho_so: 2 read, 1 made, 0 known, 1 faulty",
        "giay_to: 1 read, 1 made, 0 known, 0 faulty",
    ]
    assert not Dossier.objects.exists()
    assert ImportJob.objects.get().is_dry_run


def test_a_real_run_says_what_was_compared_and_the_second_knows_it_all(world: World, package: Path) -> None:
    first, second = said(package), said(package)

    assert "'agrees': True" in first[-1]
    assert second[:-1] == [
        "tai_khoan: 1 read, 0 made, 1 known, 0 faulty",
        "ho_so: 2 read, 0 made, 1 known, 1 faulty",
        "giay_to: 1 read, 0 made, 1 known, 0 faulty",
    ]
    assert StoredFile.objects.filter(mime="application/zip").count() == 1, "the same package is kept once"


def test_faults_are_put_where_they_are_asked_for_even_when_there_are_none(world: World, tmp_path: Path) -> None:
    sound, back = tmp_path / "goi.zip", tmp_path / "loi.zip"
    sound.write_bytes(packed(ho_so=[dossier("A")]))

    said(sound, faults=back)

    with zipfile.ZipFile(back) as archive:
        assert archive.namelist() == []


def test_faults_of_a_package_that_failed_are_none_and_the_reason_is_told(world: World, tmp_path: Path) -> None:
    broken, back = tmp_path / "goi.zip", tmp_path / "loi.zip"
    broken.write_bytes(packed(giay_to=[paper()]))

    with pytest.raises(CommandError, match="Gói không có bảng ho_so"):
        said(broken, faults=back)

    assert zipfile.is_zipfile(back)
    assert ImportJob.objects.get().state == JobState.FAILED


def test_a_package_that_is_not_there_is_told_by_its_path(db: None, tmp_path: Path) -> None:
    for path in (tmp_path / "khong-co.zip", tmp_path):
        with pytest.raises(CommandError, match=str(tmp_path)):
            said(path)
    assert not ImportJob.objects.exists()


def test_an_empty_package_is_told(db: None, tmp_path: Path) -> None:
    empty = tmp_path / "goi.zip"
    empty.write_bytes(b"")

    with pytest.raises(CommandError, match="goi.zip"):
        said(empty)
    assert not ImportJob.objects.exists()


def test_a_name_of_a_system_is_a_short_one_as_on_the_page(db: None, package: Path) -> None:
    """A name with spaces or of a hundred letters would fit no column, and "national" is the national portal's."""
    for name in ("Bình Dương", "x" * 41, "", "a/b", "national", "NATIONAL", "a\x00b"):
        with pytest.raises(CommandError) as caught:
            said(package, system=name)
        assert str(caught.value), name
    assert not ImportJob.objects.exists()


def test_a_system_is_named_and_a_package_too(db: None) -> None:
    for arguments in ([], ["goi.zip"], ["--system", "x"]):
        with pytest.raises(CommandError, match="required"):
            call_command("import_old_system", *arguments)
