"""Accounts of the demo have passwords that everybody knows: outside of demo mode they open nothing."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/tai-khoan/login/"


@pytest.fixture
def demo() -> User:
    user: User = make_user(
        email="lan@demo.example", phone="+84901234567", is_demo=True, is_superuser=True, is_staff=True
    )
    return user


def is_signed_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


@pytest.mark.parametrize("login", ["lan@demo.example", "0901234567"])
@pytest.mark.parametrize("is_demo", [True, False])
def test_they_sign_in_in_demo_mode_only(
    client: Client, demo: User, settings: Settings, login: str, is_demo: bool
) -> None:
    settings.PORTAL_DEMO = is_demo
    client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert is_signed_in(client) is is_demo


def test_a_session_from_the_demo_ends_with_it(client: Client, demo: User, settings: Settings) -> None:
    client.post(LOGIN, {"login": demo.email, "password": PASSWORD})
    assert is_signed_in(client)
    settings.PORTAL_DEMO = False
    assert not is_signed_in(client)
    assert client.get("/quan-tri/").status_code == 302


def test_a_new_password_by_mail_does_not_open_them_either(client: Client, demo: User, settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    client.post("/tai-khoan/password/reset/", {"email": demo.email})
    for message in OutboxMessage.objects.all():
        for code in re.findall(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", message.payload["text"], re.MULTILINE):
            client.post("/tai-khoan/password/reset/confirm/", {"code": code})
            client.post(
                "/tai-khoan/password/reset/complete/",
                {"password1": "mot-mat-khau-moi", "password2": "mot-mat-khau-moi"},
            )
    assert not is_signed_in(client)


def test_changing_the_address_does_not_turn_them_into_real_ones(client: Client, demo: User, settings: Settings) -> None:
    demo.email = "lan@gov.example.vn"
    demo.save()
    settings.PORTAL_DEMO = False
    client.post(LOGIN, {"login": demo.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_real_people_do_not_notice(client: Client, settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    person = make_user()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert is_signed_in(client)


def test_an_account_that_was_closed_ends_its_sessions(client: Client) -> None:
    person = make_user()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert is_signed_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_whoever_signs_up_is_no_demo_account(client: Client) -> None:
    client.post(
        "/tai-khoan/signup/", {"full_name": "Đỗ An", "email": "an@example.vn", "phone": "", "password1": PASSWORD}
    )
    assert User.objects.get().is_demo is False


def test_the_migration_marks_those_of_before_and_nobody_else() -> None:
    for email in ("lan@demo.example", "lan@example.vn", "lan@demo.example.vn"):
        make_user(email=email)
    with connection.cursor() as cursor:
        cursor.execute(import_module("portal.accounts.migrations.0003_user_is_demo").MARK)
    assert list(User.objects.filter(is_demo=True).values_list("email", flat=True)) == ["lan@demo.example"]
