"""The page of the exchange at the door: who may see and act, in which language, and what it never shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.national.models import Difference, SyncCheck
from portal.national.models.checks import DifferenceKind
from portal.national.views import health
from portal.outbox import circuits
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from tests.outbox.factories import make_message
from units.roles import Role

PAGE = reverse("national:health")
ACTS = ("tam-dung", "mo-lai", "gui-lai")


def act(name: str, channel: str = "national") -> str:
    return reverse("national:channel-act", args=(channel, name))


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


def a_dead_letter(**fields: Any) -> OutboxMessage:
    fields = {"channel": "national", "state": State.DEAD, "finished_at": timezone.now(), "attempts": 48, **fields}
    return make_message(**fields)


def nothing_happened(dead: OutboxMessage) -> None:
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (State.DEAD, 48)
    assert not Circuit.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_whoever_runs_no_system_sees_nothing_and_changes_nothing(world: World, client: Client, role: Role) -> None:
    dead = a_dead_letter()
    client.force_login(make_staff("khac@example.vn", "Người Khác", role, world.ward.committee))
    answers = [client.get(PAGE), *(client.get(act(name)) for name in ACTS), *(client.post(act(name)) for name in ACTS)]
    assert {answer.status_code for answer in answers} == {403}
    nothing_happened(dead)


def test_a_citizen_is_refused_and_a_stranger_is_asked_to_sign_in(world: World, client: Client) -> None:
    dead = a_dead_letter()
    for address in (PAGE, *map(act, ACTS)):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/tai-khoan/" in answer.headers["Location"]
    assert client.post(act("gui-lai")).status_code == 302
    client.force_login(world.mother)
    assert {client.post(act(name)).status_code for name in ACTS} == {403}
    assert client.get(PAGE).status_code == 403
    nothing_happened(dead)


def test_a_role_that_ended_opens_the_page_no_more(admin: User, client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    admin.staff_roles.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert client.get(PAGE).status_code == 403
    assert client.post(act("tam-dung")).status_code == 403


@pytest.mark.parametrize("name", ACTS)
def test_looking_at_a_question_changes_nothing_and_other_methods_are_no_door(
    admin: User, client: Client, name: str
) -> None:
    dead = a_dead_letter()
    for _time in range(2):
        page = client.get(act(name)).content.decode()
        assert f'href="{PAGE}"' in page
        assert "csrfmiddlewaretoken" in page
    assert {client.put(act(name)).status_code, client.delete(act(name)).status_code} == {405}
    nothing_happened(dead)


def test_a_form_of_another_site_does_nothing(admin: User) -> None:
    dead = a_dead_letter()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    assert {strict.post(act(name)).status_code for name in ACTS} == {403}
    nothing_happened(dead)


def test_the_page_is_read_in_english(admin: User, client: Client) -> None:
    now = timezone.now()
    circuits.pause("national", admin)
    Circuit.objects.create(channel="email", failures=6, opened_at=now, open_until=now + timedelta(minutes=1))
    SyncCheck.objects.create(looked=12, differing=3, finished_at=now, problem="HTTP 404")
    client.cookies["django_language"] = "en"

    page = client.get(PAGE).content.decode()

    for words in (
        "Exchange with other systems",
        "No address of the National Public Service Portal is set",
        "paused by Cao Xuân Trường at",
        "Not answered",
        "12 dossiers compared, 3 differ.",
        "Ended early: HTTP 404.",
    ):
        assert words in page
    assert "Tạm dừng" not in page


@pytest.mark.parametrize(
    ("name", "asked", "said", "said_again"),
    [
        (
            "tam-dung",
            "Pause the channel “National Public Service Portal: dossiers”?",
            "The channel is paused",
            "This channel was paused already.",
        ),
        (
            "mo-lai",
            "Resume the channel “National Public Service Portal: dossiers”?",
            "there is nothing to resume",
            "there is nothing to resume",
        ),
        ("gui-lai", "Send again all messages of the channel", "1 message waits to be sent.", "0 messages wait"),
    ],
)
def test_each_act_asks_and_answers_in_english_and_twice_is_no_error(
    admin: User, client: Client, name: str, asked: str, said: str, said_again: str
) -> None:
    a_dead_letter()
    client.cookies["django_language"] = "en"
    assert asked in client.get(act(name)).content.decode()
    assert said in client.post(act(name), follow=True).content.decode()
    assert said_again in client.post(act(name), follow=True).content.decode()


def test_pausing_one_channel_leaves_the_others_and_keeps_who_paused_first(
    world: World, admin: User, client: Client
) -> None:
    client.post(act("tam-dung"))
    other = Client()
    other.force_login(make_staff("hai@example.vn", "Người Thứ Hai", Role.SYSTEM_ADMIN, world.ward.committee))
    assert "Kênh này đã tạm dừng từ trước" in other.post(act("tam-dung"), follow=True).content.decode()

    page = client.get(PAGE).content.decode()
    assert list(Circuit.objects.values_list("channel", "paused_by")) == [("national", admin.pk)]
    assert act("mo-lai") in page
    assert act("tam-dung") not in page
    assert act("tam-dung", "email") in page


def test_what_a_channel_may_be_asked_fits_how_it_stands(admin: User, client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert act("gui-lai") not in page
    assert act("mo-lai") not in page
    dead = a_dead_letter()
    page = client.get(PAGE).content.decode()
    assert act("gui-lai") in page
    assert act("gui-lai", "email") not in page
    assert reverse("dossiers:outgoing") in page
    assert str(dead.payload["text"]) not in page


def test_hostile_words_of_the_other_side_stay_text(world: World, admin: User, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    SyncCheck.objects.create(problem=evil)
    Difference.objects.create(dossier=filings.submitted(world), kind=DifferenceKind.STATUS, here="1", there=evil)
    page = client.get(PAGE).content.decode()
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)") == 2


def test_differences_are_shown_newest_first_without_whom_they_are_of_until_they_are_mended(
    world: World, admin: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MOST_SHOWN", 2)
    dossiers: list[Dossier] = [filings.submitted(world) for _number in range(4)]
    for dossier in dossiers:
        Difference.objects.create(dossier=dossier, kind=DifferenceKind.MISSING, here="1", there="")
    Difference.objects.filter(dossier=dossiers[3]).update(mended_at=timezone.now())

    page = client.get(PAGE).content.decode()

    assert page.index(dossiers[2].code) < page.index(dossiers[1].code)
    assert dossiers[3].code not in page
    assert dossiers[0].code not in page
    assert page.count("Bên đó không có hồ sơ") == 2
    assert "Nguyễn Thị Lan" not in page


def test_more_differences_cost_no_more_queries(
    world: World, admin: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    circuits.pause("national", admin)
    for _number in range(3):
        Difference.objects.create(dossier=filings.submitted(world), kind=DifferenceKind.MISSING, here="1", there="")
    with django_assert_max_num_queries(14):
        client.get(PAGE)
