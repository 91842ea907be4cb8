"""Rounds of asking and answering: by clerk and officer, for papers handed in and for those that never were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import processing, supplementing
from dossiers.models import Dossier, Paper
from dossiers.problems import IntakeRefused, NotAllowedNow
from dossiers.statuses import PaperCheck, PaperSource, Stage, Status
from dossiers.submission import PaperData
from portal.files.models import Upload
from procedures.models import Component
from tests.dossiers import filings, stages
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.world import World

POWER_OF_ATTORNEY = "000.00.00.G15-KQ003159"
BIRTH_PAPER = filings.BIRTH_PAPER

Answer = Callable[[World], list[PaperData]]


def component_of(dossier: Dossier, code: str) -> Component:
    return dossier.case.components.get(code=code)


def picked(dossier: Dossier, code: str, remark: str) -> dict[str, str]:
    """What a browser sends when somebody ticks a paper in the list and says what is wanted."""
    component = component_of(dossier, code)
    return {f"pick-paper-{component.pk}": "on", f"pick-remark-{component.pk}": remark}


FAULTY: list[tuple[str, Answer, str]] = [
    ("nothing", lambda world: [], "Còn thiếu giấy tờ: Giấy chứng sinh."),
    ("a source that is none", lambda world: [PaperData(BIRTH_PAPER, "pigeon")], "Hãy cho biết giấy tờ"),
    ("a file and brought", lambda world: [PaperData(BIRTH_PAPER, "brought", filings.upload_for(world.mother))],
     "phải ghi là «tải tệp lên»"),
    ("uploaded without a file", lambda world: [PaperData(BIRTH_PAPER, "uploaded")], "Không tìm thấy tệp"),
    ("a file that nobody sent", lambda world: [PaperData(BIRTH_PAPER, "uploaded", uuid4())], "Không tìm thấy tệp"),
    ("a file of somebody else",
     lambda world: [PaperData(BIRTH_PAPER, "uploaded", filings.upload_for(world.other_ward.clerk))],
     "Không tìm thấy tệp"),
    ("the same paper twice", lambda world: [PaperData(BIRTH_PAPER, "brought")] * 2, "được ghi hai lần"),
    ("a paper nobody asked for",
     lambda world: [PaperData(BIRTH_PAPER, "brought"), PaperData(POWER_OF_ATTORNEY, "brought")],
     "không nằm trong danh sách cần nộp"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "papers", "words"), FAULTY, ids=[row[0] for row in FAULTY])
def test_a_faulty_answer_is_refused_in_words_and_changes_nothing(
    world: World, what: str, papers: Answer, words: str
) -> None:
    dossier = filings.awaiting_supplement(world)
    given = papers(world)

    with pytest.raises(IntakeRefused, match=words):
        supplementing.answer(dossier, world.mother, papers=given)

    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT
    assert dossier.papers.count() == 1
    assert dossier.supplement_requests.get().answered_at is None
    assert not Upload.objects.filter(public_id__in=[p.upload for p in given if p.upload], claimed_at__isnull=False)


def test_an_answer_after_its_day_is_taken_while_nobody_closed_the_request(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    long_ago = timezone.now() - timedelta(days=3)
    dossier.supplement_requests.update(answer_due_at=long_ago)

    supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
    asked: Any = dossier.supplement_requests.get()
    assert asked.answered_at > asked.answer_due_at


def test_the_answer_of_intake_is_received_like_a_new_filing(world: World) -> None:
    """NĐ 61/2018 Đ17(1): only what is whole is received; the clock starts at the receiving, not at the answer."""
    dossier = filings.awaiting_supplement(world)
    supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])
    answered_clock = Dossier.objects.get(pk=dossier.pk).clock_started_at

    received = processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    assert received.clock_started_at > answered_clock
    assert received.received_at == received.clock_started_at


def test_clerk_and_officer_each_ask_and_the_requests_are_numbered_through(world: World, client: Client) -> None:
    dossier = filings.awaiting_supplement(world)
    supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, world.ward.clerk)

    response = act(
        client,
        world.ward.officer,
        dossier,
        "request_supplement",
        **{"supplement-reason": "Tên mẹ chưa khớp.", **picked(dossier, BIRTH_PAPER, "Chụp cả trang sau")},
    )

    assert response.status_code == 302
    asked = list(dossier.supplement_requests.order_by("number").values_list("number", "stage", "requested_by"))
    assert asked == [
        (1, Stage.INTAKE, world.ward.clerk.pk),
        (2, Stage.APPRAISAL, world.ward.officer.pk),
    ]
    numbers = dossier.events.filter(action="request_supplement").order_by("sequence").values_list("data", flat=True)
    assert [(data["number"], data["papers"]) for data in numbers] == [(1, [BIRTH_PAPER]), (2, [BIRTH_PAPER])]


def test_the_clerk_asks_for_a_paper_that_was_never_handed_in(world: World, client: Client) -> None:
    """NĐ 61/2018 Đ17(2): the one request names everything, also an optional paper that this matter needs."""
    dossier = filings.submitted(world)
    paper = paper_of(dossier)
    assert "Có thể hỏi thêm giấy tờ mà người nộp chưa nộp" in look(client, world.ward.clerk, dossier).content.decode()

    response = act(
        client,
        world.ward.clerk,
        dossier,
        "request_supplement",
        **{
            f"look-{paper}": "accepted",
            "supplement-reason": "Người nộp không phải cha mẹ.",
            **picked(dossier, POWER_OF_ATTORNEY, "Giấy ủy quyền của mẹ, có chứng thực"),
        },
    )

    assert response.status_code == 302
    item = dossier.supplement_requests.get().items.get()
    assert (item.component.code, item.remark) == (POWER_OF_ATTORNEY, "Giấy ủy quyền của mẹ, có chứng thực")
    # what was found good stays good, and the answer adds a paper without replacing one
    supplementing.answer(dossier, world.mother, papers=[PaperData(POWER_OF_ATTORNEY, "brought")])
    current = dossier.papers.filter(replaced_by=None).order_by("position")
    assert [(row.component.code, row.check_state) for row in current] == [
        (BIRTH_PAPER, PaperCheck.ACCEPTED),
        (POWER_OF_ATTORNEY, PaperCheck.UNCHECKED),
    ]


def test_wanting_and_missing_papers_go_into_one_request(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    paper = paper_of(dossier)

    act(
        client,
        world.ward.clerk,
        dossier,
        "request_supplement",
        **{
            f"look-{paper}": "rejected",
            f"remark-{paper}": "Mờ dấu",
            "supplement-reason": "Thiếu giấy tờ.",
            **picked(dossier, POWER_OF_ATTORNEY, "Cần bản có chứng thực"),
        },
    )

    items = dossier.supplement_requests.get().items.order_by("component__position")
    assert [(item.component.code, item.remark) for item in items] == [
        (BIRTH_PAPER, "Mờ dấu"),
        (POWER_OF_ATTORNEY, "Cần bản có chứng thực"),
    ]


def test_a_missing_paper_asked_for_without_words_is_not_sent(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    response = act(
        client,
        world.ward.clerk,
        dossier,
        "request_supplement",
        **{"supplement-reason": "Thiếu giấy tờ.", **picked(dossier, POWER_OF_ATTORNEY, " ")},
    )

    assert response.status_code == 422
    assert "Hãy ghi rõ cần sửa gì ở giấy tờ: Văn bản ủy quyền có chứng thực." in response.content.decode()
    assert not dossier.supplement_requests.exists()
    assert dossier.events.count() == 1


def test_a_tick_among_the_missing_does_not_stop_the_receiving(world: World, client: Client) -> None:
    """Each button judges what belongs to it: a list opened and left is no request."""
    dossier = filings.submitted(world)

    response = act(
        client,
        world.ward.clerk,
        dossier,
        "receive",
        **{f"look-{paper_of(dossier)}": "accepted", **picked(dossier, POWER_OF_ATTORNEY, "")},
    )

    assert response.status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == Status.RECEIVED
    assert not dossier.supplement_requests.exists()


def test_a_request_names_only_papers_of_its_own_case(world: World) -> None:
    """A component of another case of the procedure is no paper of this dossier."""
    dossier = filings.submitted(world)
    foreign = Component.objects.exclude(case=dossier.case).order_by("pk").first()
    assert foreign is not None

    with pytest.raises(Exception, match="ít nhất một giấy tờ"):
        supplementing.request(dossier, world.ward.clerk, reason="Thiếu.", remarks={foreign.pk: "x"})

    assert not dossier.supplement_requests.exists()


def test_answering_what_was_answered_says_so_and_takes_no_file(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "brought")])
    late = filings.upload_for(world.mother, "muon.png")

    with pytest.raises(NotAllowedNow, match="Nguyễn Thị Lan đã thực hiện «Nộp bổ sung»"):
        supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "uploaded", late)])

    assert Upload.objects.get(public_id=late).claimed_at is None


def test_every_file_of_every_round_stays_and_only_the_newest_counts(world: World) -> None:
    dossier = filings.submitted(world)
    for round_ in range(3):
        paper = dossier.papers.get(replaced_by=None)
        if round_:
            stages.allowed_once_more(dossier, world)
        supplementing.request(dossier, world.ward.clerk, reason="Mờ.", remarks={paper.component_id: "Chụp lại"})
        upload = filings.upload_for(world.mother, f"lan-{round_}.png")
        supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, "uploaded", upload)])

    names = [paper.upload.name for paper in dossier.papers.order_by("pk") if paper.upload]
    assert names == ["giay-chung-sinh.png", "lan-0.png", "lan-1.png", "lan-2.png"]
    newest = dossier.papers.get(replaced_by=None)
    assert newest.upload is not None
    assert newest.upload.name == "lan-2.png"
    assert _chain(dossier.papers.get(pk=min(dossier.papers.values_list("pk", flat=True)))) == 4


def _chain(paper: Paper) -> int:
    """How many rows lead from a paper to the one that counts now."""
    length: int = 1
    while paper.replaced_by is not None:
        paper, length = paper.replaced_by, length + 1
    return length


@pytest.mark.parametrize("source", [PaperSource.BROUGHT, PaperSource.IN_DATABASE])
def test_a_paper_may_be_answered_without_a_file(world: World, source: PaperSource) -> None:
    """NĐ 309/2026 Đ4(2a): what a database has is not asked for as a file."""
    dossier = filings.awaiting_supplement(world)

    supplementing.answer(dossier, world.mother, papers=[PaperData(BIRTH_PAPER, source)])

    newest: Any = dossier.papers.get(replaced_by=None)
    assert (newest.source, newest.upload) == (source, None)
