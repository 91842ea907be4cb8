"""Rules proved: on duty each person is told once of a step, in their own language, and a number that is nobody's
account is texted for itself; a team that nobody can reach breaks nothing and holds nobody up.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers.statuses import OPEN
from hotline.broadcasts import telling
from hotline.models import Broadcast, Call, CallState, Offer, PhoneStep, Rise, Team
from hotline.roster import passing_on, rises, watching
from portal.accounts.models import Language, User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.hotline.broadcasts.notices import TITLE, TITLE_EN, announced
from tests.hotline.desk import Desk, given_desk
from tests.hotline.roster.teams import a_team

pytestmark = pytest.mark.django_db
FIRST, SECOND, LEADS = "+84901000100", "+84901000300", "+84901000200"


@pytest.fixture(autouse=True)
def texting(settings: LazySettings) -> None:
    """There is a gateway, which nobody reaches, and no push."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", ""


@pytest.fixture
def world() -> World:
    return given_world()


@pytest.fixture
def desk(world: World) -> Desk:
    return given_desk(world)


@pytest.fixture
def team(world: World, desk: Desk) -> Team:
    """The province's team, led by the supervisor, with nobody on its list."""
    top = world.ward.committee.parent
    assert top is not None
    return a_team(world, unit=top, lead=desk.supervisor, call_minutes=2, urgent_minutes=10)


def listed(team: Team, *phones: str) -> None:
    for position, phone in enumerate(phones, start=1):
        PhoneStep.objects.create(team=team, position=position, name=f"Số {position}", phone=phone)


def rings(minutes: int = 3) -> int:
    """A call that rings since so many minutes is passed on; how many steps."""
    Call.objects.create(
        state=CallState.RINGING, phone="+84901234567", began_at=timezone.now() - dt.timedelta(minutes=minutes)
    )
    return passing_on.pass_on()


def put(channel: str) -> list[dict[str, object]]:
    return [row.payload for row in OutboxMessage.objects.filter(channel=channel).order_by("pk")]


def change(user: User, **fields: object) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


def known_by_their_card(user: User) -> None:
    """Somebody who signs in by the national account, and left neither address nor number."""
    change(user, email=None, phone=None, assurance_level=2, id_number_index="ab" * 32)
    user.refresh_from_db()


def test_a_lead_whose_own_number_is_on_the_list_is_told_once_a_step(team: Team, desk: Desk) -> None:
    change(desk.supervisor, phone=LEADS)
    listed(team, LEADS)
    assert rings() == 1
    assert [row["to"] for row in put("email")] == [desk.supervisor.email]
    assert [row["to"] for row in put("sms")] == [LEADS], "on the list, so texted though undecided"


def test_each_reads_their_own_language_and_a_bare_number_that_of_the_site(team: Team, desk: Desk) -> None:
    change(desk.deputy, phone=FIRST, language=Language.ENGLISH)
    listed(team, FIRST, SECOND)
    assert rings(5) == 2
    texts = {str(row["to"]): str(row["text"]) for row in put("sms")}
    assert set(texts) == {FIRST, SECOND}
    assert texts[SECOND].startswith("Cuoc goi chua ai nghe")
    assert not texts[FIRST].startswith("Cuoc goi") and texts[FIRST].isascii()
    languages = {str(row["to"]): row["language"] for row in put("email")}
    assert languages == {desk.supervisor.email: "vi", desk.deputy.email: "en"}


def test_somebody_who_left_is_no_holder_of_their_number(team: Team, desk: Desk) -> None:
    """The number was put into the list so that it is reached, whoever answers it now."""
    change(desk.deputy, phone=FIRST, is_active=False, told_by_sms=False)
    listed(team, FIRST)
    assert rings() == 1
    assert [row["to"] for row in put("sms")] == [FIRST]
    assert desk.deputy.email not in [row["to"] for row in put("email")]


