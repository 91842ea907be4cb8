"""Pages of a filing: kept as typed, judged, saved while typing, and never anybody else's."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import drafts
from dossiers.models import Draft
from tests.dossiers.desk import APPLICANT, full_draft, kept, new_draft, page_url, signed_in, words
from tests.dossiers.world import World


def test_valid_answers_are_kept_clean_and_lead_to_the_next_page(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(page_url(draft, "applicant"), APPLICANT)

    assert response["Location"] == page_url(draft, "form-requester")
    assert kept(draft)["applicant"]["phone"] == "+84901234567"
    assert "applicant" in kept(draft)["done"]


def test_invalid_answers_are_kept_as_typed_and_the_page_says_what_to_mend(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(
        page_url(draft, "applicant"), {**APPLICANT, "id_number": "12", "phone": "?"}
    )

    assert response.status_code == 422
    assert kept(draft)["applicant"]["id_number"] == "12"
    assert kept(draft)["applicant"]["phone"] == "?"
    assert "applicant" not in kept(draft)["done"]
    assert '<a href="#id_id_number">' in words(response)


def test_enough_for_today_keeps_half_a_page_without_a_word_of_complaint(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(page_url(draft, "applicant"), {"full_name": "Lan", "later": "1"})

    assert response["Location"] == reverse("dossiers:draft", args=[draft.public_id])
    assert kept(draft)["applicant"]["full_name"] == "Lan"


def test_somebody_must_be_reachable(world: World) -> None:
    response = signed_in(world.mother).post(
        page_url(new_draft(world), "applicant"), {**APPLICANT, "phone": "", "email": ""}
    )

    assert response.status_code == 422
    assert "Hãy ghi số điện thoại hoặc thư điện tử để nhận thông báo." in words(response)


def test_filing_for_somebody_else_asks_whose_matter_it_is(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    assert client.get(page_url(draft, "owner")).status_code == 404

    response = client.post(page_url(draft, "applicant"), {**APPLICANT, "is_other": "yes"})

    assert response["Location"] == page_url(draft, "owner")
    assert client.get(page_url(draft, "owner")).status_code == 200


def test_eform_pages_know_the_applicant_already(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    client.post(page_url(draft, "applicant"), APPLICANT)

    page = words(client.get(page_url(draft, "form-requester")))

    assert 'value="079190001234"' in page


def test_eform_errors_are_those_of_the_schema_and_answers_stay(world: World) -> None:
    draft = new_draft(world)
    typed = {
        "child_name": "A1",
        "child_birth_date_day": "31",
        "child_birth_date_month": "2",
        "child_birth_date_year": "2026",
    }

    response = signed_in(world.mother).post(page_url(draft, "form-child"), typed)

    assert response.status_code == 422
    assert kept(draft)["form"]["child_name"] == "A1"
    again = words(signed_in(world.mother).get(page_url(draft, "form-child")))
    assert 'value="A1"' in again
    assert 'value="31"' in again


def test_a_page_opened_from_the_check_leads_back_to_it(world: World) -> None:
    draft = full_draft(world)

    response = signed_in(world.mother).post(f"{page_url(draft, 'delivery')}?back=1", {"result_delivery": "counter"})

    assert response["Location"] == reverse("dossiers:draft-check", args=[draft.public_id])


def test_autosave_keeps_anything_and_says_when(world: World) -> None:
    draft = new_draft(world)
    url = reverse("dossiers:draft-autosave", args=[draft.public_id, "applicant"])

    response = signed_in(world.mother).post(url, {"full_name": "Lan", "id_number": "0"})

    assert response.status_code == 200
    assert json.loads(response.content)["words"].startswith("Đã lưu lúc ")
    assert kept(draft)["applicant"]["id_number"] == "0"
    assert kept(draft)["done"] == []


def test_a_session_that_ended_mid_page_comes_back_with_the_text(world: World) -> None:
    """Nothing typed is lost (design, what always holds, 9)."""
    draft = new_draft(world)
    client = Client()
    sign_in = {"login": world.mother.email, "password": "Mot-Cua-2026"}
    login = reverse("account_login")
    client.post(login, sign_in)
    client.cookies.pop("sessionid")

    lost = client.post(page_url(draft, "applicant"), {**APPLICANT, "street": "Hẻm 5, đường Pasteur"})
    assert lost.status_code == 302
    client.post(f"{login}?next={page_url(draft, 'applicant')}", sign_in)
    page = words(client.get(page_url(draft, "applicant")))

    assert "Hẻm 5, đường Pasteur" in page


@pytest.mark.parametrize("name", ["draft", "draft-check", "draft-discard"])
def test_other_peoples_drafts_are_not_found(world: World, name: str) -> None:
    url = reverse(f"dossiers:{name}", args=[new_draft(world).public_id])

    assert signed_in(world.ward.clerk).get(url).status_code == 404


def test_unknown_pages_are_not_found(world: World) -> None:
    client = signed_in(world.mother)
    for section in ("nothing", "form-nothing", "form-"):
        assert client.get(page_url(new_draft(world), section)).status_code == 404


def test_task_list_tells_how_far_each_part_is(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    client.post(page_url(draft, "applicant"), APPLICANT)

    page = words(client.get(reverse("dossiers:draft", args=[draft.public_id])))

    assert page.count("Đã xong") == 1
    assert "Chưa gửi được" in page
    assert "Còn 10 trong 11 phần." in page


def test_a_done_page_that_was_spoilt_asks_to_be_mended(world: World) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "applicant", {"id_number": "1"})

    page = words(signed_in(world.mother).get(reverse("dossiers:draft", args=[draft.public_id])))

    assert "Cần sửa" in page
    assert "Chưa gửi được" in page


def test_discarding_asks_first_and_then_deletes(world: World) -> None:
    draft = new_draft(world)
    client = signed_in(world.mother)
    url = reverse("dossiers:draft-discard", args=[draft.public_id])

    assert "không lấy lại được" in words(client.get(url))
    assert Draft.objects.exists()
    assert client.post(url)["Location"] == reverse("dossiers:mine")
    assert not Draft.objects.exists()


def test_a_page_of_the_eform_asks_few_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, draft with its case and form, roles for the menu: nothing grows with the form."""
    draft = full_draft(world)
    client = signed_in(world.mother)
    client.get(page_url(draft, "form-child"))

    with django_assert_max_num_queries(7):
        client.get(page_url(draft, "form-child"))
