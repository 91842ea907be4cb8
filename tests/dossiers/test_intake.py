"""Taking in a dossier: what is stored, and what is refused with every fault named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from dossiers import intake
from dossiers.models import CodeCounter, Dossier, Party
from dossiers.problems import IntakeRefused
from dossiers.statuses import FinanceState, PartyRole, Status
from dossiers.submission import PaperData, PartyData
from portal.accounts.identity import blind_index
from tests.dossiers import filings
from tests.dossiers.world import BEN_THANH, World

FATHER = PartyData("Trần Văn Hùng", "079188005678", phone="+84902345678", commune=BEN_THANH, street="5 Lê Lợi")


def test_a_filing_becomes_a_dossier_with_code_route_and_due_time(world: World) -> None:
    dossier = filings.submitted(world)

    assert dossier.code.startswith("H29.101-")
    assert dossier.code.endswith("-0001")
    assert dossier.status == Status.SUBMITTED
    assert dossier.receiving_unit == world.ward.centre
    assert dossier.competent_unit == world.ward.committee
    assert dossier.handling_unit == world.ward.office
    assert dossier.procedure_version == world.birth
    assert "Trần Nguyễn Bảo An" in dossier.title
    task = dossier.tasks.get()
    assert (task.unit, task.role, task.finished_at) == (world.ward.centre, "clerk", None)


def test_owner_and_submitter_are_kept_apart(world: World) -> None:
    dossier = filings.submitted(world, owner=FATHER)

    roles = {party.role: party.full_name for party in dossier.parties.all()}
    assert roles == {PartyRole.OWNER: "Trần Văn Hùng", PartyRole.SUBMITTER: "Nguyễn Thị Lan"}
    # The owner lives in the other ward, so that ward is competent (residence).
    assert dossier.competent_unit == world.other_ward.committee


def test_identity_numbers_are_encrypted_and_found_by_their_blind_index(world: World) -> None:
    dossier = filings.submitted(world)

    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM dossiers_party WHERE dossier_id = %s", [dossier.pk])
        (stored,) = cursor.fetchone()
        cursor.execute("SELECT form FROM dossiers_dossier WHERE id = %s", [dossier.pk])
        (form,) = cursor.fetchone()
    assert "079190001234" not in stored
    assert "079190001234" not in form
    assert Party.objects.get(id_number_index=blind_index("079190001234")).dossier == dossier


def test_a_form_sent_twice_counts_once(world: World) -> None:
    submission = filings.birth_submission(filings.upload_for(world.mother))

    first = intake.submit(submission, by=world.mother, submission_key="draft:1")
    again = intake.submit(submission, by=world.mother, submission_key="draft:1")

    assert first == again
    assert Dossier.objects.count() == 1


def test_text_is_normalised_where_it_comes_in(world: World) -> None:
    # Decomposed Unicode and the Icelandic Ð (U+00D0), as real keyboards and old systems send them.
    lan = replace(filings.LAN, full_name="Ða\u0303ng Thi\u0323 Lan")

    dossier = filings.submitted(world, applicant=lan)

    assert dossier.owner.full_name == "Đãng Thị Lan"


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"procedure": "9.999999"}, "/procedure"),
    ({"case": "unheard-of"}, "/case"),
    ({"channel": "pigeon"}, "/channel"),
    ({"result_delivery": "pigeon"}, "/result_delivery"),
    ({"receiving_unit": "H29.999"}, "/receiving_unit"),
    ({"applicant": replace(filings.LAN, full_name="")}, "/applicant/full_name"),
    ({"applicant": replace(filings.LAN, id_number="12345")}, "/applicant/id_number"),
    ({"applicant": replace(filings.LAN, phone="", email="")}, "/applicant/phone"),
    ({"applicant": replace(filings.LAN, email="không phải thư")}, "/applicant/email"),
    ({"applicant": replace(filings.LAN, commune="00000")}, "/applicant/address/commune"),
    ({"owner": replace(FATHER, id_number="")}, "/owner/id_number"),
    ({"form": {**filings.BIRTH_FORM, "child_birth_date": "2026-02-30"}}, "/form/child_birth_date"),
    ({"form": {**filings.BIRTH_FORM, "child_sex": "unknown"}}, "/form/child_sex"),
    ({"form": {}}, "/form/child_name"),
    ({"papers": []}, "/papers"),
    ({"papers": [PaperData("nothing-like-it", "brought")]}, "/papers/0"),
    ({"papers": [PaperData(filings.BIRTH_PAPER, "uploaded", None)]}, "/papers/0"),
    ({"papers": [PaperData(filings.BIRTH_PAPER, "stolen")]}, "/papers/0"),
]


@pytest.mark.parametrize(
    ("changes", "pointer"), FAULTS, ids=[f"{pointer}-{n}" for n, (_c, pointer) in enumerate(FAULTS)]
)
def test_a_fault_is_named_with_its_place_and_nothing_is_stored(
    world: World, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(IntakeRefused) as refused:
        filings.submitted(world, **changes)

    assert pointer in {problem.pointer for problem in refused.value.problems}
    assert all(problem.message for problem in refused.value.problems)
    assert not Dossier.objects.exists()
    assert not CodeCounter.objects.exists()


def test_all_faults_are_named_at_once(world: World) -> None:
    with pytest.raises(IntakeRefused) as refused:
        filings.submitted(world, applicant=replace(filings.LAN, full_name="", id_number=""), papers=[])

    assert {"/applicant/full_name", "/applicant/id_number", "/papers"} <= {p.pointer for p in refused.value.problems}


def test_an_upload_of_somebody_else_is_as_good_as_none(world: World) -> None:
    foreign = filings.upload_for(world.ward.clerk)

    with pytest.raises(IntakeRefused):
        intake.submit(filings.birth_submission(foreign), by=world.mother)


def test_an_upload_serves_one_dossier_only(world: World) -> None:
    upload = filings.upload_for(world.mother)
    intake.submit(filings.birth_submission(upload), by=world.mother)

    with pytest.raises(IntakeRefused):
        intake.submit(filings.birth_submission(upload), by=world.mother)


def test_filed_at_another_ward_the_home_ward_stays_competent(world: World) -> None:
    """Non-territorial (NĐ 309/2026 Đ17(3)): one code, of the receiving agency; the competent agency is another."""
    dossier = filings.submitted(world, receiving_unit=world.other_ward.centre.code)

    assert dossier.code.startswith("H29.102-")
    assert dossier.receiving_unit == world.other_ward.centre
    assert dossier.competent_unit == world.ward.committee


def test_answers_to_questions_that_do_not_apply_are_not_handed_in(world: World) -> None:
    form = {**filings.BIRTH_FORM, "father_declared": "no"}

    dossier = filings.submitted(world, form=form)

    assert "father_name" not in dossier.form
    assert dossier.form["mother_name"] == "Nguyễn Thị Lan"


@pytest.mark.parametrize(("copies", "state"), [(0, FinanceState.NONE), (2, FinanceState.DUE)])
def test_a_birth_in_time_is_free_and_only_the_copies_asked_for_are_owed(world: World, copies: int, state: str) -> None:
    """Luật Hộ tịch Đ11: no fee in time; TT 281/2016/TT-BTC: 8,000 đồng a copy, when asked for."""
    dossier = filings.submitted(world, form={**filings.BIRTH_FORM, "extract_copies": copies})

    assert dossier.finance_state == state
    assert dossier.case.owed_dong(dossier.channel, dossier.form) == 8_000 * copies