def test_a_team_that_nobody_can_reach_holds_nobody_up(team: Team, desk: Desk) -> None:
    """No list, and a lead without address and number: the step is taken and stands in the journal."""
    known_by_their_card(desk.supervisor)
    assert rings() == 1 and passing_on.pass_on() == 0
    assert Offer.objects.get().name == desk.supervisor.full_name
    assert not OutboxMessage.objects.exists()
    assert watching.watch() > 0 and not OutboxMessage.objects.exists()


def test_short_numbers_and_landlines_of_a_list_are_named_and_not_texted(team: Team, desk: Desk) -> None:
    listed(team, "1022", "+842838221234")
    assert rings(5) == 2
    assert put("sms") == []
    assert [row["to"] for row in put("email")] == [desk.supervisor.email] * 2
    assert "028" in str(put("email")[1]["text"])


def test_what_is_urgent_is_so_in_each_message_and_loses_its_news_within_the_hour(team: Team, desk: Desk) -> None:
    listed(team, FIRST, SECOND)
    began = timezone.now()
    rings(5)
    for row in put("sms"):
        assert row["is_urgent"] is True and row["is_bulk"] is False
        until = dt.datetime.fromisoformat(str(row["good_until"]))
        assert began < until <= timezone.now() + dt.timedelta(hours=1)
    keys = list(OutboxMessage.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 4, "none waits for another"


def test_a_rise_told_again_is_told_nobody_twice_and_longer_is_one(team: Team, desk: Desk) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    change(desk.supervisor, phone=LEADS, told_by_sms=True)
    assert rises._note("", hour - dt.timedelta(hours=2), 9, 1.0) == 1
    before = OutboxMessage.objects.count()
    assert rises._note("", hour - dt.timedelta(hours=2), 9, 1.0) == rises._note("", hour - rises.HOUR, 8, 1.0) == 0
    assert (OutboxMessage.objects.count(), Rise.objects.get().count) == (before, 17)
    [text] = put("sms")
    assert dt.datetime.fromisoformat(str(text["good_until"])) == hour + dt.timedelta(hours=2)


# -- broadcasts


def test_a_batch_asks_as_much_for_many_ways_as_for_one(world: World, desk: Desk) -> None:
    counts = []
    for number in (1, 3):
        for _copy in range(number):
            filings.submitted(world)
        people = User.objects.filter(pk=world.mother.pk)
        people.update(told_by_sms=True, phone=f"+8490123400{number}", email=f"lan{number}@example.vn")
        announced(desk.operator, tells_owners=True)
        with CaptureQueriesContext(connection) as asked:
            telling.tell_some()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_readers_of_both_languages_in_one_batch_each_read_theirs(world: World, desk: Desk) -> None:
    change(world.mother, language=Language.ENGLISH, told_by_sms=True)
    filings.submitted(world)
    father = filings.LAN
    own = filings.submitted(world, applicant=father)
    type(own).objects.filter(pk=own.pk).update(submitted_by=None)
    own.parties.update(email="cha@example.vn")
    announced(desk.operator, tells_owners=True)
    telling.tell_all()
    letters = {str(row["to"]): (row["language"], row["subject"]) for row in put("email")}
    assert letters == {"lan.nguyen@example.vn": ("en", TITLE_EN), "cha@example.vn": ("vi", TITLE)}
    assert [str(row["text"]).startswith(TITLE_EN) for row in put("sms")] == [True]


def test_people_without_any_way_are_passed_over_and_the_round_ends(world: World, desk: Desk) -> None:
    dossier = filings.submitted(world)
    dossier.parties.update(email="", phone="")
    known_by_their_card(world.mother)
    assert dossier.status in OPEN
    OutboxMessage.objects.all().delete()
    announced(desk.operator, tells_owners=True)
    assert telling.tell_all() == 0
    done = Broadcast.objects.get()
    assert done.told_at is not None and done.told_count == 0
    assert not OutboxMessage.objects.filter(idempotency_key__startswith="broadcast/").exists()
