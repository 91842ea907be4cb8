"""Passwords: forgotten, changed, kept by Argon2."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from portal.settings import accounts
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = "mat-khau-moi-rat-dai"


def code_in_mail() -> str:
    message = OutboxMessage.objects.get(payload__isnull=False)
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", message.payload["text"], re.MULTILINE)
    assert found, message.payload["text"]
    return found[1]


def test_a_forgotten_password_is_set_again_with_the_code_from_the_mail(client: Client) -> None:
    # given somebody who asks for a code
    user = make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    # when they type it, and a new password
    client.post("/tai-khoan/password/reset/confirm/", {"code": code_in_mail()})
    response = client.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    # then the new one holds
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_wrong_code_changes_nothing(client: Client) -> None:
    user = make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    response = client.post("/tai-khoan/password/reset/confirm/", {"code": "SAI-MA"})
    assert response.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_stranger_learns_nothing_and_no_mail_leaves(client: Client) -> None:
    known = client.post("/tai-khoan/password/reset/", {"email": "la@example.vn"})
    assert known.status_code == 302
    assert OutboxMessage.objects.count() == 0


def test_the_page_tells_people_without_email_what_to_do(client: Client) -> None:
    assert settings.PORTAL_HOTLINE in client.get("/tai-khoan/password/reset/").content.decode()


def test_a_password_is_changed_by_who_knows_the_old_one(client: Client) -> None:
    user = make_user(email="an@example.vn")
    client.force_login(user)
    page = "/tai-khoan/password/change/"
    client.post(page, {"oldpassword": "sai", "password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert OutboxMessage.objects.get().payload["subject"] == "Mật khẩu đã đổi"


def test_passwords_are_kept_by_argon2() -> None:
    assert accounts.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    "new",
    [
        ("", ""),
        ("ngan", "ngan"),
        ("12345678901", "12345678901"),
        ("password", "password"),
        ("an@example.vn", "an@example.vn"),
        (NEW, NEW + "x"),
        (NEW, ""),
    ],
    ids=["empty", "short", "digits only", "common", "the address", "two different", "once"],
)
def test_a_weak_or_mistyped_new_password_is_refused(client: Client, new: tuple[str, str]) -> None:
    user = make_user(email="an@example.vn")
    client.force_login(user)
    typed = {"oldpassword": PASSWORD, "password1": new[0], "password2": new[1]}
    answer = client.post("/tai-khoan/password/change/", typed)
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_new_password_ends_every_other_session_and_not_this_one(client: Client) -> None:
    """Whoever changes it because somebody else knew it must be rid of them."""
    user = make_user(email="an@example.vn")
    stranger = Client()
    for browser in (client, stranger):
        browser.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD})
        assert browser.get("/tai-khoan/").status_code == 200
    client.post("/tai-khoan/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get("/tai-khoan/").status_code == 200
    assert stranger.get("/tai-khoan/").status_code == 302
    assert user.email


def test_the_code_is_spent_by_its_use(client: Client) -> None:
    make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    code = code_in_mail()
    client.post("/tai-khoan/password/reset/confirm/", {"code": code})
    client.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    other = Client()
    other.post("/tai-khoan/password/reset/confirm/", {"code": code})
    other.post(
        "/tai-khoan/password/reset/complete/", {"password1": "lai-mot-cai-khac", "password2": "lai-mot-cai-khac"}
    )
    assert User.objects.get().check_password(NEW)


def test_the_code_is_of_no_use_in_another_browser(client: Client) -> None:
    """A code read over somebody's shoulder opens nothing: it belongs to the browser that asked for it."""
    make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    other = Client()
    answer = other.post("/tai-khoan/password/reset/confirm/", {"code": code_in_mail()})
    assert answer.status_code == 302
    other.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(PASSWORD)


def test_guessing_codes_ends_after_a_few(client: Client) -> None:
    make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    for number in range(10):
        client.post("/tai-khoan/password/reset/confirm/", {"code": f"SAI{number:03}"})
        cache.clear()
    client.post("/tai-khoan/password/reset/confirm/", {"code": code_in_mail()})
    client.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("email", ["la@example.vn", "an@example.vn"])
def test_the_answer_is_the_same_whether_the_account_exists_or_not(client: Client, email: str) -> None:
    make_user(email="an@example.vn")
    answer = client.post("/tai-khoan/password/reset/", {"email": email})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/tai-khoan/password/reset/confirm/")


def test_the_new_password_page_opens_only_after_the_code(client: Client) -> None:
    make_user(email="an@example.vn")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    assert client.get("/tai-khoan/password/reset/complete/").status_code == 302
    client.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(PASSWORD)


def test_resetting_opens_the_lock_of_wrong_passwords_for_the_right_person(client: Client) -> None:
    """What the lock's own words promise: try again after 15 minutes, or set a new password."""
    make_user(email="an@example.vn")
    for _ in range(5):
        client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": "sai"})
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    client.post("/tai-khoan/password/reset/confirm/", {"code": code_in_mail()})
    client.post("/tai-khoan/password/reset/complete/", {"password1": NEW, "password2": NEW})
    client.logout()
    client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": NEW})
    assert "_auth_user_id" in client.session
