"""Filings being written: nothing typed is lost, also when two windows save at once; sent once whatever is pressed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from dossiers import drafts
from dossiers.models import Dossier, Draft
from dossiers.problems import IntakeRefused
from dossiers.statuses import PaperSource, ResultDelivery
from procedures import catalogue
from tests.dossiers.desk import full_draft, kept, new_draft
from tests.dossiers.world import BEN_THANH, BIRTH, SAI_GON, World, load_birth, make_user

PAGES = ("applicant", "owner", "form", "papers", "delivery")


@pytest.mark.django_db(transaction=True)
def test_ten_windows_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Autosave and the button race: each merges into what the other wrote."""
    version = load_birth(tmp_path)
    draft = drafts.start(make_user("lan@example.vn", "Nguyễn Thị Lan"), version, version.case("standard"), SAI_GON)
    together = Barrier(10)

    def save(window: int) -> None:
        try:
            together.wait(timeout=20)
            drafts.save_section(draft, PAGES[window % 5], {f"typed_{window}": "x"}, done=f"page-{window}")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(save, range(10)))

    data = kept(draft)
    assert all(data[PAGES[window % 5]][f"typed_{window}"] == "x" for window in range(10))
    assert data["done"] == sorted(f"page-{window}" for window in range(10))


def test_what_the_account_knows_is_filled_in(world: World) -> None:
    data = new_draft(world).data

    assert data["applicant"]["full_name"] == "Nguyễn Thị Lan"
    assert data["applicant"]["email"] == "lan.nguyen@example.vn"
    assert data["applicant"]["commune"] == SAI_GON


def test_begun_twice_an_untouched_filing_is_one(world: World) -> None:
    assert new_draft(world) == new_draft(world)
    assert Draft.objects.count() == 1


def test_a_filing_with_a_page_done_stays_beside_a_new_one(world: World) -> None:
    """A second child is a second filing."""
    first = new_draft(world)
    drafts.save_section(first, "form", {"child_name": "An"}, done="form-child")

    assert new_draft(world) != first
    assert kept(first)["form"] == {"child_name": "An"}


def test_saving_one_answer_keeps_the_others_of_its_page(world: World) -> None:
    draft = new_draft(world)

    drafts.save_section(draft, "form", {"child_name": "An", "child_sex": "female"})
    drafts.save_section(draft, "form", {"child_name": "Bảo An"})

    assert kept(draft)["form"] == {"child_name": "Bảo An", "child_sex": "female"}


def test_a_wrong_answer_is_kept_as_it_was_typed(world: World) -> None:
    draft = new_draft(world)

    drafts.save_section(draft, "form", {"child_birth_date": "31/02/2026"})

    assert kept(draft)["form"]["child_birth_date"] == "31/02/2026"
    assert kept(draft)["done"] == []


def test_a_page_done_twice_is_listed_once(world: World) -> None:
    draft = new_draft(world)

    drafts.save_section(draft, "delivery", {}, done="delivery")
    drafts.save_section(draft, "delivery", {}, done="delivery")

    assert kept(draft)["done"] == ["delivery"]


def test_sent_twice_it_is_one_dossier(world: World) -> None:
    draft = full_draft(world)

    assert drafts.send(draft, world.mother) == drafts.send(draft, world.mother)
    assert Dossier.objects.count() == 1
    assert list(drafts.open_drafts(world.mother)) == []


def test_a_refused_filing_stays_open_with_all_that_was_typed(world: World) -> None:
    draft = full_draft(world)
    draft = drafts.save_section(draft, "form", {"child_sex": ""})

    with pytest.raises(IntakeRefused) as refused:
        drafts.send(draft, world.mother)

    assert "/form/child_sex" in {problem.pointer for problem in refused.value.problems}
    assert drafts.open_drafts(world.mother).get() == draft
    assert kept(draft)["form"]["child_name"] == "Trần Nguyễn Bảo An"


def test_what_was_sent_cannot_be_thrown_away(world: World) -> None:
    draft = full_draft(world)
    dossier = drafts.send(draft, world.mother)

    drafts.discard(draft)

    assert Draft.objects.get(pk=draft.pk).dossier == dossier


def test_what_was_not_sent_is_gone_when_thrown_away(world: World) -> None:
    drafts.discard(new_draft(world))

    assert not Draft.objects.exists()


def test_nobody_finds_the_filings_of_another(world: World) -> None:
    new_draft(world)

    assert list(drafts.open_drafts(world.ward.clerk)) == []


@pytest.mark.parametrize(("said", "is_other"), [("yes", True), (True, True), ("on", True), ("no", False), ("", False)])
def test_the_owner_is_another_only_where_the_filer_says_so(world: World, said: object, is_other: bool) -> None:
    draft = new_draft(world)
    owner = {"is_other": said, "full_name": "Trần Văn Hùng", "commune": BEN_THANH}

    submission = drafts.submission_of(drafts.save_section(draft, "owner", owner))

    assert (submission.owner is not None) == is_other
    assert submission.owner_data.full_name == ("Trần Văn Hùng" if is_other else "Nguyễn Thị Lan")


def test_blanks_and_unsaid_papers_are_not_handed_in(world: World) -> None:
    draft = new_draft(world)
    drafts.save_section(draft, "form", {"remark": "", "extract_copies": 0, "child_name": None})
    draft = drafts.save_section(draft, "papers", {"A": {}, "B": {"source": "brought"}})

    submission = drafts.submission_of(draft)

    assert submission.form == {"extract_copies": 0}
    assert [(paper.component, paper.source, paper.upload) for paper in submission.papers] == [
        ("B", PaperSource.BROUGHT, None)
    ]


def test_unsaid_the_result_is_read_online(world: World) -> None:
    assert drafts.submission_of(new_draft(world)).result_delivery == ResultDelivery.ONLINE


def test_a_filing_keeps_the_version_under_which_it_was_begun(world: World) -> None:
    assert new_draft(world).procedure_version == catalogue.published(BIRTH)
