"""Where a sign-in ends: staff at their desk, citizens at home, everybody at the page they came from."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.dossiers.world import World

PAGE = "/tai-khoan/login/"


def landing(client: Client, email: str, query: str = "") -> str:
    answer = client.post(f"{PAGE}{query}", {"login": email, "password": "Mot-Cua-2026"})
    return str(answer["Location"])


@pytest.mark.parametrize("role", ["clerk", "officer", "leader"])
def test_staff_land_at_their_desk(world: World, client: Client, role: str) -> None:
    assert landing(client, getattr(world.ward, role).email) == "/can-bo/"


def test_citizens_land_at_home(world: World, client: Client) -> None:
    assert landing(client, world.mother.email or "") == "/"


def test_a_destination_comes_first(world: World, client: Client) -> None:
    assert landing(client, world.ward.clerk.email or "", "?next=/don-vi/") == "/don-vi/"
