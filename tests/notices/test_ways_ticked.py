"""Rules proved: what the page shows as ticked is how notices come, whatever a person left, chose and has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import LazySettings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.notices import choosing, planning
from portal.notices.choosing import Way
from portal.notices.forms import WaysForm
from portal.notices.models import Arrival, SentText
from portal.notices.push import devices
from portal.notices.sms.parts import parts_of
from portal.notices.telling import Addressee, tell
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import make_user
from tests.notices.push_service import CURVE, Browser
from tests.notices.test_telling import MAIL, NOTICE, PHONE

pytestmark = pytest.mark.django_db
KEY, GATEWAY = "A" * 42 + "E", "http://127.0.0.1:9/"
KEYS = Browser(ec.derive_private_key(7, CURVE))
PHONES = ["", PHONE, "0901 234 567", "+842838221234", "+447911123456"]


@pytest.fixture
def user(settings: LazySettings) -> User:
    """A person with one browser."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = GATEWAY, KEY
    made = make_user(email=MAIL, phone=PHONE)
    devices.add(made, KEYS.subscription("https://push.example/gui/1"), "Firefox Android")
    return made


def channels(*people: Addressee, once: str = "H29.1/7") -> list[str]:
    """By which channels a notice went, in order."""
    OutboxMessage.objects.all().delete()
    with transaction.atomic():
        tell(replace(NOTICE, once=once), people)
    return list(OutboxMessage.objects.order_by("pk").values_list("channel", flat=True))


@how(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    email=st.sampled_from(["", MAIL]),
    phone=st.sampled_from(PHONES),
    choice=st.tuples(st.booleans(), st.sampled_from([None, True, False]), st.booleans()),
    site=st.tuples(st.booleans(), st.booleans()),
)
def test_the_ways_that_are_ticked_are_the_ways_that_notices_come(
    user: User,
    settings: LazySettings,
    email: str,
    phone: str,
    choice: tuple[bool, bool | None, bool],
    site: tuple[bool, bool],
) -> None:
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = GATEWAY if site[0] else "", KEY if site[1] else ""
    user.email, user.phone = email or None, phone or None
    user.told_by_email, user.told_by_sms, user.told_by_push = choice

    told = channels(Addressee(email, phone, user))

    ticked = [str(way) for way in choosing.chosen_ways(user)]
    assert [channel for channel in told if channel != "push"] == ticked
    assert ("push" in told) == (choice[2] and site[1])
    assert set(ticked) <= {str(way) for way in choosing.ways_open_to(user)}


@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=st.sets(st.sampled_from(Way)), phone=st.sampled_from(PHONES), email=st.sampled_from([None, MAIL]))
def test_what_is_chosen_of_the_open_ways_holds_and_a_way_that_is_not_open_keeps_its_answer(
    user: User, ways: set[Way], phone: str, email: str | None
) -> None:
    user.email, user.phone, user.told_by_email, user.told_by_sms = email, phone or None, True, None
    is_open = choosing.ways_open_to(user)
    choosing.choose(user, ways)
    assert choosing.chosen_ways(user) == [way for way in is_open if way in ways]
    assert user.told_by_email == (Way.EMAIL in ways if Way.EMAIL in is_open else True)
    assert user.told_by_sms == ((Way.SMS in ways) if Way.SMS in is_open else None)


def test_a_choice_is_kept_for_one_person_in_one_statement(user: User) -> None:
    other = make_user(email="khac@example.vn", phone="+84912345678")
    with CaptureQueriesContext(connection) as asked:
        choosing.choose(user, [Way.SMS])
    assert len(asked) == 1
    other.refresh_from_db()
    assert (other.told_by_email, other.told_by_sms) == (True, None)


def test_the_form_offers_what_is_open_in_words_that_name_where_it_goes(user: User, settings: LazySettings) -> None:
    field: Any = WaysForm(user).fields["ways"]
    assert field.choices == [("email", f"Thư điện tử: {MAIL}"), ("sms", "Tin nhắn SMS: 0901 234 567")]
    settings.SMS_GATEWAY_URL = ""
    field = WaysForm(user).fields["ways"]
    assert [value for value, _label in field.choices] == ["email"]
    assert not WaysForm(user, {"ways": ["sms"]}).is_valid()


