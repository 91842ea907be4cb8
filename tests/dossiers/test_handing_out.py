"""The end of the way: by post, at the counter or online; rated once; asked twice; each day sealed at its midnight."""

from __future__ import annotations

from datetime import date

import pytest

from dossiers import day_digest, returning, standing, supplementing
from dossiers.models import Dossier, Rating
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, DeliveryState, Stage, Status
from dossiers.submission import PaperData
from tests.dossiers import filings, stages
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World


@pytest.mark.parametrize(("delivery", "words"), [("post", "qua bưu chính"), ("counter", "mời bạn đến")])
def test_a_paper_result_waits_and_says_how_it_comes(world: World, delivery: str, words: str) -> None:
    dossier = stages.issued(world, delivery)

    assert (dossier.status, dossier.delivery_state) == (Status.FINISHED, DeliveryState.READY)
    assert dossier.returned_at is None
    assert words in standing.whereabouts(dossier, None)


def test_sent_by_post_the_clerk_writes_down_who_took_it(world: World) -> None:
    dossier = stages.issued(world, "post")

    handed = returning.hand_out(dossier, world.ward.clerk, recipient="  Bưu tá   Nguyễn Văn Tám ")

    handed.refresh_from_db()
    assert handed.result.handed_out_to == "Bưu tá Nguyễn Văn Tám"
    assert handed.returned_at is not None
    last = handed.events.latest("sequence")
    assert (last.action, last.actor, last.unit) == (Action.RETURN_RESULT, world.ward.clerk, world.ward.centre)


def test_an_online_result_is_handed_out_by_the_worker_at_once(world: World) -> None:
    dossier = stages.issued(world, "online")

    assert dossier.status == Status.RETURNED
    last = dossier.events.latest("sequence")
    assert (last.actor, last.actor_name) == (None, "Hệ thống")
    assert Dossier.objects.get(pk=dossier.pk).result.handed_out_to == "Nguyễn Thị Lan"


def test_handed_out_twice_keeps_the_first_name(world: World) -> None:
    dossier = returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")

    with pytest.raises(NotAllowedNow):
        returning.hand_out(dossier, world.ward.clerk, recipient="Người Khác")

    assert Dossier.objects.get(pk=dossier.pk).result.handed_out_to == "Nguyễn Thị Lan"


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_only_the_counter_hands_out(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        returning.hand_out(stages.issued(world), getattr(world.ward, who), recipient="Nguyễn Thị Lan")


@pytest.mark.parametrize("comment", ["", "   "])
def test_not_satisfied_needs_a_reason_and_leaves_nothing_without(world: World, comment: str) -> None:
    dossier = stages.issued(world)

    with pytest.raises(Incomplete) as refused:
        returning.rate(dossier, world.mother, score=Rating.Score.NOT_SATISFIED, comment=comment)

    assert refused.value.field == "comment"
    assert not Rating.objects.exists()


def test_a_rating_moves_no_status_and_is_given_once(world: World) -> None:
    dossier = stages.issued(world)

    returning.rate(dossier, world.mother, score=1, comment="Chờ lâu.")
    with pytest.raises(NotYours):
        returning.rate(dossier, world.mother, score=3)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.rating.score) == (Status.FINISHED, 1)
    assert dossier.events.latest("sequence").data == {"score": 1}


def test_nobody_rates_for_the_owner(world: World) -> None:
    with pytest.raises(NotYours):
        returning.rate(stages.issued(world), world.ward.clerk, score=3)


def test_asked_twice_after_appraisal_each_request_has_its_number_and_every_file_stays(world: World) -> None:
    """NĐ 61/2018 Đ19(4): each request is numbered and knows its stage; the file answered with stays."""
    dossier = filings.handed_over(world)
    for round_ in (1, 2):
        paper = dossier.papers.get(replaced_by=None)
        if round_ > 1:
            stages.allowed_once_more(dossier, world)
        supplementing.request(dossier, world.ward.officer, reason=f"Lần {round_}", remarks={paper.component_id: ""})
        supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    asked = dossier.supplement_requests.order_by("number")
    assert [(one.number, one.stage, one.reason) for one in asked] == [
        (1, Stage.APPRAISAL, "Lần 1"),
        (2, Stage.APPRAISAL, "Lần 2"),
    ]
    assert dossier.papers.count() == 3
    assert dossier.papers.filter(replaced_by=None).count() == 1
    assert dossier.tasks.get(finished_at=None).role == "officer"


DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("moment", "counted"),
    [("2026-11-22 23:59", 0), ("2026-11-23 00:00", 1), ("2026-11-23 23:59", 1), ("2026-11-24 00:00", 0)],
)
def test_a_day_ends_at_midnight_in_viet_nam(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: str, counted: int
) -> None:
    stand_at(monkeypatch, at(moment))
    filings.submitted(world)

    _digest, dossiers, events = day_digest.digest_of(DAY)

    assert (dossiers, events) == (counted, counted)


def test_a_late_event_of_a_sealed_day_breaks_its_seal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    sealed = day_digest.seal(DAY)
    assert day_digest.is_whole(sealed)

    filings.submitted(world)

    assert not day_digest.is_whole(sealed)


def test_a_forged_signature_shows(world: World) -> None:
    sealed = day_digest.seal(DAY)

    sealed.signature = sealed.signature[::-1]

    assert not day_digest.is_whole(sealed)


def test_two_days_without_events_have_two_signatures(world: World) -> None:
    first, second = day_digest.seal(DAY), day_digest.seal(date(2026, 11, 24))

    assert first.digest == second.digest
    assert first.signature != second.signature
