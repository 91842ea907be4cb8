"""Rules proved: a plan leaves no trace until its day, keeps its own history, and stands in a list that can be walked.

Issue 4 item 1: previewed, resumable, reversible until effective. Negative cases assert that nothing changed.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards, merged
from tests.units.test_plan_pages import decision
from units import fields, kept, lookup
from units.models import Reorganisation, StaffRole, Unit
from units.reorganising import carrying_out, deciding
from units.reorganising.deciding import PlanRefused
from units.roles import Role

pytestmark = pytest.mark.django_db
State = Reorganisation.State


def history(plan: Reorganisation) -> list[tuple[str, int | None]]:
    """The states that a plan went through, and who wrote it last at each."""
    events = plan.events.order_by("pgh_id")  # type: ignore[attr-defined]  # made by pghistory
    return list(events.values_list("state", "written_by_id"))


# Until its day


def test_looking_at_a_preview_changes_nothing(author: Client, wards: Wards) -> None:
    plan = merged(wards)
    before = write.picture()

    for name in ("plan", "plan-schedule", "plan-cancel"):
        author.get(page(name, plan.pk))

    assert write.picture() == before
    plan.refresh_from_db()
    assert (plan.state, plan.started_at) == (State.DRAFT, None)


def test_the_unit_that_is_to_come_is_nowhere_before_its_day(author: Client, wards: Wards) -> None:
    write.scheduled(merged(wards), wards.other)

    assert author.get("/don-vi/H29.950/").status_code == 404
    assert author.get("/api/v1/units/H29.950/").status_code == 404
    assert "Phường Hồng Hà" not in {name for _code, name, _kind in fields.communes()}
    with pytest.raises(lookup.UnknownUnit):
        lookup.committee_of("49999")


def test_a_cancelled_plan_frees_its_units_and_codes_for_another(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write.scheduled(merged(wards), wards.other)
    second = merged(wards)
    with pytest.raises(PlanRefused, match="đã nằm trong lịch sắp xếp"):
        write.scheduled(second, wards.other)

    write.cancel(first, wards.author)
    second = write.carry_out(monkeypatch, write.scheduled(second, wards.other))

    first.refresh_from_db()
    assert (first.state, second.state) == (State.CANCELLED, State.APPLIED)
    assert Unit.objects.filter(code="H29.950").count() == 1


@pytest.mark.parametrize("state", [State.APPLIED, State.CANCELLED])
def test_what_is_over_is_not_written_scheduled_or_cancelled_any_more(
    author: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    if state == State.APPLIED:
        write.carry_out(monkeypatch, plan)
    else:
        write.cancel(plan, wards.other)
    author.force_login(wards.author)
    rows = plan.passings.count()
    day = plan.effective_on + dt.timedelta(days=30)

    author.post(page("plan-write", plan.pk), decision(**parts("effective_on", day)))
    author.post(page("plan-schedule", plan.pk), {"is_read": "on"})
    author.post(page("plan-cancel", plan.pk), {"reason": "Thôi."})
    author.post(page("plan-remove", plan.pk, "ban-giao", plan.passings.all()[0].pk))

    plan.refresh_from_db()
    assert (plan.state, plan.passings.count()) == (state, rows)
    assert plan.cancel_reason != "Thôi."
    assert plan.effective_on != day


def test_the_database_lets_no_begun_plan_be_cancelled(wards: Wards) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    Reorganisation.objects.filter(pk=plan.pk).update(started_at=timezone.now())

    with pytest.raises(IntegrityError, match="not_cancelled_once_begun"), transaction.atomic():
        Reorganisation.objects.filter(pk=plan.pk).update(state="cancelled", cancelled_by=wards.other)


@pytest.mark.parametrize("values", [{"state": "scheduled"}, {"state": "applied"}, {"state": "gone"}])
def test_the_database_lets_no_plan_be_scheduled_by_nobody(wards: Wards, values: dict[str, str]) -> None:
    plan = merged(wards)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reorganisation.objects.filter(pk=plan.pk).update(**values)


def test_a_day_that_slipped_by_while_a_colleague_looked_is_said(
    author: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = merged(wards)
    write.come_to(monkeypatch, plan)
    author.force_login(wards.other)

    answer = author.post(page("plan-schedule", plan.pk), {"is_read": "on"}, follow=True)

    assert "phải từ ngày mai trở đi" in shown(answer)
    plan.refresh_from_db()
    assert plan.state == State.DRAFT


# Who did what


def test_each_change_of_a_plan_is_kept_with_who_made_it(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = merged(wards)
    deciding.write(plan, wards.other, {"note": "Đã rà soát."})
    write.scheduled(plan, wards.author)
    write.carry_out(monkeypatch, plan)

    states = history(plan)

    assert states[0] == ("draft", wards.author.pk)
    assert states[1] == ("draft", wards.other.pk)
    assert {state for state, _who in states[2:]} == {"scheduled", "applied"}
    assert states[-1][0] == "applied"


def test_who_adds_a_row_is_the_author_and_cannot_schedule(wards: Wards) -> None:
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    third = make.CommuneCommitteeFactory(code="H29.203")

    deciding.add_successor(plan, wards.other, {"unit": third, "is_new": False})

    plan.refresh_from_db()
    assert plan.written_by == wards.other
    with pytest.raises(PlanRefused, match="hãy nhờ người quản trị khác"):
        deciding.schedule(plan, wards.other)


def test_a_colleague_whose_account_is_closed_is_nobody_to_ask(wards: Wards) -> None:
    User.objects.filter(pk=wards.other.pk).update(is_active=False)

    assert deciding.schedule(merged(wards), wards.author).scheduled_by == wards.author


def test_an_administrator_of_a_ward_is_no_second_pair_of_eyes(wards: Wards) -> None:
    StaffRole.objects.filter(user=wards.other).delete()
    make.StaffRoleFactory(unit=wards.first, role=Role.UNIT_ADMIN, user=wards.other)

    assert deciding.schedule(merged(wards), wards.author).scheduled_by == wards.author


# What a process kept


def test_what_a_process_keeps_follows_a_merger_at_once(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    old = wards.first.division.code
    kept.forget()
    assert kept.today().committee_of(old) == wards.first

    write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))

    assert kept.today().committee_of("49999").code == "H29.950"
    assert kept.today().centre_of(Unit.objects.get(code="H29.950")).code == "H29.950.9"
    with pytest.raises(lookup.UnknownUnit):
        kept.today().committee_of(old)


def test_machines_ask_for_the_units_of_either_side_of_the_day(
    author: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))

    def communes(on: dt.date) -> set[str]:
        answer = author.get("/api/v1/units/", {"kind": "commune", "on": on.isoformat()})
        return {row["code"] for row in answer.json()["results"]}

    assert communes(plan.effective_on - dt.timedelta(days=1)) == {"H29.201", "H29.202"}
    assert communes(plan.effective_on) == {"H29.950"}


# The list


def test_the_list_is_walked_by_key_and_keeps_its_tab(author: Client, wards: Wards) -> None:
    made = [write.draft("merge", wards.author, decision_number=f"{number}/QĐ-UBND") for number in range(65)]
    seen: list[int] = []
    address = page("plans") + "?xem=dang-soan"

    while address:
        told = shown(author.get(address))
        seen += [int(pk) for pk in re.findall(r'/can-bo/don-vi/sap-xep/(\d+)/"', told)]
        following = re.search(r'href="(\?[^"]*sau=\d+)"', told)
        assert not following or "xem=dang-soan" in following[1]
        address = page("plans") + following[1].replace("&amp;", "&") if following else ""

    assert seen == [plan.pk for plan in reversed(made)]


@pytest.mark.parametrize("plans", [1, 25])
def test_the_list_asks_the_same_for_few_and_many(
    author: Client, wards: Wards, plans: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(plans):
        write.draft("merge", wards.author)

    with django_assert_max_num_queries(12):
        author.get(page("plans"))


@pytest.mark.parametrize("query", ["sau=abc", "truoc=-1", "sau=" + "9" * 40, "xem=%00", "xem=dang-soan&xem=da-huy"])
def test_an_address_that_means_nothing_is_a_list_all_the_same(author: Client, wards: Wards, query: str) -> None:
    assert author.get(f"{page('plans')}?{query}").status_code == 200


def test_a_problem_is_told_on_the_list_and_the_plan(
    author: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    Unit.objects.filter(pk=wards.first.pk).update(valid_to=plan.effective_on)
    write.come_to(monkeypatch, plan)
    carrying_out.carry_out_due()
    author.force_login(wards.author)

    assert "Gặp lỗi, sẽ thử lại" in shown(author.get(page("plans") + "?xem=da-len-lich"))
    told = shown(author.get(page("plan", plan.pk)))
    assert "không hoạt động liền trước ngày" in told