def test_an_empty_choice_needs_a_browser_that_shows_notices(user: User, settings: LazySettings) -> None:
    assert WaysForm(user, {}).is_valid()
    settings.WEB_PUSH_KEY = ""
    refused = WaysForm(user, {})
    assert not refused.is_valid() and "ít nhất một cách" in str(refused.errors["ways"])
    settings.WEB_PUSH_KEY, user.told_by_push = KEY, False
    assert not WaysForm(user, {}).is_valid()


def test_the_last_text_message_is_the_newest_to_the_number_of_now(user: User) -> None:
    now = timezone.now()
    assert choosing.last_text_to(user) is None
    for number, (hours, phone) in enumerate(((5, PHONE), (1, PHONE), (0, "+84912345678"))):
        sent_at = now - timedelta(hours=hours)
        SentText.objects.create(reference=str(number), number_index=blind_index(phone), parts=1, sent_at=sent_at)
    last = choosing.last_text_to(user)
    assert last is not None and (last.reference, last.arrival) == ("1", Arrival.SENT)
    for other in (None, "", "02838221234", "không có"):
        user.phone = other
        assert choosing.last_text_to(user) is None


# -- several people


def test_two_people_of_one_dossier_hear_each_by_their_own_ways(user: User) -> None:
    choosing.choose(user, [Way.SMS])
    other = Addressee("cha@example.vn", "+84912345678")
    told = channels(Addressee(MAIL, PHONE, user), other)
    assert told == ["email", "sms", "push"]
    to = [row.payload.get("to") for row in OutboxMessage.objects.order_by("pk")]
    assert to[:2] == ["cha@example.vn", PHONE]


def test_one_person_named_twice_is_told_once_by_each_way(user: User) -> None:
    choosing.choose(user, list(Way))
    assert channels(Addressee(MAIL, PHONE, user), Addressee(MAIL, "0901234567", user)) == ["email", "sms", "push"]


def test_each_browser_of_a_person_is_told_and_nobody_elses(user: User) -> None:
    devices.add(user, KEYS.subscription("https://push.example/gui/2"), "Chrome Windows")
    other = make_user(email="khac@example.vn")
    devices.add(other, KEYS.subscription("https://push.example/gui/3"), "Safari iPhone")
    choosing.choose(user, [])
    assert channels(Addressee(MAIL, PHONE, user)) == ["push", "push"]
    keys = set(OutboxMessage.objects.values_list("idempotency_key", flat=True))
    assert keys == {f"H29.1/7/{device.pk}" for device in user.push_devices.all()}


def test_what_is_urgent_says_so_to_the_gateway_and_to_browsers(user: User) -> None:
    choosing.choose(user, list(Way))
    with transaction.atomic():
        tell(replace(NOTICE, is_urgent=True), [Addressee(MAIL, PHONE, user)])
    urgent = [row.channel for row in OutboxMessage.objects.order_by("pk") if row.payload.get("is_urgent")]
    assert urgent == ["sms", "push"]


def test_nobody_to_tell_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        tell(NOTICE, [])
        tell(NOTICE, [Addressee(), Addressee("", "113")])
    assert [one for one in asked if "SAVEPOINT" not in one["sql"]] == []


def test_a_text_message_keeps_to_its_parts_with_marks_and_without(user: User, settings: LazySettings) -> None:
    long = replace(NOTICE, subject="Hồ sơ H29.101-261123-0001 cần bổ sung giấy tờ " * 6)
    for accents in (False, True):
        for most in (1, 2, 4):
            settings.SMS_WITH_ACCENTS, settings.SMS_MOST_PARTS = accents, most
            text = planning._short(long)
            assert len(parts_of(text)) <= most
            assert text.endswith(NOTICE.lookup) and ("ồ" in text) == accents
