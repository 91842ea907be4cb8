"""The pages of the store: each role at each door, both languages in each state, lists in pages, and odd answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from dossiers.models import Dossier, Draft
from portal.files.models import Upload
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import signatures
from tests.dossiers.desk import full_draft, new_draft, signed_in, words
from tests.dossiers.filings import submitted
from tests.dossiers.world import World, make_staff
from tests.national.looked_up import component, look_at
from tests.national.stored import AGENCY, KIND, desk_page, page_of, proven, served
from units.roles import Role

MINE = reverse("store:mine")


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Filed by the mother; stands before other fixtures in a test's list, so that it is copied."""
    return submitted(world)


@pytest.fixture
def draft(world: World) -> Draft:
    return new_draft(world)


@pytest.fixture
def mother(world: World, draft: Draft, settings: LazySettings) -> Client:
    """The mother, signed on, at a site whose store nobody asks in these tests."""
    served()
    settings.RESULTS_STORE_URL = "https://kho.example"
    settings.RESULTS_STORE_KEY = signatures.public_key(signatures.seed_of("kho"))
    return signed_in(proven(world.mother))


def here(draft: Draft) -> str:
    return page_of(draft, component(draft))


def found(look: StoreLook, position: int = 1, **changes: Any) -> StoreFind:
    plain = {"result_code": KIND, "title": f"Giấy số {position}", "agency": AGENCY, "path": f"x/{position}"}
    return StoreFind.objects.create(look=look, position=position, **(plain | changes))


def in_english(client: Client) -> Client:
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_each_state_of_a_look_says_what_comes_next_in_both_languages(
    world: World, draft: Draft, mother: Client
) -> None:
    said = {
        LookState.WAITING: ("Thường mất vài giây.", "Reload the page"),
        LookState.NOTHING: ("Kho kết quả không có giấy tờ này.", "The store of results does not have this document."),
        LookState.FAILED: ("Kho kết quả không trả lời được lúc này.", "The store of results cannot answer now."),
        LookState.STOPPED: ("những gì tìm thấy đã bị xóa.", "The consent was taken back; what was found is deleted."),
    }
    look = look_at(world, draft)
    for state, (vietnamese, english) in said.items():
        StoreLook.objects.filter(pk=look.pk).update(state=state)
        assert vietnamese in words(mother.get(here(draft))), state
        if state != LookState.WAITING:
            assert english in words(in_english(signed_in(world.mother)).get(here(draft))), state


def test_one_asks_again_once_there_is_an_answer_and_not_before(world: World, draft: Draft, mother: Client) -> None:
    ask = 'name="ask" value="1"'
    assert ask in words(mother.get(here(draft)))
    look = look_at(world, draft)
    assert ask not in words(mother.get(here(draft)))
    for state in set(LookState) - {LookState.WAITING}:
        StoreLook.objects.filter(pk=look.pk).update(state=state)
        assert ask in words(mother.get(here(draft))), state
    StoreLook.objects.filter(pk=look.pk).update(state=LookState.FOUND)
    found(look, state=FindState.WANTED, wanted_by=world.mother)
    page = words(mother.get(here(draft)))
    assert ask not in page
    assert "every 2s" in page, "the page looks for the end of it by itself"


def test_what_was_found_is_offered_with_its_number_and_agency(world: World, draft: Draft, mother: Client) -> None:
    look = look_at(world, draft, state=LookState.FOUND)
    found(look, number="15/2026")
    found(look, 2, title="<b>Giấy</b>", agency="A & B")
    found(look, 3, title="Giấy hỏng", state=FindState.FAILED, problem="Kho kết quả không còn tệp này.")

    page = words(mother.get(here(draft)))

    assert f"15/2026 · {AGENCY}" in page
    assert "&lt;b&gt;Giấy&lt;/b&gt;" in page
    assert "<b>Giấy" not in page
    assert page.count('type="radio"') == 2, "what could not be fetched is told and offered no more"
    assert "Không dùng được «Giấy hỏng»" in strip_tags(page)
    assert "Dùng giấy tờ này" in page


