"""System administrators open and close accounts; whose they are, and what they looked at, they cannot rewrite."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.accounts.access_log import record_look
from portal.accounts.models import AccessLogEntry, User
from tests.accounts.factories import PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db

PEOPLE, LOOKS = "/quan-tri/accounts/user/", "/quan-tri/accounts/accesslogentry/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="quan.tri@example.vn", full_name="Quản Trị", password="x"))
    return client


@pytest.mark.parametrize(("language", "name"), [("vi", "Trang quản trị hệ thống"), ("en", "System administration")])
def test_every_page_says_where_one_is(admin: Client, language: str, name: str) -> None:
    """In the reader's language."""
    content = admin.get(PEOPLE, headers={"Accept-Language": language}).content.decode()

    assert f">{name}</a>" in content
    assert f"| {name}</title>" in content


def form_of(person: User, **changes: Any) -> dict[str, Any]:
    rights = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    form = {"full_name": person.full_name, "kind": person.kind, **rights} | changes
    return {name: value for name, value in form.items() if value is not None}


def test_a_closed_account_stays_out_at_once_and_an_opened_one_comes_in_again(admin: Client) -> None:
    person, browser = make_user(email="an@example.vn"), Client()
    login = {"login": "an@example.vn", "password": PASSWORD}
    browser.post("/tai-khoan/login/", login)
    assert browser.get("/tai-khoan/").status_code == 200
    # when it is closed
    assert admin.post(f"{PEOPLE}{person.pk}/change/", form_of(person, is_active=None)).status_code == 302
    # then the session that was open ends, and no new one begins
    assert browser.get("/tai-khoan/").status_code == 302
    browser.post("/tai-khoan/login/", login)
    assert browser.get("/tai-khoan/").status_code == 302
    # until it is open again
    admin.post(f"{PEOPLE}{person.pk}/change/", form_of(person))
    browser.post("/tai-khoan/login/", login)
    assert browser.get("/tai-khoan/").status_code == 200


def test_what_belongs_to_the_holder_does_not_change(admin: Client) -> None:
    person = make_user(email="an@example.vn", phone="+84901234567")
    before = person.password
    stolen = {"email": "ke.gian@example.vn", "phone": "+84900000000", "password": "moi", "assurance_level": "2"}
    admin.post(f"{PEOPLE}{person.pk}/change/", form_of(person, full_name="Tên Mới", is_demo="on", **stolen))
    person.refresh_from_db()
    assert person.full_name == "Tên Mới"
    assert (person.email, person.phone, person.password) == ("an@example.vn", "+84901234567", before)
    assert (person.assurance_level, person.is_demo) == (0, False)


def test_no_identity_number_and_no_password_is_shown(admin: Client) -> None:
    person = make_user()
    person.set_id_number("079123456789")
    person.save()
    for page in (PEOPLE, f"{PEOPLE}{person.pk}/change/"):
        content = admin.get(page).content.decode()
        assert person.full_name in content
        assert "079123456789" not in content
        assert person.id_number_index not in content
        assert person.password not in content


@pytest.mark.parametrize("asked", ["an@example.vn", "+84901234567", "Đỗ Thị"])
def test_people_are_found_by_name_email_and_phone(admin: Client, asked: str) -> None:
    make_user(email="an@example.vn", phone="+84901234567", full_name="Đỗ Thị An")
    make_user(email="binh@example.vn", full_name="Lê Bình")
    page = admin.get(PEOPLE, {"q": asked}).content.decode()
    assert "Đỗ Thị An" in page
    assert "Lê Bình" not in page


def test_nobody_is_added_or_deleted(admin: Client) -> None:
    person = make_user()
    assert admin.get(f"{PEOPLE}add/").status_code == 403
    assert admin.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(PEOPLE, {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    assert User.objects.filter(pk=person.pk).exists()


def test_the_access_log_is_read_and_never_written(admin: Client) -> None:
    clerk, citizen = make_staff(full_name="Cán Bộ Một"), make_user(full_name="Lê Bình")
    entry = record_look(clerk, citizen, "Đối chiếu giấy tờ")
    page = admin.get(LOOKS).content.decode()
    assert "Cán Bộ Một" in page
    assert "Đối chiếu giấy tờ" in page
    assert admin.get(f"{LOOKS}add/").status_code == 403
    assert admin.post(f"{LOOKS}{entry.pk}/change/", {"why": "không có gì"}).status_code == 403
    assert admin.post(f"{LOOKS}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert AccessLogEntry.objects.get().why == "Đối chiếu giấy tờ"


@pytest.mark.parametrize("page", [PEOPLE, LOOKS])
@pytest.mark.parametrize("make", [make_user, make_staff])
def test_others_do_not_come_in(client: Client, make: Any, page: str) -> None:
    client.force_login(make(is_staff=True))
    assert client.get(page).status_code == 403
