"""Rules proved: where everybody of a role is away at once and nobody is named instead, the unit's pages say so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.units import factories as make
from tests.units.test_absences import LIST, Office, words
from units import absences
from units.desk.checks import lacks_of
from units.models import Absence, StaffRole, StandIn, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
ALL_AWAY = "mọi lãnh đạo ký duyệt đều vắng"
GAP = "chưa có ai ký thay"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def second(office: Office) -> User:
    """The committee's second leader."""
    return office.person("Phó Chủ Tịch", office.committee, Role.LEADER)


def gone(who: User, begins: int = 0, days: int = 3, stand_in: User | None = None) -> Absence:
    first = today_in_vietnam() + dt.timedelta(days=begins)
    absence = Absence.objects.create(
        user=who, valid_from=first, valid_to=first + dt.timedelta(days=days), reason="leave", written_by=who
    )
    if stand_in is not None:
        StandIn.objects.create(absence=absence, held=StaffRole.objects.get(user=who), person=stand_in)
    return absence


def told(unit: Unit) -> list[str]:
    """What the checks say about a unit today."""
    return [str(lack.words) for lack in lacks_of(Unit.objects.filter(pk=unit.pk))]


def test_both_leaders_away_at_once_are_flagged(office: Office, second: User) -> None:
    gone(office.leader)
    assert not any(ALL_AWAY in words for words in told(office.committee)), "one of two is there"

    gone(second)

    assert [ALL_AWAY in words for words in told(office.committee)] == [True]


def test_somebody_named_instead_of_one_of_them_is_enough(office: Office, second: User) -> None:
    gone(office.leader)
    gone(second, stand_in=office.officer)

    assert told(office.committee) == []


def test_a_stand_in_whose_account_is_shut_is_nobody(office: Office, second: User) -> None:
    gone(office.leader)
    gone(second, stand_in=office.officer)
    User.objects.filter(pk=office.officer.pk).update(is_active=False)

    assert [ALL_AWAY in words for words in told(office.committee)] == [True]


@pytest.mark.parametrize(("begins", "days"), [(1, 3), (-3, 3)])
def test_who_is_away_tomorrow_or_was_until_yesterday_is_there_today(
    office: Office, second: User, begins: int, days: int
) -> None:
    gone(office.leader)
    gone(second, begins, days)

    assert told(office.committee) == []


def test_the_checks_count_for_the_day_they_are_asked_about(office: Office, second: User) -> None:
    gone(office.leader, begins=4)
    gone(second, begins=5)
    units = Unit.objects.filter(pk=office.committee.pk)

    flagged = [day for day in range(9) if any(ALL_AWAY in str(lack.words) for lack in lacks_of(units, _in(day)))]

    assert flagged == [5, 6]


def _in(days: int) -> dt.date:
    return today_in_vietnam() + dt.timedelta(days=days)


def test_each_role_is_flagged_where_it_is_needed(office: Office) -> None:
    gone(office.officer)
    gone(office.second)

    assert any("mọi công chức thụ lý đều vắng" in words for words in told(office.division))


def test_the_only_one_who_is_away_is_told_once(office: Office) -> None:
    """Alone and away: what counts today is said, not also that nobody would stand in."""
    gone(office.leader)

    assert [ALL_AWAY in words for words in told(office.committee)] == [True]


def test_the_page_of_absences_names_both(office: Office, second: User, client: Client) -> None:
    gone(office.leader)
    gone(second)
    client.force_login(office.admin)

    page = words(client.get(LIST))

    assert page.count(GAP) == 2
    assert office.leader.full_name in page
    assert second.full_name in page


@pytest.mark.parametrize(
    ("begins", "days", "open_gap"),
    [(0, 3, True), (2, 5, True), (-1, 2, True), (3, 3, False), (-3, 3, False)],
    ids=["the same days", "the last day", "today only", "the day after", "until yesterday"],
)
def test_one_common_day_is_a_gap_and_none_is_not(
    office: Office, second: User, begins: int, days: int, open_gap: bool
) -> None:
    absence = gone(office.leader)
    gone(second, begins, days)

    assert bool(absences.gaps_in([absence])) == open_gap


def test_three_who_relieve_each_other_leave_no_gap(office: Office, second: User) -> None:
    """Each day one of the three is there, though each is away on some."""
    third = office.person("Phó Chủ Tịch Hai", office.committee, Role.LEADER)
    absence = gone(office.leader, 0, 4)
    gone(second, 0, 2)
    gone(third, 2, 2)

    assert absences.gaps_in([absence]) == []
    gone(second, 2, 1)
    assert [one for one, _role in absences.gaps_in([absence])] == [absence]


def test_a_called_off_absence_of_the_other_is_no_gap(office: Office, second: User) -> None:
    absence, other = gone(office.leader), gone(second)
    absences.end(other, by=second)

    assert absences.gaps_in([absence]) == []


def test_a_leader_of_another_unit_is_no_other_leader(office: Office, second: User) -> None:
    division_head = office.person("Trưởng phòng", office.division, Role.LEADER)
    absence = gone(office.leader)
    gone(second)

    gaps = absences.gaps_in([absence])

    assert [(role.unit, role.user) for _absence, role in gaps] == [(office.committee, office.leader)]
    assert division_head not in {role.user for _absence, role in gaps}


@pytest.mark.parametrize("more", [0, 4])
def test_the_checks_ask_the_same_with_many_away(
    office: Office, more: int, django_assert_max_num_queries: object
) -> None:
    for number in range(more):
        gone(office.person(f"Phó {number}", office.committee, Role.LEADER))
    make.PartFactory(parent=office.committee, slug="phong-khac")

    with django_assert_max_num_queries(2):  # type: ignore[operator]
        lacks_of(Unit.objects.filter(parent=office.committee) | Unit.objects.filter(pk=office.committee.pk))
