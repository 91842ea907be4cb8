"""Who keeps the agencies that ask, and what owners see of them, agree to and take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier
from portal.accounts.models import AssuranceLevel, User
from portal.national.models import AskingAgency, ResultAsk, ResultConsent
from portal.national.results_door import consents
from portal.national.results_store import demonstration
from portal.national.results_store.problems import StoreRefused
from portal.national.simulator.asking_pages import FILE_PATH, PATH, AskingPages
from portal.national.simulator.asking_results import Province, ResultsAsker
from portal.simulating.serving import Request
from tests.dossiers import stages
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World, given_world, make_staff
from tests.house.page_words import data_words, vietnamese_on
from tests.national.asking_us import BIRTH, RESULT, agency, fetched, found, knock, needed, public_key, question
from tests.national.stored import proven
from units.roles import Role

LIST, ADD = reverse("store-desk:agencies"), reverse("store-desk:agency-add")
MINE, ASKED, ALLOW = reverse("store:mine"), reverse("store:asked"), reverse("store:allow")
TYPED = {
    "name": "Tỉnh Lâm Đồng",
    "agency_code": "H36",
    "legal_basis": "Nghị định 309/2026",
    "asks_a_day": "50",
    "is_active": "on",
}


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(make_staff("qt@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A birth certificate, issued and in force, of a mother whose number is proven."""
    made = stages.issued(world)
    proven(world.mother, made.owner.id_number)
    return made


def choice(of: AskingAgency, **changes: str) -> dict[str, str]:
    return {"agency": str(of.pk), "kind": RESULT, "days": "30"} | changes


def test_an_agency_is_taken_up_with_a_secret_shown_once_that_opens_the_door(admin: Client, dossier: Dossier) -> None:
    needed()
    assert "Chưa có cơ quan nào" in words(admin.get(LIST))
    page = admin.post(ADD, TYPED, follow=True)

    made = AskingAgency.objects.get()
    assert (made.name, made.asks_a_day, made.is_active) == ("Tỉnh Lâm Đồng", 50, True)
    assert made.secret in words(page)
    assert page["Cache-Control"] == "no-store"
    shown = words(admin.get(reverse("store-desk:agency", args=[made.pk])))
    assert made.secret not in shown
    for door in ("look-up", "file"):
        assert reverse(f"results-door:{door}", args=[made.public_id]) in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM national_askingagency")
        assert made.secret not in cursor.fetchone()[0]
    assert len(found(made, dossier)) == 1
    listed = words(admin.get(LIST))
    assert public_key() in listed
    assert "Tỉnh Lâm Đồng" in listed


def test_an_agency_is_changed_shut_out_and_given_another_secret(admin: Client, dossier: Dossier) -> None:
    one = agency()
    page, renew = (reverse(f"store-desk:{name}", args=[one.pk]) for name in ("agency", "agency-secret"))
    changed = {**TYPED, "name": "Bộ Tư pháp", "agency_code": "H99", "legal_basis": ""}
    assert "Đã lưu cơ quan." in words(admin.post(page, changed, follow=True))
    kept = AskingAgency.objects.get()
    assert (kept.name, kept.legal_basis, kept.agency_code) == ("Bộ Tư pháp", "", "H36"), "the code stays"

    assert "Khóa cũ hết dùng ngay" in words(admin.get(renew))
    shown = words(admin.post(renew, follow=True))
    fresh = AskingAgency.objects.get()
    assert fresh.secret != one.secret
    assert fresh.secret in shown
    assert knock(one, question(dossier)).status_code == 401
    assert knock(fresh, question(dossier)).status_code == 200

    changed.pop("is_active")
    admin.post(page, changed)
    assert knock(fresh, question(dossier)).status_code == 401
    assert "Đã khóa" in words(admin.get(LIST))


def test_slips_of_the_pen_stand_beside_their_fields_and_nothing_is_kept(admin: Client, world: World) -> None:
    agency()
    for changes, told in (
        ({"agency_code": "H36"}, "Đã có cơ quan mang mã định danh này."),
        ({"agency_code": ""}, "Hãy ghi mã định danh của cơ quan."),
        ({"agency_code": "H37", "name": "\x00"}, "Hãy ghi tên cơ quan."),
        ({"agency_code": "H37", "asks_a_day": "0"}, 'value="0"'),
        ({"agency_code": "H37", "asks_a_day": "9" * 30}, "9" * 30),
        ({"agency_code": "H37", "asks_a_day": "nhiều"}, "Hãy ghi một số nguyên."),
        ({"agency_code": "H" * 36}, "H" * 36),
    ):
        answer = admin.post(ADD, TYPED | changes)
        assert answer.status_code == 422, changes
        assert told in words(answer), changes
    assert AskingAgency.objects.count() == 1
    for person in (world.mother, world.ward.clerk, world.ward.leader):
        for address in (LIST, ADD):
            assert signed_in(person).get(address).status_code in (403, 404)


