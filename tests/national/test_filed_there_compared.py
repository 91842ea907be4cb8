"""Dossiers that were filed there: compared, told again and spoken of to their owner under the code that they know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from dossiers import aliases, processing
from dossiers.models import Dossier
from portal.national import citizen_words, gathering, reading, reconciling
from portal.national.comparing import steps_of
from portal.national.drivers import registry
from portal.national.models import Difference, KeptExchange, Standing
from portal.national.models.checks import DifferenceKind
from portal.outbox.models import State
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver
from tests.national.handing_in import CODE, filing, knock, work


@pytest.fixture
def came(world: World, connected: Portal) -> Dossier:
    """A dossier that was filed there, received here, and told of."""
    registry.driver_for.cache_clear()
    knock(filing())
    work()
    dossier = Dossier.objects.get()
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def told(world: World, settings: LazySettings) -> Dossier:
    """A dossier of which everything was told; who told it is of no concern here."""
    settings.NATIONAL_PORTAL_URL = "https://quoc-gia.example"
    dossier = filings.submitted(world)
    now = timezone.now()
    NATIONAL.update(state=State.SENT, finished_at=now)
    Standing.objects.create(dossier=dossier, told_sequence=1, first_told_at=now, told_at=now)
    return dossier


def compared() -> tuple[int, int]:
    """A round over everything: how many were looked at and how many differ."""
    check = reconciling.check_all()
    assert check is not None
    return check.looked, check.differing


def test_both_sides_agree_under_the_code_that_was_given_there(came: Dossier) -> None:
    assert compared() == (1, 0)
    assert {identity[0] for identity in steps_of(reading.logged([came.pk])[came.pk]).values()} == {CODE}
    assert not Difference.objects.exists()


def test_lost_there_it_comes_back_under_its_own_code_there_and_under_no_other(came: Dossier, connected: Portal) -> None:
    connected.store.forget(CODE)
    assert compared() == (1, 1)
    assert Difference.objects.get().kind == DifferenceKind.MISSING
    deliver()
    assert connected.store.codes() == [CODE]
    assert [step["MaHoSo"] for step in connected.store.steps(CODE)] == [CODE, CODE]
    assert compared() == (1, 0)


def test_a_step_too_many_there_is_shown_and_nothing_is_told(came: Dossier, connected: Portal) -> None:
    connected.store.add_steps([connected.store.steps(CODE)[0]])
    assert compared() == (1, 1)
    assert Difference.objects.get().kind == DifferenceKind.STEPS_TOO_MANY
    assert not NATIONAL.exclude(state=State.SENT).exists()


def test_a_dossier_of_our_own_is_known_there_by_our_code(world: World, connected: Portal) -> None:
    registry.driver_for.cache_clear()
    dossier = filings.submitted(world)
    aliases.note(dossier, "binh-duong", "BD.2024/HT-00123")
    assert reading.logged([dossier.pk])[dossier.pk].code_there == dossier.code
    deliver()
    assert connected.store.codes() == [dossier.code]
    facts = gathering.dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk]
    assert (facts.is_filed_nationally, facts.code_here) == (False, dossier.code)


def test_the_code_there_costs_no_query_once_all_is_read(came: Dossier, django_assert_num_queries: Any) -> None:
    whole = reading.logged([came.pk])[came.pk]
    with django_assert_num_queries(0):
        assert whole.code_there == CODE


def test_proofs_are_kept_under_our_code_with_theirs_inside(came: Dossier) -> None:
    kept = KeptExchange.objects.filter(code=came.code)
    assert kept.exists()
    assert not KeptExchange.objects.filter(code=CODE).exists()
    assert {row["MaHoSo"] for proof in kept for row in proof.sent["data"]} == {CODE}


def test_the_owner_reads_the_same_sentence_under_either_code(came: Dossier) -> None:
    for code in (came.code, CODE):
        page = Client().get(reverse("dossiers:track"), {"code": code}).content.decode()
        assert "đã hiện trạng thái này" in page, code


def moved(dossier: Dossier, world: World) -> None:
    """The clerk receives it, of which is told."""
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))


def test_a_message_that_died_is_late_and_never_there(told: Dossier, world: World) -> None:
    moved(told, world)
    waiting = NATIONAL.filter(state=State.WAITING)
    waiting.update(state=State.DEAD, finished_at=timezone.now(), created_at=timezone.now() - timedelta(hours=1))
    assert "đang cập nhật chậm" in citizen_words.say(told.code)
    NATIONAL.filter(state=State.DEAD).delete()
    assert "đã hiện trạng thái này" in citizen_words.say(told.code)


def test_the_oldest_that_waits_says_how_late_it_is(told: Dossier, world: World) -> None:
    moved(told, world)
    assert "trong vài phút nữa" in citizen_words.say(told.code)
    waiting = NATIONAL.filter(state=State.WAITING).order_by("pk")
    waiting.update(created_at=timezone.now() - citizen_words.SOON - timedelta(seconds=1))
    assert "đang cập nhật chậm" in citizen_words.say(told.code)


def test_what_waits_for_another_dossier_says_nothing_of_this(told: Dossier, world: World) -> None:
    filings.submitted(world)
    NATIONAL.exclude(key=told.code).update(created_at=timezone.now() - timedelta(hours=1))
    assert "đã hiện trạng thái này" in citizen_words.say(told.code)


def test_each_sentence_is_read_in_english(told: Dossier, world: World) -> None:
    with translation.override("en"):
        there = citizen_words.say(told.code)
        moved(told, world)
        soon = citizen_words.say(told.code)
        NATIONAL.filter(state=State.WAITING).update(created_at=timezone.now() - timedelta(hours=1))
        late = citizen_words.say(told.code)
    assert len({there, soon, late}) == 3
    assert all("National Public Service Portal" in words for words in (there, soon, late))


def test_an_unknown_code_has_no_sentence(connected: Portal, world: World) -> None:
    assert citizen_words.say("H29.404") == ""
    assert citizen_words.say("") == ""
