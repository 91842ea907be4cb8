"""How surely who files online must be known, on the version: written, kept, told, carried over and taken over."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from procedures import catalogue
from procedures.choices import Assurance
from procedures.copying import copy_versions
from procedures.draft_forms.general import GeneralForm
from procedures.draft_sections.once import read_general, write_general
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from procedures.review.running import import_sheet
from procedures.starter_loading import load
from tests.dossiers.world import BIRTH, starter_copy
from tests.procedures.factories import VersionFactory, announced, draft
from tests.procedures.national_records import record
from tests.procedures.review_queue import CODE as NATIONAL_CODE
from tests.procedures.review_queue import queued, waiting
from tests.procedures.test_where_it_is_filed import typed
from tests.procedures.workbooks import cell, exported

pytestmark = pytest.mark.django_db

CODE = "1.001193"
COLUMN = "T2"
"""The last column of the sheet of procedures."""
TAKE_OVER = import_module("procedures.migrations.0027_account_to_file_with").take_over


def test_the_database_knows_three_levels_and_keeps_the_announced_one() -> None:
    assert announced("1.000003").assurance_level == Assurance.ANY
    for wrong in (3, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            VersionFactory(assurance_level=wrong)
    version = announced(CODE, assurance_level=Assurance.LEVEL_2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureVersion.objects.filter(pk=version.pk).update(assurance_level=Assurance.ANY)
    assert catalogue.published(CODE).assurance_level == Assurance.LEVEL_2


def test_the_editor_asks_for_one_of_the_three_and_writes_a_number() -> None:
    for wrong in ("", "3", "-1", "cao", "1\x00", "9" * 400):
        assert "assurance_level" in GeneralForm(typed(assurance_level=wrong)).errors, wrong
    form = GeneralForm(typed(assurance_level="2"))
    assert form.is_valid(), form.errors

    version = draft()
    write_general(version, read_general(version) | form.cleaned_data | {"field": version.field.code})

    assert read_general(ProcedureVersion.objects.get(pk=version.pk))["assurance_level"] == 2


def test_a_new_version_begins_with_what_stands() -> None:
    standing = announced(CODE, assurance_level=Assurance.LEVEL_1)
    assert copy_versions([standing], {standing.pk: standing.procedure})[standing.pk].assurance_level == 1


def test_the_starter_file_may_name_it_and_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    file = starter_copy(tmp_path) / f"{BIRTH}.yaml"
    plain = file.read_text(encoding="utf-8")
    for wrong in ("3", "cao", "[2]"):
        file.write_text(f"assurance_level: {wrong}\n{plain}", encoding="utf-8")
        with pytest.raises(Exception, match=BIRTH):
            load(file.parent)
    assert not ProcedureVersion.objects.exists()

    file.write_text(f"assurance_level: 2\n{plain}", encoding="utf-8")
    load(file.parent)
    assert catalogue.published(BIRTH).assurance_level == Assurance.LEVEL_2


def test_a_spreadsheet_says_it_in_words_and_changes_it(tmp_path: Path) -> None:
    announced(CODE, assurance_level=Assurance.LEVEL_2)
    assert import_sheet(exported(tmp_path)).unchanged == 1

    for written, level in (("tài khoản định danh mức độ 1 trở lên", 1), (1, 1), (None, 0)):
        import_sheet(exported(tmp_path, cell("Thủ tục", COLUMN, written)))
        assert catalogue.find_version(waiting(CODE).version_id or 0).assurance_level == level, written


def test_a_new_text_of_the_national_database_keeps_the_level_of_the_province(tmp_path: Path) -> None:
    """It says nothing of accounts: accepting it must not open a procedure wider than it was."""
    announced(NATIONAL_CODE, assurance_level=Assurance.LEVEL_2)
    queued(tmp_path, record(), record(code="1.000007", name="Cấp lại giấy phép bán lẻ rượu"))

    assert catalogue.find_version(waiting(NATIONAL_CODE).version_id or 0).assurance_level == Assurance.LEVEL_2
    assert catalogue.find_version(waiting("1.000007").version_id or 0).assurance_level == Assurance.ANY


def test_machines_read_it_alone_and_in_the_list(client: Client) -> None:
    announced(CODE, assurance_level=Assurance.LEVEL_2)
    assert client.get(f"/api/v1/procedures/{CODE}/").json()["assurance_level"] == 2
    assert [row["assurance_level"] for row in client.get("/api/v1/procedures/").json()["results"]] == [2]


def test_a_new_version_tells_the_change_in_words(client: Client) -> None:
    version = announced(CODE)
    publish([draft(procedure=version.procedure, number=2, assurance_level=Assurance.LEVEL_2)])

    answer = client.get(f"/thu-tuc/{CODE}/thay-doi/2/")

    (section,) = answer.context["sections"]
    (change,) = section.changes
    assert (change.what, change.before) == ("Tài khoản để nộp trực tuyến", "Tài khoản nào cũng được")
    assert change.after == "Tài khoản định danh mức độ 2"
    assert "Tài khoản để nộp trực tuyến" in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("vi", "tài khoản định danh mức độ 2"), ("en", "account of level 2")])
def test_citizens_are_told_where_it_matters_to_them(client: Client, language: str, words: str) -> None:
    why: dict[str, Any] = {"online_reason": "Phải đến nhận trực tiếp"}
    elsewhere = {"filed_at": "national", "filed_at_reason": "Theo lộ trình"}
    told = {
        "1.000011": {"assurance_level": 2},
        "1.000012": {},
        "1.000013": {"assurance_level": 2, "online_level": "none", **why},
        "1.000014": {"assurance_level": 2, **elsewhere},
    }
    for code, facts in told.items():
        announced(code, **facts)
        page = client.get(f"/thu-tuc/{code}/", headers={"Accept-Language": language}).content.decode()
        assert (words in page) == (code == "1.000011"), code


# -- taking over the variable of before


def taken_over(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """The step of the migration, with the variable of before saying this."""
    monkeypatch.setenv("PROCEDURE_ASSURANCE", said)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor(atomic=False) as editor:
        TAKE_OVER(apps, editor)


def test_the_variable_of_before_is_written_into_what_stands_and_what_is_drafted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given a frozen version and its draft, when the portal is upgraded, then both ask as the variable did."""
    standing, other = announced(CODE), announced("2.000001")
    following = draft(procedure=standing.procedure, number=2)
    ended = announced("3.000001")
    publish([draft(procedure=ended.procedure, number=2)])

    taken_over(monkeypatch, f" {CODE}=2  3.000001=1 9.999999=1 ")

    levels = dict(ProcedureVersion.objects.values_list("pk", "assurance_level"))
    assert (levels[standing.pk], levels[following.pk], levels[other.pk], levels[ended.pk]) == (2, 2, 0, 0)
    assert catalogue.published("3.000001").assurance_level == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureVersion.objects.filter(pk=standing.pk).update(assurance_level=0)


def test_a_slip_in_the_variable_stops_the_upgrade_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    announced(CODE)
    for slip in (CODE, f"{CODE}=3", "birth=2", f"{CODE}:2"):
        with pytest.raises(ValueError, match="PROCEDURE_ASSURANCE"):
            taken_over(monkeypatch, slip)
    taken_over(monkeypatch, "")
    assert catalogue.published(CODE).assurance_level == Assurance.ANY
