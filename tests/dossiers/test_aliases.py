"""Codes of other systems: each means one dossier, none takes over another, and whatever code people hold finds it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import aliases
from dossiers.models import Dossier, DossierAlias
from hotline import intake
from hotline.reports import Report, Reporter
from tests.dossiers import filings, stages
from tests.dossiers.world import World, given_world, make_staff
from units.roles import Role

CODE, OLD = "G22.99.01-261123-0007", "BD.2024/HT-00123"


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def test_a_code_is_kept_once_and_found_in_any_writing(world: World) -> None:
    dossier = filings.submitted(world)
    first, again = aliases.note(dossier, aliases.NATIONAL, CODE), aliases.note(dossier, aliases.NATIONAL, CODE.lower())
    assert first == again
    for text in (CODE, CODE.lower(), f" {CODE[:8]} {CODE[8:]} ", dossier.code, dossier.code.lower()):
        assert aliases.find(text) == dossier, text
    for text in ("", "   ", "G22", "x" * 5_000, "\x00", "%", "G22.99.01-261123-0008"):
        assert aliases.find(text) is None, text
    with pytest.raises(Http404):
        aliases.find_or_404("la", Dossier.objects.all())


def test_a_dossier_may_have_codes_of_many_systems(world: World) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, aliases.NATIONAL, CODE)
    aliases.note(dossier, "binh-duong", OLD)
    assert [(str(system), code) for system, code in aliases.named(dossier)] == [
        ("binh-duong", OLD),
        ("Cổng Dịch vụ công quốc gia", CODE),
    ]
    assert aliases.own_code(OLD) == aliases.own_code(CODE) == dossier.code
    assert aliases.own_code(OLD, aliases.NATIONAL) == ""


def test_no_code_is_taken_over_and_none_is_changed(world: World) -> None:
    one, other = filings.submitted(world), filings.submitted(world)
    aliases.note(one, aliases.NATIONAL, CODE)
    for dossier, code in ((other, CODE), (one, "G22.99.01-261123-0008")):
        with pytest.raises(aliases.CodeTaken):
            aliases.note(dossier, aliases.NATIONAL, code)
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierAlias.objects.create(dossier=other, system=aliases.NATIONAL, code=CODE)
    assert DossierAlias.objects.get().dossier == one


def test_a_code_that_two_systems_gave_to_two_dossiers_tells_neither(world: World) -> None:
    one, other = filings.submitted(world), filings.submitted(world)
    aliases.note(one, "binh-duong", OLD)
    aliases.note(other, "vung-tau", OLD)
    assert aliases.find(OLD) is None
    assert aliases.own_code(OLD, "vung-tau") == other.code
    # The same dossier under the same code in both is no doubt.
    aliases.note(one, "vung-tau", CODE)
    aliases.note(one, aliases.NATIONAL, CODE)
    assert aliases.find(CODE) == one


def test_its_own_code_goes_before_the_code_that_another_gives(world: World) -> None:
    one, other = filings.submitted(world), filings.submitted(world)
    aliases.note(other, "binh-duong", one.code)
    assert aliases.find(one.code) == one


def test_an_own_code_costs_one_query_and_any_other_three(world: World, django_assert_num_queries: Any) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, aliases.NATIONAL, CODE)
    for text, queries in ((dossier.code, 1), (CODE, 3), ("G22.404", 2), ("", 0)):
        with django_assert_num_queries(queries):
            aliases.find(text)


def test_staff_find_it_in_open_and_in_settled_work(world: World) -> None:
    open_one, done = filings.submitted(world), stages.withdrawn(world)
    aliases.note(open_one, aliases.NATIONAL, CODE)
    aliases.note(done, "binh-duong", OLD)
    clerk = Client()
    clerk.force_login(world.ward.clerk)
    assert open_one.code in clerk.get(reverse("dossiers:desk"), {"tim": CODE.lower()}).content.decode()
    page = clerk.get(reverse("dossiers:desk"), {"tim": f"{CODE}9"}).content.decode()
    assert open_one.code not in page
    stranger = Client()
    stranger.force_login(world.other_ward.clerk)
    assert open_one.code not in stranger.get(reverse("dossiers:desk"), {"tim": CODE}).content.decode()


def test_other_systems_read_and_act_by_it_and_see_no_more_than_before(world: World) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, aliases.NATIONAL, CODE)
    mother = Client()
    mother.force_login(world.mother)
    assert mother.get(f"/api/v1/dossiers/{CODE}/").json()["code"] == dossier.code
    done = mother.post(f"/api/v1/dossiers/{CODE}/actions/withdraw/", {"reason": "Thôi."}, "application/json")
    assert (done.status_code, done.json()["code"]) == (200, dossier.code)
    stranger = Client()
    stranger.force_login(make_staff("la@example.vn", "Người Lạ", Role.CLERK, world.other_ward.centre))
    for path in ("", "events/", "receipt/"):
        assert stranger.get(f"/api/v1/dossiers/{CODE}/{path}").status_code == 404
    assert Client().get(f"/api/v1/dossiers/{CODE}/").status_code in (401, 403)


def test_a_report_to_the_hotline_is_about_the_dossier_of_either_code(world: World) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, aliases.NATIONAL, CODE)
    reporter = Reporter(full_name="Trần Thị Mai", phone="+84909999888")
    for code in (CODE, dossier.code):
        told = Report(kind="complaint_delay", content=f"Chậm ba ngày ({code}).", reporter=reporter, dossier=code)
        assert intake.file(told).ticket.dossier == dossier


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_text_breaks_the_search_for_a_code(world: World, text: str) -> None:
    assert aliases.find(text.replace("\x00", "")) is None
    assert Client().get(reverse("dossiers:track"), {"code": text}).status_code in (200, 429)
