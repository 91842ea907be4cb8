"""Rules proved: the control slip (form 06) follows the dossier through pauses, sending back, taking back, sharing out
and other agencies: every step stands in it once, in order, with who had it and the unit's own due time.

Also at its door: who may ask when, pressed twice, one slip a state of the dossier, a page that waits and gives up.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import assigning, consulting, papermaking, processing, undoing
from dossiers.models import Dossier, Paperwork, Task
from dossiers.statuses import CLOSED
from tests.dossiers import filings, stages
from tests.dossiers.asked import Office, asked
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.test_control_slips import SLIP, address, ask, slip_of, slips
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.models import Unit
from units.roles import Role

NOBODY = "Chưa có người nhận"
CONTENT = {"child_personal_number": "079326001234"}


def submitted_for_signature(world: World, dossier: Dossier) -> Dossier:
    return processing.submit_for_signature(dossier, world.ward.officer, content=CONTENT, opinion="Đủ điều kiện.")


def sent_back(world: World) -> Dossier:
    dossier = filings.awaiting_signature(world)
    return processing.send_back(dossier, world.ward.leader, reason="Xem lại nơi sinh.")


def taken_back(world: World) -> Dossier:
    dossier = filings.awaiting_signature(world)
    return undoing.undo(dossier, world.ward.officer)


MAKERS = [
    filings.submitted,
    filings.received,
    filings.handed_over,
    filings.awaiting_signature,
    filings.awaiting_supplement,
    sent_back,
    taken_back,
    stages.answered_once,
    stages.issued,
    stages.stopped,
    stages.rerouted,
    stages.withdrawn,
    stages.recalled,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_every_step_stands_in_it_once_in_order_with_its_own_due_time(world: World, make: Any) -> None:
    dossier = make(world)

    slip = slip_of(dossier)

    tasks = list(dossier.tasks.select_related("unit", "finished_by", "assignee"))
    told = {(step.unit_name, step.handed_at, step.due_at, step.done_at) for step in slip.steps}
    assert told == {(task.unit.name, task.opened_at, task.due_at, task.finished_at) for task in tasks}
    assert len(slip.steps) == len(tasks)
    moments = [step.handed_at for step in slip.steps]
    assert moments == sorted(moments)
    assert all(step.giver and step.receiver for step in slip.steps), (
        "each has a giver and a receiver, or says there is none"
    )


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_what_is_open_has_no_outcome_unless_late_and_what_is_done_has_one(world: World, make: Any) -> None:
    for step in slip_of(make(world)).steps:
        allowed = {"", "Quá hạn"} if step.done_at is None else {"Trước hạn", "Đúng hạn", "Quá hạn"}
        assert step.outcome in allowed


def test_a_step_sent_back_is_given_by_who_sent_it_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    dossier = filings.awaiting_signature(world)
    stand_at(monkeypatch, at("2026-12-07 10:00"))
    processing.send_back(dossier, world.ward.leader, reason="Xem lại nơi sinh.")

    again = slip_of(dossier).steps[-1]

    assert (again.unit_name, again.giver) == (world.ward.office.name, world.ward.leader.full_name)
    assert (again.handed_at, again.done_at) == (at("2026-12-07 10:00"), None)


def test_a_late_step_that_nobody_finished_is_told_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, "2026-12-07 09:00")
    assert slip_of(dossier).steps[-1].outcome == ""
    stand_at(monkeypatch, at("2026-12-21 09:00"))

    last = slip_of(dossier).steps[-1]

    assert (last.outcome, last.receiver, last.done_at) == ("Quá hạn", NOBODY, None)


def test_who_had_it_for_how_long_is_told_in_the_order_of_hands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the pool an hour, with one an hour, given to another, who has it half an hour so far."""
    second = make_staff("hai@example.vn", "Vũ Hai", Role.OFFICER, world.ward.office)
    dossier = stages.handed_over_at(world, monkeypatch, "2026-12-07 08:00")
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    assigning.claim(dossier, world.ward.officer)
    stand_at(monkeypatch, at("2026-12-07 10:00"))
    assigning.assign(dossier, world.ward.leader, to=second)
    stand_at(monkeypatch, at("2026-12-07 10:30"))

    step = slip_of(dossier).steps[-1]

    assert step.receiver == second.full_name
    assert step.note == (
        f"{NOBODY}: 1 giờ làm việc; {world.ward.officer.full_name}: 1 giờ làm việc; "
        f"{second.full_name}: 0 giờ 30 phút làm việc"
    )
    assert step.giver == world.ward.clerk.full_name, "sharing out within the unit is no hand-over to another"


