"""Who may fetch which file of a dossier, what waits for the worker, and what is logged."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import papermaking
from dossiers.models import Dossier
from dossiers.views.documents import TRIES
from portal.accounts.models import AccessLogEntry
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World


def document(dossier: Dossier, kind: str = "acknowledgement", number: int = 1) -> str:
    return reverse("dossiers:document", args=[dossier.code, kind, number])


def paper(dossier: Dossier) -> str:
    return reverse("dossiers:paper-file", args=[dossier.code, dossier.papers.get(replaced_by=None).pk])


def test_a_document_not_yet_made_waits_and_turns_by_itself(world: World) -> None:
    dossier = filings.submitted(world)

    response = signed_in(world.mother).get(document(dossier))

    assert response.status_code == 202
    assert response["Refresh"].endswith(f"url={document(dossier)}?lan=1")


@pytest.mark.parametrize("tried", [str(TRIES), "999"])
def test_a_forgotten_tab_does_not_ask_for_ever(world: World, tried: str) -> None:
    response = signed_in(world.mother).get(document(filings.submitted(world)), {"lan": tried})

    assert "Refresh" not in response
    assert "vẫn chưa lập xong" in words(response)


def test_the_made_document_is_a_pdf_for_the_owner(world: World) -> None:
    dossier = filings.submitted(world)
    papermaking.make_waiting()

    response = signed_in(world.mother).get(document(dossier))

    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response).startswith(b"%PDF")
    assert not AccessLogEntry.objects.exists()


@pytest.mark.usefixtures("undrawn")
def test_strangers_and_staff_of_another_ward_find_nothing(world: World) -> None:
    dossier = filings.submitted(world)
    papermaking.make_waiting()

    for url in (document(dossier), paper(dossier)):
        assert Client().get(url).status_code == 302
        assert signed_in(world.other_ward.clerk).get(url).status_code == 404


def test_a_look_by_staff_is_logged_with_whose_data_it_was(world: World) -> None:
    dossier = filings.submitted(world)

    assert signed_in(world.ward.clerk).get(paper(dossier)).status_code == 200

    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.owner) == (world.ward.clerk, world.mother)
    assert dossier.code in entry.subject
    assert "Giấy chứng sinh" in entry.why


def test_papers_open_in_the_window_and_download_when_asked(world: World) -> None:
    dossier = filings.submitted(world)
    client = signed_in(world.mother)

    assert client.get(paper(dossier))["Content-Disposition"].startswith("inline")
    assert client.get(paper(dossier), {"tai-ve": "1"})["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["refusal", "nonsense"])
def test_documents_never_asked_for_are_not_found(world: World, kind: str) -> None:
    assert signed_in(world.mother).get(document(filings.submitted(world), kind)).status_code == 404


def test_a_paper_that_is_brought_has_no_file(world: World) -> None:
    dossier = filings.submitted(world)
    other = filings.submitted(world)
    client = signed_in(world.mother)

    mixed = reverse("dossiers:paper-file", args=[dossier.code, other.papers.get().pk])
    assert client.get(mixed).status_code == 404
