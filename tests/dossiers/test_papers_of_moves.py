"""Each move that calls for a document gets its own: kind, book, issuer, signer, under the dossier's code, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dossiers import papermaking
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Status
from portal.documents import forms, verification
from portal.documents.models import IssuedDocument, Kind
from tests.dossiers import filings, stages
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

Drawn = list[tuple[Any, str]]
YEAR = timezone.localdate().year


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Drawn:
    """What was to be drawn, with its code; drawing and signing themselves take seconds and are proved elsewhere."""
    settings.DOCUMENT_SIGNER = ""
    seen: Drawn = []

    def draw(form: Any, code: str, template: str = "") -> bytes:
        seen.append((form, code))
        return stages.TINY_PDF.format(code=code).encode()

    monkeypatch.setattr(forms, "render_form", draw)
    monkeypatch.setattr(forms, "render_result", draw)
    return seen


def documents(dossier: Dossier) -> dict[str, IssuedDocument]:
    """The documents of a dossier after the worker came round, by kind."""
    papermaking.make_waiting()
    rows = dossier.paperwork.select_related("document")
    return {row.kind: row.document for row in rows if row.document is not None}


@pytest.mark.parametrize(
    ("stage", "kind", "number", "entered"),
    [
        (filings.submitted, "acknowledgement", "", Kind.ACKNOWLEDGEMENT),
        (filings.received, "receipt", "1/TNHS", Kind.RECEIPT),
        (filings.awaiting_supplement, "supplement", "1/HDHS", Kind.SUPPLEMENT_REQUEST),
        (stages.refused, "refusal", "1/TCTN", Kind.REFUSAL),
        (stages.apologised, "apology", "1/XLHL", Kind.APOLOGY),
        (stages.stopped, "stop_notice", "1/DGQ", Kind.STOP_NOTICE),
        (filings.approved, "result", f"1/{YEAR}", Kind.RESULT),
    ],
)
def test_each_move_has_its_document_in_its_own_book(
    world: World, stage: Any, kind: str, number: str, entered: Kind
) -> None:
    """TT 01/2018 Đ10: receipts, requests, refusals and results are numbered each for itself."""
    dossier = stage(world)

    made = documents(dossier)[kind]

    assert (made.kind, made.number, made.subject_ref) == (entered, number, dossier.code)


@pytest.mark.parametrize("kind", ["acknowledgement", "receipt"])
def test_a_form_is_issued_by_the_centre_and_a_result_by_the_agency(world: World, kind: str) -> None:
    made = documents(filings.approved(world))

    assert made[kind].unit_name == made[kind].signer_name == world.ward.centre.name
    assert made["result"].unit_name == world.ward.committee.name
    assert made["result"].signer_name == world.ward.leader.full_name


def test_the_code_that_is_drawn_is_the_one_that_verifies(world: World, drawn: Drawn) -> None:
    """A page that names another code than the register leads every phone to "not found"."""
    made = documents(filings.received(world))

    assert {code for _form, code in drawn} == {document.verification_code for document in made.values()}
    assert all(verification.verify_code(code).outcome == verification.Outcome.TRUE for _form, code in drawn)


def test_the_number_on_the_page_is_the_one_in_the_register(world: World, drawn: Drawn) -> None:
    made = documents(filings.received(world))

    assert sorted(form.head.number for form, _code in drawn) == sorted(document.number for document in made.values())


def test_without_a_signer_it_is_entered_unsigned_and_the_dossier_goes_on(world: World) -> None:
    dossier = filings.approved(world)

    result = documents(dossier)["result"]

    dossier.refresh_from_db()
    assert result.signed_at is None
    assert dossier.status in {Status.FINISHED, Status.RETURNED}


def test_a_result_that_cannot_be_drawn_leaves_the_dossier_unfinished(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No status without its paper: nobody is told of a result that does not exist."""
    dossier = filings.approved(world)
    before = dossier.last_sequence

    def broken(*_arguments: Any) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(forms, "render_result", broken)
    made = documents(dossier)

    dossier.refresh_from_db()
    assert "result" not in made
    assert (dossier.status, dossier.last_sequence) == (Status.PROCESSING, before)
    assert dossier.paperwork.get(kind="result").problem == "OSError: no space left"


def test_a_very_long_problem_is_cut_and_written_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = filings.received(world)
    monkeypatch.setattr(papermaking, "_make_one", fail_at_length)

    papermaking.make_waiting()

    assert len(dossier.paperwork.get(kind="receipt").problem) == 2000


def fail_at_length(_pk: int) -> None:
    """Fails with the words of a whole stack."""
    raise ValueError("x" * 5000)


@pytest.mark.parametrize(("limit", "made"), [(0, 0), (1, 1), (2, 2), (99, 4)])
def test_a_round_makes_no_more_than_it_was_told(world: World, limit: int, made: int) -> None:
    for _number in range(2):
        filings.received(world)

    assert papermaking.make_waiting(limit) == made
    assert Paperwork.objects.filter(made_at=None).count() == 4 - made


def test_who_waits_longest_gets_the_paper_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = filings.submitted(world)
    early = filings.submitted(world)
    Paperwork.objects.filter(dossier=early).update(next_try_at=timezone.now() - timedelta(hours=1))

    papermaking.make_waiting(limit=1)

    assert early.paperwork.get().made_at is not None
    assert late.paperwork.get().made_at is None


def test_a_worker_that_dies_leaves_the_row_to_the_next_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claimed and never made: the row comes back by itself, and says how often it was tried."""
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    dossier = filings.submitted(world)
    assert papermaking._claim() is not None

    assert papermaking.make_waiting() == 0
    stand_at(monkeypatch, at("2026-11-23 09:01"))
    assert papermaking.make_waiting() == 1
    assert dossier.paperwork.get().attempts == 2


def test_each_document_costs_the_same_however_many_wait(world: World, django_assert_max_num_queries: Any) -> None:
    filings.submitted(world)
    with django_assert_max_num_queries(60) as one:
        papermaking.make_waiting(limit=1)
    for _number in range(3):
        filings.submitted(world)
    with django_assert_max_num_queries(3 * len(one) + 3):
        assert papermaking.make_waiting(limit=3) == 3
