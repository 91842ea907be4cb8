"""Rules proved: who is away says so, names who stands in, and nobody gives themselves a power."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from tests.units import factories as make
from units import access
from units.models import Absence, StaffRole, StandIn, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST, NEW = "/can-bo/vang-mat/", "/can-bo/vang-mat/moi/"


class Office:
    """A ward's committee with its division: a leader, two officers, an administrator; and a ward next door."""

    def __init__(self) -> None:
        self.committee: Unit = make.CommuneCommitteeFactory()
        self.division: Unit = make.PartFactory(parent=self.committee)
        self.leader = self.person("Phạm Quốc Bảo", self.committee, Role.LEADER)
        self.officer = self.person("Lê Thị Hồng", self.division, Role.OFFICER)
        self.second = self.person("Ngô Thanh Vân", self.division, Role.OFFICER)
        self.admin = self.person("Bùi Kim Oanh", self.committee, Role.UNIT_ADMIN)
        self.stranger = self.person("Người Nơi Khác", make.CommuneCommitteeFactory(), Role.LEADER)

    def person(self, name: str, unit: Unit, role: str) -> User:
        user: User = make.StaffFactory(full_name=name)
        make.StaffRoleFactory(user=user, unit=unit, role=role)
        return user


@pytest.fixture
def office() -> Office:
    return Office()


def held(user: User) -> StaffRole:
    return StaffRole.objects.get(user=user)


def typed(who: User, stand_in: User | None, *, begins: int = 0, days: int = 3, reason: str = "leave") -> dict[str, Any]:
    first = today_in_vietnam() + dt.timedelta(days=begins)
    last = first + dt.timedelta(days=days - 1)
    parts = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }
    named = {f"stand_in_{held(who).pk}": str(stand_in.pk)} if stand_in else {}
    return {**parts, "reason": reason, **named}


def send(client: Client, by: User, data: dict[str, Any], who: User | None = None, **more: Any) -> Any:
    client.force_login(by)
    return client.post(NEW + (f"?nguoi={who.public_id}" if who else ""), data, **more)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_person_writes_down_their_days_and_who_stands_in(office: Office, client: Client) -> None:
    answer = send(client, office.officer, typed(office.officer, office.second, begins=2), follow=True)

    absence = Absence.objects.get()
    assert (absence.user, absence.written_by) == (office.officer, office.officer)
    assert absence.valid_from == today_in_vietnam() + dt.timedelta(days=2)
    assert absence.last_day == today_in_vietnam() + dt.timedelta(days=4)
    assert absence.stand_ins.get().person == office.second
    assert office.second.full_name in words(answer)


@pytest.mark.parametrize("by", ["leader", "admin"])
def test_a_leader_or_administrator_writes_it_for_a_colleague(office: Office, client: Client, by: str) -> None:
    user = getattr(office, by)
    client.force_login(user)
    assert office.officer.full_name in words(client.get(LIST))

    send(client, user, typed(office.officer, office.second), office.officer)

    absence = Absence.objects.get()
    assert (absence.user, absence.written_by) == (office.officer, user)


@pytest.mark.parametrize("by", ["second", "stranger"])
def test_nobody_else_does(office: Office, client: Client, by: str) -> None:
    answer = send(client, getattr(office, by), typed(office.officer, None), office.officer)
    assert answer.status_code == 404
    assert not Absence.objects.exists()


def test_the_last_day_is_not_before_the_first_and_what_was_typed_is_kept(office: Office, client: Client) -> None:
    data = typed(office.officer, office.second, begins=3) | {
        key: value for key, value in typed(office.officer, None, begins=1, days=1).items() if key.startswith("last")
    }
    answer = send(client, office.officer, data)
    assert answer.status_code == 422
    assert "Ngày cuối không được trước ngày đầu." in words(answer)
    assert f'value="{office.second.pk}" selected' in words(answer)
    assert not Absence.objects.exists()


def test_days_that_are_over_are_not_written(office: Office, client: Client) -> None:
    assert send(client, office.officer, typed(office.officer, None, begins=-2)).status_code == 422
    assert not Absence.objects.exists()


def test_two_absences_of_one_person_do_not_overlap(office: Office, client: Client) -> None:
    send(client, office.officer, typed(office.officer, None))
    answer = send(client, office.officer, typed(office.officer, None, begins=2))
    assert answer.status_code == 422
    assert "trùng những ngày đó" in words(answer)
    assert Absence.objects.count() == 1


def test_who_is_away_themselves_does_not_stand_in(office: Office, client: Client) -> None:
    send(client, office.second, typed(office.second, None, begins=1))
    answer = send(client, office.officer, typed(office.officer, office.second))
    assert answer.status_code == 422
    assert "cũng vắng trong những ngày đó" in words(answer)
    assert not Absence.objects.filter(user=office.officer).exists()


def test_only_the_agency_itself_stands_in(office: Office, client: Client) -> None:
    assert send(client, office.officer, typed(office.officer, office.stranger)).status_code == 422
    assert not StandIn.objects.exists()


