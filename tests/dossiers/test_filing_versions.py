"""A procedure is published anew while somebody is filing: the draft follows, a dossier never does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dossiers import drafts
from dossiers.models import Dossier, Draft
from procedures import catalogue
from procedures.choices import VersionState
from procedures.models import ProcedureVersion
from procedures.starter_loading import load
from tests.dossiers import filings
from tests.dossiers.desk import full_draft, kept, page_url, signed_in, words
from tests.dossiers.world import BIRTH, World, starter_copy
from units.models import today_in_vietnam

Republish = Callable[..., ProcedureVersion]
NEWS = "Thủ tục này vừa có quy định mới."


@pytest.fixture
def republish(world: World, tmp_path: Path) -> Republish:
    """Publishes birth registration anew, with words of the file and of its e-form replaced."""

    def publish(words_before: str = "", words_after: str = "", **eform_changes: Any) -> ProcedureVersion:
        folder = starter_copy(tmp_path)
        file = folder / f"{BIRTH}.yaml"
        text = file.read_text(encoding="utf-8")
        assert words_before in text
        file.write_text(text.replace(words_before, words_after) + "\n# ban hành lại\n", encoding="utf-8")
        if eform_changes:
            _rewrite(folder / "eforms" / "birth.json", **eform_changes)
        load(folder)
        newest = catalogue.published(BIRTH)
        assert newest != world.birth
        return newest

    return publish


def _rewrite(file: Path, rename: dict[str, str]) -> None:
    """The same e-form with a question under another name, as if it were another question."""
    text = file.read_text(encoding="utf-8")
    for before, after in rename.items():
        text = text.replace(f'"{before}"', f'"{after}"')
    json.loads(text)
    file.write_text(text, encoding="utf-8")


def test_an_open_draft_moves_to_the_new_version_with_everything_typed(world: World, republish: Republish) -> None:
    draft = full_draft(world)
    typed = kept(draft)
    newest = republish("name: Thủ tục đăng ký khai sinh", "name: Thủ tục đăng ký khai sinh (sửa đổi)")
    client = signed_in(world.mother)

    page = words(client.get(page_url(draft, "form-child"), follow=True))

    assert NEWS in page
    moved = Draft.objects.get(pk=draft.pk)
    assert moved.procedure_version == newest
    assert moved.case.version == newest
    for section in ("applicant", "owner", "form", "papers", "delivery"):
        assert kept(draft)[section] == typed[section]


def test_pages_that_the_law_words_anew_are_to_be_seen_again(world: World, republish: Republish) -> None:
    """Nobody declares what they never read: the people stay done, the matter and its papers do not."""
    draft = full_draft(world)
    republish()
    client = signed_in(world.mother)
    client.get(reverse("dossiers:draft", args=[draft.public_id]))

    assert kept(draft)["done"] == ["applicant", "delivery"]
    response = client.post(reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"})
    assert response.status_code == 422
    assert not Dossier.objects.exists()


def test_it_is_told_once(world: World, republish: Republish) -> None:
    draft = full_draft(world)
    republish()
    client, tasks = signed_in(world.mother), reverse("dossiers:draft", args=[draft.public_id])

    assert NEWS in words(client.get(tasks, follow=True))
    assert NEWS not in words(client.get(tasks))


def test_an_answer_to_a_question_that_is_gone_is_set_aside_and_the_rest_can_be_sent(
    world: World, republish: Republish
) -> None:
    draft = full_draft(world)
    republish(rename={"child_native_place": "child_home_place"})
    client = signed_in(world.mother)
    client.get(reverse("dossiers:draft", args=[draft.public_id]))

    data = kept(draft)
    assert "child_native_place" not in data["form"]
    assert data["set_aside"]["form"] == {"child_native_place": "Xã Cần Giuộc, tỉnh Tây Ninh"}
    # and then: nothing that no page can mend keeps the filing back
    check = words(client.get(reverse("dossiers:draft-check", args=[draft.public_id])))
    assert "child_native_place" not in check


def test_a_paper_that_is_not_asked_for_any_more_is_set_aside(world: World, republish: Republish) -> None:
    draft = full_draft(world)
    paper = kept(draft)["papers"][filings.BIRTH_PAPER]
    republish(filings.BIRTH_PAPER, "000.00.00.G15-KQ009999")

    signed_in(world.mother).get(reverse("dossiers:draft", args=[draft.public_id]))

    assert kept(draft)["papers"] == {}
    assert kept(draft)["set_aside"]["papers"] == {filings.BIRTH_PAPER: paper}


def test_what_is_sent_in_the_moment_of_the_change_is_kept_and_judged_anew(world: World, republish: Republish) -> None:
    draft = full_draft(world)
    republish()

    response = signed_in(world.mother).post(page_url(draft, "delivery"), {"result_delivery": "counter"})

    assert response.status_code == 302
    assert kept(draft)["delivery"] == {"result_delivery": "counter"}
    assert Draft.objects.get(pk=draft.pk).procedure_version == catalogue.published(BIRTH)


def test_a_dossier_keeps_the_version_it_was_filed_under(world: World, republish: Republish) -> None:
    """Design, what always holds, 3: publishing never touches a dossier in flight."""
    dossier = filings.submitted(world)
    newest = republish("name: Thủ tục đăng ký khai sinh", "name: Thủ tục đăng ký khai sinh (sửa đổi)")

    later = filings.submitted(world)

    dossier.refresh_from_db()
    assert (dossier.procedure_version, dossier.case.version) == (world.birth, world.birth)
    assert (later.procedure_version, later.process.version) == (newest, newest)
    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))
    assert "sửa đổi" not in page


def test_a_draft_of_a_procedure_that_was_retired_says_so_when_it_is_sent(world: World) -> None:
    draft = full_draft(world)
    ProcedureVersion.objects.filter(pk=world.birth.pk).update(state=VersionState.RETIRED, valid_to=today_in_vietnam())
    client = signed_in(world.mother)

    response = client.post(reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"})

    assert response.status_code == 422
    assert "Không có thủ tục nào đang áp dụng mang mã này." in words(response)
    assert kept(draft)["form"]["child_name"] == "Trần Nguyễn Bảo An"
    assert drafts.open_drafts(world.mother).get() == draft


def test_a_draft_of_a_case_that_is_gone_says_so_and_keeps_what_was_typed(world: World, republish: Republish) -> None:
    draft = full_draft(world)
    republish(": standard", ": in-time")

    page = words(signed_in(world.mother).get(reverse("dossiers:draft-check", args=[draft.public_id])))

    assert "Thủ tục này không có trường hợp được chọn." in page
    assert kept(draft)["form"]["child_name"] == "Trần Nguyễn Bảo An"
    assert kept(draft)["done"] != []
