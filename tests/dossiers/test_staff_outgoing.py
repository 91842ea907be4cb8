"""Letters that did not leave: the administrator sees why and sends again, and never what stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers.views.staff import outgoing
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage, State
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from units.roles import Role

LIST = reverse("dossiers:outgoing")


@pytest.fixture
def admin(world: World) -> User:
    """A system administrator."""
    return make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)


def kill(messages: Any) -> None:
    """Lets messages die as the delivery does."""
    messages.update(
        state=State.DEAD, finished_at=timezone.now(), attempts=8, last_error="Refused: 550 không có hộp thư"
    )


def test_the_cause_is_told_and_the_content_is_not(world: World, admin: User, client: Client) -> None:
    dossier = filings.submitted(world)
    kill(OutboxMessage.objects.all())
    client.force_login(admin)

    page = client.get(LIST).content.decode()

    assert dossier.code in page
    assert "550 không có hộp thư" in page
    assert "lan.nguyen@example.vn" not in page


def test_a_letter_goes_again_only_after_a_second_thought(world: World, admin: User, client: Client) -> None:
    filings.submitted(world)
    letter = OutboxMessage.objects.get()
    kill(OutboxMessage.objects.all())
    client.force_login(admin)
    address = reverse("dossiers:outgoing-retry", args=[letter.pk])

    assert "có thể nhận hai lần" in client.get(address).content.decode()
    letter.refresh_from_db()
    assert letter.state == State.DEAD

    assert client.post(address).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.finished_at) == (State.WAITING, 0, None)


def test_sending_again_twice_is_no_error(world: World, admin: User, client: Client) -> None:
    filings.submitted(world)
    letter = OutboxMessage.objects.get()
    kill(OutboxMessage.objects.all())
    client.force_login(admin)
    address = reverse("dossiers:outgoing-retry", args=[letter.pk])

    client.post(address)
    again = client.post(address, follow=True)

    assert "có người vừa gửi lại rồi" in again.content.decode()
    assert client.get(address).status_code == 404


def test_waiting_and_sent_letters_are_not_listed(world: World, admin: User, client: Client) -> None:
    filings.submitted(world)
    client.force_login(admin)

    assert "Mọi thư đều đã đi" in client.get(LIST).content.decode()


def test_the_list_goes_by_key(world: World, admin: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "PAGE_SIZE", 2)
    for _ in range(3):
        filings.submitted(world)
    kill(OutboxMessage.objects.all())
    client.force_login(admin)

    first = client.get(LIST)
    second = client.get(LIST + first.context["page"].next)

    shown = [letter.pk for page in (first, second) for letter in page.context["letters"]]
    assert shown == list(OutboxMessage.objects.order_by("-pk").values_list("pk", flat=True))
    assert client.get(LIST, {"truoc": "x"}).status_code == 200


def test_letters_are_found_by_channel_cause_and_what_they_belong_to_and_sent_again_together(
    admin: User, client: Client
) -> None:
    silent = ("email", "H29.1-2", "Unanswered: no answer")
    dead = (("email", "H29.1-1", "Refused: 550"), silent, ("sms", "H29.2", "NotTaken: 500"))
    for number, (channel, key, error) in enumerate(dead):
        OutboxMessage.objects.create(
            channel=channel, key=key, idempotency_key=str(number), payload={}, last_error=error, attempts=24,
            state=State.DEAD, finished_at=timezone.now(),
        )  # fmt: skip
    client.force_login(admin)

    def found(**asked: str) -> list[str]:
        return sorted(letter.key for letter in client.get(LIST, asked).context["letters"])

    assert found(kenh="sms") == found(vi="loi") == ["H29.2"]
    assert (found(vi="tu-choi"), found(vi="im-lang")) == (["H29.1-1"], ["H29.1-2"])
    assert found(ve="H29.1", kenh="email") == ["H29.1-1", "H29.1-2"] and found(ve="\x00", kenh="' OR 1=1") == []
    assert len(found(vi="gi-do")) == 3, "an answer that is none asks for nothing"
    page = client.get(LIST, {"vi": "im-lang"}).content.decode()
    assert "Nơi nhận không trả lời" in page and "vi=im-lang" in page

    again = reverse("dossiers:outgoing-retry-found") + "?ve=H29.1"
    assert "Gửi lại 2 thư đang lọc?" in client.get(again).content.decode() and len(found()) == 3
    assert "Đã đưa 2 thư vào hàng chờ gửi." in client.post(again, follow=True).content.decode()
    assert found() == ["H29.2"] and "Đã đưa 0 thư" in client.post(again, follow=True).content.decode()


@pytest.mark.parametrize("role", ["clerk", "officer", "leader"])
def test_casework_does_not_come_in(world: World, client: Client, role: str) -> None:
    client.force_login(getattr(world.ward, role))

    assert client.get(LIST).status_code == 403
    assert client.post(reverse("dossiers:outgoing-retry", args=[1])).status_code == 403
    assert client.post(reverse("dossiers:outgoing-retry-found")).status_code == 403


def test_the_list_costs_the_same_with_one_letter_and_with_many(
    world: World, admin: User, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, letters: nothing a row."""
    client.force_login(admin)
    filings.submitted(world)
    kill(OutboxMessage.objects.all())
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(4):
        filings.submitted(world)
    kill(OutboxMessage.objects.all())

    with django_assert_max_num_queries(len(one)):
        assert len(client.get(LIST).context["letters"]) == 5
