"""What the page says of a person's ways is what happens, whatever was chosen; and what notices carry by each."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notices import choosing, telling
from portal.notices.choosing import Way
from portal.notices.models import PushDevice
from portal.notices.push import devices
from portal.notices.push.driver import key_of
from portal.notices.sms.driver import reference_of
from portal.notices.telling import Addressee, Notice, tell
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import make_staff, make_user
from tests.dossiers.desk import signed_in, words
from tests.notices.push_service import Browser

PAGE = reverse("notices:ways")
KEY = "A" * 42 + "E"
MAIL, PHONE, LANDLINE = "lan@example.vn", "+84901234567", "+842838221234"
NOTICE = Notice(
    "H29.1", "H29.1/7", "vi", "Hồ sơ H29.1 đã có kết quả", "Thư", "http://localhost/a/", "http://localhost/b/"
)

PEOPLE = st.builds(
    User,
    email=st.sampled_from([None, MAIL]),
    phone=st.sampled_from([None, "", PHONE, LANDLINE]),
    told_by_email=st.booleans(),
    told_by_sms=st.sampled_from([None, True, False]),
)


def channels_of(patch: pytest.MonkeyPatch, *people: Addressee, notice: Notice = NOTICE) -> list[str]:
    """By which channels the notice goes to people without browsers; nothing is written."""
    put: list[str] = []
    patch.setattr(telling, "put", lambda channel, *_more: put.append(channel))
    patch.setattr(telling, "_devices", lambda _people: {})
    tell(notice, people)
    return put


@given(PEOPLE, st.booleans(), st.booleans(), st.booleans())
def test_the_ways_that_the_page_ticks_are_those_by_which_notices_come(
    user: User, has_browser: bool, is_texting: bool, is_pushing: bool
) -> None:
    user.told_by_push = has_browser
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "SMS_GATEWAY_URL", "http://127.0.0.1:9/" if is_texting else "")
        patch.setattr(django_settings, "WEB_PUSH_KEY", KEY if is_pushing else "")
        chosen = [str(way) for way in choosing.chosen_ways(user)]
        told = channels_of(patch, Addressee(user.email or "", user.phone or "", user))
        assert told == chosen
        assert set(chosen) <= set(map(str, choosing.ways_open_to(user)))


@given(PEOPLE, st.booleans())
def test_who_can_be_reached_and_refused_nothing_is_reached(user: User, has_browser: bool) -> None:
    """Nobody who decided nothing falls between two ways."""
    user.told_by_email, user.told_by_sms, user.told_by_push = True, None, has_browser
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "SMS_GATEWAY_URL", "http://127.0.0.1:9/")
        patch.setattr(django_settings, "WEB_PUSH_KEY", KEY)
        is_open = choosing.ways_open_to(user)
        assert bool(choosing.chosen_ways(user)) or has_browser or not is_open


def test_an_operator_who_takes_push_away_gives_back_sms(settings: LazySettings) -> None:
    """Browsers that can be sent nothing are no reason to send no text message, and the page says so."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", KEY
    person = User(email=None, phone=PHONE, told_by_push=True)
    assert choosing.chosen_ways(person) == []
    settings.WEB_PUSH_KEY = ""
    assert choosing.chosen_ways(person) == [Way.SMS]


