"""Passwords: forgotten, changed, kept by Argon2."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

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
