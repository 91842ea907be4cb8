"""Rules proved: what stops a reorganisation, each in words that say what to change; two people for a schedule.

Issue 4 item 1. Negative cases also assert that the plan stays a draft.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.plans import Wards, merged
from units.models import Reorganisation, StaffRole, Unit, today_in_vietnam
from units.reorganising import carrying_out, deciding
from units.reorganising.checking import conflicts_of
from units.reorganising.deciding import PlanRefused

pytestmark = pytest.mark.django_db
Kind = Reorganisation.Kind


def refused(plan: Reorganisation, wards: Wards, words: str) -> None:
    """The plan is refused with these words and stays a draft."""
    assert any(words in conflict for conflict in conflicts_of(plan)), conflicts_of(plan)
    with pytest.raises(PlanRefused, match=words):
        deciding.schedule(plan, wards.other)
    plan.refresh_from_db()
    assert plan.state == Reorganisation.State.DRAFT


def test_a_whole_plan_has_nothing_against_it(wards: Wards) -> None:
    assert conflicts_of(merged(wards)) == []
    assert deciding.schedule(merged(wards, write.the_day()), wards.other).scheduled_by == wards.other


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.MERGE, "Sáp nhập cần"),
        (Kind.SPLIT, "Chia, tách cần"),
        (Kind.RECODE, "Đổi mã cần"),
        (Kind.RENAME, "Đổi tên chỉ"),
    ],
)
def test_a_plan_without_units_says_what_its_kind_needs(wards: Wards, kind: str, words: str) -> None:
    refused(write.draft(kind, wards.author), wards, words)


def test_a_code_that_any_unit_ever_had_is_not_used_again(wards: Wards) -> None:
    make.CommuneCommitteeFactory(code="H29.950", valid_to=dt.date(2026, 1, 1))

    refused(merged(wards), wards, "mã không dùng lại")


def test_a_code_of_a_part_that_was_once_used_stops_the_plan_too(wards: Wards) -> None:
    make.PartFactory(parent=wards.first, code="H29.950.9", slug="cu", valid_to=dt.date(2026, 1, 1))

    refused(merged(wards), wards, "H29.950.9")


@pytest.mark.parametrize("code", ["950", "H29", "H29.9500", "H29.1.2.3.4", "ABC"])
def test_a_code_of_another_form_is_refused(wards: Wards, code: str) -> None:
    plan = write.draft(Kind.MERGE, wards.author)
    new = write.new_unit(plan, code, "Phường mới", division_code="49998", division_name="Mới", division_kind="ward")
    for own in (wards.first, wards.second):
        write.passes(own, new)

    refused(plan, wards, "không đúng dạng")


@pytest.mark.parametrize(
    ("shares", "right"), [(("0.7", "0.2"), False), (("0.7", "0.3"), True), (("0.9", "0.2"), False)]
)
def test_every_part_of_a_unit_has_a_successor(wards: Wards, shares: tuple[str, str], right: bool) -> None:
    plan = write.draft(Kind.SPLIT, wards.author)
    for number, share in enumerate(shares):
        place = {"division_code": f"4999{number}", "division_name": f"Số {number}", "division_kind": "ward"}
        write.passes(wards.first, write.new_unit(plan, f"H29.96{number}", f"Ủy ban {number}", **place), share)

    if right:
        assert conflicts_of(plan) == []
    else:
        refused(plan, wards, "cộng lại đúng 100%")


def test_a_successor_that_nobody_passes_anything_to_is_a_mistake(wards: Wards) -> None:
    plan = merged(wards)
    write.new_unit(plan, "H29.951", "Ủy ban nhân dân phường Thừa")

    refused(plan, wards, "Chưa có đơn vị nào bàn giao")


def test_a_unit_ends_or_goes_on_but_not_both(wards: Wards) -> None:
    plan = write.draft(Kind.MERGE, wards.author)
    first = write.going_on(plan, wards.first)
    write.passes(wards.first, first)
    write.passes(wards.second, first)

    refused(plan, wards, "vừa kết thúc vừa kế thừa")


@pytest.mark.parametrize("code", ["H29.2", "H29.999"])
def test_units_of_different_kinds_do_not_merge(wards: Wards, code: str) -> None:
    """Wherever the odd one stands among the codes."""
    plan = write.draft(Kind.MERGE, wards.author)
    new = write.going_on(plan, wards.first)
    write.passes(make.DepartmentFactory(parent=wards.first.parent, code=code), new)
    write.passes(wards.second, new)

    refused(plan, wards, "phải cùng loại")
    refused(plan, wards, "không cùng loại")


@pytest.mark.parametrize("ends", [1, 400])
def test_a_unit_that_ends_anyway_passes_nothing(wards: Wards, ends: int) -> None:
    Unit.objects.filter(pk=wards.second.pk).update(valid_to=today_in_vietnam() + dt.timedelta(days=ends))

    refused(merged(wards), wards, "không hoạt động liền trước")


def test_a_part_of_a_commune_is_not_reorganised_by_itself(wards: Wards) -> None:
    plan = write.draft(Kind.RECODE, wards.author)
    write.passes(wards.centres[0], write.new_unit(plan, "H29.201.8", "Trung tâm"))

    refused(plan, wards, "thay đổi theo cơ quan của mình")


def test_a_place_with_a_committee_that_stays_is_taken(wards: Wards) -> None:
    third = make.CommuneCommitteeFactory()
    plan = merged(wards)
    plan.successors.update(division_code=third.division.code)

    refused(plan, wards, "đơn vị này không kết thúc")


def test_two_new_wards_need_two_places(wards: Wards) -> None:
    plan = write.draft(Kind.SPLIT, wards.author)
    for number in range(2):
        write.passes(wards.first, write.new_unit(plan, f"H29.96{number}", f"Ủy ban {number}"), "0.5")

    refused(plan, wards, "Mỗi xã, phường, đặc khu mới cần mã")


def test_a_new_place_needs_name_and_type(wards: Wards) -> None:
    plan = merged(wards)
    plan.successors.update(division_name="")

    refused(plan, wards, "Hãy ghi tên và loại")


def test_a_renaming_without_a_name_renames_nothing(wards: Wards) -> None:
    plan = write.draft(Kind.RENAME, wards.author)
    write.going_on(plan, wards.first)

    refused(plan, wards, "Hãy ghi tên mới")


def test_a_unit_and_a_code_stand_in_one_scheduled_plan_only(wards: Wards) -> None:
    deciding.schedule(merged(wards), wards.other)

    again = merged(wards)

    refused(again, wards, "đã nằm trong lịch sắp xếp")
    refused(again, wards, "đã dành cho một lần sắp xếp khác")


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_has_come_is_too_late(wards: Wards, days: int) -> None:
    plan = merged(wards, today_in_vietnam() + dt.timedelta(days=days))

    with pytest.raises(PlanRefused, match="từ ngày mai"):
        deciding.schedule(plan, wards.other)
    plan.refresh_from_db()
    assert plan.state == Reorganisation.State.DRAFT


# Four eyes


def test_whoever_wrote_it_does_not_schedule_it(wards: Wards) -> None:
    with pytest.raises(PlanRefused, match="Người soạn không tự lên lịch"):
        deciding.schedule(merged(wards), wards.author)


def test_whoever_changed_it_last_counts_as_its_author(wards: Wards) -> None:
    plan = merged(wards)
    row = plan.passings.first()
    assert row is not None
    deciding.remove_row(plan, wards.other, row)
    deciding.add_passing(plan, wards.other, {"predecessor": row.predecessor, "successor": row.successor, "share": 1})

    with pytest.raises(PlanRefused, match="Người soạn"):
        deciding.schedule(plan, wards.other)
    assert deciding.schedule(plan, wards.author).state == Reorganisation.State.SCHEDULED


def test_the_only_administrator_has_nobody_to_ask(wards: Wards) -> None:
    StaffRole.objects.filter(user=wards.other).update(valid_to=today_in_vietnam())

    assert deciding.schedule(merged(wards), wards.author).state == Reorganisation.State.SCHEDULED


# Once it is scheduled


def test_a_scheduled_plan_is_not_changed(wards: Wards) -> None:
    plan = deciding.schedule(merged(wards), wards.other)
    rows = plan.passings.count()

    with pytest.raises(PlanRefused, match="không sửa được"):
        deciding.remove_row(plan, wards.author, plan.passings.all()[0])
    with pytest.raises(PlanRefused, match="không sửa được"):
        deciding.write(plan, wards.author, {"note": "khác"})
    assert plan.passings.count() == rows


def test_what_has_begun_is_not_cancelled(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = deciding.schedule(merged(wards), wards.other)
    write.come_to(monkeypatch, plan)
    carrying_out.step(plan.pk)

    with pytest.raises(PlanRefused, match="trước khi bắt đầu"):
        deciding.cancel(plan, wards.author, "Muộn")
    plan.refresh_from_db()
    assert plan.state == Reorganisation.State.SCHEDULED


def test_a_plan_that_the_world_overtook_stops_on_its_day_and_says_why(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = deciding.schedule(merged(wards), wards.other)
    make.CommuneCommitteeFactory(code="H29.950")

    write.carry_out(monkeypatch, plan)

    assert (plan.state, plan.started_at) == (Reorganisation.State.SCHEDULED, None)
    assert "mã không dùng lại" in plan.problem
    assert Unit.objects.get(pk=wards.first.pk).valid_to is None
    assert deciding.cancel(plan, wards.author, "Mã đã cấp cho nơi khác.").state == Reorganisation.State.CANCELLED
