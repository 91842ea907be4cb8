"""Rules proved: every way of speaking has a name, kinds and notices that fit, says what it is told, hides secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator

from portal.peers.channel import ACTS
from portal.peers.drivers import registry
from portal.peers.drivers.base import Message, Reached
from portal.peers.drivers.post import PATHS, PostOffice
from portal.peers.drivers.registry import DRIVERS
from portal.peers.drivers.signed_json import SignedJson
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from portal.simulating.serving import Server, as_json
from tests.peers.connecting import CUSTOMER, SECRET
from tests.peers.listening import Listener

MESSAGE = Message("dossier.moved", {"dossier": "H29.101-1"}, "msg_7", "H29.101.9")
NAMES = sorted(DRIVERS)


@pytest.fixture
def peer(settings: LazySettings) -> Iterator[Listener]:
    """A system that takes everything."""
    settings.PEERS_INTERNAL_HOSTS = ["127.0.0.1"]
    listener = Listener()
    with Server(listener.routes("/", "/ping", *PATHS.values())) as server:
        listener.address = server.address
        yield listener


def test_every_kind_of_system_can_be_spoken_with_by_somebody() -> None:
    spoken = frozenset().union(*(driver.kinds for driver in DRIVERS.values()))
    assert spoken == frozenset(PeerKind)
    for kind in PeerKind:
        assert any(registry.fits(name, kind) for name in DRIVERS), kind
    assert not registry.fits("telex", PeerKind.LAND)
    assert not registry.fits("post", PeerKind.LAND)


@pytest.mark.parametrize("name", NAMES)
def test_a_driver_is_known_by_a_short_name_and_a_label(name: str) -> None:
    driver = DRIVERS[name]
    assert driver.name == name
    longest = Connection._meta.get_field("driver").max_length
    assert longest is not None
    assert len(name) <= longest
    assert str(driver.label)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_notice_may_say_is_a_closed_schema_that_is_one(name: str) -> None:
    assert DRIVERS[name].notices
    for kind, notice in DRIVERS[name].notices.items():
        Draft202012Validator.check_schema(notice.schema)
        assert notice.schema["additionalProperties"] is False, kind
        assert set(notice.schema["required"]) <= set(notice.schema["properties"]), kind
        for field, schema in notice.schema["properties"].items():
            assert "maxLength" in schema or "enum" in schema, field


@pytest.mark.parametrize("name", NAMES)
def test_trying_knocks_once_and_says_nothing_of_anybody(name: str, peer: Listener) -> None:
    DRIVERS[name](peer.reached()).try_out(Message("peer.test", {}, "msg_1"))
    (request,) = peer.asked
    assert set(request.json()) <= {"CustomerCode", "type", "timestamp", "from", "to", "data"}
    assert request.json().get("data", {}) == {}


def test_a_secret_is_in_no_representation() -> None:
    reached = Reached("https://x.vn", CUSTOMER, "G11.01", SECRET)
    assert SECRET not in repr(reached)
    assert SECRET not in str(vars(SignedJson(reached)))


def test_a_connection_speaks_in_the_way_it_was_taken_up_with() -> None:
    land = Connection(driver="signed_json", address="https://x.vn", account="a", agency_code="G11", secret=SECRET)
    driver = registry.driver_for(land)
    assert isinstance(driver, SignedJson)
    assert driver.reached == Reached("https://x.vn", "a", "G11", SECRET)
    with pytest.raises(KeyError):
        registry.driver_for(Connection(driver="telex"))


def test_signed_json_has_one_envelope_with_the_codes_of_both_sides(peer: Listener) -> None:
    peer.answer = as_json({"code": "LT-1"})
    driver = SignedJson(peer.reached())
    assert driver.send(MESSAGE) == {"code": "LT-1"}
    assert driver.ask(MESSAGE) == {"code": "LT-1"}

    first, second = (request.json() for request in peer.asked)
    at = parse_datetime(first.pop("timestamp"))
    assert at is not None
    assert abs(timezone.now() - at) < timedelta(minutes=1)
    second.pop("timestamp")
    whole = {"type": "dossier.moved", "from": "H29.101.9", "to": "G11.01", "data": {"dossier": "H29.101-1"}}
    assert first == second == whole


def test_the_post_has_a_door_for_each_message_and_knows_its_customer(peer: Listener) -> None:
    driver = PostOffice(peer.reached())
    for kind, path in PATHS.items():
        assert driver.send(Message(kind, {"OrderNumber": "H29-1-B1"}, "msg_1")) == {}
        assert peer.asked[-1].path == path
        assert json.loads(peer.asked[-1].body) == {"CustomerCode": CUSTOMER, "OrderNumber": "H29-1-B1"}
    driver.try_out(MESSAGE)
    assert (peer.asked[-1].path, peer.asked[-1].json()) == ("/ping", {"CustomerCode": CUSTOMER})
    assert set(PATHS) <= set(ACTS)


def test_a_message_keeps_its_id_however_often_it_is_said(peer: Listener) -> None:
    driver = PostOffice(peer.reached())
    for _ in range(2):
        driver.ask(Message("post.where", {"OrderNumber": "H29-1-B1"}, "msg_7"))
    ids = [{name.lower(): value for name, value in one.headers.items()}["webhook-id"] for one in peer.asked]
    assert ids == ["msg_7", "msg_7"]


def test_a_message_of_a_kind_that_the_post_does_not_know_is_our_mistake(peer: Listener) -> None:
    with pytest.raises(KeyError):
        PostOffice(peer.reached()).send(MESSAGE)
    assert peer.asked == []
