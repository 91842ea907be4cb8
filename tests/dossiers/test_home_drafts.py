"""The front page offers to go on with what was not sent yet, to its owner only."""

from __future__ import annotations

from django.test import Client

from dossiers import drafts
from tests.dossiers.world import World


def test_a_signed_in_person_finds_their_unfinished_filing(world: World, client: Client) -> None:
    draft = drafts.start(world.mother, world.birth, world.birth.case("standard"))

    client.force_login(world.mother)
    page = client.get("/").content.decode()

    assert f"/ho-so/nhap/{draft.public_id}/" in page
    assert "Thủ tục đăng ký khai sinh" in page


def test_nobody_else_sees_it(world: World, client: Client) -> None:
    draft = drafts.start(world.mother, world.birth, world.birth.case("standard"))

    assert str(draft.public_id) not in client.get("/").content.decode()
    client.force_login(world.ward.clerk)
    assert str(draft.public_id) not in client.get("/").content.decode()
