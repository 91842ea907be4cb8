"""Starting a filing: who may, what is asked, and what becomes of the answers."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from dossiers import drafts
from dossiers.models import Draft
from tests.dossiers.desk import kept, new_draft, signed_in, words
from tests.dossiers.world import BIRTH, SAI_GON, World

START = reverse("dossiers:start", args=[BIRTH])


def test_strangers_sign_in_first_and_come_back_to_their_case(world: World) -> None:
    response = Client().get(f"{START}?case=standard&commune={SAI_GON}")

    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert "case%3Dstandard" in response["Location"]


def test_unknown_procedure_is_not_found(world: World) -> None:
    assert signed_in(world.mother).get(reverse("dossiers:start", args=["9.999999"])).status_code == 404


def test_answers_of_the_procedure_page_are_filled_in(world: World) -> None:
    page = words(signed_in(world.mother).get(f"{START}?case=late&commune={SAI_GON}"))

    assert 'value="late" ' in page.replace("checked", "").replace("  ", " ") or 'value="late"' in page
    assert f'<option value="{SAI_GON}" selected' in page


def test_case_and_commune_open_a_draft_that_knows_the_person(world: World) -> None:
    response = signed_in(world.mother).post(START, {"case": "standard", "commune": SAI_GON})

    draft = Draft.objects.get(user=world.mother)
    assert response["Location"] == reverse("dossiers:draft", args=[draft.public_id])
    assert draft.case.key == "standard"
    assert kept(draft)["applicant"]["full_name"] == world.mother.full_name
    assert kept(draft)["applicant"]["commune"] == SAI_GON


def test_a_missing_or_invented_case_is_asked_again_and_nothing_is_made(world: World) -> None:
    client = signed_in(world.mother)
    for typed in ({"commune": SAI_GON}, {"case": "nonsense", "commune": SAI_GON}, {"case": "standard"}):
        response = client.post(START, typed)
        assert response.status_code == 422
        assert "Có chỗ cần sửa" in words(response)
    assert not Draft.objects.exists()


def test_starting_twice_reuses_the_untouched_draft(world: World) -> None:
    client = signed_in(world.mother)
    for _time in range(2):
        client.post(START, {"case": "standard", "commune": SAI_GON})

    assert Draft.objects.filter(user=world.mother).count() == 1


def test_unfinished_filings_of_the_procedure_are_offered(world: World) -> None:
    draft = new_draft(world)
    drafts.save_section(draft, "delivery", {"result_delivery": "online"}, done="delivery")

    page = words(signed_in(world.mother).get(START))

    assert reverse("dossiers:draft", args=[draft.public_id]) in page
