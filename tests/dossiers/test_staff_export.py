"""The work list as a file: the same rows in the same order, for nobody else, at the cost of one statement."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import processing, work_export
from dossiers.models import Dossier
from dossiers.work_list import View
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.roles import Role

EXPORT, DESK = reverse("dossiers:desk-export"), reverse("dossiers:desk")


def exported(user: User, **asked: str) -> list[dict[str, str]]:
    """The rows of the file as a spreadsheet reads them."""
    answer: Any = signed_in(user).get(EXPORT, asked)
    assert answer.status_code == 200
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_it_holds_what_the_page_shows_in_the_same_order(world: World) -> None:
    made = [filings.submitted(world).code for _number in range(3)]

    assert [row["Mã hồ sơ"] for row in exported(world.ward.clerk)] == made
    assert [row["Mã hồ sơ"] for row in exported(world.ward.clerk, xem=View.ALL)] == made[::-1]


def test_a_row_tells_what_staff_need_and_no_number_of_anybody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-23 09:15"))
    dossier = filings.submitted(world)

    (row,) = exported(world.ward.clerk)

    assert row == {
        "Mã hồ sơ": dossier.code,
        "Nội dung": "Thủ tục đăng ký khai sinh: Trần Nguyễn Bảo An",
        "Chủ hồ sơ": "Nguyễn Thị Lan",
        "Trạng thái": "Đã nộp, chờ tiếp nhận",
        "Bước": dossier.tasks.get().step.name,
        "Người xử lý": "",
        "Cách nộp": "Trực tuyến",
        "Nộp lúc": "23/11/2026 09:15",
        "Hẹn trả": "23/11/2026 17:00",
        "Xong lúc": "",
    }
    assert "079190001234" not in str(row)


def test_filters_of_the_address_narrow_the_file(world: World) -> None:
    filings.submitted(world)
    postal = filings.submitted(world, channel="postal")

    assert [row["Mã hồ sơ"] for row in exported(world.ward.clerk, kenh="postal")] == [postal.code]
    assert [row["Mã hồ sơ"] for row in exported(world.ward.clerk, tim=postal.code[-4:])] == [postal.code]
    assert exported(world.ward.clerk, tim="không có ai tên này") == []


def test_the_pages_of_the_list_do_not_cut_the_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.work_pages.PAGE_SIZE", 2)
    for _number in range(5):
        filings.submitted(world)

    assert len(exported(world.ward.clerk)) == 5


def test_finished_dossiers_say_when(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-23 14:30"))
    stages.issued(world)

    (row,) = exported(world.ward.leader, xem=View.ALL)

    assert (row["Trạng thái"], row["Xong lúc"]) == ("Đã có kết quả", "23/11/2026 14:30")


def test_nobody_exports_what_is_not_theirs(world: World) -> None:
    filings.submitted(world)

    assert exported(world.other_ward.clerk, xem=View.ALL) == []
    assert signed_in(world.mother).get(EXPORT).status_code == 403
    assert Client().get(EXPORT).status_code == 302
    publisher = make_staff("cong-bo@example.vn", "Người Công Bố", Role.PUBLISHER, world.ward.committee)
    assert signed_in(publisher).get(EXPORT).status_code == 403


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84 Lan", "-Lan", "@Lan"])
def test_what_people_typed_never_becomes_a_formula(world: World, name: str) -> None:
    """A name is text to whoever opens the file, not a command of their spreadsheet."""
    filings.submitted(world, applicant=replace(filings.LAN, full_name=name))

    assert exported(world.ward.clerk)[0]["Chủ hồ sơ"] == f"'{name}"


def test_spreadsheets_read_the_letters(world: World) -> None:
    filings.submitted(world)

    answer: Any = signed_in(world.ward.clerk).get(EXPORT)

    assert answer.getvalue().startswith(b"\xef\xbb\xbf")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="ho-so-')
    assert "no-store" in answer["Cache-Control"]


def test_a_list_without_end_stops_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_export, "MOST_ROWS", 2)
    for _number in range(3):
        filings.submitted(world)

    rows = exported(world.ward.clerk)

    assert len(rows) == 3
    assert rows[-1]["Mã hồ sơ"] == "Danh sách dài hơn 2 hồ sơ; hãy lọc bớt."


def test_who_reads_english_gets_english_headings_and_vietnamese_matters(world: World) -> None:
    world.ward.clerk.language = "en"
    world.ward.clerk.save()
    dossier = filings.submitted(world)
    client = signed_in(world.ward.clerk)
    client.cookies["django_language"] = "en"

    answer: Any = client.get(EXPORT)

    text = answer.getvalue().decode("utf-8-sig")
    assert "Mã hồ sơ" not in text
    assert dossier.title in text


def test_the_file_costs_the_same_with_one_row_and_with_many(world: World) -> None:
    client, counts = signed_in(world.ward.clerk), []
    for number in (1, 4):
        for _time in range(number):
            filings.submitted(world)
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.get(EXPORT)
            answer.getvalue()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_page_offers_the_file_with_its_own_filters(world: World) -> None:
    dossier = filings.submitted(world, channel="postal")
    Dossier.objects.filter(pk=dossier.pk).update(title="x")

    page = words(signed_in(world.ward.clerk).get(DESK, {"kenh": "postal", "xem": View.ALL}))

    assert f'href="{EXPORT}?xem=tat-ca&amp;kenh=postal"' in page


def test_a_step_with_its_person_is_named(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    (row,) = exported(world.ward.officer)

    assert row["Người xử lý"] == world.ward.officer.full_name
