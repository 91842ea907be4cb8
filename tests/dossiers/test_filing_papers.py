"""The page of the papers: each file is judged alone, and what is sound is kept."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers import drafts
from dossiers.models import Draft
from portal.files.models import Upload
from tests.dossiers.desk import full_draft, kept, new_draft, page_url, signed_in, words
from tests.dossiers.filings import BIRTH_PAPER, png, upload_for
from tests.dossiers.world import World


def field(world: World, name: str, place: int = 0) -> str:
    """The name of a field of the paper at a place in the list."""
    component = world.birth.case("standard").papers()[place]
    return f"paper-{component.pk}-{name}"


def picture(name: str = "giay-chung-sinh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(), "image/png")


def test_a_chosen_file_is_answer_enough(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(page_url(draft, "papers"), {field(world, "file"): picture()})

    assert response["Location"] == page_url(draft, "delivery")
    paper = kept(draft)["papers"][BIRTH_PAPER]
    assert paper["source"] == "uploaded"
    assert Upload.objects.get(public_id=paper["upload"]).owner == world.mother


def test_an_empty_file_is_refused_beside_its_field_and_the_other_file_is_kept(world: World) -> None:
    draft = new_draft(world)
    typed = {
        field(world, "file"): SimpleUploadedFile("rong.pdf", b""),
        field(world, "file", 1): picture("uy-quyen.png"),
    }

    response = signed_in(world.mother).post(page_url(draft, "papers"), typed)

    assert response.status_code == 422
    assert "rong.pdf" in words(response)
    assert f'href="#id_{field(world, "file")}"' in words(response)
    assert "uy-quyen.png" in words(response)
    assert [bool(paper) for paper in kept(draft)["papers"].values()].count(True) == 1
    assert "papers" not in kept(draft)["done"]


def test_a_mislabelled_file_is_refused_in_words(world: World) -> None:
    draft = new_draft(world)
    fake = SimpleUploadedFile("giay.pdf", png(), "application/pdf")

    response = signed_in(world.mother).post(page_url(draft, "papers"), {field(world, "file"): fake})

    assert response.status_code == 422
    assert "giay.pdf" in words(response)
    assert not Upload.objects.exists()


def test_a_required_paper_asks_how_it_is_handed_in(world: World) -> None:
    response = signed_in(world.mother).post(page_url(new_draft(world), "papers"), {})

    assert response.status_code == 422
    assert "Hãy cho biết bạn nộp «Giấy chứng sinh» bằng cách nào." in words(response)


def test_uploading_without_a_file_asks_for_the_file(world: World) -> None:
    response = signed_in(world.mother).post(page_url(new_draft(world), "papers"), {field(world, "source"): "uploaded"})

    assert response.status_code == 422
    assert "Hãy chọn tệp «Giấy chứng sinh», hoặc chọn cách nộp khác." in words(response)


def test_a_paper_may_be_brought_or_be_in_a_database_already(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    for source in ("brought", "in_database"):
        assert client.post(page_url(draft, "papers"), {field(world, "source"): source}).status_code == 302
        assert kept(draft)["papers"][BIRTH_PAPER] == {"source": source}


def test_a_file_sent_in_pieces_is_taken_by_its_id(world: World) -> None:
    draft = new_draft(world)
    upload = upload_for(world.mother)

    response = signed_in(world.mother).post(page_url(draft, "papers"), {f"{field(world, 'file')}_upload": str(upload)})

    assert response.status_code == 302
    assert kept(draft)["papers"][BIRTH_PAPER]["upload"] == str(upload)


def test_somebody_elses_upload_and_nonsense_are_refused(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    for public_id in (str(upload_for(world.ward.clerk)), "nonsense"):
        response = client.post(page_url(draft, "papers"), {f"{field(world, 'file')}_upload": public_id})
        assert response.status_code == 422
        assert "Tệp đã tải lên không dùng được. Hãy chọn lại tệp." in words(response)


def test_a_file_can_be_taken_away_and_replaced(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    client.post(page_url(draft, "papers"), {field(world, "file"): picture("cu.png")})
    assert "cu.png" in words(client.get(page_url(draft, "papers")))

    client.post(page_url(draft, "papers"), {field(world, "file"): picture("moi.png")})
    page = words(client.get(page_url(draft, "papers")))
    assert "moi.png" in page
    assert "cu.png" not in page

    response = client.post(page_url(draft, "papers"), {"remove": BIRTH_PAPER})
    assert response["Location"] == page_url(draft, "papers")
    assert "moi.png" not in words(client.get(page_url(draft, "papers")))


def test_autosave_of_the_page_keeps_files_as_they_are(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    client.post(page_url(draft, "papers"), {field(world, "file"): picture()})

    client.post(reverse("dossiers:draft-autosave", args=[draft.public_id, "papers"]), {})

    assert kept(draft)["papers"][BIRTH_PAPER]["source"] == "uploaded"


def autosave(client: Client, draft: Draft, typed: dict[str, str]) -> None:
    client.post(reverse("dossiers:draft-autosave", args=[draft.public_id, "papers"]), typed)


def test_autosave_keeps_what_was_chosen_before_the_page_is_sent(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)

    autosave(client, draft, {field(world, "source"): "brought", field(world, "source", 1): "nothing"})

    assert kept(draft)["papers"][BIRTH_PAPER] == {"source": "brought"}
    assert "papers" not in kept(draft)["done"]
    page = words(client.get(page_url(draft, "papers")))
    assert page.count(" checked") == 2


def test_autosave_keeps_a_file_that_was_sent_in_pieces(world: World) -> None:
    draft = new_draft(world)
    upload = str(upload_for(world.mother))

    autosave(signed_in(world.mother), draft, {f"{field(world, 'file')}_upload": upload})

    assert kept(draft)["papers"][BIRTH_PAPER] == {"source": "uploaded", "upload": upload}


def test_a_file_stays_at_hand_while_another_answer_is_tried_but_is_not_handed_in(world: World) -> None:
    draft = full_draft(world)
    upload = kept(draft)["papers"][BIRTH_PAPER]["upload"]

    autosave(signed_in(world.mother), draft, {field(world, "source"): "brought"})

    assert kept(draft)["papers"][BIRTH_PAPER] == {"source": "brought", "upload": upload}
    draft.refresh_from_db()
    [paper] = drafts.submission_of(draft).papers
    assert (paper.source, paper.upload) == ("brought", None)


def test_a_paper_that_one_does_not_have_is_no_part_of_what_is_sent(world: World) -> None:
    draft = full_draft(world)
    signed_in(world.mother).post(
        page_url(draft, "papers"), {field(world, "source"): "in_database", field(world, "source", 1): "nothing"}
    )
    draft.refresh_from_db()
    assert [paper.component for paper in drafts.submission_of(draft).papers] == [BIRTH_PAPER]
