"""What the owner reads about the national portal: soon, late, or there; nothing while no portal is set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import aliases, followed_elsewhere
from dossiers.models import Dossier
from portal.national.channel import CHANNEL as NATIONAL_CHANNEL
from portal.outbox.models import Circuit
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver

SOON, LATE, THERE = "sẽ hiện trạng thái này", "đang cập nhật chậm", "đã hiện trạng thái này"


def tracked(dossier: Dossier) -> str:
    """The public page of tracking."""
    return Client().get(reverse("dossiers:track"), {"code": dossier.code}).content.decode()


def test_without_a_portal_nothing_is_said(world: World) -> None:
    page = tracked(filings.submitted(world))
    assert not any(words in page for words in (SOON, LATE, THERE))


def test_the_sentence_goes_from_soon_to_late_to_there(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    assert SOON in tracked(dossier)
    NATIONAL.update(created_at=timezone.now() - timedelta(minutes=11))
    assert LATE in tracked(dossier)
    deliver()
    assert THERE in tracked(dossier)

    owner = Client()
    owner.force_login(world.mother)
    aliases.note(dossier, aliases.NATIONAL, "G22.99.01-261123-0031")
    page = owner.get(reverse("dossiers:detail", args=[dossier.code])).content.decode()
    assert THERE in page
    assert "G22.99.01-261123-0031" in page
    clerk = Client()
    clerk.force_login(world.ward.clerk)
    bench = clerk.get(reverse("dossiers:work", args=[dossier.code])).content.decode()
    assert "G22.99.01-261123-0031" in bench
    # Who is asked at the counter can say it, too.
    assert THERE in bench


def test_minutes_are_promised_only_while_messages_leave(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    circuit = Circuit.objects.create(channel=NATIONAL_CHANNEL, open_until=timezone.now(), opened_at=timezone.now())
    assert LATE in tracked(dossier)
    Circuit.objects.update(open_until=None, opened_at=None, paused_at=timezone.now(), paused_by=world.ward.clerk)
    assert LATE in tracked(dossier)
    circuit.delete()
    Circuit.objects.create(channel="email", open_until=timezone.now(), opened_at=timezone.now())
    assert SOON in tracked(dossier)


def test_two_queries_say_it(world: World, connected: Portal, django_assert_num_queries: Any) -> None:
    dossier = filings.submitted(world)
    with django_assert_num_queries(2):
        followed_elsewhere.sentences(dossier.code)
    deliver()
    with django_assert_num_queries(2):
        followed_elsewhere.sentences(dossier.code)
