"""Rules proved (issue 3, speed): under 10 queries cold, in a process that knows nothing; none warm, in either language.

Each number is the cost of today with its reasons, so that a new query must be argued for.
"""

from __future__ import annotations

import datetime as dt

import pytest

from procedures.choices import Competence, Level
from procedures.models import UnansweredSearch
from procedures.publishing import publish
from tests.procedures.cold import cold_and_warm, forget_everything
from tests.procedures.factories import ComponentFactory, ProcedureFactory, announced, draft
from tests.units.factories import (
    CalendarFactory,
    CentreFactory,
    CommuneCommitteeFactory,
    DepartmentFactory,
    ProvincialCentreFactory,
    WardFactory,
)
from units.models import CalendarException, Unit, WorkingCalendar

pytestmark = pytest.mark.django_db
BIRTH, HEALTH = "1.001193", "1.000002"
MOST = 9
# What is announced on top of pages (incidents, downtime): asked once in five minutes for all of them.
ANNOUNCED = 1


@pytest.fixture
def ward(db: None) -> Unit:
    """A ward with a centre, whose calendar stands on another."""
    committee: Unit = CommuneCommitteeFactory(division=WardFactory(code="26740"))
    base = CalendarFactory(slug="co-so")
    calendar = WorkingCalendar.objects.create(slug="phuong", name="Phường", base=base)
    CalendarException.objects.create(calendar=calendar, date=dt.date(2026, 12, 1), reason="Mất điện")
    CentreFactory(parent=committee, calendar=calendar)
    return committee


@pytest.fixture
def catalogue(ward: Unit) -> None:
    """Birth registration with two versions, and a procedure of a department."""
    birth = ProcedureFactory(code=BIRTH)
    publish([draft(procedure=birth)], valid_from=dt.date(2026, 1, 1))
    newer = draft(procedure=birth, number=2)
    ComponentFactory(case=newer.cases.get(), name="Giấy cam đoan", code="", position=9)
    publish([newer], valid_from=dt.date(2026, 6, 1))
    announced(
        HEALTH,
        name="Cấp giấy phép hoạt động khám bệnh",
        competence=Competence.DEPARTMENT,
        competent_department="so-y-te",
        levels=[Level.PROVINCE],
        division="",
    )
    DepartmentFactory(slug="so-y-te")
    ProvincialCentreFactory()


PAGES = {
    "/": 0,
    "/huong-dan/": 0,
    # Fields of the filter; publishers' words; all entries by name; the entries; rules on fees.
    "/thu-tuc/": 5,
    "/thu-tuc/?level=commune": 5,
    "/thu-tuc/?q=1.001": 5,
    # Fields; publishers' words; words and entries of the index; papers and long texts, since names of two procedures
    # tell too little; the results; rules on fees.
    "/thu-tuc/?q=khai+sinh": 7,
    # Words that nobody knows: whether papers know them, what is alike; the question is noted.
    "/thu-tuc/?q=zzzz+qqqq": 8,
    # The same through a filter, and once more without it.
    "/thu-tuc/?q=zzzz+qqqq&level=commune": 8,
    # The version, its content; rules on fees; communes to choose from.
    f"/thu-tuc/{BIRTH}/": 4,
    # And: delegations; the committee and its centre; the centre's calendar.
    f"/thu-tuc/{BIRTH}/?commune=26740": 8,
    # The version, its content; rules on fees; delegations; the department and its centre; the centre's calendar.
    f"/thu-tuc/{HEALTH}/": 7,
    # Which version, the version, its content; all versions, what is decided, what helps; rules on fees; communes.
    f"/thu-tuc/{BIRTH}/?on=2026-03-01": 8,
    # All versions; the first one and its content.
    f"/thu-tuc/{BIRTH}/thay-doi/1/": 3,
    # All versions; both with their content.
    f"/thu-tuc/{BIRTH}/thay-doi/2/": 5,
    f"/thu-tuc/{BIRTH}/hoi/": 2,
    # Its procedures; rules on fees.
    "/su-kien/sinh-con/": 2,
    "/su-kien/mo-cua-hang/": 2,
    "/sitemap.xml": 2,
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("address", "most"), PAGES.items())
def test_a_page_costs_few_queries_cold_and_none_warm(catalogue: None, address: str, most: int, language: str) -> None:
    assert most + ANNOUNCED <= MOST

    cold, warm = cold_and_warm(f"{address}{'&' if '?' in address else '?'}lang={language}")

    assert len(cold) <= most + ANNOUNCED, cold
    assert warm == []


def test_the_list_of_a_unit_costs_few_queries_cold_and_none_warm(catalogue: None, ward: Unit) -> None:
    """The unit, delegations, its entries, the rules on fees."""
    cold, warm = cold_and_warm(f"/don-vi/{ward.code}/thu-tuc/")

    assert len(cold) == 4 + ANNOUNCED, cold
    assert warm == []


def test_a_question_in_vain_is_noted_by_one_query_however_often(catalogue: None) -> None:
    for _time in range(3):
        forget_everything()
        cold, _warm = cold_and_warm("/thu-tuc/?q=zzzz+qqqq")
        assert sum("unansweredsearch" in statement for statement in cold) == 1

    assert list(UnansweredSearch.objects.values_list("question", "times")) == [("zzzz qqqq", 3)]
