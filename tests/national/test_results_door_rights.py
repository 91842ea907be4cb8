"""Pages of the door for results: who may open what, what others typed, addresses nobody wrote, many rows."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier
from portal.national.models import AskedFor, AskingAgency, ResultAsk, ResultConsent
from portal.national.results_door import consents
from tests.dossiers import stages
from tests.dossiers.asked_accounts import known_as
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, make_staff, make_user
from tests.national.asking_us import RESULT, agency, found
from tests.national.stored import proven
from units.roles import Role

LIST, ADD = reverse("store-desk:agencies"), reverse("store-desk:agency-add")
MINE, ASKED, ALLOW = reverse("store:mine"), reverse("store:asked"), reverse("store:allow")
TYPED = {"name": "Bộ Y tế", "agency_code": "G12", "legal_basis": "", "asks_a_day": "5", "is_active": "on"}
HOSTILE = "<script>alert(1)</script>\"'&amp;"


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A birth certificate, issued and in force, of a mother whose number is proven."""
    made = stages.issued(world)
    proven(world.mother, made.owner.id_number)
    return made


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(make_staff("qt@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))


def desk_pages(of: AskingAgency) -> list[str]:
    return [LIST, ADD, *(reverse(f"store-desk:{name}", args=[of.pk]) for name in ("agency", "agency-secret"))]


def agreeing(of: AskingAgency, days: int = 30, **changes: str) -> dict[str, str]:
    """As the page of words sends it."""
    said = consents.words_of(of.name, "Giấy khai sinh", days)
    return {"agency": str(of.pk), "kind": RESULT, "days": str(days), "agree": said} | changes


# -- who may


def test_agencies_are_kept_by_system_administrators_of_all_roles_alone(world: World) -> None:
    one = agency()
    people = {
        str(role): make_staff(f"{role}@vai.example", f"Người {role}", role, world.ward.committee) for role in Role
    }
    browsers = [(role, signed_in(user)) for role, user in people.items()]
    browsers += [("citizen", signed_in(world.mother)), ("nobody", Client())]
    for role, browser in browsers:
        may = role == Role.SYSTEM_ADMIN
        before = AskingAgency.objects.get(pk=one.pk).secret
        for page in desk_pages(one):
            assert (browser.get(page).status_code == 200) == may, (role, page)
        for page in desk_pages(one)[1:]:
            browser.post(page, TYPED | {"agency_code": f"G.{role}"[:35]})
        kept = AskingAgency.objects.get(pk=one.pk)
        assert (kept.name == "Bộ Y tế") == may, role
        assert (kept.secret != before) == may, role
        assert AskingAgency.objects.count() == (2 if may else 1), role
        AskingAgency.objects.filter(pk=one.pk).update(name="Tỉnh Lâm Đồng")
        AskingAgency.objects.exclude(pk=one.pk).delete()


def test_a_secret_waits_for_who_made_it_and_for_nobody_else(admin: Client, world: World) -> None:
    other = signed_in(make_staff("qt2@example.vn", "Võ Thị Sáu", Role.SYSTEM_ADMIN, world.other_ward.committee))
    one, second = agency(), agency(agency_code="H37")
    page, renew = (reverse(f"store-desk:{name}", args=[one.pk]) for name in ("agency", "agency-secret"))
    assert admin.get(renew).status_code == 200
    assert AskingAgency.objects.get(pk=one.pk).secret == one.secret, "asking first changes nothing"
    admin.post(renew)
    secret = AskingAgency.objects.get(pk=one.pk).secret
    assert secret not in words(other.get(page))
    assert secret not in words(admin.get(reverse("store-desk:agency", args=[second.pk])))
    assert secret in words(admin.get(page))
    assert secret not in words(admin.get(page))


def test_consents_are_their_givers_alone_to_see_and_take_back(world: World, dossier: Dossier) -> None:
    consent = consents.allow(world.mother, agency(name="Bộ Ngoại giao"), RESULT, 30)
    page = reverse("store:disallow", args=[consent.public_id])
    others = [world.ward.clerk, world.ward.officer, world.ward.leader, world.other_ward.clerk]
    others += [
        make_user("khac@example.vn", "Lý Thị Khác"),
        proven(make_user("nua@example.vn", "Lê Nữa"), "079190000222"),
    ]
    for person in others:
        browser = signed_in(person)
        assert browser.get(page).status_code == browser.post(page).status_code == 404, person.email
        assert "Bộ Ngoại giao" not in words(browser.get(ASKED)), person.email
    for answer in (Client().get(page), Client().post(page), Client().get(ASKED), Client().post(ALLOW, {})):
        assert answer.status_code == 302 and "next=" in answer.headers["Location"]
    consent.refresh_from_db()
    assert consent.is_standing


def test_nobody_agrees_for_somebody_else(world: World, dossier: Dossier) -> None:
    asking = agency()
    stranger = proven(make_user("nua@example.vn", "Lê Nữa"), "079190000222")
    assert signed_in(stranger).post(ALLOW, agreeing(asking)).status_code == 422, "it has no such result"
    assert signed_in(world.ward.clerk).post(ALLOW, agreeing(asking)).status_code == 403
    assert not ResultConsent.objects.exists()


def test_who_signed_in_by_password_signs_on_first_in_both_languages(world: World, dossier: Dossier) -> None:
    world.mother.is_demo = False
    world.mother.save()
    browser = known_as(world.mother, None)
    for language, said in (("vi", "Cần tài khoản định danh"), ("en", '<html lang="en"')):
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for answer in (browser.get(ALLOW), browser.post(ALLOW, agreeing(agency(agency_code=f"H.{language}")))):
            assert answer.status_code == 403 and said in words(answer)
    assert not ResultConsent.objects.exists()
    assert known_as(world.mother, 1).get(ALLOW).status_code == 200


# -- what is agreed to


def test_an_agency_that_was_renamed_meanwhile_is_asked_about_anew(world: World, dossier: Dossier) -> None:
    """Nobody agrees to other words than they saw."""
    mother, asking = signed_in(world.mother), agency(name="Bộ Y tế")
    seen = agreeing(asking)
    AskingAgency.objects.update(name="Công ty Thu Nợ")
    answer = mother.post(ALLOW, seen)
    assert answer.status_code == 200 and "Công ty Thu Nợ" in words(answer)
    assert not ResultConsent.objects.exists()
    for other in ("", "1", seen["agree"] + " "):
        mother.post(ALLOW, seen | {"agree": other})
    assert not ResultConsent.objects.exists()
    asking.refresh_from_db()
    assert mother.post(ALLOW, agreeing(asking)).status_code == 302
    assert "Công ty Thu Nợ" in ResultConsent.objects.get().words


def test_the_time_agreed_to_is_the_time_that_was_shown(world: World, dossier: Dossier) -> None:
    mother, asking = signed_in(world.mother), agency()
    longer = agreeing(asking) | {"days": "365"}
    assert "365 ngày" in words(mother.post(ALLOW, longer))
    assert not ResultConsent.objects.exists(), "thirty days were shown"


def test_words_are_kept_as_the_page_sends_them_back(world: World, dossier: Dossier) -> None:
    """Quotes and angle brackets survive the way through the browser."""
    mother, asking = signed_in(world.mother), agency(name='Sở "A" <B> & C')
    page = words(mother.post(ALLOW, agreeing(asking, agree="")))
    sent = re.search(r'name="agree" value="([^"]*)"', page)
    assert sent is not None
    mother.post(ALLOW, agreeing(asking, agree=html.unescape(sent[1])))
    assert 'Sở "A" <B> & C' in ResultConsent.objects.get().words


def test_choices_that_are_none_are_told_beside_their_fields(world: World, dossier: Dossier) -> None:
    mother, asking = signed_in(world.mother), agency()
    for changes, told in (
        ({"agency": "9" * 40}, "Hãy chọn cơ quan."),
        ({"agency": "\x00"}, "govuk-error-message"),
        ({"agency": "-1"}, "Hãy chọn cơ quan."),
        ({"kind": f"{RESULT}\x00"}, "Hãy chọn kết quả."),
        ({"kind": ""}, "Hãy chọn kết quả."),
        ({"days": "30.5"}, "Hãy chọn thời gian."),
        ({"days": "３０"}, "Hãy chọn thời gian."),
        ({"days": "9" * 400}, "Hãy chọn thời gian."),
    ):
        answer = mother.post(ALLOW, agreeing(asking) | changes)
        assert answer.status_code == 422 and told in words(answer), changes
    assert not ResultConsent.objects.exists()


def test_consents_for_the_same_kind_to_two_agencies_end_apart(world: World, dossier: Dossier) -> None:
    mother = signed_in(world.mother)
    one, two = agency(legal_basis=""), agency(agency_code="H37", name="Bộ Y tế", legal_basis="")
    for each in (one, two):
        mother.post(ALLOW, agreeing(each))
    first = ResultConsent.objects.get(agency=one)
    mother.post(reverse("store:disallow", args=[first.public_id]))
    assert found(one, dossier) == [] and len(found(two, dossier)) == 1


# -- what others typed, and addresses that nobody wrote


def test_what_an_administrator_or_an_agency_typed_is_shown_as_text(
    world: World, dossier: Dossier, admin: Client
) -> None:
    asking = agency(name=HOSTILE, legal_basis=HOSTILE)
    mother = signed_in(world.mother)
    found(asking, dossier, HoTenNguoiYeuCau=HOSTILE, MaThuTuc="<b>1.001193</b>")
    consent = consents.allow(world.mother, asking, RESULT, 30)
    pages = [mother.get(page) for page in (MINE, ASKED, ALLOW, reverse("store:disallow", args=[consent.public_id]))]
    pages += [mother.post(ALLOW, agreeing(asking, agree="")), *(admin.get(page) for page in desk_pages(asking))]
    for answer in pages:
        assert answer.status_code == 200
        assert "<script>alert" not in words(answer) and "<b>1.001193" not in words(answer)
    assert "&lt;script&gt;alert" in words(pages[1])


def test_addresses_that_nobody_wrote_lead_to_the_list_or_nowhere(admin: Client, world: World) -> None:
    mother = signed_in(world.mother)
    for place in ("abc", "-1", "9" * 40, "\x00", "1 OR 1=1", "٣", ""):
        for browser, page in ((admin, LIST), (mother, ASKED), (mother, MINE)):
            assert browser.get(page, {"sau": place, "truoc": place}).status_code == 200, (page, place)
    for pk in (0, 2**31, 2**63, 10**30):
        for name in ("agency", "agency-secret"):
            address = reverse(f"store-desk:{name}", args=[pk])
            assert admin.get(address).status_code == admin.post(address, TYPED).status_code == 404, pk
    for method in ("put", "delete"):
        for page in (LIST, ADD):
            assert getattr(admin, method)(page).status_code == 405
    assert not AskingAgency.objects.exists()


def test_what_is_typed_of_an_agency_is_kept_as_text_is_kept(admin: Client) -> None:
    admin.post(ADD, TYPED | {"name": "  Bộ \u200b Y\u00a0 tê\u0301 ", "agency_code": " G12 ", "asks_a_day": " 7 "})
    made = AskingAgency.objects.get()
    assert (made.name, made.agency_code, made.asks_a_day) == ("Bộ Y tế", "G12", 7)
    again = admin.post(ADD, TYPED | {"agency_code": "G12\u200b", "name": "Tên vừa gõ"})
    assert again.status_code == 422 and "Đã có cơ quan mang mã định danh này." in words(again)
    assert "Tên vừa gõ" in words(again), "typed words are kept"
    for measure in ("1 000", "1.5", "1e3", "-5", "100001", "", "\x00", "9" * 400):
        answer = admin.post(ADD, TYPED | {"agency_code": "G13", "asks_a_day": measure})
        assert answer.status_code == 422, measure
    assert AskingAgency.objects.count() == 1


def test_a_slip_on_the_page_of_an_agency_changes_nothing(admin: Client) -> None:
    one = agency()
    page = reverse("store-desk:agency", args=[one.pk])
    assert admin.post(page, TYPED | {"name": " "}).status_code == 422
    assert admin.post(page, {}).status_code == 422
    kept = AskingAgency.objects.get()
    assert (kept.name, kept.is_active, kept.asks_a_day) == ("Tỉnh Lâm Đồng", True, 1000)


def test_where_no_key_is_set_the_list_says_that_the_door_is_shut(admin: Client, settings: LazySettings) -> None:
    settings.RESULTS_DOOR_SECRET = ""
    page = words(admin.get(LIST))
    assert "Chưa đặt RESULTS_DOOR_SECRET" in page and "Khóa công khai" not in page


# -- many


def test_pages_of_owners_cost_the_same_for_many_questions_and_consents(world: World, dossier: Dossier) -> None:
    mother = signed_in(world.mother)
    index = consents.index_of(world.mother)

    def ask(place: int) -> None:
        one = agency(agency_code=f"H.{place}", name=f"Sở {place}")
        consents.allow(world.mother, one, RESULT, 30)
        plain: dict[str, Any] = {"owner_index": index, "kind": AskedFor.LOOK, "grounds": ["consent"], "given": 1}
        ResultAsk.objects.create(agency=one, message_id="1", asker_name="Cán bộ", **plain)

    counts: dict[str, list[int]] = {ASKED: [], MINE: [], ALLOW: []}
    for page in counts:
        mother.get(page)
    for few in (1, 5):
        for place in range(few):
            ask(few * 10 + place)
        for page, count in counts.items():
            with CaptureQueriesContext(connection) as asked:
                assert mother.get(page).status_code == 200
            count.append(len(asked))
    assert all(first == second for first, second in counts.values()), counts


def test_three_questions_stand_on_the_page_of_looks_and_all_on_their_own(world: World, dossier: Dossier) -> None:
    mother, index = signed_in(world.mother), consents.index_of(world.mother)
    for place in range(5):
        one = agency(agency_code=f"H.{place}", name=f"Sở số {place}.")
        ResultAsk.objects.create(agency=one, message_id="1", kind=AskedFor.LOOK, owner_index=index)
    shown = [[place for place in range(5) if f"Sở số {place}." in words(mother.get(page))] for page in (MINE, ASKED)]
    assert shown == [[2, 3, 4], [0, 1, 2, 3, 4]]
