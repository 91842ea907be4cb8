"""The monthly report: made once, the same whenever counted, beside the month before, naming nobody by small numbers."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hotline import following, routing
from hotline.causes import naming
from hotline.kinds import Kind
from hotline.models import MonthlyReport, Ticket
from hotline.monthly import counting, keeping, showing
from hotline.monthly.counting import KEPT_BACK, MEASURES
from hotline.monthly.showing import Question
from hotline.problems import NotAllowedNow
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at
from tests.hotline.tickets import LAN, WORDS, filed
from units.working_time import VIETNAM

PAGE, FILE, REST = reverse("hotline:monthly"), reverse("hotline:monthly-file"), reverse("api:reports-feedback-monthly")
AGAIN = reverse("hotline:monthly-again", args=[2026, 10])
OCTOBER = dt.datetime(2026, 10, 14, 9, 0, tzinfo=VIETNAM)


@pytest.fixture
def october(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens on one morning of October 2026."""
    monkeypatch.setattr(timezone, "now", lambda: OCTOBER)


def lines(counts: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, int]]:
    return {tuple(row[:3]): dict(zip(MEASURES, row[3:], strict=True)) for row in counts["cells"]}


def rest(**asked: str) -> Any:
    return Client().get(REST, {"year": "2026", "month": "10"} | asked)


def a_month(world: World, desk: Desk) -> Ticket:
    """One answered, rated and sent back; one set aside; one waiting; one confidential about conduct."""
    ticket = answered(world, desk, filed())
    following.rate(ticket, 1, "Chưa xong.")
    following.reopen(ticket, "Vẫn chưa nhận được giấy.")
    routing.set_aside(filed().ticket, desk.operator, "settled", "Đã có bản án.")
    filed(kind=Kind.GUIDANCE)
    answered(world, desk, filed(kind=Kind.COMPLAINT_CONDUCT, is_confidential=True))
    return ticket