def test_the_reason_of_a_failure_is_shown_to_staff_and_spared_to_people(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    why = "Kho kết quả quốc gia trả lời HTTP 500"
    look_at(world, draft, state=LookState.FAILED, problem=why)
    look_at(world, dossier, state=LookState.FAILED, problem=why, ground="nd309")

    assert why not in words(mother.get(here(draft)))
    assert why in words(signed_in(world.ward.clerk).get(desk_page(dossier.code, component(dossier))))


def test_the_part_that_refreshes_asks_little_and_ends_with_a_way_on(world: World, draft: Draft, mother: Client) -> None:
    look = look_at(world, draft)
    asked_for = {"HX-Request": "true", "HX-Target": "store-look"}
    assert "Tìm lại" not in words(mother.get(here(draft), headers=asked_for))
    StoreLook.objects.filter(pk=look.pk).update(state=LookState.NOTHING)
    part = words(mother.get(here(draft), headers=asked_for))
    assert "Tìm lại" in part
    assert "<html" not in part
    assert "every 2s" not in part


def test_odd_answers_are_refused_beside_their_field_and_kept_as_typed(draft: Draft, mother: Client) -> None:
    for number in ("9" * 101, "ờ" * 5000):
        answer = mother.post(here(draft), {"ask": "1", "agree": "on", "number": number})
        assert answer.status_code == 422
        assert "Số, ký hiệu dài tối đa 100 ký tự." in words(answer)
        assert f'value="{number}"' in words(answer)
    for number in ("a\x00b", "<script>alert(1)</script>", "' OR 1=1 --"):
        answer = mother.post(here(draft), {"ask": "1", "number": number})
        assert answer.status_code == 422
        assert "<script>alert" not in words(answer)
    assert not StoreLook.objects.exists()


def test_a_typed_number_is_kept_in_one_form(draft: Draft, mother: Client) -> None:
    mother.post(here(draft), {"ask": "1", "agree": "on", "number": "  15/ĐK   2019 "})

    assert StoreLook.objects.get().asked["number"] == "15/ĐK 2019"


def test_a_form_says_in_english_what_is_missing(draft: Draft, mother: Client) -> None:
    answer = in_english(mother).post(here(draft), {"ask": "1"})

    assert answer.status_code == 422
    assert "Tick the box if you agree." in words(answer)
    assert "<title>Error: " in words(answer) or "govuk-error-summary" in words(answer)


def test_papers_and_filings_that_are_not_there_are_not_found(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    for address in (
        reverse("store:draft", args=[uuid4(), component(draft).pk]),
        reverse("store:draft", args=[draft.public_id, 0]),
        reverse("store:draft", args=[draft.public_id, 10**40]),
        reverse("store:withdraw", args=[uuid4()]),
    ):
        assert mother.get(address).status_code == mother.post(address, {"ask": "1"}).status_code == 404, address
    clerk = signed_in(world.ward.clerk)
    for code, paper in (("H29.101-200101-0001", component(dossier).pk), (dossier.code, 0), (dossier.code, 10**40)):
        assert clerk.get(reverse("store-desk:dossier", args=[code, paper])).status_code == 404


def test_a_filing_that_was_sent_leads_to_what_was_sent(world: World, dossier: Dossier, mother: Client) -> None:
    draft = new_draft(world, "late")
    Draft.objects.filter(pk=draft.pk).update(dossier=dossier)

    for answer in (mother.get(here(draft)), mother.post(here(draft), {"ask": "1", "agree": "on"})):
        assert answer.status_code == 302
        assert dossier.code in answer["Location"]
    assert not StoreLook.objects.exists()


def test_no_role_of_the_house_sees_a_filing_or_looks_about_another(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    """A publisher keeps the list of what serves; only clerks and officers fetch, and nobody for a filing."""
    look = look_at(world, draft, state=LookState.FOUND)
    for role in Role:
        client = signed_in(make_staff(f"{role}@example.vn", "Người Khác", role, world.other_ward.committee))
        assert client.get(here(draft)).status_code == 404, role
        assert client.post(here(draft), {"choose": "1", "find": "1"}).status_code == 404, role
        assert client.post(reverse("store:withdraw", args=[look.public_id])).status_code == 404, role
        asked = client.post(desk_page(dossier.code, component(dossier)), {"ask": "1", "ground": "nd309"})
        assert asked.status_code in (403, 404, 409), role
        assert (client.get(reverse("store-desk:serving")).status_code == 200) is (role == Role.PUBLISHER), role
    assert StoreLook.objects.get().state == LookState.FOUND


def test_who_is_not_signed_in_is_led_to_sign_in_at_every_door(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    look = look_at(world, draft)
    doors = [
        MINE, here(draft), reverse("store:withdraw", args=[look.public_id]),
        desk_page(dossier.code, component(dossier)), reverse("store-desk:serving"),
    ]  # fmt: skip
    for address in doors:
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert "/tai-khoan/login/" in answer["Location"]
    look.refresh_from_db()
    assert look.state == LookState.WAITING


def test_the_own_list_comes_in_pages_that_hold_together(world: World, draft: Draft, mother: Client) -> None:
    looks = [look_at(world, draft, state=LookState.NOTHING, words=f"Lời số {place:02}.") for place in range(31)]

    first = words(mother.get(MINE))
    assert first.count("Người hỏi:") == 30
    assert first.index("Lời số 30.") < first.index("Lời số 29."), "the newest first"
    assert "Lời số 00." not in first
    second = words(mother.get(MINE, {"sau": str(looks[1].pk)}))
    assert "Lời số 00." in second
    assert second.count("Người hỏi:") == 1
    for odd in ("?sau=abc", "?truoc=%00", "?sau=" + "9" * 40, "?sau=-1"):
        assert words(mother.get(MINE + odd)).count("Người hỏi:") == 30, odd


def test_the_own_list_says_who_on_which_ground_and_what_can_still_be_stopped(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    by_law = look_at(world, dossier, asked_by=world.ward.clerk, ground="nd310", words="Theo nghị định.")
    by_consent = look_at(world, draft)

    page = words(mother.get(MINE))
    assert reverse("store:withdraw", args=[by_consent.public_id]) in page
    assert reverse("store:withdraw", args=[by_law.public_id]) not in page
    assert dossier.code in page
    assert "Nghị định 310/2026/NĐ-CP" in page
    english = words(in_english(mother).get(MINE))
    assert f"Asked by: {world.ward.clerk.full_name}" in strip_tags(english)
    assert "Take the consent back" in english
    stopped = words(mother.post(reverse("store:withdraw", args=[by_consent.public_id]), follow=True))
    assert "The consent was taken back." in stopped
    assert "Taken back at" in stopped


def test_asking_before_a_consent_is_taken_back_changes_nothing(world: World, draft: Draft, mother: Client) -> None:
    look = look_at(world, draft)
    page = words(mother.get(reverse("store:withdraw", args=[look.public_id])))

    assert component(draft).name in page
    assert "tệp đã lấy mà chưa nộp sẽ bị xóa" in page
    look.refresh_from_db()
    assert look.withdrawn_at is None


def test_after_the_consent_is_taken_back_the_filing_asks_for_the_paper_again(world: World, mother: Client) -> None:
    """The file is gone: the filing cannot be sent as if it were there, and no page breaks."""
    draft = full_draft(world)
    look = look_at(world, draft, state=LookState.FOUND)
    section = Draft.objects.get(pk=draft.pk).data["papers"]
    (paper,) = section.values()
    upload = Upload.objects.get(public_id=paper["upload"])
    found(look, state=FindState.TAKEN, wanted_by=world.mother, upload=upload)
    mother.post(reverse("store:withdraw", args=[look.public_id]))

    check = f"/ho-so/nhap/{draft.public_id}/kiem-tra/"
    assert mother.get(check).status_code < 500
    answer = mother.post(check, {"confirm": "on"})
    assert answer.status_code < 500
    assert Draft.objects.get(pk=draft.pk).dossier is None


def test_pages_of_a_look_cost_the_same_however_much_was_found(
    world: World, dossier: Dossier, draft: Draft, mother: Client
) -> None:
    look = look_at(world, draft, state=LookState.FOUND)
    of_dossier = look_at(world, dossier, state=LookState.FOUND, ground="nd309")
    clerk, costs = signed_in(world.ward.clerk), []
    for positions in (range(1, 3), range(3, 30)):
        for position in positions:
            found(look, position)
            found(of_dossier, position)
        with CaptureQueriesContext(connection) as asked:
            assert mother.get(here(draft)).status_code == 200
            assert clerk.get(desk_page(dossier.code, component(dossier))).status_code == 200
        costs.append(len(asked))

    assert costs[0] == costs[1]