def test_the_list_of_agencies_costs_the_same_for_many(admin: Client, dossier: Dossier) -> None:
    counts = []
    for place in range(2):
        for more in range(1 + 4 * place):
            found(agency(agency_code=f"H{place}{more}"), dossier)
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_owner_sees_every_question_also_one_that_got_nothing(world: World, dossier: Dossier) -> None:
    mother, other = signed_in(world.mother), agency(legal_basis="", agency_code="H37", name="Bộ Y tế")
    assert "Chưa có cơ quan nào hỏi kết quả của bạn" in words(mother.get(ASKED))
    needed()
    asking = agency()
    found(other, dossier)
    assert "Không cho gì" in words(mother.get(MINE))
    [row] = found(asking, dossier)
    fetched(asking, row)

    for page in (words(mother.get(MINE)), words(mother.get(ASKED))):
        assert "Tỉnh Lâm Đồng" in page
        assert "Bộ Y tế" in page
        assert "Cán bộ nơi khác" in page
        assert BIRTH in page
        assert "Nghị định 309/2026/NĐ-CP, Điều 4" in page
        assert page.index("Lấy tệp") < page.index("Bộ Y tế"), "the newest first"
    stranger = signed_in(world.ward.clerk)
    assert "Tỉnh Lâm Đồng" not in words(stranger.get(ASKED))
    User.objects.filter(pk=world.mother.pk).update(assurance_level=AssuranceLevel.SELF_DECLARED)
    assert "Tỉnh Lâm Đồng" not in words(mother.get(MINE)) + words(mother.get(ASKED))


def test_a_consent_is_given_in_words_that_name_all_of_it_and_taken_back(world: World, dossier: Dossier) -> None:
    mother, asking = signed_in(world.mother), agency(legal_basis="")
    assert "Tỉnh Lâm Đồng" in words(mother.get(ALLOW))
    asked = mother.post(ALLOW, choice(asking))
    assert "Tôi đồng ý để Tỉnh Lâm Đồng tra cứu và lấy kết quả «Giấy khai sinh» của tôi, trong 30 ngày" in words(asked)
    assert not ResultConsent.objects.exists(), "shown, not agreed to yet"

    for _time in range(2):  # sent twice, one consent stands
        mother.post(ALLOW, choice(asking, agree=consents.words_of(asking.name, "Giấy khai sinh", 30)))
    standing = [one for one in ResultConsent.objects.all() if one.is_standing]
    [consent] = standing
    assert consent.words in words(asked)
    assert (consent.given_by, consent.agency, consent.result_code) == (world.mother, asking, RESULT)
    assert len(found(asking, dossier)) == 1

    back = reverse("store:disallow", args=[consent.public_id])
    assert signed_in(world.ward.clerk).post(back).status_code == 404
    assert "Tỉnh Lâm Đồng" in words(mother.get(back))
    assert "Đã rút lại sự đồng ý." in words(mother.post(back, follow=True))
    assert "đã hết hiệu lực trước đó" in words(mother.post(back, follow=True))
    assert found(asking, dossier) == []


def test_only_own_results_are_agreed_to_by_whoever_is_known_surely(world: World, dossier: Dossier) -> None:
    mother, asking = signed_in(world.mother), agency()
    shut = agency(agency_code="H37", is_active=False)
    for wrong in ({"kind": "KQ.G15.000242"}, {"agency": str(shut.pk)}, {"agency": "x"}, {"days": "3650"}, {"days": ""}):
        assert mother.post(ALLOW, choice(asking, agree="1") | wrong).status_code == 422, wrong
    for code, of, days in (("KQ.G15.000242", asking, 30), (RESULT, shut, 30), (RESULT, asking, 3650)):
        with pytest.raises(StoreRefused):
            consents.allow(world.mother, of, code, days)
    assert "Chưa có gì để cho phép" in words(signed_in(proven(world.ward.clerk, "079088000456")).get(ALLOW))
    User.objects.filter(pk=world.mother.pk).update(assurance_level=AssuranceLevel.SELF_DECLARED)
    assert mother.get(ALLOW).status_code == mother.post(ALLOW, choice(asking, agree="1")).status_code == 403
    assert not ResultConsent.objects.exists()


def test_english_pages_mark_what_is_vietnamese(world: World, dossier: Dossier, admin: Client) -> None:
    needed()
    mother, asking = signed_in(world.mother), agency()
    found(asking, dossier)
    consents.allow(world.mother, asking, RESULT, 30)
    ResultConsent.objects.update(words="I agree")
    for client in (mother, admin):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    names = sorted(data_words(), key=len, reverse=True)
    pages = [(mother, page) for page in (MINE, ASKED, ALLOW)]
    pages += [(admin, page) for page in (LIST, ADD, reverse("store-desk:agency", args=[asking.pk]))]
    heard = [f"{page}: {one}" for client, page in pages for one in vietnamese_on(words(client.get(page)), names)]
    assert heard == []


