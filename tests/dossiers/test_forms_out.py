"""What the dossier hands to its statutory forms: the facts of forms 01, 02 and 03, and nothing that may not travel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from dossiers import forms_out, processing, supplementing
from dossiers.statuses import Channel, PaperSource, PartyKind
from dossiers.submission import PaperData
from portal.documents import forms
from procedures.choices import TimeUnit
from procedures.models import Case
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from units.models import Unit

ID_NUMBER = "079190001234"
days = st.dates(date(2025, 1, 1), date(2030, 12, 31)).map(date.isoformat)


def test_the_receipt_is_issued_by_the_one_stop_under_its_agency(world: World) -> None:
    """NĐ 30/2020 Annex I: the agency above, the issuing unit below, the commune before the date."""
    head = forms_out.receipt(filings.received(world), "7/TNHS").head

    assert head.unit_name == world.ward.centre.name
    assert head.parent_name == world.ward.committee.name
    assert (head.number, head.place) == ("7/TNHS", "Phường Sài Gòn")


def test_an_agency_that_receives_itself_is_not_named_above_itself(world: World) -> None:
    dossier = filings.received(world)
    dossier.receiving_unit = world.ward.committee

    head = forms_out.letterhead(dossier, "7/TNHS", dossier.submitted_at)

    assert (head.unit_name, head.parent_name) == (world.ward.committee.name, "")


def test_the_receipt_tells_the_receiving_and_the_acknowledgement_the_sending(world: World) -> None:
    """NĐ 310/2026: what an online filing gets at once speaks of the filing; form 01 of the clerk who took it."""
    filed = filings.submitted(world)
    sent = forms_out.receipt(filed, "", forms.Acknowledgement)
    assert isinstance(sent, forms.Acknowledgement)
    assert (sent.received_at, sent.receiver_name) == (filed.submitted_at, "")

    dossier = processing.receive(filed, world.ward.clerk, filings.all_accepted(filed))
    taken = forms_out.receipt(dossier, "7/TNHS")

    assert (taken.received_at, taken.receiver_name) == (dossier.received_at, world.ward.clerk.full_name)
    assert taken.head.issued_at == dossier.received_at


def test_at_home_no_second_clock_is_printed(world: World) -> None:
    """NĐ 309/2026 Đ17(3): only a dossier that travels has a second moment, when the competent agency has it."""
    assert forms_out.receipt(filings.received(world), "1/TNHS").competent_received_at is None


def test_a_paper_brought_is_counted_in_sheets_and_one_sent_as_a_file(world: World) -> None:
    """TT 03/2025 form 01: originals, copies and electronic papers stand in columns of their own."""
    sent = filings.submitted(world)
    brought = [PaperData(filings.BIRTH_PAPER, PaperSource.BROUGHT)]
    carried = filings.submitted(world, channel=Channel.DIRECT, papers=brought)
    wanted = carried.papers.get().component

    (electronic,) = forms_out.receipt(sent, "").papers
    (paper,) = forms_out.receipt(carried, "").papers

    assert (electronic.originals, electronic.copies, electronic.electronic) == (0, 0, 1)
    assert (paper.originals, paper.copies, paper.electronic) == (wanted.originals, wanted.copies, 0)


def test_a_paper_that_was_replaced_is_not_counted_twice(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    paper = PaperData(filings.BIRTH_PAPER, PaperSource.UPLOADED, filings.upload_for(world.mother))
    answered = supplementing.answer(dossier, world.mother, papers=[paper])

    assert answered.papers.count() == 2
    assert len(forms_out.receipt(answered, "").papers) == 1


@pytest.mark.parametrize("kind", PartyKind)
def test_a_number_is_printed_masked_under_the_name_of_its_kind(world: World, kind: str) -> None:
    """Forms travel by post and through counters: the number identifies, it is not given away."""
    party = filings.submitted(world).owner
    party.kind = kind

    shown = forms_out.person(party)

    assert shown.id_label == ("Số định danh cá nhân" if kind == PartyKind.CITIZEN else "Mã số thuế")
    assert ID_NUMBER not in str(shown)
    assert shown.id_number.endswith(ID_NUMBER[-3:])


def test_no_form_of_a_dossier_carries_the_whole_number(world: World) -> None:
    asked = filings.awaiting_supplement(world).supplement_requests.get()

    made: list[Any] = [
        forms_out.receipt(filings.received(world), "1/TNHS"),
        forms_out.supplement(asked, "1/HDHS"),
        forms_out.refusal(stages.refused(world), "1/TCTN"),
    ]

    assert not [form for form in made if ID_NUMBER in str(form)]


def test_who_files_for_another_stands_beside_the_owner(world: World) -> None:
    grandmother = replace(filings.LAN, full_name="Đỗ Thị Mận", id_number="079155000777")
    dossier = filings.submitted(world, owner=grandmother)

    form = forms_out.receipt(dossier, "")

    assert (form.applicant.name, form.owner.name) == ("Nguyễn Thị Lan", "Đỗ Thị Mận")


def test_the_second_code_of_the_receipt_leads_to_its_own_progress(
    world: World, client: Client, settings: Settings
) -> None:
    """Whoever holds the paper points a phone at it: the code is filled in, and nobody's name is shown."""
    settings.PORTAL_URL = "https://dichvucong.example.vn/"
    dossier = filings.submitted(world)

    url = forms_out.lookup_url(dossier)
    page = client.get(url.removeprefix("https://dichvucong.example.vn")).content.decode()

    assert url.startswith("https://dichvucong.example.vn/theo-doi/?code=")
    assert dossier.code in page
    assert "Nguyễn Thị Lan" not in page


