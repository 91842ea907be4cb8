"""Rules proved: whoever presses twice hears of one dossier, wherever the second press meets the end of the first.

The first press takes the files of the filing; the second must not mistake that for a fault of the person's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import drafts, filing_pages, intake, intake_checks
from dossiers.models import Dossier, Draft
from dossiers.problems import IntakeRefused
from dossiers.views.filing import checking
from tests.dossiers import desk, filings
from tests.dossiers.world import World

KEY = "draft:twice"


@pytest.fixture
def draft(world: World) -> Draft:
    """A filing of the mother's, ready to be sent."""
    return desk.full_draft(world)


def first_of_all(before: Callable[[], object], then: Callable[..., Any]) -> Callable[..., Any]:
    """`then`, whose first call finds that `before` was done a moment ago."""
    waiting = [before]

    def call(*given: Any, **named: Any) -> Any:
        if waiting:
            waiting.pop()()
        return then(*given, **named)

    return call


def press(client: Client, world: World, draft: Draft) -> Any:
    client.force_login(world.mother)
    return client.post(reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"})


def test_a_second_press_that_looks_after_the_first_took_the_files_leads_to_the_dossier(
    world: World, draft: Draft, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = first_of_all(lambda: drafts.send(draft, world.mother), filing_pages.faults_of)
    monkeypatch.setattr(checking, "faults_of", late)

    answer = press(client, world, draft)

    assert answer.status_code == 302
    assert answer.url == reverse("dossiers:sent", args=[Dossier.objects.get().code])


@pytest.mark.parametrize("at", ["check", "claim_uploads"])
def test_a_second_press_overtaken_on_its_way_is_the_first(
    world: World, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Overtaken while it is checked, or after its files were found good."""
    filing = filings.birth_submission(filings.upload_for(world.mother))
    place = intake_checks if at == "check" else intake
    late = first_of_all(lambda: intake.submit(filing, by=world.mother, submission_key=KEY), getattr(place, at))
    monkeypatch.setattr(place, at, late)

    second = intake.submit(filing, by=world.mother, submission_key=KEY)

    assert second == Dossier.objects.get()


def test_files_of_another_dossier_stay_a_fault(world: World) -> None:
    filing = filings.birth_submission(filings.upload_for(world.mother))
    intake.submit(filing, by=world.mother, submission_key=KEY)

    with pytest.raises(IntakeRefused):
        intake.submit(filing, by=world.mother, submission_key="draft:other")

    assert Dossier.objects.count() == 1


def test_a_filing_with_a_fault_of_its_own_is_not_taken_for_sent(world: World, draft: Draft, client: Client) -> None:
    drafts.save_section(draft, "applicant", {"full_name": ""})

    answer = press(client, world, draft)

    assert answer.status_code == 422
    assert drafts.sent_meanwhile(draft) is None
    assert not Dossier.objects.exists()
