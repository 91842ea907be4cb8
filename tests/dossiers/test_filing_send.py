"""Checking and sending: everything on one page, nothing sent with faults, sent twice counts once."""

from __future__ import annotations

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import drafts
from dossiers.models import Dossier, Draft
from dossiers.statuses import Status
from tests.dossiers.desk import full_draft, new_draft, page_url, signed_in, words
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import World

DECLARED = {"is_declared": "on"}


def check_url(draft: Draft) -> str:
    return reverse("dossiers:draft-check", args=[draft.public_id])


def test_every_answer_is_shown_in_full_with_a_link_to_change_it(world: World) -> None:
    draft = full_draft(world)

    page = words(signed_in(world.mother).get(check_url(draft)))

    for shown in ("079190001234", "0901 234 567", "Phường Sài Gòn", "Trần Nguyễn Bảo An", "02/11/2026"):
        assert shown in page
    assert "giay-chung-sinh.png" in page
    assert f"{page_url(draft, 'form-child')}?back=1" in page


def test_faults_lead_to_the_field_where_they_are_mended(world: World) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "applicant", {"id_number": "1"})
    drafts.save_section(draft, "form", {"child_name": ""})
    drafts.save_section(draft, "papers", {BIRTH_PAPER: {}})

    page = words(signed_in(world.mother).get(check_url(draft)))

    assert f"{page_url(draft, 'applicant')}?back=1#id_id_number" in page
    assert f"{page_url(draft, 'form-child')}?back=1#id_child_name" in page
    assert "Còn thiếu giấy tờ: Giấy chứng sinh." in page
    assert "is_declared" not in page


def test_a_fault_of_the_form_names_its_question(world: World) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "form", {"mother_id_number": "12"})

    page = words(signed_in(world.mother).get(check_url(draft)))

    assert "Số định danh cá nhân của người mẹ, nếu có – " in page


def test_sending_with_faults_makes_no_dossier(world: World) -> None:
    draft = new_draft(world)

    response = signed_in(world.mother).post(check_url(draft), DECLARED)

    assert response.status_code == 422
    assert not Dossier.objects.exists()


def test_pages_not_yet_seen_keep_the_filing_back(world: World) -> None:
    draft = full_draft(world)
    data = {**draft.data, "done": [key for key in draft.data["done"] if key != "delivery"]}
    Draft.objects.filter(pk=draft.pk).update(data=data)

    response = signed_in(world.mother).post(check_url(draft), DECLARED)

    assert response.status_code == 422
    assert "Phần «Cách nhận kết quả» chưa làm xong." in words(response)


def test_the_declaration_is_needed(world: World) -> None:
    response = signed_in(world.mother).post(check_url(full_draft(world)), {})

    assert response.status_code == 422
    assert "Hãy đánh dấu vào lời cam đoan trước khi gửi hồ sơ." in words(response)
    assert not Dossier.objects.exists()


def test_sent_twice_the_filing_is_one_dossier(world: World) -> None:
    draft = full_draft(world)
    client = signed_in(world.mother)

    first = client.post(check_url(draft), DECLARED)
    second = client.post(check_url(draft), DECLARED)

    dossier = Dossier.objects.get()
    assert dossier.status == Status.SUBMITTED
    assert first["Location"] == second["Location"] == reverse("dossiers:sent", args=[dossier.code])


def test_a_sent_filing_can_neither_be_changed_nor_thrown_away(world: World) -> None:
    draft = full_draft(world)
    client = signed_in(world.mother)
    client.post(check_url(draft), DECLARED)

    for url in (page_url(draft, "applicant"), reverse("dossiers:draft-discard", args=[draft.public_id])):
        assert "/da-nop/" in client.post(url, {"full_name": "X"})["Location"]
    assert Draft.objects.get().data["applicant"]["full_name"] == "Nguyễn Thị Lan"


def test_confirmation_tells_code_due_time_with_its_sum_and_what_happens_next(world: World) -> None:
    draft = full_draft(world)
    client = signed_in(world.mother)

    page = words(client.post(check_url(draft), DECLARED, follow=True))

    dossier = Dossier.objects.get()
    assert dossier.code in page
    assert "Cách tính từng ngày: 1 ngày được tính" in page
    assert f"{world.ward.centre.name} kiểm tra giấy tờ của bạn." in page
    assert reverse("dossiers:document", args=[dossier.code, "acknowledgement", 1]) in page
    assert "data:image/svg+xml;base64," in page


def test_filing_for_somebody_else_keeps_both_people(world: World) -> None:
    draft = full_draft(world)
    grandmother = {
        **draft.data["applicant"],
        "full_name": "Trần Thị Bà",
        "id_number": "079160001111",
        "is_other": "yes",
    }
    drafts.save_section(draft, "owner", grandmother, done="owner")

    signed_in(world.mother).post(check_url(draft), DECLARED)

    dossier = Dossier.objects.get()
    assert dossier.owner.full_name == "Trần Thị Bà"
    assert dossier.submitter.full_name == "Nguyễn Thị Lan"


def test_the_check_asks_few_queries(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Session, person, draft; what the intake looks up (version, communes, uploads, route); the list."""
    draft = full_draft(world)
    client = signed_in(world.mother)
    client.get(check_url(draft))

    with django_assert_max_num_queries(32):
        client.get(check_url(draft))
