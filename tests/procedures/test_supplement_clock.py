"""What a supplement does to the due time, on the version: written, kept, told, and taken over (NĐ 61/2018 Đ19(4))."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from procedures import catalogue
from procedures.choices import SupplementClock
from procedures.draft_supplements_form import SupplementsForm
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from procedures.review.running import import_sheet
from procedures.starter_loading import load
from tests.dossiers.world import BIRTH, starter_copy
from tests.procedures.factories import VersionFactory, announced, draft
from tests.procedures.review_queue import waiting
from tests.procedures.workbooks import cell, exported

pytestmark = pytest.mark.django_db

CODE = "1.001193"
COLUMN = "S2"
"""Its column on the sheet of procedures."""


def test_the_general_rule_counts_where_nothing_is_written() -> None:
    assert announced(CODE).clock_on_supplement == SupplementClock.RESTART


def test_the_database_knows_two_policies_and_keeps_the_announced_one() -> None:
    with pytest.raises(IntegrityError, match="version_supplement_clock_known"), transaction.atomic():
        VersionFactory(clock_on_supplement="extend")
    version = announced(CODE, clock_on_supplement=SupplementClock.RESUME)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureVersion.objects.filter(pk=version.pk).update(clock_on_supplement=SupplementClock.RESTART)
    assert catalogue.published(CODE).clock_on_supplement == SupplementClock.RESUME


@pytest.mark.parametrize("typed", ["", "extend"])
def test_the_editor_asks_for_one_of_the_two(typed: str) -> None:
    form = SupplementsForm({"clock_on_supplement": typed})

    assert not form.is_valid()
    assert list(form.errors) == ["clock_on_supplement"]


@pytest.mark.parametrize(("line", "policy"), [("", "restart"), ("clock_on_supplement: resume\n", "resume")])
def test_the_starter_file_may_name_it(tmp_path: Path, line: str, policy: str) -> None:
    file = starter_copy(tmp_path) / f"{BIRTH}.yaml"
    file.write_text(line + file.read_text(encoding="utf-8"), encoding="utf-8")

    load(file.parent)

    assert catalogue.published(BIRTH).clock_on_supplement == policy


def test_a_starter_file_with_a_policy_that_is_none_is_refused(tmp_path: Path) -> None:
    file = starter_copy(tmp_path) / f"{BIRTH}.yaml"
    file.write_text("clock_on_supplement: extend\n" + file.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(Exception, match=BIRTH):
        load(file.parent)

    assert not ProcedureVersion.objects.exists()


def test_a_spreadsheet_changes_it_and_an_empty_cell_means_the_general_rule(tmp_path: Path) -> None:
    announced(CODE, clock_on_supplement=SupplementClock.RESUME)

    assert import_sheet(exported(tmp_path)).unchanged == 1
    import_sheet(exported(tmp_path, cell("Thủ tục", COLUMN, None)))

    proposed = catalogue.find_version(waiting(CODE).version_id or 0)
    assert proposed.clock_on_supplement == SupplementClock.RESTART


def test_machines_read_it(client: Client) -> None:
    announced(CODE, clock_on_supplement=SupplementClock.RESUME)

    assert client.get(f"/api/v1/procedures/{CODE}/").json()["clock_on_supplement"] == "resume"


def test_a_new_version_tells_the_change_in_words(client: Client) -> None:
    version = announced(CODE)
    publish([draft(procedure=version.procedure, number=2, clock_on_supplement=SupplementClock.RESUME)])

    text = client.get(f"/thu-tuc/{CODE}/thay-doi/2/").content.decode()

    assert "Thời hạn sau khi bổ sung hồ sơ" in text
    assert "Tính tiếp thời gian còn lại" in text