def test_a_pause_is_nobodys_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From Monday to Wednesday the owner looks for a better scan: the counter is not blamed for it."""
    stand_at(monkeypatch, at("2026-12-07 08:00"))
    dossier = filings.awaiting_supplement(world)
    stand_at(monkeypatch, at("2026-12-09 08:00"))

    assert slip_of(dossier).steps[0].note.count("giờ làm việc") == 0


@pytest.mark.parametrize("answered", [True, False])
def test_a_unit_that_is_asked_tells_its_opinion_or_that_nobody_has_it(
    world: World, law: Office, answered: bool
) -> None:
    [question] = asked(world, law.unit)
    if answered:
        consulting.answer(question, law.officer, opinion="agree", text="Đồng ý.")

    slip = slip_of(question.dossier)

    step = next(step for step in slip.steps if step.unit_name == law.unit.name)
    assert step.receiver == (law.officer.full_name if answered else NOBODY)
    assert bool(step.done_at) is bool(step.note) is bool(step.outcome) is answered
    assert slip.coordinating_units == [law.unit.name]


def test_a_stand_in_is_named_for_what_they_did(world: World) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.other_ward.office)
    dossier = filings.handed_over(world)
    away(world.ward.officer, deputy)
    forget(deputy)
    processing.submit_for_signature(dossier, deputy, content=CONTENT, opinion="Đủ điều kiện.")

    office, head = slip_of(dossier).steps[1:]

    assert office.receiver == deputy.full_name
    assert head.giver == f"{deputy.full_name} (thay {world.ward.officer.full_name})"


def test_whoever_has_no_phone_is_reached_by_the_hotline_of_the_portal(world: World, settings: Any) -> None:
    dossier = filings.handed_over(world)
    for phone, hotline, reached in (
        ("028 1", "1022", "028 1"),
        ("", "1022", "1022"),
        ("", "", settings.PORTAL_HOTLINE),
    ):
        Unit.objects.filter(pk=dossier.competent_unit_id).update(phone=phone, hotline=hotline)
        assert slip_of(dossier).contact == reached


def test_an_apology_that_nobody_signed_moves_no_due_time_on_paper(world: World) -> None:
    dossier = stages.apology_drafted(world, filings.handed_over(world))
    assert slip_of(dossier).due_before is None


def test_looking_writes_nothing(world: World) -> None:
    """Facts are read as often as anybody likes."""
    dossier = filings.awaiting_signature(world)
    before = (dossier.last_sequence, list(Task.objects.order_by("pk").values()), Paperwork.objects.count())
    for _number in range(2):
        slip_of(dossier)
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.last_sequence, list(Task.objects.order_by("pk").values()), Paperwork.objects.count()) == before


# At the door


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_all_who_work_on_it_see_the_button_and_get_the_same_slip(world: World, client: Client, who: str) -> None:
    dossier, user = filings.handed_over(world), getattr(world.ward, who)
    assert reverse("dossiers:control-slip", args=[dossier.code]) in words(look(client, user, dossier))

    assert ask(user, dossier)["Location"] == address(dossier, dossier.last_sequence)
    assert slips(dossier) == [dossier.last_sequence]


def test_nobody_asks_without_signing_in_or_by_other_means(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    door = reverse("dossiers:control-slip", args=[dossier.code])
    assert client.post(door).status_code == 302
    assert "/tai-khoan/" in client.post(door)["Location"]
    client.force_login(world.ward.officer)
    assert client.put(door).status_code == client.delete(door).status_code == 405
    assert client.post(reverse("dossiers:control-slip", args=["H29.101-261123-9999"])).status_code == 404
    assert slips(dossier) == []


@pytest.mark.parametrize("make", [filings.submitted, stages.refused, stages.withdrawn], ids=lambda make: make.__name__)
def test_staff_may_ask_for_one_whatever_the_dossier_came_to(world: World, make: Any) -> None:
    """Only by itself comes none for what nobody received; asked for, it is made."""
    dossier = make(world)
    dossier.refresh_from_db()
    assert slips(dossier) == []
    ask(world.ward.clerk, dossier)
    assert slips(dossier) == [dossier.last_sequence]


def test_an_end_that_was_told_already_is_not_asked_for_twice(world: World) -> None:
    """The slip at the end has the number of the end's own event: asked for by hand right after, it is that one."""
    dossier = stages.stopped(world)
    dossier.refresh_from_db()
    assert dossier.status in CLOSED
    ask(world.ward.leader, dossier)
    assert len(slips(dossier)) == 1


def test_the_number_of_another_slip_is_not_found(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    ask(world.ward.officer, dossier)
    client.force_login(world.ward.officer)
    assert client.get(address(dossier, dossier.last_sequence + 1)).status_code == 404
    assert client.get(address(dossier, 0)).status_code == 404


def test_the_waiting_page_asks_again_only_so_often_and_survives_nonsense(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    ask(world.ward.officer, dossier)
    client.force_login(world.ward.officer)
    here = address(dossier, dossier.last_sequence)

    for tried, next_try in (("", "1"), ("4", "5"), ("nửa", "1"), ("²", "1"), ("-3", "1"), ("99999", "1")):
        answer = client.get(here, {"lan": tried})
        assert (answer.status_code, answer["Refresh"]) == (202, f"3; url={here}?lan={next_try}")
    given_up = client.get(here, {"lan": "20"})
    assert given_up.status_code == 202
    assert "Refresh" not in given_up


@pytest.mark.usefixtures("undrawn")
def test_every_slip_of_a_dossier_keeps_its_own_pages(world: World, client: Client) -> None:
    """The older one still says what was so then."""
    dossier = filings.handed_over(world)
    ask(world.ward.officer, dossier)
    dossier = submitted_for_signature(world, dossier)
    ask(world.ward.leader, dossier)
    papermaking.make_waiting()

    client.force_login(world.ward.officer)
    pages = [client.get(address(dossier, number)) for number in slips(dossier)]

    assert [page.status_code for page in pages] == [200, 200]
    made = dossier.paperwork.filter(kind=SLIP).values_list("document", flat=True)
    assert len(set(made)) == 2


def test_what_goes_from_office_to_office_names_no_citizens_number_or_address(world: World) -> None:
    slip = slip_of(stages.issued(world))
    told = [slip.subject, slip.contact, *(f"{step.giver} {step.receiver} {step.note}" for step in slip.steps)]
    assert not [line for line in told if filings.LAN.id_number in line or filings.LAN.street in line]
