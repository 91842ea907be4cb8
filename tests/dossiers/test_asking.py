"""Rules proved: an officer asks several units at once, each with its own due time; the dossier's clock runs on."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import asking, permissions, processing
from dossiers.actors import ApiClient
from dossiers.asking import Asked
from dossiers.models import Consultation, Dossier
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from tests.dossiers import filings
from tests.dossiers.asked import QUESTION, Office, asked
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from tests.ui.forms import Marks
from units.models import StaffRole, Unit, WorkingCalendar, WorkingPeriod, today_in_vietnam


@pytest.fixture
def dossier(world: World, law: Office, works: Office) -> Dossier:
    return filings.handed_over(world)


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.ASK_OPINIONS])


def send(client: Client, world: World, dossier: Dossier, **typed: str | list[str]) -> Any:
    client.force_login(world.ward.officer)
    given = {"ask-question": QUESTION, "ask-unit_1": "Sở Tư pháp", "ask-amount_1": "2", **typed}
    return client.post(page(dossier), given)


def test_two_units_are_asked_at_once_each_with_its_own_time(
    world: World, client: Client, dossier: Dossier, law: Office, works: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-12-07 09:00"))  # a Monday

    answer = send(
        client,
        world,
        dossier,
        **{
            "ask-measure_1": "working_day",
            "ask-unit_2": "so xay dung",
            "ask-amount_2": "2",
            "ask-measure_2": "working_hour",
        },
    )

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    rows = {row.unit: row for row in dossier.consultations.all()}
    assert rows[law.unit].due_at == at("2026-12-09 17:00")
    assert rows[works.unit].due_at == at("2026-12-07 11:00")
    assert {row.question for row in rows.values()} == {QUESTION}
    assert {row.asked_by for row in rows.values()} == {world.ward.officer}


def test_the_log_keeps_who_asked_whom_and_the_state_and_clock_stay(world: World, dossier: Dossier, law: Office) -> None:
    before = (dossier.status, dossier.due_at, dossier.tasks.get(finished_at=None).pk)

    rows = asked(world, law.unit, dossier=dossier)

    dossier.refresh_from_db()
    last = dossier.events.latest("sequence")
    assert (last.action, last.actor, last.note) == (Action.ASK_OPINIONS, world.ward.officer, QUESTION)
    assert last.data == {"units": {law.unit.code: rows[0].due_at.isoformat()}}
    assert (dossier.status, dossier.due_at, dossier.tasks.get(finished_at=None).pk) == before


def test_each_unit_answers_by_its_own_hours(world: World, dossier: Dossier, law: Office) -> None:
    """A unit that works afternoons only has its four hours on two afternoons."""
    calendar = WorkingCalendar.objects.create(slug="afternoons", name="Buổi chiều")
    for weekday in range(5):
        WorkingPeriod.objects.create(calendar=calendar, weekday=weekday, opens=time(15), closes=time(17))
    law.unit.calendar = calendar

    due = asking.due(Asked(law.unit, Decimal(4)), at("2026-11-23 09:00"))

    assert due == at("2026-11-24 17:00")


def test_all_papers_are_shown_unless_some_are_unticked(world: World, client: Client, dossier: Dossier) -> None:
    paper = str(dossier.papers.get().pk)
    send(client, world, dossier, **{"ask-papers": [paper]})
    send(client, world, dossier, **{"ask-unit_1": "Sở Xây dựng"})

    shown = [row.papers.count() for row in dossier.consultations.order_by("pk")]

    assert shown == [1, 0]


@pytest.mark.parametrize(
    ("typed", "beside", "told"),
    [
        ({"ask-question": " "}, "ask-question", "Hãy ghi nội dung cần xin ý kiến."),
        ({"ask-unit_1": ""}, "ask-unit_1", "Hãy chọn ít nhất một đơn vị"),
        ({"ask-unit_1": "Sở Phép thuật"}, "ask-unit_1", "Không có đơn vị nào tên là «Sở Phép thuật»"),
        ({"ask-unit_1": "Ủy ban nhân dân phường"}, "ask-unit_1", "Nhiều đơn vị có tên như vậy"),
        ({"ask-unit_2": "Sở Tư pháp"}, "ask-unit_2", "được chọn hai lần"),
        ({"ask-unit_1": "H29.101.3"}, "ask-unit_1", "không tự hỏi mình"),
        ({"ask-amount_1": "0"}, "ask-amount_1", "ít nhất là 1"),
        ({"ask-amount_1": "hai"}, "ask-amount_1", "Hãy ghi một số nguyên"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nobody_is_asked(
    world: World, client: Client, dossier: Dossier, typed: dict[str, str], beside: str, told: str
) -> None:
    answer = send(client, world, dossier, **typed)

    assert answer.status_code == 422
    assert f"#id_{beside}" in [link.get("href") for link in Marks(words(answer)).all("a")]
    assert told in words(answer)
    assert QUESTION in words(answer) or "ask-question" in typed
    assert not Consultation.objects.exists()
    assert dossier.events.latest("sequence").action == Action.HAND_OVER


def test_a_unit_is_found_by_its_code_and_without_accents(world: World, client: Client, dossier: Dossier) -> None:
    send(client, world, dossier, **{"ask-unit_1": "h29.3", "ask-unit_2": "xay dung"})

    assert sorted(row.unit.code for row in dossier.consultations.select_related("unit")) == ["H29.3", "H29.4"]


def test_a_unit_where_nobody_answers_is_not_asked(world: World, client: Client, dossier: Dossier, law: Office) -> None:
    StaffRole.objects.filter(user=law.officer).update(valid_to=today_in_vietnam())

    answer = send(client, world, dossier)

    assert answer.status_code == 422
    assert "chưa có ai trả lời được" in words(answer)


def test_a_unit_that_has_ended_is_not_found(world: World, client: Client, dossier: Dossier, law: Office) -> None:
    Unit.objects.filter(pk=law.unit.pk).update(valid_to=today_in_vietnam())

    assert send(client, world, dossier).status_code == 422


def test_who_owes_an_answer_is_not_asked_again(world: World, client: Client, dossier: Dossier, law: Office) -> None:
    send(client, world, dossier)

    answer = send(client, world, dossier)

    assert answer.status_code == 422
    assert "đang được hỏi về hồ sơ này và chưa trả lời" in words(answer)
    assert dossier.consultations.count() == 1


def test_the_law_is_kept_whoever_calls(world: World, dossier: Dossier, law: Office) -> None:
    officer, one = world.ward.officer, [Asked(law.unit, Decimal(8))]

    with pytest.raises(Incomplete):
        asking.ask(dossier, officer, question=" ", asked=one)
    with pytest.raises(Incomplete):
        asking.ask(dossier, officer, question=QUESTION, asked=[])
    for user in (world.ward.clerk, world.ward.leader, world.other_ward.officer, law.officer, world.mother):
        with pytest.raises(NotYours):
            asking.ask(dossier, user, question=QUESTION, asked=one)
    assert not Consultation.objects.exists()


def test_only_while_the_officer_has_the_dossier(world: World, client: Client, dossier: Dossier, law: Office) -> None:
    assert page(dossier) in words(look(client, world.ward.officer, dossier))
    assert page(dossier) not in words(look(client, world.ward.leader, dossier))
    assert Action.ASK_OPINIONS not in permissions.side_acts_open_to(dossier, ApiClient("bank", "Ngân hàng"))
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")

    with pytest.raises(NotYours):
        asked(world, law.unit, dossier=dossier)


def test_nobody_asks_before_the_dossier_is_handed_over(world: World, law: Office) -> None:
    with pytest.raises((NotAllowedNow, NotYours)):
        asked(world, law.unit, dossier=filings.received(world))


def test_names_are_offered_while_typing_those_of_the_own_agency_only_of_its_divisions(
    world: World, client: Client, dossier: Dossier
) -> None:
    client.force_login(world.ward.officer)

    shown = [option["value"] for option in Marks(words(client.get(page(dossier)))).all("option")]

    assert {"Sở Tư pháp", "Sở Xây dựng", world.other_ward.committee.name} <= set(shown)
    assert world.other_ward.office.name not in shown