def test_of_two_parties_each_is_told_by_their_own_ways(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", ""
    by_sms = Addressee(MAIL, PHONE, User(email=MAIL, phone=PHONE, told_by_email=False, told_by_sms=True))
    by_mail = Addressee("binh@example.vn", "0912345678")
    silent = Addressee("", "", User(told_by_email=False, told_by_sms=False))
    assert channels_of(monkeypatch, by_sms, by_mail, silent) == ["email", "sms"]
    assert channels_of(monkeypatch) == channels_of(monkeypatch, silent) == []


@pytest.fixture
def open_ways(settings: LazySettings) -> None:
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", KEY


def sent(*people: Addressee, notice: Notice = NOTICE) -> list[OutboxMessage]:
    OutboxMessage.objects.all().delete()
    with transaction.atomic():
        tell(notice, people)
    return list(OutboxMessage.objects.order_by("pk"))


@pytest.mark.django_db
def test_each_browser_of_each_person_gets_its_own_and_those_of_others_none(open_ways: None) -> None:
    lan, binh, other = (make_user(told_by_email=False) for _ in range(3))
    for user, names in ((lan, "ab"), (binh, "c"), (other, "d")):
        for name in names:
            devices.add(user, Browser().subscription(f"https://push.example/{name}"), "Firefox")
    rows = sent(Addressee(user=lan), Addressee(user=binh), Addressee(user=lan))
    told = [row.payload["device"] for row in rows]
    assert told == list(PushDevice.objects.exclude(user=other).order_by("pk").values_list("pk", flat=True))
    assert len({row.idempotency_key for row in rows}) == 3 and {row.channel for row in rows} == {"push"}


@pytest.mark.django_db
def test_who_sent_the_browsers_away_is_not_asked_about_them(open_ways: None, django_assert_num_queries: Any) -> None:
    user = make_user(email=MAIL)
    # The e-mail, and a savepoint around it.
    with django_assert_num_queries(3), transaction.atomic():
        tell(NOTICE, [Addressee(MAIL, "", user)])


@pytest.mark.django_db
def test_a_text_is_urgent_in_few_parts_and_with_accents_where_that_is_set(
    open_ways: None, settings: LazySettings
) -> None:
    urgent = replace(NOTICE, is_urgent=True)
    [plain] = sent(Addressee("", PHONE))
    [woken] = sent(Addressee("", PHONE), notice=urgent)
    assert (plain.payload["is_urgent"], woken.payload["is_urgent"]) == (False, True)
    settings.SMS_WITH_ACCENTS = True
    [marked] = sent(Addressee("", PHONE))
    assert marked.payload["text"] == f"{NOTICE.subject} {NOTICE.lookup}"
    settings.SMS_MOST_PARTS = 1
    [short] = sent(Addressee("", PHONE), notice=replace(NOTICE, subject="Hồ sơ " * 40))
    assert len(short.payload["text"]) <= 70 and short.payload["text"].endswith(f"... {NOTICE.lookup}")
    assert NOTICE.text not in str(short.payload), "what is told in full goes by e-mail alone"


@pytest.mark.django_db
def test_a_letter_keeps_its_whole_text_and_language(open_ways: None) -> None:
    [letter] = sent(Addressee(MAIL), notice=replace(NOTICE, language="en"))
    assert letter.payload == {"to": MAIL, "language": "en", "subject": NOTICE.subject, "text": NOTICE.text}
    assert (letter.key, letter.channel) == (NOTICE.key, "email") and MAIL not in letter.idempotency_key


def test_keys_of_browsers_fit_their_column_and_keep_dossiers_apart() -> None:
    def key(host: str, order: str = "H29.1", pk: int = 7) -> str:
        return key_of(PushDevice(pk=pk, endpoint=f"https://{host}/x"), order)

    assert key("push.example") == "push.example/7/H29.1"
    assert len({key("push.example", order, pk) for order, pk in itertools.product(("A", "B"), (1, 2))}) == 4
    far = key("a" * 60 + ".push.services.example", "H" * 300)
    assert len(far) == 200 and far.partition("/")[0].endswith(".push.services.example")
    assert len(f"push/{far.partition('/')[0]}") <= 40, "as a circuit is named"


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_gateway_knows_a_message_by_a_name_that_tells_nothing(one: str, other: str) -> None:
    name = reference_of(one)
    assert len(name) == 32 and name.isalnum() and (name == reference_of(other)) == (one == other)


# -- the page


@pytest.mark.django_db
def test_the_same_choice_sent_twice_is_the_same_choice(open_ways: None) -> None:
    user = make_user(email=MAIL, phone=PHONE)
    browser = signed_in(user)
    for _ in range(2):
        assert browser.post(PAGE, {"ways": ["sms"]}).headers["Location"] == PAGE
    user.refresh_from_db()
    assert (user.told_by_email, user.told_by_sms) == (False, True)


@pytest.mark.django_db
def test_one_persons_choice_is_nobody_elses_and_staff_have_theirs_too(open_ways: None) -> None:
    lan, clerk = make_user(email=MAIL, phone=PHONE), make_staff(phone="+84912345678")
    for user in (lan, clerk):
        assert signed_in(user).get(PAGE).status_code == 200
    signed_in(clerk).post(PAGE, {"ways": ["sms"], "user": str(lan.pk)})
    lan.refresh_from_db()
    clerk.refresh_from_db()
    assert (lan.told_by_email, lan.told_by_sms) == (True, None) and clerk.told_by_sms is True
    assert signed_in(lan).delete(PAGE).status_code == 405


@pytest.mark.django_db
def test_a_browser_alone_is_enough_only_while_it_is_there(open_ways: None) -> None:
    user = make_user(email=MAIL)
    browser = signed_in(user)
    device = devices.add(user, Browser().subscription("https://push.example/1"), "Firefox")
    assert browser.post(PAGE, {}).status_code == 302
    devices.remove(device)
    page = browser.post(PAGE, {})
    assert page.status_code == 200 and "Hãy chọn ít nhất một cách" in words(page)


@pytest.mark.django_db
def test_english_readers_choose_in_english(open_ways: None) -> None:
    user = make_user(email=MAIL, phone=PHONE, language="en")
    browser = signed_in(user)
    browser.cookies["django_language"] = "en"
    page = words(browser.get(PAGE, headers={"Accept-Language": "en"}))
    assert '<html lang="en"' in page and "Cách bạn nhận tin" not in page and "Thư điện tử:" not in page
    refused = words(browser.post(PAGE, {}, headers={"Accept-Language": "en"}))
    assert "Hãy chọn" not in refused and "govuk-error" in refused


@pytest.mark.django_db
def test_a_label_of_a_browser_is_shown_as_text(open_ways: None) -> None:
    user = make_user(email=MAIL)
    PushDevice.objects.create(user=user, endpoint="https://push.example/1", endpoint_index="1", label="<b>Máy</b>")
    page = words(signed_in(user).get(PAGE))
    assert "<b>Máy</b>" not in page and "&lt;b&gt;Máy&lt;/b&gt;" in page
    assert "https://push.example/1" not in page, "an address names one browser of one person"
    assert Client().get(PAGE).status_code == 302


def test_names_of_known_browsers_are_those_that_people_know() -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36"
    mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18 Safari/605.1.15"
    for told, label in (
        (windows, "Chrome, Windows"),
        (windows + " Edg/140", "Edge, Windows"),
        (windows + " OPR/120", "Opera, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/28 Chrome/130", "Samsung Internet, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox, Linux"),
        (mac, "Safari, Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8", "Trình duyệt"),
        ("", "Trình duyệt"),
    ):
        assert devices.label_of(told) == label, told
