"""Civil status, land, document exchange: told of moves in codes alone, and their codes kept, however they tell them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from dossiers import aliases
from dossiers.models import Dossier
from portal.outbox.models import OutboxMessage, State
from portal.peers.inbound import working
from portal.peers.models import Connection, PeerNotice
from portal.simulating.serving import Request, Response, Server, as_json
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.peers.connecting import connected, deliver, knock, signed


class Land:
    """A land registry that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Request] = []
        self.answer: Response = as_json({"code": "vbd-77/2026"})

    def take(self, request: Request) -> Response:
        """Keep it and answer."""
        self.told.append(request)
        return self.answer


@pytest.fixture
def land() -> Land:
    """It gives every dossier a code until a test says otherwise."""
    return Land()


@pytest.fixture
def registry(world: World, land: Land, settings: LazySettings) -> Iterator[Connection]:
    """The land registry in ours."""
    settings.PEERS_INTERNAL_HOSTS = ["127.0.0.1"]
    with Server({("POST", "/nhan"): land.take}) as server:
        yield connected(f"{server.address}/nhan", kind="land", short_name="Đất đai")


def test_a_move_is_told_in_codes_alone_and_the_code_there_finds_the_dossier(
    world: World, registry: Connection, land: Land
) -> None:
    dossier = filings.submitted(world)
    assert deliver() == {"sent": 1}

    (request,) = land.told
    told = request.json()
    assert (told["type"], told["from"], told["to"]) == ("dossier.moved", world.ward.centre.code, "G09.99")
    said = told["data"]
    assert (said["dossier"], said["your_code"], said["action"], said["status"]) == (dossier.code, "", "submit", 1)
    assert "Lan" not in json.dumps(told, ensure_ascii=False)
    found = aliases.find("VBD-77/2026")
    assert found is not None
    assert found.pk == dossier.pk

    filings.received(world)
    deliver()
    assert land.told[-1].json()["data"]["sequence"] >= 1


def test_only_what_a_connection_is_for_is_told(world: World, registry: Connection) -> None:
    for changes in ({"units": ["H29.102"]}, {"units": [], "procedures": ["9.999999"]}, {"active_to": "2026-01-02"}):
        Connection.objects.update(**changes)
        filings.submitted(world)
    assert not OutboxMessage.objects.filter(channel="peer").exists()


def test_an_answer_that_is_none_waits_and_a_code_of_another_dossier_is_a_dead_letter(
    world: World, registry: Connection, land: Land
) -> None:
    land.answer = Response(b"<h1>proxy</h1>")
    first = filings.submitted(world)
    assert deliver() == {"unreachable": 1}
    land.answer = as_json({"code": "same"})
    assert deliver() == {"sent": 1}
    filings.submitted(world)
    assert deliver() == {"refused": 1}
    assert "đã thuộc hồ sơ khác" in OutboxMessage.objects.get(channel="peer", state=State.DEAD).last_error
    assert aliases.own_code("same") == first.code


def test_a_code_told_later_is_kept_for_its_own_dossiers_only(world: World, registry: Connection, land: Land) -> None:
    land.answer = Response(b"", "application/json")
    dossier = filings.submitted(world)
    deliver()

    def assigned(code: str, about: Dossier) -> str:
        told = {"type": "dossier.code_assigned", "data": {"dossier": about.code, "code": code}}
        assert knock(registry, signed(told)).status_code == 202
        working.take_due()
        return PeerNotice.objects.latest("pk").state

    assert assigned("lt-1", dossier) == "done"
    assert assigned("lt-1", dossier) == "done"
    assert assigned("lt-2", dossier) == "dead"
    assert aliases.own_code("lt-1", "Đất đai") == dossier.code
    Connection.objects.update(units=["H29.102"])
    assert assigned("lt-3", dossier) == "dead"
    assert aliases.own_code("lt-3") == ""
