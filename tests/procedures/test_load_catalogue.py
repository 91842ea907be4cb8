"""Rules proved: a file becomes a version, an unchanged file costs nothing, a changed one a new version."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from procedures import catalogue
from procedures.choices import Source, VersionState
from procedures.models import EForm, ProcedureVersion
from procedures.starter_catalogue import STARTER
from procedures.starter_loading import load
from tests.procedures.factories import announced

pytestmark = pytest.mark.django_db
BIRTH = "1.001193"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A starter folder with birth registration alone."""
    (tmp_path / "eforms").mkdir()
    shutil.copy(STARTER / f"{BIRTH}.yaml", tmp_path)
    shutil.copy(STARTER / "eforms" / "birth.json", tmp_path / "eforms")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    """Replace words in a file; they must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_file_becomes_a_version_in_force(folder: Path) -> None:
    assert load(folder).published == 1

    version = catalogue.published(BIRTH)
    assert version.name == "Thủ tục đăng ký khai sinh"
    assert version.field.code == "G15-TP07"
    assert version.source == Source.STARTER
    case = version.case("standard")
    assert case.eform is not None
    assert case.eform.schema["title"] == "Tờ khai đăng ký khai sinh"
    limit = case.time_limit("online")
    assert limit is not None
    assert limit.same_day_before_15
    process = version.process(case)
    assert process is not None
    assert [step.key for step in process.steps.all()] == ["receive", "process", "sign", "return"]


def test_a_second_run_changes_nothing_and_asks_once(folder: Path, django_assert_max_num_queries: Any) -> None:
    """What stands, and whether search has entries of an earlier release."""
    load(folder)
    before = list(ProcedureVersion.objects.values())

    with django_assert_max_num_queries(4):
        outcome = load(folder)

    assert (outcome.files, outcome.published) == (1, 0)
    assert list(ProcedureVersion.objects.values()) == before


def test_a_changed_file_publishes_a_new_version_and_keeps_the_old(folder: Path) -> None:
    load(folder)
    old = catalogue.published(BIRTH)
    change(folder / f"{BIRTH}.yaml", "Thủ tục đăng ký khai sinh", "Đăng ký khai sinh")

    assert load(folder).published == 1

    new = catalogue.published(BIRTH)
    assert (new.number, new.name) == (2, "Đăng ký khai sinh")
    assert catalogue.find_version(old.pk).name == "Thủ tục đăng ký khai sinh"
    assert EForm.objects.count() == 1, "the form did not change"


def test_a_changed_form_is_a_new_version_of_form_and_procedure(folder: Path) -> None:
    load(folder)
    change(folder / "eforms" / "birth.json", "Tờ khai đăng ký khai sinh", "Tờ khai")

    assert load(folder).published == 1

    form = catalogue.published(BIRTH).case("standard").eform
    assert form is not None
    assert (form.version, form.schema["title"]) == (2, "Tờ khai")
    assert EForm.objects.get(version=1).schema["title"] == "Tờ khai đăng ký khai sinh"


def test_what_the_province_announced_stands(folder: Path) -> None:
    announced(BIRTH, source=Source.LOCAL, name="Theo quyết định của tỉnh")

    assert load(folder).published == 0
    assert catalogue.published(BIRTH).name == "Theo quyết định của tỉnh"


def test_a_national_version_gives_way(folder: Path) -> None:
    national = announced(BIRTH, source=Source.NATIONAL)

    assert load(folder).published == 1
    national.refresh_from_db()
    assert national.state == VersionState.RETIRED


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: '1.001193'", "code: '1.001194'", "does not fit the file's name"),
        ("eform: birth", "eform: nowhere", "no such e-form"),
        ("online: full", "line: full", "lacks 'online'"),
        ("amount: 1", "amount: many", "1.001193.yaml"),
        ("cases:", "cases: [", "1.001193.yaml"),
    ],
)
def test_a_faulty_file_is_named_and_loads_nothing(folder: Path, old: str, new: str, words: str) -> None:
    change(folder / f"{BIRTH}.yaml", old, new)

    with pytest.raises(CommandError, match=words):
        call_command("load_catalogue", folder=folder)

    assert not ProcedureVersion.objects.exists()


def test_a_form_with_an_unknown_property_on_a_page_is_refused(folder: Path) -> None:
    change(folder / "eforms" / "birth.json", '"requester_name", "requester_id_number"', '"requester_nam"')

    with pytest.raises(CommandError, match="requester_nam"):
        call_command("load_catalogue", folder=folder)


def test_the_whole_starter_catalogue_loads_and_says_so() -> None:
    out = StringIO()

    call_command("load_catalogue", stdout=out)

    files = len(list(STARTER.glob("*.yaml")))
    assert f"{files} procedures, {files} new versions" in out.getvalue()
    assert ProcedureVersion.objects.valid_on().count() == files
