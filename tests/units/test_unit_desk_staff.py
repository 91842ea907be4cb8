"""Rules proved: roles end, move and begin without gap, overlap or lengthening by the way; what is wrong is said.

Issue 4 item 8: staff, roles, transfers. Through HTTP; negative cases assert that nothing changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards
from units import access
from units.models import StaffRole, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def spans(person: User) -> list[tuple[str, dt.date, dt.date | None]]:
    """Where somebody works when, by the first day."""
    rows = StaffRole.objects.filter(user=person).order_by("valid_from")
    return [(row.unit.code, row.valid_from, row.valid_to) for row in rows.select_related("unit")]


def end(admin: Client, role: StaffRole, last_day: dt.date) -> Any:
    return admin.post(page("role-end", role.unit.code, role.pk), parts("last_day", last_day))


def move(admin: Client, role: StaffRole, to: str, day: dt.date) -> Any:
    typed = {"unit": Unit.objects.get(code=to).pk, **parts("valid_from", day)}
    return admin.post(page("role-transfer", role.unit.code, role.pk), typed)


def test_an_end_is_not_moved_into_the_time_when_the_role_begins_anew(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_to=in_days(10))
    make.StaffRoleFactory(unit=wards.centres[0], user=role.user, valid_from=in_days(20))
    before = spans(role.user)

    answer = end(admin, role, in_days(25))

    assert answer.status_code == 422
    assert "giữ lại vai trò đó trước ngày ấy" in shown(answer)
    assert spans(role.user) == before


def test_an_end_may_come_right_before_the_role_begins_anew(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_to=in_days(10))
    make.StaffRoleFactory(unit=wards.centres[0], user=role.user, valid_from=in_days(20))

    assert end(admin, role, in_days(19)).status_code == 302

    assert [span[1:] for span in spans(role.user)] == [(make.SINCE, in_days(20)), (in_days(20), None)]


def test_a_role_that_has_not_begun_does_not_end_before_it_begins(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_from=in_days(10))

    answer = end(admin, role, in_days(5))

    assert answer.status_code == 422
    assert "bắt đầu sau ngày đó" in shown(answer)
    assert spans(role.user) == [("H29.201.9", in_days(10), None)]


def test_who_ends_today_still_works_today(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    end(admin, role, TODAY)

    person = User.objects.get(pk=role.user_id)
    assert access.has_role(person, Role.CLERK, wards.centres[0])
    assert access.roles_of(person, in_days(1)) == []


def test_what_has_ended_is_not_ended_or_moved_again(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_to=TODAY)

    assert end(admin, role, in_days(5)).status_code == 404
    assert move(admin, role, "H29.201.3", in_days(5)).status_code == 404
    assert spans(role.user) == [("H29.201.9", make.SINCE, TODAY)]


@pytest.mark.parametrize("last", [None, 30])
def test_a_transfer_leaves_no_gap_and_keeps_the_last_day(admin: Client, wards: Wards, last: int | None) -> None:
    ends = in_days(last) if last else None
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_to=ends)

    assert move(admin, role, "H29.201.3", in_days(5)).status_code == 302

    assert spans(role.user) == [("H29.201.9", make.SINCE, in_days(5)), ("H29.201.3", in_days(5), ends)]


@pytest.mark.parametrize("days", [30, 31, 400])
def test_a_transfer_after_the_last_day_is_refused_in_words(admin: Client, wards: Wards, days: int) -> None:
    """Otherwise the old role would be lengthened to the day of the transfer."""
    role = make.StaffRoleFactory(unit=wards.centres[0], valid_to=in_days(30))

    answer = move(admin, role, "H29.201.3", in_days(days))

    assert answer.status_code == 422
    assert "đã hết trước ngày chuyển" in shown(answer)
    assert spans(role.user) == [("H29.201.9", make.SINCE, in_days(30))]


def test_nobody_is_transferred_into_a_role_that_they_hold_there(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])
    make.StaffRoleFactory(unit=Unit.objects.get(code="H29.201.3"), user=role.user)
    before = spans(role.user)

    answer = move(admin, role, "H29.201.3", in_days(5))

    assert answer.status_code == 422
    assert "đã giữ vai trò đó" in shown(answer)
    assert spans(role.user) == before, "the role here did not end either"


def test_the_page_of_a_transfer_offers_the_other_parts_of_the_ward(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    told = shown(admin.get(page("role-transfer", wards.centres[0].code, role.pk)))

    offered = {code for code in ("H29.201", "H29.201.3", "H29.201.9", "H29.202", "H29.202.9") if f"({code})" in told}
    assert offered == {"H29.201", "H29.201.3"}


def test_a_transfer_begins_tomorrow_at_the_earliest(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    answer = move(admin, role, "H29.201.3", TODAY)

    assert answer.status_code == 422
    assert spans(role.user) == [("H29.201.9", make.SINCE, None)]


@pytest.mark.parametrize("kind", [Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.SUPERVISOR, Role.PUBLISHER])
def test_rights_over_others_are_shown_and_not_touched(admin: Client, wards: Wards, kind: str) -> None:
    role = make.StaffRoleFactory(unit=wards.first, role=kind)

    told = shown(admin.get(page("unit", wards.first.code)))

    assert role.user.email in told or role.user.full_name in told
    for name in ("role-end", "role-transfer"):
        assert page(name, wards.first.code, role.pk) not in told
        assert admin.get(page(name, wards.first.code, role.pk)).status_code == 404


def give(admin: Client, unit: Unit, **typed: Any) -> Any:
    typed = {"role": Role.OFFICER, **parts("valid_from", TODAY), **typed}
    return admin.post(page("role", unit.code), typed)


def test_a_closed_account_gets_no_role(admin: Client, wards: Wards) -> None:
    person = make.StaffFactory(is_active=False)

    answer = give(admin, wards.centres[0], email=person.email)

    assert answer.status_code == 422
    assert "tài khoản cán bộ đang mở" in shown(answer)
    assert spans(person) == []


def test_a_role_at_a_unit_that_will_have_ended_is_refused(admin: Client, wards: Wards) -> None:
    Unit.objects.filter(pk=wards.centres[0].pk).update(valid_to=in_days(10))
    person = make.StaffFactory()

    answer = give(admin, wards.centres[0], email=person.email, **parts("valid_from", in_days(10)))

    assert answer.status_code == 422
    assert "không hoạt động vào ngày đó" in shown(answer)
    assert spans(person) == []


def test_a_refused_gift_makes_no_account_and_sends_no_letter(admin: Client, wards: Wards) -> None:
    Unit.objects.filter(pk=wards.centres[0].pk).update(valid_to=in_days(10))
    new = {"email": "moi@phuong.example", "full_name": "Lê Văn Mới", **parts("valid_from", in_days(11))}

    answer = give(admin, wards.centres[0], **new)

    assert answer.status_code == 422
    assert "Lê Văn Mới" in shown(answer), "what was typed stays"
    assert not User.objects.filter(email="moi@phuong.example").exists()
    assert not OutboxMessage.objects.exists()


def test_a_role_given_for_later_counts_from_that_day(admin: Client, wards: Wards) -> None:
    person = make.StaffFactory()

    give(admin, wards.centres[0], email=person.email, **parts("valid_from", in_days(3)))

    fresh = User.objects.get(pk=person.pk)
    assert access.roles_of(fresh, in_days(2)) == []
    assert [held.role for held in access.roles_of(fresh, in_days(3))] == [Role.OFFICER]


def test_an_administrator_whose_own_role_ends_today_comes_in_no_more(
    admin: Client, wards: Wards, client: Client
) -> None:
    StaffRole.objects.filter(unit=wards.first, role=Role.UNIT_ADMIN).update(valid_to=TODAY)
    person = make.StaffFactory()

    assert admin.get(page("unit", wards.first.code)).status_code == 403
    assert give(admin, wards.centres[0], email=person.email).status_code == 403
    assert spans(person) == []


def test_nobody_comes_in_without_signing_in(wards: Wards, client: Client) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    answer = client.post(page("role-end", wards.centres[0].code, role.pk), parts("last_day", TODAY))

    assert answer.status_code == 302
    assert "/tai-khoan/login/" in answer["Location"]
    assert spans(role.user) == [("H29.201.9", make.SINCE, None)]


@pytest.mark.parametrize("people", [1, 9])
def test_the_page_of_a_unit_asks_the_same_for_one_and_for_many(
    admin: Client, wards: Wards, people: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(people):
        make.StaffRoleFactory(unit=wards.first, role=Role.LEADER)
        make.CounterFactory(unit=wards.first, number=number + 1)

    with django_assert_max_num_queries(18):
        admin.get(page("unit", wards.first.code))
