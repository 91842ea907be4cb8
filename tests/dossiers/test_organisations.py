"""A company with an account files: asked for its own name and number, and named so at the desk and on paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from dossiers import drafts, forms_out
from dossiers.models import Dossier, Draft
from dossiers.statuses import PartyKind, PartyRole
from portal.accounts.models import User
from portal.documents import forms
from procedures import catalogue
from tests.dossiers import filings
from tests.dossiers.desk import full_draft, kept, page_url, signed_in, words
from tests.dossiers.desks import look
from tests.dossiers.world import BIRTH, SAI_GON, World, make_user

COMPANY = {
    "full_name": "Công ty TNHH Sách Bến Thành",
    "id_number": "0312345678",
    "phone": "028 3822 5678",
    "email": "sach@example.vn",
    "commune": SAI_GON,
    "street": "Số 5, đường Lê Lợi",
    "is_other": "no",
}


@pytest.fixture
def company(world: World) -> User:
    """The account of an organisation."""
    return make_user("sach@example.vn", "Công ty TNHH Sách Bến Thành", kind="organisation")


@pytest.fixture
def draft(company: User) -> Draft:
    version = catalogue.published(BIRTH)
    return drafts.start(company, version, version.case("standard"), SAI_GON)


def text(response: Any) -> str:
    return " ".join(strip_tags(words(response)).split())


def test_it_is_asked_for_its_own_name_number_and_seat(company: User, draft: Draft) -> None:
    page = text(signed_in(company).get(page_url(draft, "applicant")))

    assert "Tên tổ chức, doanh nghiệp" in page
    assert "Mã số thuế hoặc mã số doanh nghiệp" in page
    assert "Trụ sở: xã, phường, đặc khu" in page
    assert "Số định danh cá nhân" not in page


def test_people_are_asked_as_people(world: World) -> None:
    page = text(signed_in(world.mother).get(page_url(full_draft(world), "applicant")))

    assert "Số định danh cá nhân" in page
    assert "Mã số thuế" not in page


@pytest.mark.parametrize("number", ["0312345678", "0312 345 678", "0312345678-001"])
def test_its_number_is_taken(company: User, draft: Draft, number: str) -> None:
    answer = signed_in(company).post(page_url(draft, "applicant"), {**COMPANY, "id_number": number})

    assert answer.status_code == 302
    assert kept(draft)["applicant"]["id_number"] == number.replace(" ", "")
    assert "applicant" in kept(draft)["done"]


@pytest.mark.parametrize("number", ["", "079190", "031234567A", "99999999999"])
def test_what_is_no_number_of_an_organisation_is_asked_again_and_kept(company: User, draft: Draft, number: str) -> None:
    answer = signed_in(company).post(page_url(draft, "applicant"), {**COMPANY, "id_number": number})

    assert answer.status_code == 422
    assert "mã số thuế" in text(answer).lower()
    assert kept(draft)["applicant"]["id_number"] == number
    assert kept(draft)["done"] == []


def test_the_form_about_a_person_is_not_filled_with_the_number_of_a_company(company: User, draft: Draft) -> None:
    client = signed_in(company)
    client.post(page_url(draft, "applicant"), COMPANY)

    page = words(client.get(page_url(draft, "form-requester")))

    assert "0312345678" not in page
    assert "Số 5, đường Lê Lợi" in page, "what is true of both is not asked twice"


def test_it_files_and_is_named_so_everywhere(world: World, company: User, draft: Draft, client: Client) -> None:
    citizen = signed_in(company)
    citizen.post(page_url(draft, "applicant"), COMPANY)
    drafts.save_section(draft, "form", dict(filings.BIRTH_FORM))
    drafts.save_section(draft, "papers", {filings.BIRTH_PAPER: {"source": "brought"}})
    current = drafts.save_section(draft, "delivery", {"result_delivery": "counter"})
    check = text(citizen.get(reverse("dossiers:draft-check", args=[draft.public_id])))
    assert "Mã số thuế hoặc mã số doanh nghiệp 0312345678" in check

    dossier = drafts.send(current, company)

    owner = Dossier.objects.get().parties.get(role=PartyRole.OWNER)
    assert (owner.kind, owner.full_name) == (PartyKind.BUSINESS, "Công ty TNHH Sách Bến Thành")
    assert forms_out.receipt(dossier, "1/TNHS", forms.Receipt).owner.id_label == "Mã số thuế"
    assert "Công ty TNHH Sách Bến Thành" in text(look(client, world.ward.clerk, dossier))
    assert citizen.get(reverse("dossiers:detail", args=[dossier.code])).status_code == 200


def test_filing_for_a_person_it_asks_for_the_person(company: User, draft: Draft) -> None:
    client = signed_in(company)
    client.post(page_url(draft, "applicant"), {**COMPANY, "is_other": "yes"})

    page = text(client.get(page_url(draft, "owner")))

    assert "Số định danh cá nhân" in page
    submission = drafts.submission_of(Draft.objects.get(pk=draft.pk))
    assert (submission.applicant.kind, submission.owner_data.kind) == (PartyKind.BUSINESS, PartyKind.CITIZEN)
