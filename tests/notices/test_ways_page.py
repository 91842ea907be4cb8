"""The account page on which a person says how to reach them, at the door."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.notices.models import SentText
from tests.accounts.factories import make_user
from tests.dossiers.desk import words

pytestmark = pytest.mark.django_db
PAGE = reverse("notices:ways")
PHONE = "+84901234567"


@pytest.fixture
def person(client: Client, settings: LazySettings) -> User:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    user = make_user(email="an@example.vn", phone=PHONE)
    client.force_login(user)
    return user


def ways(user: User) -> tuple[Any, ...]:
    user.refresh_from_db()
    return user.told_by_email, user.told_by_sms, user.told_by_push


def test_the_page_shows_what_holds_now_and_keeps_another_choice(client: Client, person: User) -> None:
    shown = words(client.get(PAGE))
    assert "Thư điện tử: an@example.vn" in shown and "Tin nhắn SMS: 0901 234 567" in shown
    assert shown.count("checked") == 1, "e-mail until the person decides"
    assert PAGE in words(client.get(reverse("account_home")))

    assert client.post(PAGE, {"ways": ["sms"]}).status_code == 302

    assert ways(person) == (False, True, False)
    page = words(client.get(PAGE))
    assert "Đã lưu cách nhận tin của bạn." in page and page.count("checked") == 1
    client.post(PAGE, {"ways": ["email", "sms"]})
    assert ways(person) == (True, True, False)


def test_nothing_and_what_is_not_offered_are_refused_in_words_and_change_nothing(
    client: Client, person: User, settings: LazySettings
) -> None:
    for typed, told in (
        ({}, "Hãy chọn ít nhất một cách"),
        ({"ways": "zalo"}, "zalo"),
        ({"ways": ["email", "x" * 9000]}, "xxx"),
        ({"ways": "sms\x00"}, "error"),
    ):
        answer = client.post(PAGE, typed)
        assert (answer.status_code, told in words(answer)) == (200, True), typed
    assert ways(person) == (True, None, False)
    User.objects.update(told_by_push=True)
    assert client.post(PAGE, {}).status_code == 200, "without a key no browser shows anything"
    settings.WEB_PUSH_KEY = "A" * 42 + "E"
    assert client.post(PAGE, {}).status_code == 302, "a browser of theirs shows the notices"
    assert ways(person) == (False, False, True)


def test_only_ways_that_reach_the_person_are_offered(client: Client, person: User, settings: LazySettings) -> None:
    User.objects.update(phone="+842838221234")
    assert "Tin nhắn SMS:" not in words(client.get(PAGE)), "no text message reaches a landline"
    User.objects.update(phone=PHONE)
    settings.SMS_GATEWAY_URL = ""
    assert "Tin nhắn SMS:" not in words(client.get(PAGE))
    client.post(PAGE, {"ways": ["email"]})
    assert ways(person) == (True, None, False), "undecided until it can be chosen"
    User.objects.update(email=None)
    assert "chưa có thư điện tử hoặc số di động" in words(client.get(PAGE))


def test_the_last_text_message_tells_whether_they_arrive(client: Client, person: User) -> None:
    SentText.objects.create(reference="a" * 32, number_index=blind_index(PHONE), parts=1, arrival="failed")
    SentText.objects.create(reference="b" * 32, number_index=blind_index("+84999999999"), parts=1)
    assert "Không đến được máy" in words(client.get(PAGE))


def test_strangers_are_sent_to_sign_in_and_each_has_their_own(client: Client) -> None:
    assert client.get(PAGE).status_code == client.post(PAGE, {"ways": ["sms"]}).status_code == 302
    assert not User.objects.exists()
