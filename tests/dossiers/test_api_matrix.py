"""Rules proved: to whoever should not ask, each address of the dossiers' REST gives nothing, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oauth2_provider.models import AccessToken
from rest_framework.test import APIClient

from dossiers import processing, stopping, supplementing
from dossiers.models import Dossier, Event
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine
from tests.dossiers.filings import BIRTH_PAPER, all_accepted
from tests.dossiers.world import World, make_staff, make_user
from units.models import StaffRole, today_in_vietnam
from units.roles import Role

ANSWER = {"papers": [{"component": BIRTH_PAPER, "brought": True}]}
READS = ["", "events/", "receipt/"]
ACTS: list[tuple[str, dict[str, Any]]] = [
    ("actions/withdraw/", {"reason": "Nộp nhầm."}),
    ("actions/answer_supplement/", ANSWER),
]


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Filed by a hospital's system, and waiting for a paper."""
    made = filed(machine())
    remarks = {made.papers.get().component_id: "Chụp lại cho rõ."}
    supplementing.request(made, world.ward.clerk, reason="Sai tên mẹ.", remarks=remarks, exception="wrong")
    return Dossier.objects.get(pk=made.pk)


def person(user: User) -> APIClient:
    client = APIClient()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def left(world: World) -> APIClient:
    """A clerk of the very counter until yesterday."""
    user = make_staff("cu@example.vn", "Phan Văn Cũ", Role.CLERK, world.ward.centre)
    StaffRole.objects.filter(user=user).update(valid_to=today_in_vietnam())
    return person(user)


def shut(world: World) -> APIClient:
    """Somebody whose account was shut while they were signed in."""
    client = person(world.ward.clerk)
    User.objects.filter(pk=world.ward.clerk.pk).update(is_active=False)
    return client


OUTSIDERS: dict[str, tuple[Callable[[World], APIClient], int]] = {
    "nobody": (lambda _world: APIClient(), 401),
    "another system": (lambda _world: machine("Phần mềm khác"), 404),
    "a system of the catalogue": (lambda _world: machine("Danh mục", "catalogue:read"), 403),
    "a system that sends files": (lambda _world: machine("Gửi tệp", "uploads:write"), 403),
    "a citizen who is not its owner": (lambda _world: person(make_user("la@example.vn", "Người Lạ")), 404),
    "the clerk next door": (lambda world: person(world.other_ward.clerk), 404),
    "the leader next door": (lambda world: person(world.other_ward.leader), 404),
    "a clerk who left": (left, 404),
    "somebody put out of service": (shut, 401),
    "who administers the unit": (
        lambda world: person(make_staff("qt@example.vn", "Quản Trị", Role.UNIT_ADMIN, world.ward.committee)), 404,
    ),
}  # fmt: skip


def everything() -> tuple[Any, ...]:
    """What must be as it was after a refusal."""
    rows = list(Dossier.objects.order_by("pk").values_list("pk", "status", "last_sequence"))
    return rows, Event.objects.count(), OutboxMessage.objects.count()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_read_and_do_nothing(world: World, dossier: Dossier, who: str) -> None:
    make, status = OUTSIDERS[who]
    client = make(world)
    before = everything()

    for path in READS:
        answer = client.get(f"{URL}{dossier.code}/{path}")
        assert_problem(answer, status)
        assert dossier.title not in answer.content.decode()
    for path, body in ACTS:
        assert_problem(client.post(f"{URL}{dossier.code}/{path}", body, format="json"), status)

    assert everything() == before


@pytest.mark.parametrize("who", [name for name, (_make, status) in OUTSIDERS.items() if status == 404])
def test_in_no_list_of_theirs_does_it_stand_and_it_is_like_one_that_is_not_there(
    world: World, dossier: Dossier, who: str
) -> None:
    client = OUTSIDERS[who][0](world)

    listed = client.get(URL)
    there, missing = client.get(f"{URL}{dossier.code}/"), client.get(f"{URL}H29.101-261122-9999/")

    assert listed.status_code == 200
    assert dossier.code not in listed.content.decode()
    assert there.json()["detail"] == missing.json()["detail"]
    assert there.json()["title"] == missing.json()["title"]


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_staff_who_see_it_do_none_of_its_owners_acts(world: World, dossier: Dossier, who: str) -> None:
    client = person(getattr(world.ward, who))
    before = everything()

    assert client.get(f"{URL}{dossier.code}/").status_code == 200
    for path, body in ACTS:
        assert client.post(f"{URL}{dossier.code}/{path}", body, format="json").status_code in {403, 409}

    assert everything() == before


def test_no_act_of_the_desk_has_an_address_here(dossier: Dossier) -> None:
    """Whoever filed could else approve for the leader, or take back a refusal."""
    client = machine("Người nộp hộ")
    Dossier.objects.filter(pk=dossier.pk).update(client_id=client.client_id)  # type: ignore[attr-defined]
    before = everything()

    for action in sorted({*map(str, Action)} - {Action.WITHDRAW, Action.ANSWER_SUPPLEMENT}):
        assert_problem(client.post(f"{URL}{dossier.code}/actions/{action}/", {}, format="json"), 404)

    assert everything() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_overwritten_or_deleted(dossier: Dossier, method: str) -> None:
    client = machine("Người nộp hộ")
    Dossier.objects.filter(pk=dossier.pk).update(client_id=client.client_id)  # type: ignore[attr-defined]
    before = everything()

    for path in ("", f"{dossier.code}/", *(f"{dossier.code}/{path}" for path in READS[1:])):
        assert getattr(client, method)(URL + path, {}, format="json").status_code == 405

    assert everything() == before


def test_an_answer_sent_twice_counts_once(world: World) -> None:
    """A machine that heard no answer sends again: the second is told what happened, and nothing is doubled."""
    client = machine()
    made = filed(client)
    supplementing.request(
        made, world.ward.clerk, reason="Sai.", remarks={made.papers.get().component_id: "Sửa tên."}, exception="wrong"
    )
    first = client.post(f"{URL}{made.code}/{ACTS[1][0]}", ANSWER, format="json")
    before = everything()

    again = client.post(f"{URL}{made.code}/{ACTS[1][0]}", ANSWER, format="json")

    assert first.status_code == 200
    assert_problem(again, 409)
    assert everything() == before
    assert made.papers.filter(replaced_by=None).count() == 1


@pytest.mark.parametrize("end", ["refused", "stopped", "withdrawn"])
def test_what_is_over_stays_over_for_its_system(world: World, end: str) -> None:
    client = machine()
    made = filed(client)
    if end == "refused":
        processing.refuse(made, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")
    elif end == "stopped":
        processing.receive(made, world.ward.clerk, all_accepted(made))
        stopping.stop(made, world.ward.leader, reason="Đề nghị dừng.", legal_ground="Đơn đề nghị")
    else:
        assert client.post(f"{URL}{made.code}/{ACTS[0][0]}", {}, format="json").status_code == 200
    before = everything()

    for path, body in ACTS:
        assert_problem(client.post(f"{URL}{made.code}/{path}", body, format="json"), 409)

    assert everything() == before
    told = client.get(f"{URL}{made.code}/").json()
    assert told["status"] in {Status.NOT_RECEIVED, Status.STOPPED, Status.WITHDRAWN}
    assert told["actions"] == []


def test_a_token_that_was_withdrawn_files_nothing_more(world: World) -> None:
    client = machine()
    filed(client)
    AccessToken.objects.all().delete()

    assert_problem(client.post(URL, birth_body(), format="json"), 401)
    assert Dossier.objects.count() == 1
