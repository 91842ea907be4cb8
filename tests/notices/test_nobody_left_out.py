"""Rules proved: whoever has any way is told by one (NĐ 118/2025/NĐ-CP Đ17), whoever wants no letter gets none however
the address is written, and the day that bounds text messages is the day of Viet Nam.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from django.conf import LazySettings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notices.models import PushDevice, SentText
from portal.notices.planning import Addressee, Message, Notice, messages_of, unwanted_by
from portal.notices.sms import driver, quiet_hours
from portal.notices.telling import tell, tell_many
from portal.outbox.drivers.base import Postponed
from portal.outbox.models import OutboxMessage
from portal.vietnamese.moments import VIETNAM
from tests.accounts.factories import make_user

MAIL, PHONE, LANDLINE = "lan@example.vn", "+84901234567", "+842838221234"
GATEWAY, KEY = "http://127.0.0.1:9/", "A" * 42 + "E"
NOTICE = Notice("H29.1", "H29.1/7", "vi", "Hồ sơ H29.1 đã có kết quả", "Thư", "http://a.vn/h/", "http://a.vn/t/")
CHOICES = st.tuples(st.booleans(), st.sampled_from([None, True, False]), st.booleans())


@pytest.fixture(autouse=True)
def ways(settings: LazySettings) -> None:
    """Every way is there; nothing is delivered."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY, settings.SMS_QUIET_HOURS = GATEWAY, KEY, "22-7"


def somebody(email: str, phone: str, told: tuple[bool, bool | None, bool] = (True, None, False)) -> Addressee:
    """Somebody with an account, which no database knows."""
    by_email, by_sms, by_push = told
    user = User(pk=7, email=email or None, phone=phone or None)
    user.told_by_email, user.told_by_sms, user.told_by_push = by_email, by_sms, by_push
    return Addressee(email, phone, user)


def planned(*people: Addressee, notice: Notice = NOTICE) -> list[Message]:
    """What would leave; everybody has one browser."""
    browser = PushDevice(pk=3, user_id=7, endpoint="https://push.example/a")
    return list(messages_of(notice, people, {7: [browser]}))


def channels(*people: Addressee, notice: Notice = NOTICE) -> list[str]:
    return [message.channel for message in planned(*people, notice=notice)]


# -- somebody is always told


@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    email=st.sampled_from(["", MAIL]),
    phone=st.sampled_from(["", PHONE, LANDLINE]),
    told=CHOICES,
    site=st.tuples(st.booleans(), st.booleans()),
    has_account=st.booleans(),
    may_be_texted=st.booleans(),
)
def test_whoever_has_any_way_is_told_by_one(
    settings: LazySettings,
    email: str,
    phone: str,
    told: tuple[bool, bool | None, bool],
    site: tuple[bool, bool],
    has_account: bool,
    may_be_texted: bool,
) -> None:
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = GATEWAY if site[0] else "", KEY if site[1] else ""
    one = somebody(email, phone, told) if has_account else Addressee(email, phone)
    found = channels(one, notice=replace(NOTICE, may_be_texted=may_be_texted))

    is_pushed = has_account and told[2] and site[1]
    can_be_texted = phone == PHONE and site[0] and may_be_texted
    assert bool(found) == bool(email or can_be_texted or is_pushed)
    assert len(found) == len(set(found))
    assert ("push" in found) == is_pushed
    assert "sms" not in found or can_be_texted


def test_papers_with_a_number_alone_are_answered_by_sms_whatever_was_chosen_for_letters(settings: LazySettings) -> None:
    """The account unticked SMS while it had an address; these papers name none."""
    told_by_letter = (True, False, False)
    assert channels(somebody("", PHONE, told_by_letter)) == ["sms"]
    assert channels(somebody(MAIL, PHONE, told_by_letter)) == ["email"]
    assert channels(somebody("", PHONE, (True, False, True))) == ["push"], "a browser is enough"
    assert channels(somebody(MAIL, PHONE, (False, False, False))) == ["email"], "letters come before what costs money"
    settings.WEB_PUSH_KEY = ""
    assert channels(somebody("", PHONE, (True, False, True))) == ["sms"], "no browser shows anything any more"


def test_nobody_at_all_is_no_error_and_counts_for_nobody() -> None:
    assert channels() == channels(Addressee()) == channels(Addressee("", LANDLINE)) == []
    assert channels(somebody("", "")) == channels(somebody("", LANDLINE, (False, True, False))) == []


@pytest.mark.django_db
def test_a_round_without_anybody_to_reach_writes_nothing_and_counts_none() -> None:
    with transaction.atomic():
        assert tell_many([(NOTICE, Addressee()), (NOTICE, Addressee("", LANDLINE))]) == 0
        tell(NOTICE, [Addressee()])
    assert not OutboxMessage.objects.exists()


# -- whoever wants no letter