def test_the_simulator_asks_proves_our_signature_and_shows_the_file(
    live_server: LiveServer, settings: LazySettings, transactional_db: None
) -> None:
    world = given_world()
    dossier = stages.issued(world)
    proven(world.mother, dossier.owner.id_number)
    introduced = demonstration.introduce()
    assert demonstration.introduce() == introduced
    needed()
    assert [one.number for one in demonstration.people()] == [dossier.owner.id_number]
    pages = asking_pages(live_server, introduced)

    asked = ask(pages, dossier)
    assert "chữ ký của tỉnh đúng" in asked
    assert "Giấy khai sinh" in asked
    path = asked.split('name="path" value="')[1].split('"')[0]
    unit = asked.split('name="agency" value="')[1].split('"')[0]
    fetch = pages.routes()["POST", FILE_PATH]
    file = fetch(Request(FILE_PATH, {"agency": unit, "path": path}))
    assert file.body.startswith(b"%PDF")
    assert "Tỉnh không cho tệp này." in fetch(Request(FILE_PATH, {"agency": "x", "path": "x"})).body.decode()
    assert ResultAsk.objects.count() == 3

    assert "Tỉnh không cho kết quả nào." in ask(pages, dossier, procedure="1.000656")
    forged = asking_pages(live_server, introduced, key=public_key()[:-2] + "A=")
    assert "không có chữ ký đúng của tỉnh" in ask(forged, dossier)
    assert "Giấy khai sinh" not in ask(forged, dossier)
    introduced.secret = "whsec_AAAA"
    assert "HTTP 401" in ask(asking_pages(live_server, introduced), dossier)
    silent = ResultsAsker(Province("http://127.0.0.1:9/", "x" * 32, public_key()))
    nobody = AskingPages(BIRTH, RESULT).know(silent, [])
    assert "HTTP 0" in ask(nobody, dossier)


def asking_pages(live_server: LiveServer, of: AskingAgency, key: str = "") -> AskingPages:
    """The simulator's page, led to the test's server."""
    door = live_server.url + reverse("results-door:look-up", args=[of.public_id]).removesuffix("tra-cuu/")
    asker = ResultsAsker(Province(door, of.secret, key or public_key()))
    return AskingPages(BIRTH, RESULT).know(asker, demonstration.people())


def ask(pages: AskingPages, dossier: Dossier, procedure: str = BIRTH) -> str:
    said: dict[str, Any] = {"owner": dossier.owner.id_number, "kind": RESULT, "procedure": procedure}
    assert "Hỏi tỉnh" in pages.routes()["GET", PATH](Request(PATH, {})).body.decode()
    return pages.routes()["POST", PATH](Request(PATH, said)).body.decode()


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_an_owner_agrees_sees_the_question_and_takes_it_back(
    live_server: LiveServer, page: Page, settings: LazySettings, check_widths: Callable[[Page], None]
) -> None:
    world = given_world()
    dossier = stages.issued(world)
    let_in(page, live_server, proven(world.mother, dossier.owner.id_number))
    asking = agency(legal_basis="")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + MINE)
    page.get_by_role("link", name="Xem tất cả, và cho phép hoặc rút lại").click()
    page.get_by_role("button", name="Cho phép một cơ quan lấy kết quả").click()
    page.get_by_role("radio", name="Tỉnh Lâm Đồng").check()
    page.get_by_role("radio", name="Giấy khai sinh").check()
    page.get_by_role("radio", name="30 ngày").check()
    check_widths(page)
    page.get_by_role("button", name="Tiếp tục").click()
    check_widths(page)
    page.get_by_role("button", name="Tôi đồng ý").click()
    expect(page.locator("main")).to_contain_text("Đã ghi nhận sự đồng ý.")
    assert len(found(asking, dossier)) == 1
    page.reload()
    expect(page.locator("main")).to_contain_text("Cán bộ nơi khác")
    check_widths(page)
    page.get_by_role("link", name="Rút lại sự đồng ý").click()
    page.get_by_role("button", name="Rút lại sự đồng ý").click()
    expect(page.locator("main")).to_contain_text("Đã rút lại sự đồng ý.")
    assert found(asking, dossier) == []
    let_in(page, live_server, make_staff("qt@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    for address in (LIST, reverse("store-desk:agency", args=[asking.pk])):
        page.goto(live_server.url + address)
        check_widths(page)


def let_in(page: Page, live_server: LiveServer, user: User) -> None:
    """Give the browser a session of the person."""
    cookie = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
