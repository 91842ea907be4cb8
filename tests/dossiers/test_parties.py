"""Who files and whose matter it is: people and organisations, written so that papers name them and messages arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import forms_out
from dossiers.models import CodeCounter, Dossier, Party
from dossiers.problems import IntakeRefused
from dossiers.statuses import PartyKind, PartyRole
from portal.documents import forms
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import BEN_THANH, SAI_GON, World, make_user

COMPANY = {
    "full_name": "Công ty TNHH Sách Bến Thành",
    "id_number": "0312345678",
    "kind": "business",
    "phone": "028 3822 5678",
    "address": {"commune": BEN_THANH, "street": "Số 5, đường Lê Lợi"},
}
FATHER = replace(filings.LAN, full_name="Trần Văn Hùng", id_number="079188005678", email="hung@example.vn")


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def applicant(**changes: Any) -> dict[str, Any]:
    return {**birth_body()["applicant"], **changes}


def test_a_company_files_under_its_tax_code(world: World, client: APIClient) -> None:
    dossier = filed(client, owner=COMPANY)

    owner = dossier.parties.get(role=PartyRole.OWNER)
    assert (owner.kind, owner.id_number) == (PartyKind.BUSINESS, "0312345678")
    assert dossier.competent_unit == world.other_ward.committee


def test_the_papers_of_a_company_call_its_number_a_tax_code(world: World, client: APIClient) -> None:
    """Form 01 of TT 03/2025/TT-VPCP: number of the identity card, or the tax code."""
    dossier = filed(client, owner=COMPANY)

    receipt = forms_out.receipt(dossier, "1/TNHS", forms.Receipt)

    assert receipt.owner.id_label == "Mã số thuế"
    assert receipt.applicant.id_label == "Số định danh cá nhân"
    assert (receipt.owner.name, receipt.applicant.name) == ("Công ty TNHH Sách Bến Thành", "Nguyễn Thị Lan")
    assert "0312345678" not in str(receipt), "numbers on papers are masked, since papers travel"


NUMBERS = [
    ("business", "0312345678", True),
    ("business", "0312345678-001", True),
    ("business", "0312345678001", True),
    ("business", "079190001234", True),  # a household business has the number of its owner since 1/7/2025
    ("organisation", "0312345678", True),
    ("business", "031234567", False),
    ("business", "03123456789", False),
    ("business", "MST0312345", False),
    ("organisation", "0312345678-1", False),
    ("citizen", "0312345678", False),
    ("citizen", "079190001234", True),
    ("citizen", "025678901", True),  # the card of nine digits, which people still hold
]


@pytest.mark.parametrize(("kind", "number", "is_taken"), NUMBERS, ids=[f"{kind} {n}" for kind, n, _t in NUMBERS])
def test_a_number_fits_the_kind_of_its_holder(
    world: World, client: APIClient, kind: str, number: str, is_taken: bool
) -> None:
    answer = client.post(URL, birth_body(owner={**COMPANY, "kind": kind, "id_number": number}), format="json")

    if is_taken:
        assert answer.status_code == 201, answer.content
        assert Party.objects.get(role=PartyRole.OWNER).id_number == number
    else:
        assert_problem(answer, 422, "/owner/id_number")
        assert not CodeCounter.objects.exists()


PHONES = [
    ("0901234567", "+84901234567"),
    (" 0901 234 567 ", "+84901234567"),
    ("+84 901.234.567", "+84901234567"),
    ("(028) 3822 5678", "+842838225678"),
    ("+44 20 7946 0000", "+442079460000"),
]


@pytest.mark.parametrize(("written", "kept"), PHONES)
def test_a_phone_number_is_kept_in_one_writing(world: World, client: APIClient, written: str, kept: str) -> None:
    """Staff find people by phone, and messages go there: one writing, however it came in."""
    dossier = filed(client, applicant=applicant(phone=written))

    assert dossier.owner.phone == kept


@pytest.mark.parametrize("written", ["gọi cho tôi", "0901", "113", "+84 000", "0901234567 Lan", "٠٩٠١٢"])
def test_what_nobody_can_call_is_refused_with_its_place(world: World, client: APIClient, written: str) -> None:
    answer = client.post(URL, birth_body(applicant=applicant(phone=written)), format="json")

    problem = assert_problem(answer, 422, "/applicant/phone")
    assert "Số điện thoại chưa đúng" in str(problem)
    assert not Dossier.objects.exists()


def test_faults_of_both_people_are_told_together_each_at_its_place(world: World) -> None:
    with pytest.raises(IntakeRefused) as refused:
        filings.submitted(
            world,
            applicant=replace(filings.LAN, phone="0901", email="lan"),
            owner=replace(FATHER, full_name="H", commune="99999"),
        )

    assert {problem.pointer for problem in refused.value.problems} == {
        "/applicant/phone",
        "/applicant/email",
        "/owner/full_name",
        "/owner/address/commune",
    }


def test_the_owner_need_not_be_reachable_when_somebody_files_for_them(world: World) -> None:
    dossier = filings.submitted(world, owner=replace(FATHER, phone="", email=""))

    assert (dossier.owner.phone, dossier.owner.email) == ("", "")
    assert dossier.submitter.full_name == "Nguyễn Thị Lan"


def test_the_owner_decides_who_is_competent_and_the_submitter_does_not(world: World) -> None:
    dossier = filings.submitted(world, owner=replace(FATHER, commune=BEN_THANH))

    assert dossier.submitter.commune_code == SAI_GON
    assert dossier.competent_unit == world.other_ward.committee


def test_whose_matter_it_is_does_not_open_the_dossier_but_who_filed_does(world: World) -> None:
    """The e-mail is what anybody may type: only the account that filed is proof."""
    father = make_user("hung@example.vn", "Trần Văn Hùng")
    dossier = filings.submitted(world, owner=FATHER)
    page = reverse("dossiers:detail", args=[dossier.code])

    assert signed_in(world.mother).get(page).status_code == 200
    assert signed_in(father).get(page).status_code == 404


def test_staff_find_the_dossier_by_either_name_and_see_both_masked(world: World) -> None:
    dossier = filings.submitted(world, owner=FATHER)
    clerk = signed_in(world.ward.clerk)

    for name in ("tran van hung", "nguyen thi lan"):
        assert dossier.code in words(clerk.get(reverse("dossiers:desk"), {"tim": name}))
    page = words(clerk.get(reverse("dossiers:work", args=[dossier.code])))
    assert "Chủ hồ sơ" in page
    assert "Người nộp hồ sơ" in page
    assert "079188005678" not in page
    assert page.count("5678") >= 1


def test_a_blind_index_finds_the_company_as_it_finds_a_person(world: World, client: APIClient) -> None:
    """Design 7: numbers are encrypted at rest and found by a keyed index only."""
    filed(client, owner=COMPANY)
    owner = Party.objects.get(role=PartyRole.OWNER)

    assert len(owner.id_number_index) == 64
    assert owner.id_number_index != Party.objects.get(role=PartyRole.SUBMITTER).id_number_index
