"""Rules proved: which receivers are in trouble now, by name, worst first, at a cost that does not grow with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox import circuits, figures
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Receiver
from portal.outbox.drivers.webhook import WebhookDriver
from portal.outbox.models import Circuit, WebhookSubscription
from tests.outbox.factories import RecordingDriver, channel

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Posts(RecordingDriver):
    """Another channel of many receivers, whose names it knows without asking."""

    channel = "posts"
    has_receivers = True

    def receivers(self, keys: Collection[str]) -> dict[str, Receiver]:
        return {key: Receiver(f"Bưu cục {key}", f"/buu-cuc/{key}/") for key in keys}


@pytest.fixture
def posts() -> Iterator[Posts]:
    driver = Posts()
    with channel(driver):
        yield driver


@pytest.fixture
def admin() -> User:
    return User.objects.create_user(email="system@example.vn", full_name="Cao Xuân Trường", password="Mot-Cua-2026")


def hook(name: str = "mot") -> WebhookSubscription:
    return WebhookSubscription.objects.create(url=f"https://{name}.example/", events=["payment.paid"], secret="whsec_")


def opened(name: str, hours: int = 1, **fields: Any) -> Circuit:
    """A circuit that is open since so many hours."""
    told = {"failures": 5, "opened_at": NOW - timedelta(hours=hours), "open_until": NOW + timedelta(minutes=1)}
    return Circuit.objects.create(channel=name, **{**told, **fields})


def names() -> list[str]:
    return [one.receiver.name for one in figures.troubled_receivers()]


def test_nobody_is_in_trouble_until_somebody_is(posts: Posts) -> None:
    assert names() == []
    Circuit.objects.create(channel="posts/1", failures=4)
    assert names() == [], "four calls that nobody answered open nothing"
    opened("posts")
    assert names() == [], "a channel is no receiver: it stands among the channels"


def test_the_one_that_is_silent_for_longest_stands_first(posts: Posts) -> None:
    opened("posts/1", hours=1)
    opened("posts/2", hours=30)
    opened("posts/3", hours=7)
    assert names() == ["Bưu cục 2", "Bưu cục 3", "Bưu cục 1"]
    first = figures.troubled_receivers()[0]
    assert (first.receiver.url, first.circuit.failures) == ("/buu-cuc/2/", 5)


def test_a_receiver_that_people_paused_is_named_with_who_did(posts: Posts, admin: User) -> None:
    circuits.pause("posts/9", admin)
    [one] = figures.troubled_receivers()
    assert (one.receiver.name, one.circuit.paused_by, one.circuit.is_open) == ("Bưu cục 9", admin, False)
    circuits.resume("posts/9")
    assert names() == []


def test_one_that_answered_again_is_out_of_it(posts: Posts) -> None:
    opened("posts/1")
    circuits.close("posts/1")
    assert names() == []


def test_receivers_of_webhooks_are_named_by_their_addresses_and_lead_to_their_pages() -> None:
    one, gone = hook(), hook("khac")
    opened(circuits_of(one))
    opened(circuits_of(gone))
    gone.delete()
    [found] = figures.troubled_receivers()
    assert (found.receiver.name, found.receiver.url) == (one.url, f"/can-bo/ket-noi/noi-nhan/{one.pk}/")


def circuits_of(one: WebhookSubscription) -> str:
    return registry.circuit_of("webhook", f"{one.pk}/A")


def test_a_channel_that_nobody_serves_any_more_is_passed_over(posts: Posts) -> None:
    opened("fax/1")
    opened("posts/1")
    assert names() == ["Bưu cục 1"]


def test_the_cost_is_a_query_for_the_circuits_and_one_for_each_channel(posts: Posts) -> None:
    for number in range(2):
        opened(circuits_of(hook(str(number))), hours=number)
        opened(f"posts/{number}")
    with CaptureQueriesContext(connection) as few:
        assert len(names()) == 4
    for number in range(2, 12):
        opened(circuits_of(hook(str(number))), hours=number)
    with CaptureQueriesContext(connection) as many:
        assert len(names()) == 14
    assert len(few) == len(many) == 2


def test_more_than_anybody_reads_are_cut(posts: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_TROUBLED", 2)
    for number in range(4):
        opened(f"posts/{number}", hours=10 - number)
    assert names() == ["Bưu cục 0", "Bưu cục 1"]


def test_a_key_that_is_no_number_names_no_receiver() -> None:
    one = hook()
    found = WebhookDriver().receivers([str(one.pk), "A", "", "-1", "1.5", "²"])
    assert list(found) == [str(one.pk)]
    assert WebhookDriver().receivers([]) == {}
