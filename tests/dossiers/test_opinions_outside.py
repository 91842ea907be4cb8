"""Rules proved: outside, one learns who is asked and who is late, never what was asked or said (TT 01/2018 Đ16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dossiers import consulting
from dossiers.models import Consultation, Dossier, Opinion
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.api_calls import URL
from tests.dossiers.asked import QUESTION, Office, asked
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World

NO = "Thửa đất nằm trong quy hoạch mở đường."


@pytest.fixture
def dossier(world: World, law: Office, works: Office) -> Dossier:
    """Justice said no; Construction is late."""
    first, second = asked(world, law.unit, works.unit)
    consulting.answer(first, law.officer, opinion=Opinion.DISAGREE, text=NO)
    Consultation.objects.filter(pk=second.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return first.dossier


def owner_page(world: World, dossier: Dossier) -> str:
    return words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))


def api(user: User, dossier: Dossier, part: str = "") -> Any:
    client = APIClient()
    client.force_login(user)
    return client.get(f"{URL}{dossier.code}/{part}").json()


def owner_api(world: World, dossier: Dossier) -> str:
    return str(api(world.mother, dossier))


def owner_events(world: World, dossier: Dossier) -> str:
    return str(api(world.mother, dossier, "events/"))


@pytest.mark.parametrize("door", [owner_page, owner_api, owner_events])
def test_no_door_tells_what_was_asked_or_said(
    world: World, dossier: Dossier, law: Office, door: Callable[[World, Dossier], str]
) -> None:
    told = door(world, dossier)

    for inside in (QUESTION, NO, "Không đồng ý", "disagree", law.officer.full_name):
        assert inside not in told


def test_the_owner_reads_who_is_asked_and_who_is_late(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    page = owner_page(world, dossier)

    for told in (law.unit.name, works.unit.name, "Đã trả lời", "Quá hạn trả lời"):
        assert told in page


def test_once_nobody_owes_an_answer_the_owner_reads_of_it_no_more(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    consulting.answer(dossier.consultations.get(unit=works.unit), works.officer, opinion=Opinion.AGREE, text="")

    assert law.unit.name not in owner_page(world, dossier)


def test_the_api_tells_the_filer_names_and_states(world: World, dossier: Dossier, law: Office, works: Office) -> None:
    rows = {row["unit"]: row for row in api(world.mother, dossier)["consultations"]}

    assert {code: row["state"] for code, row in rows.items()} == {law.unit.code: "answered", works.unit.code: "overdue"}
    assert all(
        set(row) == {"unit", "asked_for", "unit_name", "state", "asked_at", "due_at", "closed_at"}
        for row in rows.values()
    )


def test_the_api_tells_staff_of_the_dossier_what_was_said(world: World, dossier: Dossier, law: Office) -> None:
    rows = {row["unit"]: row for row in api(world.ward.officer, dossier)["consultations"]}

    assert (rows[law.unit.code]["opinion"], rows[law.unit.code]["text"]) == ("disagree", NO)
    assert rows[law.unit.code]["question"] == QUESTION
    assert QUESTION in str(api(world.ward.officer, dossier, "events/"))


def test_a_dossier_about_which_nobody_is_asked_says_so(world: World) -> None:
    dossier = filings.submitted(world)

    assert api(world.mother, dossier)["consultations"] == []
    assert "cùng tham gia" not in owner_page(world, dossier)
