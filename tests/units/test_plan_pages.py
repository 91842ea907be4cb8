"""Rules proved: administrators of the province write, preview, schedule, watch and cancel reorganisations on pages.

Issue 4 item 1. Through HTTP, as people do it; nobody else comes in.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards, merged
from units.models import Reorganisation, ReorganisedUnit, Unit, today_in_vietnam
from units.reorganising import carrying_out
from units.roles import Role

pytestmark = pytest.mark.django_db


def decision(**more: str) -> dict[str, str]:
    """What the first page asks."""
    return {
        "kind": "merge",
        "decision_number": "12/NQ-HĐND",
        "decision_agency": "Hội đồng nhân dân Thành phố",
        **parts("decision_date", today_in_vietnam()),
        **parts("effective_on", write.the_day()),
        **more,
    }


def test_from_the_decision_to_the_schedule(author: Client, wards: Wards) -> None:
    answer = author.post(page("plan-begin"), decision())
    plan = Reorganisation.objects.get()
    assert answer["Location"] == page("plan", plan.pk)

    new = {"successor-code": "h29.950", "successor-name": "Ủy ban nhân dân phường Hồng Hà"}
    place = {
        "successor-division_code": "49999",
        "successor-division_kind": "ward",
        "successor-division_name": "Hồng Hà",
    }
    author.post(page("plan-successor", plan.pk), new | place)
    successor = ReorganisedUnit.objects.get()
    for old in (wards.first, wards.second):
        typed = {"passing-predecessor": old.pk, "passing-successor": successor.pk, "passing-percent": "100"}
        author.post(page("plan-passing", plan.pk), typed)
    told = shown(author.get(page("plan", plan.pk)))
    assert "H29.950.9" in told
    assert "hãy nhờ người quản trị khác" in told
    assert page("plan-schedule", plan.pk) not in told

    author.force_login(wards.other)
    assert page("plan-schedule", plan.pk) in shown(author.get(page("plan", plan.pk)))
    answer = author.post(page("plan-schedule", plan.pk), {"is_read": "on"}, follow=True)

    plan.refresh_from_db()
    assert (plan.state, plan.written_by, plan.scheduled_by) == ("scheduled", wards.author, wards.other)
    assert "trước lúc đó còn hủy được" in shown(answer)
    assert "H29.950" in {row.code for row in plan.successors.all()}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (parts("effective_on", today_in_vietnam()), "Ngày này phải từ"),
        (parts("effective_on", today_in_vietnam() - dt.timedelta(days=9)), "Ngày này phải từ"),
        (parts("decision_date", today_in_vietnam() + dt.timedelta(days=2)), "Ngày này không được sau"),
        ({"decision_number": " "}, "decision_number"),
        ({"kind": "burn"}, "kind"),
        ({"effective_on_month": "13"}, "effective_on"),
    ],
)
def test_a_wrong_decision_is_told_beside_its_box_and_kept(author: Client, wrong: dict[str, str], words: str) -> None:
    answer = author.post(page("plan-begin"), decision() | {"note": "Họp ngày 5"} | wrong)

    assert answer.status_code == 422
    assert words in shown(answer)
    assert "Họp ngày 5" in shown(answer)
    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({}, "code"),
        ({"successor-code": "H29.950"}, "name"),
        ({"successor-code": "H29.950", "successor-name": "X", "successor-division_code": "12"}, "division_code"),
    ],
)
def test_a_successor_is_a_unit_of_today_or_a_new_one_with_code_and_name(
    author: Client, wards: Wards, typed: dict[str, str], box: str
) -> None:
    plan = write.draft("merge", wards.author)

    answer = author.post(page("plan-successor", plan.pk), typed)

    assert answer.status_code == 422
    assert f'href="#id_successor-{box}"' in shown(answer)
    assert not plan.successors.exists()


def test_a_unit_of_today_keeps_its_code(author: Client, wards: Wards) -> None:
    plan = write.draft("merge", wards.author)

    answer = author.post(
        page("plan-successor", plan.pk), {"successor-unit": wards.first.pk, "successor-code": "H29.950"}
    )

    assert answer.status_code == 422
    assert "giữ mã của nó" in shown(answer)


@pytest.mark.parametrize("percent", ["0", "-1", "100.01", "nửa", ""])
def test_a_share_is_a_part_of_a_hundred(author: Client, wards: Wards, percent: str) -> None:
    plan = write.draft("merge", wards.author)
    successor = write.going_on(plan, wards.first)
    typed = {"passing-predecessor": wards.second.pk, "passing-successor": successor.pk, "passing-percent": percent}

    answer = author.post(page("plan-passing", plan.pk), typed)

    assert answer.status_code == 422
    assert not plan.passings.exists()


def test_the_same_row_twice_is_one_row(author: Client, wards: Wards) -> None:
    plan = write.draft("merge", wards.author)
    for _ in range(2):
        answer = author.post(page("plan-successor", plan.pk), {"successor-unit": wards.first.pk}, follow=True)

    assert "đã có trong phương án" in shown(answer)
    assert plan.successors.count() == 1


def test_rows_are_taken_out_while_it_is_a_draft(author: Client, wards: Wards) -> None:
    plan = merged(wards)
    passing, successor = plan.passings.all()[0], plan.successors.all()[0]

    author.post(page("plan-remove", plan.pk, "ban-giao", passing.pk))
    assert plan.passings.count() == 1
    author.post(page("plan-remove", plan.pk, "ke-thua", successor.pk))
    assert (plan.passings.count(), plan.successors.count()) == (0, 0)
    assert author.post(page("plan-remove", plan.pk, "khac", 1)).status_code == 404
    assert author.get(page("plan-remove", plan.pk, "ke-thua", successor.pk)).status_code == 405


def test_rows_of_another_plan_are_not_taken_out_here(author: Client, wards: Wards) -> None:
    plan, other = merged(wards), write.draft("merge", wards.author)

    answer = author.post(page("plan-remove", other.pk, "ban-giao", plan.passings.all()[0].pk))

    assert answer.status_code == 404
    assert plan.passings.count() == 2


def test_nobody_schedules_without_having_looked(wards: Wards, client: Client) -> None:
    plan = merged(wards)
    client.force_login(wards.other)

    answer = client.post(page("plan-schedule", plan.pk), {})

    assert answer.status_code == 422
    assert "xác nhận bạn đã xem" in shown(answer)
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_a_conflict_is_told_and_hides_the_button(author: Client, wards: Wards) -> None:
    plan = write.draft("merge", wards.author)

    told = shown(author.get(page("plan", plan.pk)))

    assert "Chưa lên lịch được" in told
    assert page("plan-schedule", plan.pk) not in told


def test_the_plan_is_given_up_with_a_reason(author: Client, wards: Wards) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    assert author.post(page("plan-cancel", plan.pk), {"reason": " "}).status_code == 422

    told = shown(author.post(page("plan-cancel", plan.pk), {"reason": "Nghị quyết hoãn."}, follow=True))

    plan.refresh_from_db()
    assert plan.state == "cancelled"
    assert "Nghị quyết hoãn." in told
    assert wards.author.full_name in told


def test_the_page_shows_how_far_it_is(author: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    assert "chưa đến" in shown(author.get(page("plan", plan.pk)))
    write.come_to(monkeypatch, plan)
    author.force_login(wards.author)
    carrying_out.step(plan.pk)

    told = shown(author.get(page("plan", plan.pk)))
    assert 'aria-current="step"' in told
    assert 'http-equiv="refresh"' in told
    assert page("plan-cancel", plan.pk) not in told

    write.carry_out(monkeypatch, plan)
    told = shown(author.get(page("plan", plan.pk)))
    assert "Đã chuyển 0 trên 0 hồ sơ, phản ánh." in told
    assert 'http-equiv="refresh"' not in told


@pytest.mark.parametrize("view", ["dang-soan", "da-len-lich", "da-huy", "gi-do"])
def test_the_list_has_tabs_by_state(author: Client, wards: Wards, view: str) -> None:
    scheduled = write.scheduled(merged(wards), wards.other)
    draft = write.draft("merge", wards.author)

    told = shown(author.get(page("plans"), {"xem": view}))

    expected = {"dang-soan": draft, "gi-do": draft, "da-len-lich": scheduled}.get(view)
    for plan in (scheduled, draft):
        assert (f'"{page("plan", plan.pk)}"' in told) == (plan == expected)
    assert ("đang trống" in told) == (expected is None)


@pytest.mark.parametrize(
    ("role", "where", "comes_in"),
    [
        (Role.SYSTEM_ADMIN, "city", True),
        (Role.UNIT_ADMIN, "city", True),
        (Role.UNIT_ADMIN, "ward", False),
        (Role.LEADER, "city", False),
        (Role.SUPERVISOR, "city", False),
        (Role.PUBLISHER, "city", False),
    ],
)
def test_only_administrators_of_the_province_come_in(
    wards: Wards, client: Client, role: str, where: str, comes_in: bool
) -> None:
    plan = merged(wards)
    unit = wards.first if where == "ward" else Unit.objects.get(code="H29")
    client.force_login(User.objects.get(pk=make.StaffRoleFactory(unit=unit, role=role).user.pk))

    names = ("plan", "plan-write", "plan-schedule", "plan-cancel", "plan-successor", "plan-passing")
    pages = [page("plans"), page("plan-begin"), *(page(name, plan.pk) for name in names)]
    for address in pages:
        assert client.get(address).status_code == (200 if comes_in else 403), address


@pytest.mark.parametrize("wards_in_it", [2, 6])
def test_the_preview_asks_as_much_for_six_wards_as_for_two(
    author: Client, wards: Wards, wards_in_it: int, django_assert_max_num_queries: Any
) -> None:
    plan = merged(wards)
    successor = plan.successors.get()
    for number in range(wards_in_it - 2):
        own = make.CommuneCommitteeFactory(code=f"H29.21{number}")
        make.CentreFactory(parent=own, code=f"H29.21{number}.9")
        write.passes(own, successor)

    with django_assert_max_num_queries(42):
        author.get(page("plan", plan.pk))
