"""An English page speaks English and a Vietnamese one Vietnamese; only data (names, procedures) may stay as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.documents.models import IssuedDocument
from portal.ui.provinces import PROVINCES
from tests.dossiers import filings, stages
from tests.dossiers.desk import full_draft, new_draft
from tests.dossiers.world import BIRTH, SINCE, World, given_world, make_user
from tests.house.page_words import data_words, english_on, heard_on, vietnamese_on
from units.models import StaffRole
from units.roles import Role

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/huong-dan/",
    "/tro-nang/",
    "/du-lieu-ca-nhan/",
    "/xac-minh/",
    "/xac-minh/7KQM-X2PA-9RTE/",
    "/don-vi/",
    "/don-vi/?q=khong-co-don-vi-nay",
    "/don-vi/H29.101.9/",
    "/thu-tuc/",
    "/thu-tuc/?q=khai sinh",
    "/thu-tuc/?q=zzzz",
    f"/thu-tuc/{BIRTH}/",
    "/theo-doi/",
    "/theo-doi/?code=H29.101-261122-9999",
    "/phan-anh/",
    "/phan-anh/gui/",
    "/phan-anh/theo-doi/",
    "/phan-anh/cau-tra-loi/",
    "/phan-anh/cau-tra-loi/?q=zzz",
    "/phan-anh/so-lieu/",
    "/phan-anh/danh-ba/",
    "/phan-anh/danh-ba/?q=zzzz",
    "/khong-co-trang-nay/",
    "/tai-khoan/login/",
    "/tai-khoan/signup/",
    "/tai-khoan/password/reset/",
    "/tai-khoan/inactive/",
    "/tai-khoan/confirm-email/sai/",
]
ACCOUNT = ["", "thong-tin/", "so-dien-thoai/", "luot-xem/", "email/", "password/change/", "hai-lop/", "logout/"]
LANGUAGES = ["vi", "en"]


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def reader(language: str, user: User | None = None) -> Client:
    """A browser of somebody who chose a language."""
    client = Client()
    if user:
        client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


class Listener:
    """Notes what pages say in the other language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.wrong: list[str] = []
        self.data: list[str] = []

    def hear(self, where: str, response: Any) -> None:
        """Take a page in; a page that only leads on says nothing."""
        assert response.status_code < 500, where
        if response.status_code in {301, 302}:
            self.wrong.append(f"{where}: led to {response['Location']}")
            return
        html = response.content.decode()
        assert f'<html lang="{self.language}"' in html, where
        if self.language == "vi":
            found = english_on(html)
        else:
            self.data = self.data or sorted(
                [*data_words(), *(name.casefold() for name in PROVINCES.values())], key=len, reverse=True
            )
            found = vietnamese_on(html, self.data)
        self.wrong += [f"{where}: {text}" for text in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(world: World, language: str) -> None:
    client, listener = reader(language), Listener(language)
    for page in PUBLIC:
        listener.hear(page, client.get(page))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_of_strangers_sent_empty_or_wrong(world: World, language: str) -> None:
    client, listener = reader(language), Listener(language)
    for page, typed in {
        "/tai-khoan/login/": {"login": "lan.nguyen@example.vn", "password": "sai"},
        "/tai-khoan/signup/": {"full_name": "", "email": "lan", "phone": "12", "password1": "123"},
        "/tai-khoan/password/reset/": {"email": "khong phai thu"},
        "/xac-minh/": {},
    }.items():
        listener.hear(f"{page} empty", client.post(page, {}))
        listener.hear(page, client.post(page, typed))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_account_pages(world: World, language: str) -> None:
    client, listener = reader(language, world.mother), Listener(language)
    for page in ACCOUNT:
        listener.hear(page, client.get(f"/tai-khoan/{page}"))
    for page in ("thong-tin/", "so-dien-thoai/", "password/change/"):
        listener.hear(f"{page} empty", client.post(f"/tai-khoan/{page}", {}))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_second_factor(world: World, language: str) -> None:
    # given somebody who keeps this language and has just given the password twice
    User.objects.filter(pk=world.mother.pk).update(language=language)
    client, listener = reader(language), Listener(language)
    client.post("/tai-khoan/login/", {"login": "lan.nguyen@example.vn", "password": "Mot-Cua-2026"})
    client.post("/tai-khoan/reauthenticate/", {"password": "Mot-Cua-2026"})
    activate = "/tai-khoan/hai-lop/totp/activate/"
    listener.hear("activate", client.get(activate))
    listener.hear("wrong code", client.post(activate, {"code": "000000"}))
    listener.hear("overview", client.get("/tai-khoan/hai-lop/"))
    # and somebody whose password was given long ago
    listener.hear("again", reader(language, world.mother).get("/tai-khoan/reauthenticate/"))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_filing_pages(world: World, language: str) -> None:
    client, listener = reader(language, world.mother), Listener(language)
    draft, done = new_draft(world), full_draft(world)
    sections = ["applicant", "papers", "delivery", *(f"form-{key}" for key in form_pages(world))]
    listener.hear("start", client.get(reverse("dossiers:start", args=[BIRTH])))
    listener.hear("tasks", client.get(reverse("dossiers:draft", args=[draft.public_id])))
    for section in sections:
        address = reverse("dossiers:draft-page", args=[draft.public_id, section])
        listener.hear(section, client.get(address))
        listener.hear(f"{section} empty", client.post(address, {}))
    for one in (draft, done):
        listener.hear("check", client.get(reverse("dossiers:draft-check", args=[one.public_id])))
    listener.hear("discard", client.get(reverse("dossiers:draft-discard", args=[draft.public_id])))
    assert listener.wrong == []


def form_pages(world: World) -> list[str]:
    """Keys of the pages of the birth form."""
    eform = world.birth.case("standard").eform
    return [page["key"] for page in eform.schema["x-pages"]] if eform else []


STAGES: dict[str, Callable[[World], Dossier]] = {
    "submitted": filings.submitted,
    "received": filings.received,
    "handed over": filings.handed_over,
    "awaiting supplement": filings.awaiting_supplement,
    "awaiting signature": filings.awaiting_signature,
    "approved": filings.approved,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_owners_pages(world: World, language: str) -> None:
    client, listener = reader(language, world.mother), Listener(language)
    dossiers = {stage: make(world) for stage, make in STAGES.items()}
    listener.hear("mine", client.get(reverse("dossiers:mine")))
    for stage, dossier in dossiers.items():
        listener.hear(stage, client.get(reverse("dossiers:detail", args=[dossier.code])))
        listener.hear(f"{stage}, tracked", client.get(reverse("dossiers:track"), {"code": dossier.code}))
    listener.hear("sent", client.get(reverse("dossiers:sent", args=[dossiers["submitted"].code])))
    listener.hear("withdraw", client.get(reverse("dossiers:withdraw", args=[dossiers["submitted"].code])))
    supplement = reverse("dossiers:supplement", args=[dossiers["awaiting supplement"].code])
    listener.hear("supplement", client.get(supplement))
    listener.hear("supplement empty", client.post(supplement, {}))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_result(world: World, language: str) -> None:
    client, listener = reader(language, world.mother), Listener(language)
    dossier = stages.issued(world, delivery="online")
    rate = reverse("dossiers:rate", args=[dossier.code])
    listener.hear("detail", client.get(reverse("dossiers:detail", args=[dossier.code])))
    listener.hear("rate", client.get(rate))
    listener.hear("rate empty", client.post(rate, {}))
    for document in IssuedDocument.objects.all():
        listener.hear(document.kind, client.get(f"/xac-minh/{document.verification_code}/"))
    clerk = reader(language, world.ward.clerk)
    listener.hear("to hand over", clerk.get(reverse("dossiers:work", args=[dossier.code])))
    assert listener.wrong == []


REFUSED = {
    "submitted": ["receive", "request_supplement", "refuse"],
    "handed over": ["submit_for_signature", "request_supplement"],
    "awaiting signature": ["send_back"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_sent_empty(world: World, language: str) -> None:
    listener = Listener(language)
    deciders = dict(zip(REFUSED, (world.ward.clerk, world.ward.officer, world.ward.leader), strict=True))
    dossiers = {stage: STAGES[stage](world) for stage in REFUSED}
    for stage, actions in REFUSED.items():
        client = reader(language, deciders[stage])
        for action in actions:
            address = reverse("dossiers:work-action", args=[dossiers[stage].code, action])
            listener.hear(f"{stage}: {action}", client.post(address, {}))
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_pages(world: World, language: str) -> None:
    listener = Listener(language)
    dossiers = {stage: make(world) for stage, make in STAGES.items()}
    for person in (world.ward.clerk, world.ward.officer, world.ward.leader):
        client = reader(language, person)
        listener.hear("desk", client.get(reverse("dossiers:desk")))
        listener.hear("desk, nothing found", client.get(reverse("dossiers:desk"), {"q": "zzzz"}))
        for stage, dossier in dossiers.items():
            response = client.get(reverse("dossiers:work", args=[dossier.code]))
            listener.hear(f"{stage} for {person.email}", response)
    assert listener.wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_administrators_page_of_letters(world: World, language: str) -> None:
    admin = make_user("admin@example.vn", "Cao Xuân Trường", kind="staff")
    StaffRole.objects.create(user=admin, unit=world.ward.committee, role=Role.SYSTEM_ADMIN, valid_from=SINCE)
    listener = Listener(language)
    listener.hear("outgoing", reader(language, admin).get(reverse("dossiers:outgoing")))
    assert listener.wrong == []


def test_the_listener_hears_what_people_hear() -> None:
    # given a page with text, an image, a machine's part, and a part marked as Vietnamese
    html = '<p>Hello <b>you</b></p><img alt="A map"><script>let a</script><i lang="vi">Xin chào</i><p>Bye</p>'
    # then only what is said in the page's language is heard
    assert heard_on(html) == ["Hello", "you", "A map", "Bye"]


def test_the_listener_tells_interface_from_data() -> None:
    html = "<p>Handled by Trần Văn Minh</p><p>Xem hồ sơ</p>"
    assert vietnamese_on(html, ["trần văn minh"]) == ["Xem hồ sơ"]
    assert english_on("<p>Enter the password</p><p>Mật khẩu</p>") == ["Enter the password"]
