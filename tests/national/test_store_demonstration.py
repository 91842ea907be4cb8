"""The demonstration: what the simulated store holds can be found and taken by its people; old looks are forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from portal.national import proving
from portal.national.models import ServingResult, StoreLook
from portal.national.results_store import demonstration
from portal.national.simulator.results import PATH
from portal.simulating.serving import Request
from tests.dossiers.desk import new_draft, signed_in
from tests.dossiers.world import World
from tests.national.stored import connect, consent, page_of, paper_of, proven, running, served, taken, the_look


@pytest.mark.django_db
def test_people_of_the_demonstration_find_and_take_their_results(world: World, settings: LazySettings) -> None:
    mother = proven(world.mother)
    with running() as store:
        connect(store, settings)
        store.services.results = demonstration.prepare()
        demonstration.prepare()
        assert ServingResult.objects.count() == len(store.services.results) == 2
        assert {one.owner for one in store.services.results} == {mother.id_number}

        find = taken(signed_in(mother), page_of(new_draft(world), paper_of(world)))

    assert find.state == "taken"
    assert find.upload is not None
    assert find.upload.name == "kq-g00-000001.pdf"
    assert find.upload.origin.title == "Giấy chứng sinh điện tử"


@pytest.mark.django_db
def test_looks_are_kept_for_two_years_as_proof_and_then_forgotten(world: World, settings: LazySettings) -> None:
    served()
    client = signed_in(proven(world.mother))
    with running() as store:
        connect(store, settings)
        consent(client, page_of(new_draft(world), paper_of(world)))
    look = the_look()
    StoreLook.objects.update(asked_at=timezone.now() - timedelta(days=729))
    assert proving.forget_old() == 0
    StoreLook.objects.update(asked_at=timezone.now() - timedelta(days=731))
    assert proving.forget_old() == 1
    assert not StoreLook.objects.filter(pk=look.pk).exists()


def test_the_page_of_the_simulator_shows_what_it_holds_and_switches_the_key() -> None:
    with running() as store:
        store.holds(title="<script>alert(1)</script>")
        routes = store.services.routes()
        shown = routes["GET", PATH](Request(PATH, {})).body.decode()
        assert "&lt;script&gt;" in shown
        assert "<script>" not in shown
        assert routes["POST", f"{PATH}/chu-ky"](Request(PATH, {"forged": "on"})).status == 303
        assert store.services.is_forged
        assert " checked" in routes["GET", PATH](Request(PATH, {})).body.decode()
        routes["POST", f"{PATH}/chu-ky"](Request(PATH, {}))
        assert not store.services.is_forged
