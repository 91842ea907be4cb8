"""Somebody whose room for unused files is full: told beside the field, nothing lost; a discarded filing makes room."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from dossiers import drafts
from dossiers.models import Draft
from portal.files import uploads
from portal.files.models import Upload
from tests.dossiers.desk import full_draft, kept, new_draft, page_url, signed_in, words
from tests.dossiers.filings import BIRTH_PAPER, awaiting_supplement, upload_for
from tests.dossiers.test_filing_papers import field, picture
from tests.dossiers.world import World, make_user


@pytest.fixture
def _room_for_one(settings: Settings) -> None:
    settings.UPLOAD_MAX_UNUSED_FILES = 1


@pytest.mark.usefixtures("_room_for_one")
def test_the_file_is_refused_beside_its_field_and_the_rest_is_kept(world: World) -> None:
    draft = full_draft(world)  # holds one file
    before = kept(draft)["papers"][BIRTH_PAPER]
    typed = {field(world, "source"): "uploaded", field(world, "file"): picture("moi.png")}

    response = signed_in(world.mother).post(page_url(draft, "papers"), typed)

    assert response.status_code == 422
    assert "giay-chung-sinh.png" in words(response)
    assert kept(draft)["papers"][BIRTH_PAPER] == before
    assert Upload.objects.count() == 1


@pytest.mark.usefixtures("_room_for_one")
def test_the_page_says_why_and_what_to_do(world: World) -> None:
    upload_for(world.mother)
    draft = new_draft(world)

    response = signed_in(world.mother).post(page_url(draft, "papers"), {field(world, "file"): picture()})

    assert response.status_code == 422
    assert "Bạn có 1 tệp chưa nằm trong hồ sơ nào" in words(response)
    assert f'href="#id_{field(world, "file")}"' in words(response)
    assert Upload.objects.count() == 1


@pytest.mark.usefixtures("_room_for_one")
def test_an_answer_to_a_supplement_keeps_its_words_when_the_file_has_no_room(world: World) -> None:
    dossier = awaiting_supplement(world)  # its file is used and does not count
    upload_for(world.mother)
    component = dossier.papers.get().component_id
    typed = {f"paper-{component}-file": picture(), "note": "Tôi chụp lại rồi."}

    response = signed_in(world.mother).post(reverse("dossiers:supplement", args=[dossier.code]), typed)

    assert response.status_code == 422
    assert "Tôi chụp lại rồi." in words(response)
    assert "chưa tải thêm được" in words(response)
    assert dossier.supplement_requests.get().answered_at is None


@pytest.mark.usefixtures("_room_for_one")
def test_a_discarded_filing_makes_room(world: World) -> None:
    draft = full_draft(world)
    client = signed_in(world.mother)

    client.post(reverse("dossiers:draft-discard", args=[draft.public_id]))

    assert not Upload.objects.exists()
    fresh = new_draft(world)
    response = client.post(page_url(fresh, "papers"), {field(world, "file"): picture()})
    assert response["Location"] == page_url(fresh, "delivery")


def test_discarding_leaves_files_of_another_filing_of_dossiers_and_of_others(world: World) -> None:
    """Only what nothing else needs goes: the person's own unused files that no other filing names."""
    draft, other = full_draft(world), new_draft(world)
    own = kept(draft)["papers"][BIRTH_PAPER]["upload"]
    shared, used, strangers = (str(upload_for(who)) for who in (world.mother, world.mother, make_user("x@y.vn", "La")))
    uploads.claim([Upload.objects.get(public_id=used).public_id], world.mother)
    named = {name: {"source": "uploaded", "upload": name} for name in (shared, used, strangers)}
    drafts.save_section(draft, "papers", named)
    drafts.save_section(other, "papers", {BIRTH_PAPER: {"source": "uploaded", "upload": shared}})

    drafts.discard(Draft.objects.get(pk=draft.pk))

    assert {str(upload.public_id) for upload in Upload.objects.all()} == {shared, used, strangers}
    assert own not in {shared, used, strangers}
    assert Draft.objects.get() == other


def test_discarding_twice_deletes_nothing_more(world: World) -> None:
    draft = full_draft(world)
    drafts.discard(draft)
    again = str(upload_for(world.mother))
    draft.data["papers"] = {BIRTH_PAPER: {"source": "uploaded", "upload": again}}

    drafts.discard(draft)

    assert str(Upload.objects.get().public_id) == again
