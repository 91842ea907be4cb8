"""Asking for papers and answering (NĐ 61/2018 Đ17, Đ19(4))."""

from __future__ import annotations

import pytest

from dossiers import papermaking, returning, supplementing
from dossiers.models import Paperwork
from dossiers.problems import Incomplete, IntakeRefused, NotAllowedNow, NotYours
from dossiers.statuses import PaperCheck, Stage, Status
from dossiers.submission import PaperData
from tests.dossiers import filings, stages
from tests.dossiers.world import World


def better_scan(world: World) -> list[PaperData]:
    """The paper asked for, uploaded anew."""
    return [PaperData(filings.BIRTH_PAPER, "uploaded", filings.upload_for(world.mother, "ro-hon.png"))]


def test_a_request_names_reason_and_papers_and_stops_the_clock(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    assert dossier.status == Status.SUPPLEMENT
    asked = dossier.supplement_requests.get()
    assert (asked.number, asked.stage, asked.reason) == (1, Stage.INTAKE, "Bản chụp bị mờ.")
    assert asked.items.get().remark == "Chụp lại cho rõ dấu và chữ ký."
    assert asked.answer_due_at > asked.requested_at


def test_a_request_without_reason_or_paper_is_refused(world: World) -> None:
    dossier = filings.submitted(world)
    component = dossier.papers.get().component_id

    with pytest.raises(Incomplete):
        supplementing.request(dossier, world.ward.clerk, reason=" ", remarks={component: "mờ"})
    with pytest.raises(Incomplete):
        supplementing.request(dossier, world.ward.clerk, reason="Thiếu giấy tờ", remarks={})

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    assert not dossier.supplement_requests.exists()


def test_the_answer_replaces_the_paper_and_returns_to_intake(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    old = dossier.papers.get()

    supplementing.answer(dossier, world.mother, papers=better_scan(world), note="Đã chụp lại.")

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    new = dossier.papers.get(replaced_by=None)
    old.refresh_from_db()
    assert old.replaced_by == new
    assert new.check_state == PaperCheck.UNCHECKED
    assert dossier.supplement_requests.get().answered_at is not None


def test_an_answer_without_a_paper_asked_for_is_refused(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    with pytest.raises(IntakeRefused, match="Giấy chứng sinh"):
        supplementing.answer(dossier, world.mother, papers=[])

    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT
    assert dossier.papers.count() == 1


def test_only_who_filed_may_answer(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    with pytest.raises(NotYours):
        supplementing.answer(dossier, world.ward.clerk, papers=better_scan(world))


def test_after_appraisal_the_clock_starts_again_from_zero(world: World) -> None:
    dossier = filings.handed_over(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Tên mẹ chưa khớp.", remarks={component: ""})
    started = dossier.clock_started_at

    supplementing.answer(dossier, world.mother, papers=better_scan(world))

    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
    assert dossier.clock_started_at > started
    assert dossier.supplement_requests.get().stage == Stage.APPRAISAL
    assert dossier.tasks.get(finished_at=None).assignee == world.ward.officer


def test_answering_twice_is_refused(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    supplementing.answer(dossier, world.mother, papers=better_scan(world))

    with pytest.raises(NotAllowedNow):
        supplementing.answer(dossier, world.mother, papers=better_scan(world))


def test_the_slip_is_made_and_a_second_one_has_its_own_number(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    supplementing.answer(dossier, world.mother, papers=better_scan(world))
    component = dossier.papers.get(replaced_by=None).component_id
    stages.allowed_once_more(dossier, world)
    supplementing.request(dossier, world.ward.clerk, reason="Vẫn còn mờ.", remarks={component: ""})

    papermaking.make_waiting()

    slips = dossier.paperwork.filter(kind=Paperwork.Kind.SUPPLEMENT).order_by("number")
    assert [slip.number for slip in slips] == [1, 2]
    assert all(slip.document is not None for slip in slips)


def test_withdrawing_while_papers_are_awaited_closes_the_request(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    returning.withdraw(dossier, world.mother)

    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert not dossier.supplement_requests.filter(answered_at=None).exists()