def test_who_wants_no_letter_gets_none_however_a_second_party_writes_the_address() -> None:
    by_sms = somebody(MAIL, PHONE, (False, True, False))
    for written in (MAIL, "Lan@Example.VN", "LAN@EXAMPLE.VN"):
        assert channels(by_sms, Addressee(written)) == ["sms"], written
    assert unwanted_by(NOTICE, [somebody("Lan@Example.vn", PHONE, (False, True, False))]) == {MAIL}
    assert channels(by_sms, Addressee("khac@example.vn")) == ["email", "sms"]
    # What no text message may tell goes by letter all the same, once.
    assert channels(by_sms, notice=replace(NOTICE, may_be_texted=False)) == ["email"]


@pytest.mark.django_db
def test_in_a_round_to_many_it_holds_whoever_comes_first(settings: LazySettings) -> None:
    user = make_user(email=MAIL, phone=PHONE, told_by_email=False, told_by_sms=True)
    for number, people in enumerate(
        ([Addressee.holding(user), Addressee("LAN@example.vn")], [Addressee("Lan@example.VN"), Addressee.holding(user)])
    ):
        notice = replace(NOTICE, once=f"broadcast/{number}", key="")
        with transaction.atomic():
            assert tell_many([(notice, one) for one in people]) == 1
    assert set(OutboxMessage.objects.values_list("channel", flat=True)) == {"sms"}


def test_two_ways_of_writing_one_address_are_one_letter_by_name() -> None:
    names = {message.once for message in planned(Addressee("An@example.vn"), Addressee("an@example.vn"))}
    assert len(names) == 1 and "an@" not in names.pop().casefold()


def test_what_is_said_beside_the_text_goes_with_each_text_message() -> None:
    until = dt.datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    for is_urgent, is_bulk in product((True, False), repeat=2):
        notice = replace(NOTICE, is_urgent=is_urgent, is_bulk=is_bulk, good_until=until)
        [text] = planned(Addressee("", PHONE), notice=notice)
        assert (text.payload["is_urgent"], text.payload["is_bulk"]) == (is_urgent, is_bulk)
        assert text.payload["good_until"] == until.isoformat() and text.payload["to"] == PHONE
    assert planned(Addressee("", PHONE))[0].payload["good_until"] is None


# -- the day that bounds them


def sent(at: dt.datetime, parts: int = 1, number: str = "x") -> None:
    SentText.objects.create(reference=f"{number}-{at.isoformat()}", number_index=number, parts=parts, sent_at=at)


@pytest.mark.django_db
def test_money_and_turns_begin_anew_at_midnight_in_viet_nam(settings: LazySettings) -> None:
    settings.SMS_MOST_PARTS_A_DAY = settings.SMS_MOST_A_DAY = 4
    midnight = dt.datetime(2027, 1, 1, tzinfo=VIETNAM)
    for second in (1, 2, 3, 4):
        sent(midnight - dt.timedelta(seconds=second))
    before, after = midnight - dt.timedelta(milliseconds=1), midnight

    checks: tuple[Callable[[dt.datetime], None], ...] = (
        lambda now: driver._wait_for_money(1, now, is_bulk=False),
        lambda now: driver._wait_for_turn("x", now, 4),
    )
    for check in checks:
        with pytest.raises(Postponed) as waits, transaction.atomic():
            check(before)
        assert waits.value.until == dt.datetime(2027, 1, 1, 7, tzinfo=VIETNAM) == quiet_hours.next_morning(before)
        check(after)
        # The same moment as UTC tells it.
        check(after.astimezone(dt.UTC))


@pytest.mark.django_db
def test_what_is_told_to_many_leaves_half_of_the_day_to_everything_else(settings: LazySettings) -> None:
    settings.SMS_MOST_PARTS_A_DAY = 10
    now = dt.datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    sent(now - dt.timedelta(hours=1), parts=4)
    driver._wait_for_money(1, now, is_bulk=True)
    with pytest.raises(Postponed):
        driver._wait_for_money(2, now, is_bulk=True)
    driver._wait_for_money(6, now, is_bulk=False)
    with pytest.raises(Postponed):
        driver._wait_for_money(7, now, is_bulk=False)


@pytest.mark.django_db
def test_turns_are_counted_for_each_number_alone() -> None:
    now = dt.datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    sent(now, number="a")
    driver._wait_for_turn("b", now, 1)
    driver._wait_for_turn("a", now, 2)
    with pytest.raises(Postponed), transaction.atomic():
        driver._wait_for_turn("a", now, 1)


def test_what_comes_too_late_is_over_only_after_its_last_moment() -> None:
    until = dt.datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    for text in (until.isoformat(), until.astimezone(dt.UTC).isoformat()):
        assert not driver._is_over(text, until)
        assert driver._is_over(text, until + dt.timedelta(microseconds=1))
    assert not driver._is_over(None, until)
