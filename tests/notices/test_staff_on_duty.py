"""Rules proved: officers are told of their work by their own ways; what is urgent wakes, what can wait is not paid."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline.models import Call, CallState, PhoneStep, Rise, Team
from hotline.roster import passing_on, rises, watching
from portal.accounts.models import User
from portal.notices.models import SentText
from portal.notices.push import devices
from portal.notices.simulator import SimulatedGateway
from portal.outbox import circuits, delivery, figures
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from tests.accounts.factories import make_user
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world
from tests.hotline.desk import Desk, given_desk
from tests.hotline.roster.teams import a_team
from tests.notices.push_service import PushService

pytestmark = pytest.mark.django_db
ON_LIST, LEADS, NOBODYS = "+84901000100", "+84901000200", "+84901000300"
PAGE = reverse("notices:ways")


@pytest.fixture
def world() -> World:
    return given_world()


@pytest.fixture
def desk(world: World) -> Desk:
    return given_desk(world)


@pytest.fixture
def team(world: World, desk: Desk) -> Team:
    """The province's team: its first number is a deputy's, the second nobody's account, the third short."""
    top = world.ward.committee.parent
    assert top is not None
    found = a_team(world, unit=top, lead=desk.supervisor, call_minutes=2, urgent_minutes=10)
    User.objects.filter(pk=desk.deputy.pk).update(phone=ON_LIST)
    User.objects.filter(pk=desk.supervisor.pk).update(phone=LEADS)
    for position, phone in enumerate([ON_LIST, NOBODYS, "1022"], start=1):
        PhoneStep.objects.create(team=found, position=position, name=f"Số {position}", phone=phone)
    return found


@pytest.fixture
def night(gateway: SimulatedGateway, settings: LazySettings) -> SimulatedGateway:
    """A gateway in the quiet hours, whatever the clock says."""
    hour = timezone.localtime().hour
    settings.SMS_QUIET_HOURS = f"{hour}-{(hour + 23) % 24}"
    return gateway


def nobody_answers() -> None:
    """A call that rang so long that every number was told."""
    Call.objects.create(
        state=CallState.RINGING, phone="+84901234567", began_at=timezone.now() - dt.timedelta(minutes=7)
    )
    passing_on.pass_on()


def texted(gateway: SimulatedGateway) -> list[str]:
    return sorted(f"+{one.phone}" for one in gateway.arrived.values())


def test_who_stands_in_the_call_list_is_texted_at_night_and_the_lead_gets_a_letter(
    night: SimulatedGateway, team: Team, desk: Desk
) -> None:
    nobody_answers()
    deliver_due()

    assert texted(night) == [ON_LIST, NOBODYS]
    for came in night.arrived.values():
        assert came.words.startswith("Cuoc goi chua ai nghe") and "901234567" not in came.words
    assert set(SentText.objects.values_list("parts", flat=True)) == {1}
    mailed = set(OutboxMessage.objects.filter(channel="email").values_list("state", "attempts"))
    assert mailed == {(State.SENT, 1)}


def test_what_an_officer_chose_holds_on_duty_too(night: SimulatedGateway, team: Team, desk: Desk) -> None:
    User.objects.filter(pk=desk.deputy.pk).update(told_by_sms=False)
    User.objects.filter(pk=desk.supervisor.pk).update(told_by_sms=True, told_by_email=False)
    nobody_answers()
    deliver_due()

    # A message a step: the list has three.
    assert texted(night) == [LEADS] * 3 + [NOBODYS]
    to = [row.payload["to"] for row in OutboxMessage.objects.filter(channel="email")]
    assert to == [desk.deputy.email]


def test_a_hole_in_next_weeks_roster_waits_for_the_day_and_holds_back_nothing_urgent(
    night: SimulatedGateway, team: Team, desk: Desk
) -> None:
    User.objects.filter(pk=desk.supervisor.pk).update(told_by_sms=True)
    assert watching.watch() > 0
    assert deliver_due()["postponed"] == 1 and not night.arrived

    nobody_answers()
    deliver_due()

    assert texted(night) == [ON_LIST, *[LEADS] * 3, NOBODYS]
    assert OutboxMessage.objects.get(channel="sms", state=State.WAITING).key == f"roster-{team.pk}"


def test_a_sudden_rise_wakes_those_who_asked_for_text_messages(night: SimulatedGateway, team: Team, desk: Desk) -> None:
    began = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=1)
    User.objects.filter(pk=desk.supervisor.pk).update(told_by_sms=True)
    assert rises._note("", began, 9, 1.0) == 1
    deliver_due()

    assert texted(night) == [LEADS] and Rise.objects.count() == 1
    assert "Phan anh tang dot bien" in next(iter(night.arrived.values())).words


def test_a_browser_is_woken_by_what_is_urgent_alone(
    push_service: PushService, team: Team, desk: Desk, settings: LazySettings
) -> None:
    settings.SMS_GATEWAY_URL = ""
    devices.add(desk.supervisor, push_service.subscription(), "Firefox Android")
    watching.watch()
    nobody_answers()
    deliver_due()

    urgencies = [request.headers["Urgency"] for request in push_service.taken]
    assert urgencies == ["normal", "high", "high", "high"]
    assert {message["body"] for message in push_service.messages()[1:]} == {"Cuộc gọi chưa ai nghe"}


def test_a_paused_channel_holds_duty_too_and_what_is_sent_once_more_arrives_once(
    gateway: SimulatedGateway, team: Team, desk: Desk
) -> None:
    circuits.pause("sms", desk.supervisor)
    nobody_answers()
    deliver_due()
    assert not gateway.arrived and OutboxMessage.objects.filter(channel="email", state=State.SENT).exists()
    circuits.resume("sms")
    deliver_due()
    assert texted(gateway) == [ON_LIST, NOBODYS]

    assert delivery.replay(OutboxMessage.objects.filter(channel="sms")) == 2
    assert deliver_due() == {"sent": 2}
    assert len(gateway.arrived) == SentText.objects.count() == 2
    standing = {one.channel: one.sent_today for one in figures.standings()}
    assert standing["sms"] == 2


def test_what_was_urgent_is_not_told_hours_later(gateway: SimulatedGateway, team: Team) -> None:
    gateway.manner = "down"
    nobody_answers()
    deliver_due()
    gateway.manner = "works"
    for row in OutboxMessage.objects.filter(channel="sms"):
        row.payload["good_until"] = (timezone.now() - dt.timedelta(minutes=1)).isoformat()
        row.next_attempt_at = timezone.now()
        row.save()
    deliver_due()

    assert not gateway.arrived and not SentText.objects.exists()
    assert not OutboxMessage.objects.filter(channel="sms").exclude(state=State.SENT).exists()


def test_officers_choose_on_the_same_page_in_words_of_their_work(client: Client, gateway: SimulatedGateway) -> None:
    officer, citizen = make_user(kind="staff", phone=LEADS), make_user(phone=ON_LIST)
    for user, heard, unheard in (
        (officer, "Chúng tôi báo tin về công việc cho bạn bằng", "tin về hồ sơ cho bạn bằng"),
        (citizen, "Chúng tôi báo tin về hồ sơ cho bạn bằng", "danh sách gọi của tổ trực"),
    ):
        client.force_login(user)
        page = words(client.get(PAGE))
        assert heard in page and unheard not in page
        assert client.post(PAGE, {"ways": ["sms"]}).status_code == 302
        user.refresh_from_db()
        assert (user.told_by_email, user.told_by_sms) == (False, True)
