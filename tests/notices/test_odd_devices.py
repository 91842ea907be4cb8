"""Rules proved: no key or address of a browser, however odd, is kept unless messages can be sent to it."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notices.models import PushDevice
from portal.notices.push import devices, driver
from portal.notices.push.encryption import encrypt, from_base64url, is_public_key, raw_public_key, to_base64url
from portal.outbox.delivery import deliver_due
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from tests.accounts.factories import make_user
from tests.dossiers.desk import words
from tests.house.page_words import vietnamese_on
from tests.notices.push_service import CURVE, Browser, PushService
from tests.notices.test_devices import ADD, ANDROID, PAGE, given_by
from tests.notices.test_devices import person as person  # noqa: PLC0414 - a fixture

KEYS = Browser(ec.derive_private_key(7, CURVE))
ENDPOINT = "https://push.example/gui/1"


def add(user: User, name: str = "1", browser: str = ANDROID) -> PushDevice:
    return devices.add(user, KEYS.subscription(f"https://push.example/gui/{name}"), browser)


# -- keys


@given(st.text(max_size=40))
def test_text_is_base64url_or_refused_and_never_passed_over(text: str) -> None:
    """Python's own reading leaves out what it does not know, so that any length would fit."""
    try:
        raw = from_base64url(text)
    except ValueError:
        return
    assert set(text.rstrip("=")) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert len(raw) <= len(text)


@given(st.binary(max_size=70), st.sampled_from("!*.\x00 \n+/é"), st.integers(1, 300))
def test_what_is_mixed_into_a_key_is_noticed(raw: bytes, sign: str, times: int) -> None:
    told = to_base64url(raw)
    assert from_base64url(told) == raw
    for mixed in (told + sign * times, sign * times + told, told + "=" * 3):
        with pytest.raises(ValueError, match="base64url"):
            from_base64url(mixed)


def test_only_whole_points_are_keys() -> None:
    """A compressed point names the same key but the browser signs the long form into its own: it would read nothing."""
    whole = raw_public_key(KEYS.key)
    short = bytes([2 + whole[-1] % 2]) + whole[1:33]
    assert is_public_key(whole) and len(whole) == 65
    for wrong in (short, whole[1:], whole + b"\0", b"\x05" + whole[1:], bytes(65), b""):
        assert not is_public_key(wrong)
        with pytest.raises(ValueError, match=r"."):
            encrypt(b"x", wrong, b"a" * 16)


@pytest.mark.django_db
def test_keys_that_are_longer_than_any_are_refused_in_words(client: Client, person: User) -> None:
    good = given_by(KEYS)
    for name in ("public_key", "auth"):
        for mixed in (good[name] + "!" * 500, good[name] + "\x00", good[name] + "=" * 500, f" {good[name]}\n"):
            answer = client.post(ADD, good | {name: mixed}, follow=True)
            assert (answer.status_code, "không dùng được" in words(answer)) == (200, True), (name, mixed[-3:])
    assert not PushDevice.objects.exists()
    client.post(ADD, {**good, "auth": good["auth"] + "=="})
    assert PushDevice.objects.get().auth.rstrip("=") == good["auth"]


@pytest.mark.django_db
def test_no_half_of_a_change_of_hands_stays_when_the_keys_are_wrong(person: User) -> None:
    other = make_user(email="binh@example.vn")
    add(person)
    with pytest.raises(devices.NoSubscription):
        devices.add(other, devices.Subscription(ENDPOINT, "A" * 87, "AAAA"), ANDROID)
    assert PushDevice.objects.get().user == person
    person.refresh_from_db()
    assert person.told_by_push


@pytest.mark.django_db
def test_who_has_the_most_may_still_renew_one_of_them(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "MOST_DEVICES", 2)
    for name in ("1", "2", "1"):
        add(person, name, "Firefox" if PushDevice.objects.count() == 2 else ANDROID)
    assert sorted(PushDevice.objects.values_list("label", flat=True)) == ["Chrome, Android", "Firefox"]
    with pytest.raises(devices.NoSubscription, match="nhiều thiết bị"):
        add(person, "3")


@pytest.mark.django_db
def test_whose_last_browser_went_to_another_is_told_by_the_other_ways_again(person: User) -> None:
    other = make_user(email="binh@example.vn")
    add(person, "1")
    add(person, "2")
    add(other, "1")
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.told_by_push, other.told_by_push) == (True, True)
    add(other, "2")
    person.refresh_from_db()
    assert not person.told_by_push


# -- names


