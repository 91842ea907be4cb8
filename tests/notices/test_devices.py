"""A person's browsers that show notices, at the door: theirs alone, and no address inside our network."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notices.models import PushDevice
from portal.notices.push import devices
from tests.accounts.factories import make_user
from tests.dossiers.desk import words
from tests.notices.push_service import Browser
from tests.overtaking import overtaken

ADD, PAGE = reverse("notices:device-add"), reverse("notices:ways")
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def person(client: Client, settings: LazySettings) -> User:
    settings.WEB_PUSH_KEY = "A" * 42 + "E"
    user = make_user(email="an@example.vn")
    client.force_login(user)
    return user


def given_by(browser: Browser | None = None, changed: dict[str, str] | None = None) -> dict[str, str]:
    """What the page's script sends."""
    return vars((browser or Browser()).subscription("https://push.example/gui/1")) | (changed or {})


@pytest.mark.django_db
def test_a_browser_is_added_shown_and_removed(client: Client, person: User) -> None:
    answer = client.post(ADD, given_by(), headers={"User-Agent": ANDROID}, follow=True)
    assert "Thiết bị này sẽ hiện thông báo" in words(answer) and "Chrome, Android" in words(answer)
    device = PushDevice.objects.get()
    person.refresh_from_db()
    assert (device.user, person.told_by_push) == (person, True)

    remove = reverse("notices:device-remove", args=[device.pk])
    assert "Ngừng thông báo trên" in words(client.get(remove)) and PushDevice.objects.exists()
    assert "không còn nhận thông báo" in words(client.post(remove, follow=True))
    assert client.post(remove).status_code == 404, "a second click finds nothing"
    person.refresh_from_db()
    assert not person.told_by_push


@pytest.mark.django_db
def test_the_same_browser_is_one_device_and_belongs_to_who_uses_it_now(client: Client, person: User) -> None:
    browser, other = Browser(), make_user(email="binh@example.vn")
    for _ in range(2):
        client.post(ADD, given_by(browser))
    stranger = Client()
    stranger.force_login(other)
    assert stranger.post(reverse("notices:device-remove", args=[PushDevice.objects.get().pk])).status_code == 404
    stranger.post(ADD, given_by(browser))

    assert PushDevice.objects.get().user == other
    person.refresh_from_db()
    assert not person.told_by_push, "their last browser is somebody else's now"


@pytest.mark.django_db
def test_what_cannot_be_sent_to_is_refused_in_words(client: Client, person: User) -> None:
    public = given_by()["public_key"]
    addresses = (
        "", "http://push.example/1", "http://127.0.0.1/1", "https://push.example", "https://push.example/" + "x" * 1000,
        "https://a:b@push.example/1", "https://push.example/\x00", "https://[::1/",
    )  # fmt: skip
    keys = ("", public[:-4], "ế", "A" * 87, "!" * 99)
    for wrong in (
        *({"endpoint": address} for address in addresses),
        *({"public_key": key} for key in keys),
        *({"auth": auth} for auth in ("AAAA", "😀")),
    ):
        answer = client.post(ADD, given_by(changed=wrong), follow=True)
        assert (answer.status_code, "không dùng được" in words(answer)) == (200, True), wrong
    assert not PushDevice.objects.exists() and client.post(ADD, {}, follow=True).status_code == 200


@pytest.mark.django_db
def test_so_many_devices_and_no_more(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setattr(devices, "MOST_DEVICES", 2)
    for number in range(3):
        last = client.post(ADD, given_by(changed={"endpoint": f"https://push.example/{number}"}), follow=True)
    assert "Hãy bỏ bớt một thiết bị" in words(last) and PushDevice.objects.count() == 2
    settings.WEB_PUSH_KEY = ""
    assert "chưa gửi thông báo tới trình duyệt" in words(client.post(ADD, given_by(), follow=True))


@pytest.mark.django_db
def test_who_may_what() -> None:
    stranger = Client()
    assert stranger.post(ADD, given_by()).status_code == 302 and not PushDevice.objects.exists()
    assert stranger.get(reverse("notices:worker"))["Content-Type"] == "text/javascript; charset=utf-8"
    signed = Client()
    signed.force_login(make_user())
    assert signed.get(ADD).status_code == 405
    assert "thiet-bi" not in words(signed.get(PAGE)), "no push without a key"


@given(st.text(max_size=200))
def test_any_browsers_name_becomes_a_label(name: str) -> None:
    assert 0 < len(str(devices.label_of(name))) <= 120


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_the_last_browsers_at_once_leave_nobody_told_by_none(person: User) -> None:
    """As two lanes that find two browsers gone: each would count the one that the other removes at that moment."""
    first, second = (
        devices.add(person, Browser().subscription(f"https://push.example/gui/{number}"), "Firefox") for number in "12"
    )

    overtaken(lambda: devices.remove(first), lambda: devices.remove(second))

    person.refresh_from_db()
    assert (PushDevice.objects.exists(), person.told_by_push) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_a_browser_taken_up_while_the_last_one_goes_is_told(person: User) -> None:
    old = devices.add(person, Browser().subscription("https://push.example/gui/1"), "Firefox")
    new = Browser().subscription("https://push.example/gui/2")

    overtaken(lambda: devices.add(person, new, "Firefox"), lambda: devices.remove(old))

    person.refresh_from_db()
    assert (PushDevice.objects.get().endpoint, person.told_by_push) == (new.endpoint, True)
