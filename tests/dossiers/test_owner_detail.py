"""A dossier as its owner sees it at each stage, and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import processing, returning
from dossiers.models import Dossier
from dossiers.standing import due_of, tone_of, working_days_left
from dossiers.statuses import ResultDelivery
from portal.ui.parts import Tone
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World
from units import calendars
from units.working_time import VIETNAM

pytestmark = pytest.mark.usefixtures("undrawn")


def detail(world: World, dossier: Dossier) -> str:
    return words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))


@pytest.mark.parametrize("name", ["detail", "sent", "withdraw", "rate", "supplement"])
def test_only_the_submitter_finds_the_pages(world: World, name: str) -> None:
    url = reverse(f"dossiers:{name}", args=[filings.submitted(world).code])

    assert signed_in(world.ward.clerk).get(url).status_code == 404
    assert signed_in(world.ward.clerk).post(url, {"score": 3}).status_code == 404


def test_a_new_dossier_waits_for_the_centre_by_its_name(world: World) -> None:
    page = detail(world, filings.submitted(world))

    assert f"Hồ sơ đang chờ {world.ward.centre.name} kiểm tra và tiếp nhận." in page
    assert "Đã nộp, chờ tiếp nhận" in page
    assert "Cách tính từng ngày: 1 ngày được tính" in page
    assert "giay-chung-sinh.png" in page


def test_in_process_it_names_the_division_and_then_the_leader(world: World) -> None:
    assert f"Hồ sơ đang được {world.ward.office.name} giải quyết." in detail(world, filings.handed_over(world))
    assert "đang chờ lãnh đạo" in detail(world, filings.awaiting_signature(world))


def test_what_officer_and_leader_do_stays_inside(world: World) -> None:
    """TT 01/2018 Đ16: drafts and approvals are not the owner's to see before the result."""
    page = detail(world, filings.approved(world))

    assert "Phê duyệt" not in page
    assert "Đủ điều kiện." not in page


def test_what_the_clerk_found_stands_beside_each_paper(world: World) -> None:
    assert "Cán bộ đã xem: đạt" in detail(world, filings.received(world))


def test_a_refusal_tells_why_and_on_what_ground(world: World) -> None:
    dossier = processing.refuse(
        filings.submitted(world),
        world.ward.clerk,
        reason="Trẻ đã được khai sinh.",
        legal_ground="Luật Hộ tịch, Điều 15",
    )

    page = detail(world, dossier)

    assert "Trẻ đã được khai sinh." in page
    assert "Căn cứ: Luật Hộ tịch, Điều 15" in page
    assert "Rút hồ sơ này" not in page


def test_the_result_can_be_fetched_verified_and_rated(world: World) -> None:
    dossier = filings.finished(world)

    page = detail(world, dossier)

    assert dossier.result.document is not None
    assert dossier.result.document.verification_code in page
    assert reverse("dossiers:document", args=[dossier.code, "result", 1]) in page
    assert reverse("dossiers:rate", args=[dossier.code]) in page


def test_a_paper_result_tells_where_it_is_fetched(world: World) -> None:
    page = detail(world, filings.finished(world, result_delivery=ResultDelivery.COUNTER))

    assert f"Đã có kết quả; mời bạn đến {world.ward.centre.name} để nhận." in page


def test_a_withdrawn_dossier_promises_nothing_more(world: World) -> None:
    page = detail(world, returning.withdraw(filings.submitted(world), world.mother))

    assert "Hồ sơ đã được rút theo yêu cầu của bạn." in page
    assert "Hẹn trả kết quả" not in page


def test_the_tone_follows_the_clock(world: World) -> None:
    dossier = filings.submitted(world)

    assert tone_of(dossier, dossier.submitted_at) == Tone.IN_TIME
    assert tone_of(dossier, dossier.due_soon_from) == Tone.DUE_SOON
    assert tone_of(dossier, dossier.due_at + timedelta(seconds=1)) == Tone.OVERDUE


def test_a_supplement_pauses_the_tone(world: World) -> None:
    due = due_of(filings.awaiting_supplement(world))

    assert due is not None
    assert due.tone == Tone.PAUSED


def test_working_days_left_skip_weekends_and_turn_negative(world: World) -> None:
    calendar = calendars.calendar_of(world.ward.committee)
    friday = datetime(2026, 11, 27, 9, tzinfo=VIETNAM)
    tuesday = datetime(2026, 12, 1, 17, tzinfo=VIETNAM)

    assert working_days_left(calendar, friday, tuesday) == 2
    assert working_days_left(calendar, tuesday, friday) == -2
    assert working_days_left(calendar, friday, friday) == 0


def test_the_page_asks_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, dossier, parties, events, task, rights, papers, documents, request, result, refusal, rating."""
    dossier = filings.finished(world)
    client = signed_in(world.mother)
    url = reverse("dossiers:detail", args=[dossier.code])
    client.get(url)

    with django_assert_max_num_queries(22):
        client.get(url)
