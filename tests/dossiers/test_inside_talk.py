"""What officer and leader say to each other reaches nobody outside, through no door (TT 01/2018 Đ16)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import chain, papermaking, processing
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Action
from portal.documents import issuing
from portal.outbox.tasks import deliver_outbox
from tests.documents.reading import text_of
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL, filed, machine
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import look
from tests.dossiers.world import World

REASON = "Cán bộ ghi sai tên đệm của cha, làm lại cho cẩn thận."
OPINION = "Hồ sơ này do chị Tám ở khu phố nhờ xem giúp."


@pytest.fixture
def talked(world: World, undrawn: None) -> Dossier:
    """A dossier whose leader sent the draft back, and which was approved and signed afterwards."""
    return talk(world)


def talk(world: World) -> Dossier:
    """The talk inside about a dossier, up to its documents."""
    dossier = filings.awaiting_signature(world)
    processing.send_back(dossier, world.ward.leader, reason=REASON)
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion=OPINION)
    processing.approve(dossier, world.ward.leader)
    papermaking.make_waiting()
    dossier.refresh_from_db()
    return dossier


def owner_page(world: World, dossier: Dossier) -> str:
    return words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))


def owner_log(world: World, dossier: Dossier) -> str:
    client = APIClient()
    client.force_login(world.mother)
    return str(client.get(f"{URL}{dossier.code}/events/").json())


def owner_detail(world: World, dossier: Dossier) -> str:
    client = APIClient()
    client.force_login(world.mother)
    return str(client.get(f"{URL}{dossier.code}/").json())


def public_tracking(world: World, dossier: Dossier) -> str:
    return words(Client().get(reverse("dossiers:track"), {"code": dossier.code}))


def letters(world: World, dossier: Dossier) -> str:
    deliver_outbox()
    return "\n".join(str(letter.body) for letter in mail.outbox)


DOORS = [owner_page, owner_log, owner_detail, public_tracking, letters]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_tells_it_outside(world: World, talked: Dossier, door: Callable[[World, Dossier], str]) -> None:
    told = door(world, talked)

    assert talked.code in told or door is owner_log
    for inside in (REASON, "tên đệm của cha", OPINION, "chị Tám", world.ward.officer.full_name):
        assert inside not in told


def test_no_paper_tells_it_outside(world: World) -> None:
    documents = talk(world).paperwork.exclude(kind__in=Paperwork.INSIDE).select_related("document")

    told = "\n".join(text_of(issuing.content(row.document)) for row in documents if row.document)

    assert world.ward.centre.name in told
    for inside in (REASON, "tên đệm của cha", OPINION, "chị Tám", world.ward.officer.full_name):
        assert inside not in told


def test_the_log_of_a_system_that_filed_names_the_move_without_its_words(world: World) -> None:
    client = machine()
    dossier = filed(client)
    stages.to_the_leader(world, dossier, opinion=OPINION)
    processing.send_back(dossier, world.ward.leader, reason=REASON)

    events = client.get(f"{URL}{dossier.code}/events/").json()["results"]

    assert [event["action"] for event in events][-1] == Action.SEND_BACK
    assert events[-1]["note"] == ""
    # The links stay, so that an outsider can follow the chain without reading what it seals.
    assert [event["previous_hash"] for event in events[1:]] == [event["hash"] for event in events[:-1]]
    assert chain.first_broken(dossier) is None


def test_what_the_owner_is_told_anyway_stands_in_the_log(world: World) -> None:
    client = machine()
    dossier = filed(client)
    processing.refuse(dossier, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")

    assert client.get(f"{URL}{dossier.code}/events/").json()["results"][-1]["note"] == "Trẻ đã đăng ký."


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_inside_it_is_read(world: World, talked: Dossier, client: Client, who: str) -> None:
    user = getattr(world.ward, who)
    colleague = APIClient()
    colleague.force_login(user)

    assert REASON in look(client, user, talked).content.decode()
    assert REASON in str(colleague.get(f"{URL}{talked.code}/events/").json())


def test_staff_who_filed_for_themselves_elsewhere_are_outsiders_there(world: World, talked: Dossier) -> None:
    """A clerk of another ward is a citizen in this dossier."""
    Dossier.objects.filter(pk=talked.pk).update(submitted_by=world.other_ward.clerk)
    client = APIClient()
    client.force_login(world.other_ward.clerk)

    assert REASON not in str(client.get(f"{URL}{talked.code}/events/").json())
