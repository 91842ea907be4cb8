"""An e-mail address: taken once, proven by the link in the letter, and an account never loses its last name."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

WHERE = "/tai-khoan/email/"
OLD, NEW = "cu@example.vn", "moi@example.vn"


def signed_in(client: Client, *, proven: bool, **fields: Any) -> User:
    """Somebody whose address is proven or not, who just gave the password once more."""
    user: User = make_user(email=OLD, **fields)
    EmailAddress.objects.create(user=user, email=OLD, verified=proven, primary=True)
    client.force_login(user)
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    return user


def change(client: Client, email: str = NEW) -> Any:
    return client.post(WHERE, {"email": email, "action_add": ""})


def link_in(message: OutboxMessage) -> str:
    link = next(word for word in message.payload["text"].split() if "/confirm-email/" in word)
    return str(link.partition("testserver")[2])


def letters_to(address: str) -> list[OutboxMessage]:
    return [message for message in OutboxMessage.objects.order_by("pk") if message.payload["to"] == [address]]


def email_of(user: User) -> str | None:
    user.refresh_from_db()
    return user.email


def test_a_proven_address_stays_until_the_new_one_is_proven(client: Client) -> None:
    user = signed_in(client, proven=True)
    change(client)
    assert email_of(user) == OLD
    client.post(link_in(letters_to(NEW)[0]))
    assert email_of(user) == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]


def test_the_old_address_hears_of_the_change(client: Client) -> None:
    """Whoever lost the account to somebody else must learn of it where they still read."""
    signed_in(client, proven=True)
    change(client)
    client.post(link_in(letters_to(NEW)[0]))
    assert letters_to(OLD)


@pytest.mark.parametrize("phone", [None, "+84901234567"])
def test_an_address_that_was_never_proven_is_replaced_at_once(client: Client, phone: str | None) -> None:
    """A slip of the finger at sign-up can be mended, and the account has a name all the time."""
    user = signed_in(client, proven=False, phone=phone)
    assert change(client).status_code == 302
    assert email_of(user) == NEW
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, False)]
    client.logout()
    client.post("/tai-khoan/login/", {"login": NEW, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_somebody_with_a_phone_only_gets_an_address_once_it_is_proven(client: Client) -> None:
    user = make_user(email=None, phone="+84901234567")
    client.force_login(user)
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    change(client)
    client.post(link_in(letters_to(NEW)[0]))
    assert email_of(user) == NEW


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("action", ["action_remove", "action_primary", "action_send"])
def test_the_last_name_of_an_account_is_not_taken_away(client: Client, action: str, *, proven: bool) -> None:
    user = signed_in(client, proven=proven)
    assert client.post(WHERE, {"email": OLD, action: ""}).status_code == 302
    assert email_of(user) == OLD
    assert EmailAddress.objects.filter(email=OLD).exists()


def test_an_address_that_waits_for_proof_can_be_dropped(client: Client) -> None:
    user = signed_in(client, proven=True)
    change(client)
    client.post(WHERE, {"email": NEW, "action_remove": ""})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [OLD]
    assert email_of(user) == OLD


@pytest.mark.parametrize("action", ["action_remove", "action_primary", "action_send"])
def test_the_address_of_somebody_else_is_out_of_reach(client: Client, action: str) -> None:
    other = make_user(email="nguoi.khac@example.vn")
    EmailAddress.objects.create(user=other, email="nguoi.khac@example.vn", verified=True, primary=True)
    user = signed_in(client, proven=True)
    client.post(WHERE, {"email": "nguoi.khac@example.vn", action: ""})
    assert EmailAddress.objects.get(email="nguoi.khac@example.vn").user == other
    assert (email_of(user), email_of(other)) == (OLD, "nguoi.khac@example.vn")
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    "typed", ["nguoi.khac@example.vn", "NGUOI.KHAC@example.vn", OLD, "khong-phai", "", "a@b\x00.vn"]
)
@pytest.mark.parametrize("proven", [True, False])
def test_an_address_that_is_taken_or_none_is_refused(client: Client, typed: str, *, proven: bool) -> None:
    make_user(email="nguoi.khac@example.vn")
    user = signed_in(client, proven=proven)
    answer = change(client, typed)
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert email_of(user) == OLD
    assert OutboxMessage.objects.count() == 0


def test_without_the_password_nothing_changes(client: Client) -> None:
    user = make_user(email=OLD)
    client.force_login(user)
    assert change(client).headers["Location"].startswith("/tai-khoan/reauthenticate/")
    assert email_of(user) == OLD
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_a_link_works_once_and_again_says_so_in_words(client: Client) -> None:
    signed_in(client, proven=True)
    change(client)
    link = link_in(letters_to(NEW)[0])
    client.post(link)
    answer = client.get(link)
    assert answer.status_code == 200
    assert '<form method="post" action="/tai-khoan/confirm-email/' not in answer.content.decode()


def test_looking_at_the_link_proves_nothing(client: Client) -> None:
    """Mail programs look at links by themselves: only the button proves."""
    signed_in(client, proven=True)
    change(client)
    client.get(link_in(letters_to(NEW)[0]))
    assert not EmailAddress.objects.get(email=NEW).verified


@pytest.mark.parametrize("spoil", [lambda key: key[:-3] + "abc", lambda key: "x", lambda key: key * 50])
def test_a_made_up_link_proves_nothing(client: Client, spoil: Any) -> None:
    signed_in(client, proven=True)
    change(client)
    before, _, key = link_in(letters_to(NEW)[0]).rstrip("/").rpartition("/")
    answer = client.post(f"{before}/{spoil(key)}/")
    assert answer.status_code in {200, 302, 404}
    assert not EmailAddress.objects.get(email=NEW).verified


def test_an_old_link_proves_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client, proven=True)
    change(client)
    link = link_in(letters_to(NEW)[0])
    really = time.time
    later = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS, minutes=1).total_seconds()
    monkeypatch.setattr(time, "time", lambda: really() + later)
    client.post(link)
    assert not EmailAddress.objects.get(email=NEW).verified


def test_of_two_who_wait_for_one_address_the_first_to_prove_it_gets_it(client: Client) -> None:
    first, second = signed_in(client, proven=True), make_user(email="hai@example.vn")
    EmailAddress.objects.create(user=second, email="hai@example.vn", verified=True, primary=True)
    browser = Client()
    browser.force_login(second)
    browser.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    change(client)
    cache.clear()  # letters to one address are limited
    change(browser)
    mine, theirs = letters_to(NEW)
    client.post(link_in(mine))
    assert browser.post(link_in(theirs)).status_code in {200, 302}
    assert (email_of(first), email_of(second)) == (NEW, "hai@example.vn")