def test_browsers_are_named_as_people_know_them() -> None:
    for mark, label in (
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537", "Chrome, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/18 Safari/605", "Safari, Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/120 Safari/537", "Cốc Cốc, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25 Chrome/121", "Samsung Internet, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 OPR/120", "Opera, Windows"),
        ("curl/8", "Trình duyệt"), ("", "Trình duyệt"), ("<b>Chrome</b>", "Chrome"),
    ):  # fmt: skip
        assert devices.label_of(mark) == label


@given(st.text("abcxyz.-0123456789", min_size=1, max_size=80), st.integers(1, 10**9), st.text(max_size=200))
def test_a_key_names_the_service_and_keeps_to_the_room_of_its_columns(host: str, pk: int, order: str) -> None:
    key = driver.key_of(PushDevice(pk=pk, endpoint=f"https://{host}/gui/1"), order)
    assert len(key) <= 200
    assert len(registry.circuit_of("push", key)) <= 40
    assert key.split("/")[1] == str(pk)


def test_two_browsers_of_one_service_share_its_circuit_and_not_their_order() -> None:
    one, two = (PushDevice(pk=pk, endpoint=f"https://fcm.example/gui/{pk}") for pk in (1, 2))
    keys = [driver.key_of(device, "H29.1") for device in (one, two)]
    assert keys[0] != keys[1]
    assert {registry.circuit_of("push", key) for key in keys} == {"push/fcm.example"}


# -- on the page


@pytest.mark.django_db
def test_each_browser_stands_there_with_when_it_came_and_was_last_told(client: Client, person: User) -> None:
    add(person, "1")
    last = add(person, "2", "Firefox Windows")
    add(make_user(email="binh@example.vn"), "3", "Safari iPhone")
    PushDevice.objects.filter(pk=last.pk).update(last_sent_at=timezone.now())
    page = words(client.get(PAGE))
    assert page.count("Nhận gần nhất") == 1
    assert ("Chrome, Android" in page, "Firefox, Windows" in page, "Safari, iPhone" in page) == (True, True, False)
    assert ENDPOINT not in page


@pytest.mark.django_db
def test_the_page_costs_the_same_however_many_browsers_there_are(client: Client, person: User) -> None:
    costs = []
    for count in (1, 5):
        for number in range(count):
            add(person, f"{count}-{number}")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.django_db
def test_the_pages_speak_english_too(client: Client, person: User) -> None:
    device = add(person)
    client.cookies["django_language"] = "en"
    pages = (
        client.get(PAGE),
        client.get(reverse("notices:device-remove", args=[device.pk])),
        client.post(ADD, {}, follow=True),
        client.post(PAGE, {"ways": "zalo"}),
        client.post(reverse("notices:device-remove", args=[device.pk]), follow=True),
    )
    for page in pages:
        html = page.content.decode()
        assert (page.status_code, '<html lang="en"' in html) == (200, True)
        assert vietnamese_on(html, [person.full_name.lower(), "thành phố hồ chí minh"]) == []


@pytest.mark.django_db
def test_another_site_can_add_and_remove_no_browser(person: User) -> None:
    device = add(person)
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person)
    assert careful.post(ADD, given_by()).status_code == 403
    assert careful.post(reverse("notices:device-remove", args=[device.pk])).status_code == 403
    assert PushDevice.objects.get() == device


def test_the_script_of_notices_is_asked_for_anew_each_time_and_holds_nothing_of_a_person(client: Client) -> None:
    answer = client.get(reverse("notices:worker"))
    assert answer.status_code == 200 and "no-cache" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer.headers and client.post(reverse("notices:worker")).status_code == 405


# -- on the way


@pytest.mark.django_db
def test_one_browsers_messages_wait_while_the_site_has_no_key(
    push_service: PushService, settings: LazySettings
) -> None:
    user = make_user(email=None, phone="+84901234567")
    device = devices.add(user, push_service.subscription(), ANDROID)
    told: dict[str, Any] = {"device": device.pk, "title": "Cổng", "body": "Hồ sơ đã xong", "link": "http://localhost/"}
    with transaction.atomic():
        put(driver.CHANNEL, driver.key_of(device, "A"), told, "A/1")
    settings.WEB_PUSH_KEY = ""
    assert deliver_due(5) == {"unreachable": 1} and not push_service.taken
    assert OutboxMessage.objects.get().attempts == 0
    settings.WEB_PUSH_KEY = "A" * 42 + "E"
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    assert deliver_due(5) == {"sent": 1} and OutboxMessage.objects.get().state == State.SENT
    [shown] = push_service.messages()
    assert (shown["body"], shown["tag"]) == ("Hồ sơ đã xong", "A/1")
