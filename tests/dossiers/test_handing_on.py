"""Rules proved: a dossier stops at each officer’s step of its process, who hands it on (TT 01/2018 Đ8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dossiers import handing_on, permissions, processing, returning, supplementing
from dossiers.models import Dossier
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from dossiers.submission import PaperData
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import act, look
from tests.dossiers.processes import announce, looking_twice, walked
from tests.dossiers.world import World, given_world, make_staff, make_unit
from tests.procedures.plans import asking
from tests.ui.forms import Marks
from units.models import Unit, UnitKind
from units.roles import Role

pytestmark = pytest.mark.django_db

NOTE = "Đã đối chiếu giấy chứng sinh với bản chính."


@pytest.fixture
def world() -> World:
    return given_world()


def economy(world: World) -> Unit:
    """The ward's other division, with an officer of its own."""
    ward = world.ward
    unit = make_unit(
        "H29.101.2",
        "Phòng Kinh tế phường Sài Gòn",
        UnitKind.COMMUNE_DIVISION,
        ward.division,
        ward.centre.calendar,
        ward.committee,
        "kinh-te",
    )
    make_staff("kinhte@example.vn", "Võ Thị Sáu", Role.OFFICER, unit)
    return unit


def at_first_officer(world: World, named_unit: str = "") -> Dossier:
    """A dossier at the first of two officers' steps."""
    announce(world, looking_twice(named_unit))
    return filings.handed_over(world)


def send(client: Client, world: World, dossier: Dossier, **typed: str) -> Any:
    return act(client, world.ward.officer, dossier, "forward", **typed)


def test_the_officer_hands_on_and_the_next_finds_the_words(world: World, client: Client) -> None:
    dossier = at_first_officer(world)

    answer = send(client, world, dossier, **{"forward-note": NOTE})

    assert answer.status_code == 302
    assert walked(dossier) == ["receive", "process", "check"]
    last = dossier.events.latest("sequence")
    assert (last.action, last.status_to, last.note) == (Action.FORWARD, Status.PROCESSING, NOTE)
    shown = words(look(client, world.ward.officer, dossier))
    assert NOTE in shown
    assert "Trình ký kết quả" in shown


def test_the_page_names_where_the_dossier_goes_and_offers_no_draft_yet(world: World, client: Client) -> None:
    dossier = at_first_officer(world)

    page = words(look(client, world.ward.officer, dossier))

    assert "Bước check" in page
    assert "Chuyển bước tiếp theo" in page
    assert "draft-" not in "".join(Marks(page).ids())
    offered = permissions.actions_open_to(dossier, world.ward.officer)
    assert offered == [Action.FORWARD, Action.REQUEST_SUPPLEMENT]


def test_words_for_the_next_are_optional(world: World) -> None:
    dossier = at_first_officer(world)

    handing_on.forward(dossier, world.ward.officer)

    assert walked(dossier)[-1] == "check"
    assert dossier.events.latest("sequence").note == ""


def test_another_division_takes_over_and_the_first_has_no_more_work(world: World, client: Client) -> None:
    unit = economy(world)
    dossier = at_first_officer(world, "kinh-te")

    handing_on.forward(dossier, world.ward.officer, note=NOTE)

    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.mark) == (unit, "")
    assert permissions.actions_open_to(dossier, world.ward.officer) == []
    with pytest.raises(NotYours):
        handing_on.forward(dossier, world.ward.officer)


def test_neither_clerk_nor_leader_nor_another_ward_hands_on(world: World, client: Client) -> None:
    dossier = at_first_officer(world)

    for user in (world.ward.clerk, world.ward.leader, world.other_ward.officer, world.mother):
        with pytest.raises(NotYours):
            handing_on.forward(dossier, user)
    assert walked(dossier) == ["receive", "process"]


def test_a_step_that_leads_to_no_next_officer_hands_nothing_on(world: World) -> None:
    dossier = filings.handed_over(world)

    with pytest.raises(NotYours):
        handing_on.forward(dossier, world.ward.officer)
    assert dossier.events.latest("sequence").action == Action.HAND_OVER


def test_pressed_twice_it_goes_one_step(world: World, client: Client) -> None:
    dossier = at_first_officer(world)
    send(client, world, dossier, **{"forward-note": NOTE})

    again = send(client, world, dossier, **{"forward-note": NOTE})

    assert again.status_code == 302
    assert walked(dossier) == ["receive", "process", "check"]


def test_a_page_that_is_older_than_the_dossier_hands_nothing_on_and_keeps_the_words(
    world: World, client: Client
) -> None:
    dossier = at_first_officer(world)
    seen = str(dossier.last_sequence)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Mờ.", remarks={component: ""})

    answer = send(client, world, dossier, **{"forward-note": NOTE, "sequence": seen})

    assert answer.status_code == 409
    assert NOTE in words(answer)
    assert walked(dossier) == ["receive", "process"]


def test_after_a_supplement_the_dossier_is_at_the_same_step_again(world: World) -> None:
    dossier = at_first_officer(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Mờ.", remarks={component: ""})
    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    handing_on.forward(dossier, world.ward.officer)

    assert walked(dossier) == ["receive", "process", "process", "check"]


def test_the_owner_hears_nothing_of_it_and_reads_no_words_of_officers(world: World) -> None:
    """TT 01/2018 Đ16: what officers say to each other stays inside."""
    dossier = at_first_officer(world)
    before = OutboxMessage.objects.count()

    handing_on.forward(dossier, world.ward.officer, note=NOTE)

    assert OutboxMessage.objects.count() == before
    assert NOTE not in words(signed_in(world.mother).get(f"/ho-so/{dossier.code}/"))


def test_the_leader_sends_back_to_the_step_that_the_process_names(world: World) -> None:
    dossier = at_first_officer(world)
    handing_on.forward(dossier, world.ward.officer)
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert walked(dossier) == ["receive", "process", "check", "sign", "check"]


def test_a_consultation_is_a_stop_of_its_own_that_its_officer_ends_in_words(world: World, client: Client) -> None:
    announce(world, asking())
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)

    empty = act(client, world.ward.officer, dossier, "opinions_in")
    assert empty.status_code == 422
    assert walked(dossier)[-1] == "ask"
    answer = act(client, world.ward.officer, dossier, "opinions_in", **{"opinions_in-note": "Các đơn vị đồng ý."})

    assert answer.status_code == 302
    assert walked(dossier) == ["receive", "process", "ask", "conclude"]
    assert dossier.events.latest("sequence").note == "Các đơn vị đồng ý."


def test_ending_a_consultation_without_words_is_refused_whoever_calls(world: World) -> None:
    announce(world, asking())
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)

    with pytest.raises(Incomplete):
        handing_on.opinions_in(dossier, world.ward.officer, note=" ")


def test_a_dossier_that_the_owner_took_back_is_handed_nowhere(world: World) -> None:
    dossier = at_first_officer(world)
    before = dossier.tasks.count()
    returning.withdraw(dossier, world.mother)

    with pytest.raises(NotAllowedNow):
        handing_on.forward(dossier, world.ward.officer)
    assert dossier.tasks.count() == before
