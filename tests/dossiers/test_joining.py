"""Rules proved: a step that consults asks all its units at once; the officer joins what they say, or goes on late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import consulting, handing_on, permissions, processing, steps
from dossiers.models import Consultation, Dossier, Opinion
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from tests.dossiers import filings
from tests.dossiers.asked import Office, asked, at_consultation, to
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look
from tests.dossiers.processes import announce, walked
from tests.dossiers.world import World, given_world
from tests.procedures.plans import asking, changed
from units.models import Unit, today_in_vietnam

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return given_world()


@pytest.fixture
def dossier(world: World, law: Office, works: Office) -> Dossier:
    """At the step that asks both departments."""
    return at_consultation(world)


def test_a_step_that_names_the_unit_at_work_does_not_have_it_ask_itself(world: World, law: Office) -> None:
    dossier = at_consultation(world, ("so-tu-phap", world.ward.office.slug))

    task = steps.open_task(dossier)
    assert task is not None
    assert task.unit == world.ward.office
    assert [row.unit for row in dossier.consultations.all()] == [law.unit]


def agree(row: Consultation, office: Office) -> None:
    consulting.answer(row, office.officer, opinion=Opinion.AGREE, text="")


def send(client: Client, world: World, dossier: Dossier, note: str = "") -> Any:
    return act(client, world.ward.officer, dossier, "opinions_in", **{"opinions_in-note": note})


def late(dossier: Dossier) -> None:
    """The time of every open question is over."""
    past = timezone.now() - timedelta(hours=1)
    dossier.consultations.open().update(asked_at=past - timedelta(days=3), due_at=past)


def test_the_step_asks_all_its_units_at_once_with_its_hours(dossier: Dossier, law: Office, works: Office) -> None:
    rows = list(dossier.consultations.select_related("unit", "task__step"))

    assert {row.unit for row in rows} == {law.unit, works.unit}
    assert {row.task and row.task.step.key for row in rows} == {"ask"}
    assert all("Bước ask" in row.question and row.papers.count() == 1 for row in rows)
    actions = list(dossier.events.order_by("-sequence").values_list("action", flat=True)[:2])
    assert actions == [Action.ASK_OPINIONS, Action.FORWARD]


def test_with_all_answers_in_the_dossier_goes_on_without_a_reason(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    agree(to(dossier, law), law)
    agree(to(dossier, works), works)

    answer = send(client, world, dossier)

    assert answer.status_code == 302
    assert walked(dossier) == ["receive", "process", "ask", "conclude"]
    dossier.refresh_from_db()
    assert permissions.actions_open_to(dossier, world.ward.officer) == [Action.SUBMIT_FOR_SIGNATURE]


def test_while_one_may_still_answer_in_time_nothing_goes_on_and_it_is_named(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    agree(to(dossier, law), law)

    answer = send(client, world, dossier, "Không chờ nữa.")

    assert answer.status_code == 422
    assert f"Còn chờ ý kiến của {works.unit.name}" in words(answer)
    assert "Không chờ nữa." in words(answer)
    assert walked(dossier)[-1] == "ask"
    assert to(dossier, works).is_open


def test_past_the_time_the_officer_goes_on_with_a_reason_only(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    agree(to(dossier, law), law)
    late(dossier)
    assert send(client, world, dossier).status_code == 422
    assert walked(dossier)[-1] == "ask"

    answer = send(client, world, dossier, "Sở Xây dựng không trả lời đúng hạn.")

    assert answer.status_code == 302
    assert walked(dossier)[-1] == "conclude"
    row = to(dossier, works)
    assert (row.state, row.closed_why) == ("withdrawn", "Sở Xây dựng không trả lời đúng hạn.")
    assert to(dossier, law).state == "answered"
    with pytest.raises(NotAllowedNow, match="không cần ý kiến này nữa"):
        agree(row, works)


def test_who_is_no_longer_asked_is_not_waited_for(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    agree(to(dossier, law), law)
    consulting.cancel(to(dossier, works), world.ward.officer, reason="Không còn cần.")

    assert send(client, world, dossier).status_code == 302
    assert walked(dossier)[-1] == "conclude"


def test_where_nobody_is_asked_any_more_a_reason_is(world: World, dossier: Dossier, law: Office, works: Office) -> None:
    for office in (law, works):
        consulting.cancel(to(dossier, office), world.ward.officer, reason="Không còn cần.")

    with pytest.raises(Incomplete, match="lý do đi tiếp"):
        handing_on.opinions_in(dossier, world.ward.officer)
    handing_on.opinions_in(dossier, world.ward.officer, note="Không cần ý kiến.")

    assert walked(dossier)[-1] == "conclude"


def test_what_is_asked_beside_the_process_holds_nothing_up(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    asked(world, world.other_ward.office, dossier=dossier)
    agree(to(dossier, law), law)
    agree(to(dossier, works), works)

    assert send(client, world, dossier).status_code == 302
    assert dossier.consultations.get(unit=world.other_ward.office).is_open


def test_a_dossier_in_flight_at_such_a_step_goes_on_with_a_reason(world: World, dossier: Dossier) -> None:
    """It came to the step before dossiers stopped there: nobody was asked."""
    Consultation.papers.through.objects.all().delete()
    dossier.consultations.all().delete()

    with pytest.raises(Incomplete):
        handing_on.opinions_in(dossier, world.ward.officer)
    handing_on.opinions_in(dossier, world.ward.officer, note="Ý kiến đã có trên giấy.")

    assert walked(dossier)[-1] == "conclude"


def test_a_unit_of_the_process_that_has_ended_is_left_out_and_named(world: World, law: Office, works: Office) -> None:
    Unit.objects.filter(pk=works.unit.pk).update(valid_to=today_in_vietnam())

    dossier = at_consultation(world)

    assert [row.unit for row in dossier.consultations.select_related("unit")] == [law.unit]
    assert dossier.events.latest("sequence").data["gone"] == ["Sở Xây dựng"]


def test_a_supplement_in_between_asks_nobody_twice(world: World, dossier: Dossier, law: Office, works: Office) -> None:
    """The step has no such outcome in this process, so the round is made by hand: interrupted, then resumed."""
    agree(to(dossier, law), law)
    dossier.tasks.filter(finished_at=None).update(finished_at=timezone.now(), outcome="request_supplement")
    before = dossier.consultations.count()

    steps.resume(dossier, timezone.now())

    assert dossier.consultations.count() == before
    agree(to(dossier, works), works)
    handing_on.opinions_in(dossier, world.ward.officer)
    assert walked(dossier)[-1] == "conclude"


def test_sent_back_to_the_step_all_are_asked_again_and_the_newest_answers_count(world: World, law: Office) -> None:
    plan = changed(asking(), "sign", ways=(("sign", "return"), ("send_back", "ask")))
    announce(world, changed(plan, "ask", consulted=("so-tu-phap",)))
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)
    agree(dossier.consultations.get(), law)
    handing_on.opinions_in(dossier, world.ward.officer)
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")

    processing.send_back(dossier, world.ward.leader, reason="Hỏi lại cho rõ.")

    assert [row.state for row in dossier.consultations.all()] == ["answered", "open"]
    with pytest.raises(Incomplete, match="Còn chờ ý kiến"):
        handing_on.opinions_in(dossier, world.ward.officer, note="Đi tiếp.")


def test_cancelling_is_for_the_officer_or_a_leader_and_needs_a_reason(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    row = to(dossier, law)
    with pytest.raises(Incomplete):
        consulting.cancel(row, world.ward.officer, reason=" ")
    for user in (world.ward.clerk, law.officer, world.other_ward.leader, world.mother):
        with pytest.raises(NotYours):
            consulting.cancel(row, user, reason="Vì sao")
    consulting.cancel(row, world.ward.leader, reason="Không còn cần.")

    assert to(dossier, law).closed_why == "Không còn cần."
    last = dossier.events.latest("sequence")
    assert (last.action, last.note, last.data["unit"]) == (Action.CANCEL_OPINION, "Không còn cần.", law.unit.code)
    with pytest.raises(NotAllowedNow):
        consulting.cancel(row, world.ward.officer, reason="Lần nữa")


def test_cancelling_on_its_page_offers_those_who_owe_an_answer(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office
) -> None:
    agree(to(dossier, law), law)
    url = f"/can-bo/ho-so/{dossier.code}/viec/cancel_opinion/"
    client.force_login(world.ward.officer)

    shown = words(client.get(url))
    assert works.unit.name in shown
    assert law.unit.name not in shown
    answer = client.post(url, {"cancel-consultation": to(dossier, works).pk, "cancel-reason": "Không còn cần."})

    assert answer.status_code == 302
    assert to(dossier, works).state == "withdrawn"
    assert url not in words(look(client, world.ward.officer, dossier))
