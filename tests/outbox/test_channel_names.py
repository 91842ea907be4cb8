"""Channels in words: each driver names its own in both languages; staff never read a code where somebody serves it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.models import User
from portal.outbox.drivers import registry
from portal.outbox.drivers.base import Driver
from portal.outbox.figures import standings
from portal.outbox.models import State
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world, make_staff
from tests.outbox.factories import make_message
from units.roles import Role

LIST = reverse("dossiers:outgoing")
CODES = {"email", "national", "national_feedback", "peer", "push", "results_store", "sms", "tax", "webhook"}


class Unnamed(Driver):
    """A channel of somebody who forgot to name it."""

    channel: ClassVar[str] = "of-a-plug-in"

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Take it."""


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The channel without a name is served, too."""
    monkeypatch.setattr(registry, "_drivers", {**registry._drivers, Unnamed.channel: Unnamed()})


def test_every_channel_has_a_name_of_its_own_in_both_languages() -> None:
    assert set(registry.channels()) >= CODES
    with override("vi"):
        vietnamese = dict(registry.named_channels())
    with override("en"):
        english = dict(registry.named_channels())
    assert len(set(vietnamese.values())) == len(set(english.values())) == len(registry.channels())
    for code in CODES:
        assert code not in (vietnamese[code], english[code]), code
        assert re.search("[àáảãạăâđèéẻêềếệìíòóôơờởùúủưứừữỳý]|SMS", vietnamese[code].lower()) or code == "sms", code
        assert not re.search("[ăâđêôơư]|ệ|ố", english[code].lower()), code


def test_what_nobody_named_or_serves_any_more_is_told_by_its_code(unnamed: None) -> None:
    assert registry.name_of("of-a-plug-in") == "of-a-plug-in"
    assert registry.name_of("fax") == "fax"
    assert ("of-a-plug-in", "of-a-plug-in") in registry.named_channels()


def test_names_are_offered_in_their_own_order() -> None:
    names = [name for _code, name in registry.named_channels()]
    assert names == sorted(names)


@pytest.mark.parametrize(("language", "name"), [("vi", "Thư điện tử"), ("en", "Email")])
def test_letters_that_could_not_leave_name_their_channel_and_are_found_by_it(
    admin: User, client: Client, language: str, name: str
) -> None:
    dead = {"state": State.DEAD, "finished_at": timezone.now(), "attempts": 9, "last_error": "Refused: 550"}
    make_message(channel="email", key="H29.1", idempotency_key="a", **dead)
    make_message(channel="fax", key="H29.2", idempotency_key="b", **dead)

    page = words(client.get(LIST, headers={"Accept-Language": language}))
    assert f'<option value="email">{name}</option>' in page
    assert f"<td>{name}</td>" in page and "<td>email</td>" not in page
    assert "<td>fax</td>" in page, "a channel of before keeps its letters"

    found = words(client.get(LIST, {"kenh": "email"}, headers={"Accept-Language": language}))
    assert f'<option value="email" selected>{name}</option>' in found
    assert "H29.1" in found and "H29.2" not in found


def test_the_health_page_speaks_the_readers_language_and_no_code(admin: User, client: Client) -> None:
    for language in ("vi", "en"):
        page = words(client.get(reverse("national:health"), headers={"Accept-Language": language}))
        heads = re.findall('<th scope="row">([^<]+)</th>', page)
        assert len(heads) >= len(CODES) and not CODES & set(heads), heads
    assert {one.name for one in standings()} == {registry.name_of(code) for code in registry.channels()}
