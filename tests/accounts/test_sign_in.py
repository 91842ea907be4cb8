"""Signing in by e-mail or phone, staying signed in, being locked, signing out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.accounts import sign_in_lock
from portal.accounts.models import SignInFailures, User
from tests.accounts.factories import PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db

PAGE = "/tai-khoan/login/"


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> int:
    return client.post(PAGE, {"login": login, "password": password, **more}).status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["an@example.vn", "AN@Example.vn", "0901234567", "0901 234 567", "+84 901 234 567"])
def test_email_and_phone_both_sign_in_however_written(client: Client, login: str) -> None:
    make_user(email="an@example.vn", phone="+84901234567")
    assert sign_in(client, login) == 302
    assert is_signed_in(client)


def test_somebody_without_email_signs_in_by_phone(client: Client) -> None:
    make_user(email=None, phone="+84901234567")
    sign_in(client, "0901234567")
    assert is_signed_in(client)


@pytest.mark.parametrize("login", ["an@example.vn", "0901234567", "khong phai ten"])
def test_a_wrong_password_is_refused_in_words_that_tell_nothing(client: Client, login: str) -> None:
    response = client.post(PAGE, {"login": login, "password": "sai"})
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    assert not is_signed_in(client)


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(client: Client) -> None:
    make_user(email="an@example.vn")
    for _ in range(5):
        sign_in(client, "an@example.vn", "sai")
    response = client.post(PAGE, {"login": "an@example.vn", "password": PASSWORD})
    assert "15 phút" in response.content.decode()
    assert not is_signed_in(client)


def test_the_lock_holds_when_the_cache_forgets_everything(client: Client) -> None:
    make_user(email="an@example.vn")
    for _ in range(5):
        sign_in(client, "an@example.vn", "sai")
        cache.clear()
    sign_in(client, "an@example.vn")
    assert not is_signed_in(client)


def test_the_lock_opens_after_fifteen_minutes(client: Client) -> None:
    make_user(email="an@example.vn")
    for _ in range(5):
        sign_in(client, "an@example.vn", "sai")
    SignInFailures.objects.update(last_at=timezone.now() - sign_in_lock.LOCKED_FOR - timedelta(seconds=1))
    sign_in(client, "an@example.vn")
    assert is_signed_in(client)


def test_the_lock_leaves_others_alone(client: Client) -> None:
    make_user(email="an@example.vn")
    make_user(email="binh@example.vn")
    for _ in range(5):
        sign_in(client, "an@example.vn", "sai")
    sign_in(client, "binh@example.vn")
    assert is_signed_in(client)


def test_four_wrong_and_one_right_start_again(client: Client) -> None:
    make_user(email="an@example.vn")
    for _ in range(4):
        sign_in(client, "an@example.vn", "sai")
    sign_in(client, "an@example.vn")
    assert not sign_in_lock.is_locked("an@example.vn", "127.0.0.1")
    assert SignInFailures.objects.count() == 1, "the wider count per name stays"


def test_a_guesser_with_many_addresses_is_stopped_too() -> None:
    for number in range(sign_in_lock.TRIES_FROM_ANYWHERE):
        sign_in_lock.record_failure("an@example.vn", f"192.0.2.{number}")
    assert sign_in_lock.is_locked("an@example.vn", "198.51.100.1")


def test_old_counts_are_forgotten() -> None:
    sign_in_lock.record_failure("an@example.vn", "192.0.2.1")
    SignInFailures.objects.update(last_at=timezone.now() - timedelta(hours=1))
    assert sign_in_lock.purge() == 2


def test_a_session_ends_with_the_browser(client: Client) -> None:
    make_user(email="an@example.vn")
    sign_in(client, "an@example.vn")
    assert client.session.get_expire_at_browser_close()


def test_a_citizen_may_be_remembered_for_a_week_and_staff_may_not(client: Client) -> None:
    make_user(email="an@example.vn")
    make_staff(email="can.bo@example.vn")
    sign_in(client, "an@example.vn", remember="on")
    assert client.session.get_expiry_age() == 7 * 24 * 3600
    client.logout()
    sign_in(client, "can.bo@example.vn", remember="on")
    assert client.session.get_expire_at_browser_close()


def test_an_inactive_account_stays_out(client: Client) -> None:
    make_user(email="an@example.vn", is_active=False)
    sign_in(client, "an@example.vn")
    assert not is_signed_in(client)


def test_signing_out_asks_first(client: Client) -> None:
    client.force_login(make_user())
    assert "đăng xuất" in client.get("/tai-khoan/logout/").content.decode()
    assert is_signed_in(client)
    client.post("/tai-khoan/logout/")
    assert not is_signed_in(client)


def test_sign_in_leads_back_and_never_to_another_site(client: Client) -> None:
    make_user(email="an@example.vn")
    answer = client.post(f"{PAGE}?next=/tai-khoan/luot-xem/", {"login": "an@example.vn", "password": PASSWORD})
    assert answer.headers["Location"] == "/tai-khoan/luot-xem/"
    client.logout()
    answer = client.post(f"{PAGE}?next=https://evil.example/", {"login": "an@example.vn", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_pages_speak_the_language_of_the_person_after_sign_in(client: Client) -> None:
    make_user(email="an@example.vn", language="en")
    sign_in(client, "an@example.vn")
    assert client.cookies["django_language"].value == "en"


def test_a_language_that_somebody_switches_to_is_kept(client: Client) -> None:
    user = make_user(language="vi")
    client.force_login(user)
    client.post("/tai-khoan/thong-tin/", {"full_name": user.full_name, "language": "en"})
    assert User.objects.get(pk=user.pk).language == "en"


@pytest.mark.parametrize(("language", "greeting"), [("vi", "Xin chào Lan."), ("en", "Hello Lan.")])
def test_the_greeting_is_in_the_language_of_the_page_it_stands_on(client: Client, language: str, greeting: str) -> None:
    # given somebody whose account keeps a language, at a sign-in page in the other one
    make_user(email="lan@example.vn", full_name="Lan", language=language)
    client.cookies["django_language"] = "vi" if language == "en" else "en"
    signed_in = client.post("/tai-khoan/login/", {"login": "lan@example.vn", "password": PASSWORD}, follow=True)
    # then the page after it, greeting and all, is in the account's language
    page = signed_in.content.decode()
    assert f'<html lang="{language}"' in page
    assert greeting in page
