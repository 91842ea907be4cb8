"""A demonstration has a post office to send with, which introduces itself; a real site can have none."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.peers.drivers import registry
from portal.peers.drivers.base import Away, Message
from portal.peers.models import Connection
from portal.peers.simulator import introducing
from portal.simulating.serving import Server
from tests.peers.connecting import connected

COMMAND = "simulate_post_office"


@pytest.fixture(autouse=True)
def _own_signal() -> Iterator[None]:
    """The command takes over the signal that ends it."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_real_site_refuses_it(settings: LazySettings, tmp_path: Path) -> None:
    settings.PORTAL_DEMO = False
    store = tmp_path / "post.sqlite3"
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command(COMMAND, "--port", "0", "--store", str(store))
    assert not store.exists()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with Server({}) as other:
        port = other.address.rpartition(":")[2]
        with pytest.raises(CommandError, match=f"port {port}: "):
            call_command(COMMAND, "--port", port, "--store", str(tmp_path / "post.sqlite3"), stdout=StringIO())


@pytest.mark.django_db
def test_it_serves_knows_who_we_are_and_ends_when_told(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.PEERS_INTERNAL_HOSTS = ["127.0.0.1"]
    out, seen = StringIO(), {}

    def look_and_end(_server: Server) -> None:
        address = out.getvalue().split()[-1]
        with urllib.request.urlopen(address) as reply:  # noqa: S310 - our own
            seen["page"] = reply.read().decode()
        office = Connection.objects.get()
        assert f"{office.address}/" == address
        registry.driver_for(office).try_out(Message("peer.test", {}, "msg_1"))
        office.secret = "another-secret-than-the-agreed-one"
        with pytest.raises(Away, match="HTTP 401"):
            registry.driver_for(office).try_out(Message("peer.test", {}, "msg_2"))
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Server, "wait", look_and_end)
    told = ("--port", "0", "--store", str(tmp_path / "post.sqlite3"), "--notify", "http://127.0.0.1:9/")
    call_command(COMMAND, *told, stdout=out)
    assert "Chưa có đơn nào" in seen["page"]


@pytest.mark.django_db
def test_it_tells_the_door_of_its_own_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    doors: list[str] = []

    class Heard:
        def __init__(self, door: str, *_told: object) -> None:
            doors.append(door)

    monkeypatch.setattr("portal.peers.management.commands.simulate_post_office.Notifying", Heard)
    monkeypatch.setattr(Server, "wait", lambda _server: None)
    for number, site in enumerate(("", "http://other.example/")):
        told = ["--notify", site] if site else []
        call_command(COMMAND, "--port", "0", "--store", str(tmp_path / f"{number}.sqlite3"), *told, stdout=StringIO())
    path = reverse("peer-door", args=[Connection.objects.get().public_id])
    assert doors[1] == f"http://other.example{path}"
    assert doors[0].endswith(path)


@pytest.mark.django_db
def test_it_introduces_itself_once_and_keeps_its_secrets_at_another_address() -> None:
    other = connected("https://buu-dien.example")
    first = introducing.introduce("http://127.0.0.1:1")
    again = introducing.introduce("http://127.0.0.1:2")

    assert (first.pk, first.public_id) == (again.pk, again.public_id)
    assert (again.secret, again.notice_secret) == (first.secret, first.notice_secret)
    assert first.secret != first.notice_secret
    kept = Connection.objects.get(pk=first.pk)
    assert (kept.address, kept.is_simulated, kept.is_in_force()) == ("http://127.0.0.1:2", True, True)
    other.refresh_from_db()
    assert (other.address, other.is_simulated) == ("https://buu-dien.example", False)


@pytest.mark.django_db
def test_what_an_administrator_changed_of_it_stays() -> None:
    first = introducing.introduce("http://127.0.0.1:1")
    Connection.objects.filter(pk=first.pk).update(units=["H29.101"], name="Bưu điện của chúng ta")
    again = introducing.introduce("http://127.0.0.1:2")
    assert (again.units, again.name) == (["H29.101"], "Bưu điện của chúng ta")
