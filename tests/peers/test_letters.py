"""What the owner reads while the post has their result: in their language, with the code, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.outbox.models import OutboxMessage
from portal.peers.models import Connection, PostalOrder
from tests.dossiers import stages
from tests.dossiers.world import World
from tests.peers.connecting import ordered, tell


def handed(world: World) -> PostalOrder:
    order = ordered(world)
    tell(order, "ACCEPTED")
    return order


def failed(world: World) -> PostalOrder:
    order = handed(world)
    tell(order, "FAILED", Reason="Không có người nhận")
    return order


def kept(world: World) -> PostalOrder:
    order, clerk = failed(world), Client()
    clerk.force_login(world.ward.clerk)
    clerk.post(reverse("parcels:keep", args=[order.number]), {"note": "Mang theo căn cước."})
    return order


def given_anew(world: World) -> PostalOrder:
    order = ordered(world)
    tell(order, "DELIVERED")
    stages.finish_correction(stages.correction_approved(world, order.dossier))
    anew = PostalOrder.objects.filter(dossier=order.dossier).latest("pk")
    tell(anew, "DELIVERED")
    return anew


MOVES: dict[str, tuple[Callable[[World], PostalOrder], str]] = {
    "handed": (handed, "đã được gửi qua bưu chính"),
    "failed": (failed, "Bưu chính chưa phát được"),
    "kept": (kept, "tại quầy"),
    "given anew": (given_anew, "Đã trao kết quả đính chính"),
}


@pytest.mark.parametrize("name", list(MOVES))
def test_each_move_of_the_post_is_told_in_the_language_of_the_owner(
    world: World, office: Connection, name: str
) -> None:
    make, words = MOVES[name]
    order = make(world)
    letters = OutboxMessage.objects.filter(channel="email")
    vietnamese = letters.latest("pk").payload
    assert words in vietnamese["subject"]
    assert order.dossier.code in vietnamese["subject"]
    assert f"/ho-so/{order.dossier.code}/" in vietnamese["text"]
    assert "<" not in vietnamese["text"]

    world.mother.language = "en"
    world.mother.save()
    make(world)
    english = letters.latest("pk").payload
    assert english["text"].startswith("Dear Nguyễn Thị Lan")
    assert (english["language"], words in english["subject"]) == ("en", False)