def test_each_act_counts_in_its_month_at_its_unit_and_later_acts_change_nothing(
    world: World, desk: Desk, october: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = a_month(world, desk)
    first = counting.of_month(2026, 10)

    ward, inbox = world.ward.committee.code, Ticket.objects.filter(kind=Kind.GUIDANCE).get().handling_unit.code
    told = lines(first)
    assert told[ward, "", Kind.COMPLAINT_DELAY] == {
        "received": 1, "answered": 1, "in_time": 1, "reopened": 1, "unhappy": 1, "set_aside": 0,
    }  # fmt: skip
    assert told[inbox, "", Kind.COMPLAINT_DELAY]["set_aside"] == 1
    assert told[ward, KEPT_BACK, KEPT_BACK]["answered"] == 1, "conduct is counted, and not named"
    assert not any(kind == Kind.COMPLAINT_CONDUCT for _unit, _procedure, kind in told)
    assert [ward, "", Kind.COMPLAINT_DELAY, "misrouted", 1] in first["causes"]
    assert [KEPT_BACK, KEPT_BACK, KEPT_BACK, "misrouted", 1] in first["causes"]

    monkeypatch.setattr(timezone, "now", lambda: OCTOBER + dt.timedelta(days=30))
    routing.route(Ticket.objects.get(kind=Kind.GUIDANCE), desk.operator, world.ward.committee, "Thuộc phường.")
    filed()
    following.add_facts(ticket, "Thêm một điều.")
    assert counting.of_month(2026, 10) == first, "the month is over"
    naming.correct(ticket, desk.supervisor, "overload", "Hỏi lại phường.")
    assert counting.of_month(2026, 10)["causes"] != first["causes"], "until it is corrected"
    assert counting.of_month(2026, 10)["cells"] == first["cells"]
    assert counting.of_month(2026, 9) == {"cells": [], "causes": []}
    assert sum(row[3] for row in counting.of_month(2026, 11)["cells"]) == 1
    assert counting.of_month(2026, 12) == {"cells": [], "causes": []}


@given(st.lists(st.tuples(st.sampled_from(Kind.values), st.integers(1, 9), st.integers(0, 9)), max_size=8))
def test_no_small_number_of_what_is_kept_to_oneself_is_told_apart(groups: list[tuple[str, int, int]]) -> None:
    """Over any counts: what is told apart is either nobody's secret or of five and more, and no report is lost."""
    rows = [("H29.1", f"1.00{n}", kind, count, min(count, guarded)) for n, (kind, count, guarded) in enumerate(groups)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(counting, "_counted", lambda *_month: {"received": rows})
        patched.setattr(counting, "_causes", lambda *_month: [])
        told = lines(counting.of_month(2026, 10))
    assert sum(line["received"] for line in told.values()) == sum(row[3] for row in rows)
    for unit, procedure, kind, count, guarded in rows:
        is_told = (unit, procedure, kind) in told
        assert is_told is (guarded == 0 or count >= counting.FEWEST)


def test_it_is_made_on_the_first_working_day_once_and_caught_up_later(world: World, monkeypatch: Any) -> None:
    """1 November 2026 is a Sunday; a worker that was away makes it when it is back."""
    assert keeping.make_due(dt.date(2026, 11, 1)) is None
    made = keeping.make_due(dt.date(2026, 11, 2))
    assert made is not None and (made.year, made.month, made.number) == (2026, 10, 1)
    assert keeping.make_due(dt.date(2026, 11, 3)) is None and MonthlyReport.objects.count() == 1
    late = keeping.make_due(dt.date(2027, 1, 20))
    assert late is not None and (late.year, late.month) == (2026, 12)
    for forbidden in (MonthlyReport.objects.all().delete, lambda: MonthlyReport.objects.update(counts={})):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()


def test_it_is_made_again_when_something_was_corrected_and_the_old_one_stays(
    world: World, desk: Desk, october: None
) -> None:
    ticket = a_month(world, desk)
    keeping.make_due(dt.date(2026, 11, 2))
    supervisor = at(desk.supervisor)
    same = supervisor.post(AGAIN, {"reason": "Kiểm tra."})
    assert same.status_code == 409 and "đúng các số cũ" in words(same) and "Kiểm tra." in words(same)
    naming.correct(ticket, desk.supervisor, "overload", "Hỏi lại phường.")
    assert supervisor.post(AGAIN, {"reason": " "}).status_code == 422
    shown = words(supervisor.post(AGAIN, {"reason": "Sửa nguyên nhân của một vụ."}, follow=True))

    assert "Bản số 2" in shown and "Sửa nguyên nhân của một vụ." in shown and "Quá tải, thiếu người" in shown
    assert list(MonthlyReport.objects.order_by("number").values_list("number", "made_by")) == [
        (1, None),
        (2, desk.supervisor.pk),
    ]
    assert at(desk.operator).post(AGAIN, {"reason": "Tôi muốn."}).status_code == 403
    for month in ("2026-13", "2026-0", "99999999-10"):
        assert supervisor.get(AGAIN.replace("2026-10", month)).status_code == 404
    with pytest.raises(NotAllowedNow, match="chưa có"):
        keeping.make_again(2026, 9, desk.supervisor, "Chưa từng lập.")


def test_page_workbook_and_rest_say_the_same_beside_the_month_before_and_name_nobody(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: OCTOBER - dt.timedelta(days=31))
    filed()
    keeping.make_due(dt.date(2026, 10, 1))
    monkeypatch.setattr(timezone, "now", lambda: OCTOBER)
    a_month(world, desk)
    keeping.make_due(dt.date(2026, 11, 2))
    monkeypatch.undo()
    supervisor = at(desk.supervisor)

    page = words(supervisor.get(PAGE))
    body = rest().json()
    book = load_workbook(BytesIO(supervisor.get(FILE).content))

    assert body["total"] == {
        "received": 4, "answered": 2, "in_time": 2, "reopened": 1, "unhappy": 1, "set_aside": 1,
    }  # fmt: skip
    assert body["before"]["received"] == 1 and body["number"] == 1
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2, max_row=2)] == [
        ["Đã nhận", 4, 1]
    ]
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == ["Chuyển nhầm, thất lạc giấy tờ"]
    assert "Báo cáo đường dây nóng tháng 10/2026" in page and "+3" in page
    assert world.ward.committee.name in page and "Giữ kín vì dưới 5 vụ" in page
    assert {line["code"] for line in body["procedures"]} == {"", KEPT_BACK}
    for secret in (LAN.full_name, WORDS, "PAKN-", Kind.COMPLAINT_CONDUCT.value):
        assert secret not in str(body) and secret not in page.replace("complaint_conduct", "", 1)
    by_unit = rest(unit=world.ward.committee.code).json()
    assert by_unit["total"]["received"] == 2 and [one["count"] for one in by_unit["causes"]] == [1]
    conduct = rest(kind="complaint_conduct").json()
    assert conduct["total"]["received"] == 0, "a filter tells no small number apart either"


def test_addresses_that_ask_for_nothing_known_are_answered_in_words(world: World, desk: Desk) -> None:
    supervisor = at(desk.supervisor)
    assert "Chưa có báo cáo" in words(supervisor.get(PAGE)) and supervisor.get(FILE).status_code == 404
    keeping.make_due(dt.date(2026, 11, 2))
    for asked in ({"thang": "2026-13"}, {"thang": "x"}, {"thang": "२०२६-०१"}, {"don-vi": "\0'"}, {"loai": "x" * 900}):
        assert "tháng 10/2026" in words(supervisor.get(PAGE, asked)), asked
    assert "Chưa có báo cáo" in words(supervisor.get(PAGE, {"thang": "2031-01"}))
    for wrong in ({"year": "x"}, {"year": ""}, {"month": "0"}, {"month": "9" * 40}, {"kind": "x"}):
        assert rest(**wrong).status_code in {400, 422}, wrong
    assert rest(month="1").status_code == 404 and Client().get(REST).status_code in {400, 422}
    for person in (world.ward.leader, world.mother):
        assert at(person).get(PAGE).status_code == 403 and at(person).get(FILE).status_code == 403
    assert "Lập lại báo cáo" not in words(at(desk.operator).get(PAGE))
    assert Question.read({"thang": "2026-10", "loai": "rule"}).address() == "?thang=2026-10&loai=rule"
    assert showing.of(Question(month=(2026, 10))) is not None


def test_a_month_costs_the_same_queries_however_many_units_it_names(world: World, desk: Desk, october: None) -> None:
    filed()
    with CaptureQueriesContext(connection) as few:
        counting.of_month(2026, 10)
    a_month(world, desk)
    with CaptureQueriesContext(connection) as many:
        counting.of_month(2026, 10)
    assert len(few) == len(many) == 7