def test_an_administrator_does_not_make_themselves_the_leader(office: Office, client: Client) -> None:
    answer = send(client, office.admin, typed(office.leader, office.admin), office.leader)
    assert answer.status_code == 422
    assert "Không ai tự cử mình thay" in words(answer)
    assert not Absence.objects.exists()


def test_a_leader_may_do_an_officers_work_in_person(office: Office, client: Client) -> None:
    send(client, office.leader, typed(office.officer, office.leader), office.officer)
    assert StandIn.objects.get().person == office.leader


def test_a_change_replaces_the_days_and_the_stand_in(office: Office, client: Client) -> None:
    send(client, office.officer, typed(office.officer, None))
    pk = Absence.objects.get().pk
    shown = words(client.get(f"{LIST}{pk}/"))
    assert f'value="{today_in_vietnam().year}"' in shown

    client.post(f"{LIST}{pk}/", typed(office.officer, office.second, days=5))

    absence = Absence.objects.get()
    assert absence.pk == pk
    assert absence.last_day == today_in_vietnam() + dt.timedelta(days=4)
    assert absence.stand_ins.get().person == office.second


@pytest.mark.parametrize("begins", [-1, 0, 2])
def test_who_is_back_early_is_back_today(office: Office, client: Client, begins: int) -> None:
    first = today_in_vietnam() + dt.timedelta(days=begins)
    absence = Absence.objects.create(
        user=office.officer, valid_from=first, valid_to=first + dt.timedelta(days=5), reason="leave",
        written_by=office.officer,
    )  # fmt: skip
    client.force_login(office.officer)

    client.post(f"{LIST}{absence.pk}/ket-thuc/")

    assert not Absence.objects.on().exists()
    assert not Absence.objects.not_over().exists()
    send(client, office.officer, typed(office.officer, None))
    assert Absence.objects.on().count() == 1


def test_anothers_absence_is_not_ones_to_see_or_end(office: Office, client: Client) -> None:
    send(client, office.officer, typed(office.officer, None), follow=True)
    pk = Absence.objects.get().pk
    for user in (office.second, office.stranger):
        client.force_login(user)
        assert office.officer.full_name not in words(client.get(LIST))
        assert client.get(f"{LIST}{pk}/").status_code == 404
        assert client.post(f"{LIST}{pk}/ket-thuc/").status_code == 404
    assert Absence.objects.on().exists()


def test_a_leader_without_a_stand_in_is_flagged_until_somebody_signs(office: Office, client: Client) -> None:
    send(client, office.leader, typed(office.leader, None))
    gap = "chưa có ai ký thay"
    assert gap in words(client.get(LIST))

    send(client, office.admin, typed(office.officer, None), office.officer)
    assert words(client.get(LIST)).count(gap) == 1, "an officer is no gap"

    pk = Absence.objects.get(user=office.leader).pk
    client.post(f"{LIST}{pk}/", typed(office.leader, office.second))
    assert gap not in words(client.get(LIST))


def test_a_second_leader_of_the_unit_closes_the_gap(office: Office, client: Client) -> None:
    office.person("Phó Chủ Tịch", office.committee, Role.LEADER)
    send(client, office.leader, typed(office.leader, None))
    assert "chưa có ai ký thay" not in words(client.get(LIST))


def test_a_stand_in_reaches_what_the_absent_reaches_and_nothing_lasts(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    absence = Absence.objects.create(
        user=office.leader, valid_from=today_in_vietnam(), valid_to=today_in_vietnam() + dt.timedelta(days=2),
        reason="mission", written_by=office.leader,
    )  # fmt: skip
    StandIn.objects.create(absence=absence, held=held(office.leader), person=office.second)
    roles = StaffRole.objects.count()

    second = User.objects.get(pk=office.second.pk)
    with django_assert_num_queries(1):
        assert {one.role for one in access.roles_of(second)} == {Role.LEADER, Role.OFFICER}
    assert access.has_role(second, Role.LEADER, office.division)
    assert access.stands_in_for(second, Role.LEADER, office.division) == office.leader
    assert access.stands_in_for(second, Role.OFFICER, office.division) is None
    assert access.roles_of(second, on=absence.valid_to)[0].role == Role.OFFICER
    assert len(access.roles_of(second, on=absence.valid_to)) == 1
    assert StaffRole.objects.count() == roles


def test_for_everybody_else_roles_cost_one_query_as_before(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=office.officer.pk)
    with django_assert_num_queries(1):
        access.roles_of(user)
        assert access.stands_in_for(user, Role.OFFICER, office.division) is None


def test_the_database_refuses_days_that_run_backwards(office: Office) -> None:
    today = today_in_vietnam()
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            user=office.officer, valid_from=today, valid_to=today - dt.timedelta(days=1), reason="leave",
            written_by=office.officer,
        )  # fmt: skip


def test_the_list_costs_the_same_with_many_away(
    office: Office, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        user = office.person(f"Cán bộ {number}", office.division, Role.OFFICER)
        send(client, user, typed(user, office.second))
    client.force_login(office.leader)
    with django_assert_max_num_queries(14):
        client.get(LIST)
