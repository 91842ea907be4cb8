"""Rules proved: REST asks how surely the filer is known as the pages do; a counter sees the person and asks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from dossiers import intake
from dossiers.models import Dossier
from dossiers.problems import NotKnownSurely
from portal.accounts.models import User
from tests.dossiers.api_calls import URL, assert_problem, birth_body, machine
from tests.dossiers.asked_accounts import asking_for
from tests.dossiers.filings import birth_submission, upload_for
from tests.dossiers.world import World


@pytest.fixture(autouse=True)
def _asking(world: World) -> None:
    asking_for(2)


def caller(user: User, level: int | None) -> APIClient:
    """A program in somebody's browser, whose session began with a level; by password for None."""
    client = APIClient()
    client.force_login(user)
    if level is not None:
        session = client.session
        session["sign_on"] = {"level": level}
        session.save()
    return client


def file(client: APIClient, **changes: Any) -> Any:
    """Ask to file a birth."""
    return client.post(URL, birth_body(**changes), format="json")


def test_a_persons_session_counts_and_not_what_they_write(world: World) -> None:
    for level, written in ((None, 2), (1, 2), (1, 0)):
        told = assert_problem(file(caller(world.mother, level), assurance_level=written), 403)
        assert (told["type"], told["assurance_level"]) == ("urn:portal:problem:not-known-surely", "2")
    assert not Dossier.objects.exists()
    assert file(caller(world.mother, 2)).status_code == 201


def test_another_channel_is_no_way_round_for_who_files_for_themselves(world: World) -> None:
    for channel in ("direct", "postal"):
        assert_problem(file(caller(world.mother, 1), channel=channel), 403)
    assert not Dossier.objects.exists()


def test_at_a_counter_the_clerk_sees_the_person(world: World) -> None:
    assert file(caller(world.ward.clerk, None), channel="direct").status_code == 201
    assert_problem(file(caller(world.ward.clerk, None), channel="online"), 403)
    assert Dossier.objects.count() == 1


def test_a_machine_says_how_surely_it_knows_the_person() -> None:
    system = machine()
    for said in ({}, {"assurance_level": 0}, {"assurance_level": 1}):
        assert_problem(file(system, **said), 403)
    for wrong in (3, -1, "cao", None, [2]):
        assert file(system, assurance_level=wrong).status_code == 400, wrong
    assert not Dossier.objects.exists()
    assert file(system, assurance_level=2).status_code == 201
    assert file(system, channel="direct").status_code == 201, "its clerk sees the person"


def test_faults_of_the_filing_are_told_first(world: World) -> None:
    assert_problem(file(caller(world.mother, 1), form={}), 422)
    assert not Dossier.objects.exists()


def test_who_says_nothing_is_known_not_at_all(world: World) -> None:
    """A door added later that forgets to ask refuses; only one that says so leaves the question to others."""
    with pytest.raises(NotKnownSurely) as refused:
        intake.submit(birth_submission(upload_for(world.mother)), by=world.mother)
    assert refused.value.version.assurance_level == 2 and "mức độ 2" in str(refused.value)
    assert intake.submit(birth_submission(upload_for(world.mother)), by=world.mother, level=None).code