def test_a_unit_without_a_number_of_its_own_gives_the_hotline(world: World, settings: Settings) -> None:
    settings.PORTAL_HOTLINE = "1022"
    dossier = filings.submitted(world)
    assert forms_out.receipt(dossier, "").hotline == "1022"

    dossier.receiving_unit.hotline = "028 3822 0000"
    assert forms_out.receipt(dossier, "").hotline == "028 3822 0000"


def test_the_supplement_says_which_round_when_to_answer_and_whom_to_ask(world: World) -> None:
    """NĐ 61/2018 Đ19(4): once and complete, each paper with what is wrong with it."""
    Unit.objects.filter(pk=world.ward.centre.pk).update(phone="028 3829 1111")
    asked = filings.awaiting_supplement(world).supplement_requests.get()

    form = forms_out.supplement(asked, "3/HDHS")

    assert [paper.request for paper in form.wanted] == ["Chụp lại cho rõ dấu và chữ ký."]
    assert (form.reason, form.stage) == ("Bản chụp bị mờ.", "Khi kiểm tra lúc tiếp nhận")
    assert (form.time_of_asking, form.answer_by) == (1, asked.answer_due_at)
    assert (form.officer_name, form.officer_phone) == (world.ward.clerk.full_name, "028 3829 1111")
    assert form.head.issued_at == asked.requested_at


def test_the_refusal_carries_its_legal_ground_and_the_moment_of_the_decision(world: World) -> None:
    """NĐ 61/2018 Đ19(8): no refusal without a ground."""
    dossier = stages.refused(world)

    form = forms_out.refusal(dossier, "2/TCTN")

    assert (form.reason, form.legal_basis) == ("Trẻ đã đăng ký.", "Luật Hộ tịch, Điều 16")
    assert form.head.issued_at == dossier.refusal.refused_at
    assert form.officer_name == world.ward.clerk.full_name


def test_without_a_limit_in_law_the_time_is_that_of_the_sum(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = filings.submitted(world)
    assert forms_out.time_limit_in_words(dossier) == "1 ngày làm việc"

    monkeypatch.setattr(Case, "time_limit", lambda case, channel: None)
    dossier.due_sum = {"amount": "12", "unit": TimeUnit.WORKING_HOUR}

    assert forms_out.time_limit_in_words(dossier) == f"12 {TimeUnit.WORKING_HOUR.label}"


@given(counted=st.lists(days, max_size=6), skipped=st.lists(days, max_size=6))
def test_every_day_of_the_sum_is_told_once_in_its_order(counted: list[str], skipped: list[str]) -> None:
    """So that anybody can check the due moment by hand."""
    off = [(day, "Ngày nghỉ") for day in skipped]

    told = forms_out.due_sum_in_words({"counted": counted, "skipped": off})

    places = [told.index(f"{date.fromisoformat(day):%d/%m/%Y}") for day in dict.fromkeys(counted)]
    assert places == sorted(places)
    assert told.count("/") == 2 * (len(counted) + len(skipped))
    assert told.count("(Ngày nghỉ)") == len(skipped)
    assert ("Tính các ngày:" in told, "Không tính:" in told) == (bool(counted), bool(skipped))


@pytest.mark.parametrize("empty", [{}, {"amount": "8", "unit": "working_hour"}, {"counted": [], "skipped": []}])
def test_a_limit_in_hours_has_no_sum_of_days(empty: dict[str, Any]) -> None:
    assert forms_out.due_sum_in_words(empty) == ""


def test_the_sum_is_read_in_the_language_of_the_page() -> None:
    off = {"counted": ["2026-11-23"], "skipped": [["2026-11-22", "Chủ nhật, nghỉ hằng tuần"]]}

    with translation.override("en"):
        told = forms_out.due_sum_in_words(off)

    assert "Sunday" in told
    assert "Chủ nhật" not in told
