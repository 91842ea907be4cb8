"""Units and staff for tests: each with the least that its rules ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from portal.accounts.models import Kind, User
from tests.keeping import kept
from units import calendars
from units.models import Counter, Division, Level, StaffRole, Unit, UnitKind, WorkingCalendar
from units.roles import Role

SINCE = dt.date(2025, 7, 1)

#: Hours and special days of some years: seventy rows, each with its triggers.
office_calendar = kept(calendars.write_office_calendar, stands_alone=True)


class StaffFactory(DjangoModelFactory[User]):
    """A staff account without any role."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"staff{number}@units.example")
    full_name = "Phạm Thu Hà"
    kind = Kind.STAFF


class ProvinceFactory(DjangoModelFactory[Division]):
    class Meta:
        model = Division
        django_get_or_create = ("code",)

    code = "79"
    name = "Hồ Chí Minh"
    full_name = "Thành phố Hồ Chí Minh"
    kind = Division.Kind.CITY
    valid_from = SINCE


class WardFactory(DjangoModelFactory[Division]):
    class Meta:
        model = Division
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"{40000 + number}")
    name = factory.Sequence(lambda number: f"Số {number}")
    full_name = factory.LazyAttribute(lambda ward: f"Phường {ward.name}")
    kind = Division.Kind.WARD
    parent = factory.SubFactory(ProvinceFactory)
    valid_from = SINCE


class CalendarFactory(DjangoModelFactory[WorkingCalendar]):
    """Office hours; give `slug` for a second one."""

    class Meta:
        model = WorkingCalendar
        django_get_or_create = ("slug",)

    slug = "test"
    name = "Giờ hành chính"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> WorkingCalendar:
        # Every unit of a test asks for it: what was written a moment ago is not read through again.
        made = WorkingCalendar.objects.filter(slug=kwargs["slug"]).first()
        return made or office_calendar(kwargs["slug"], kwargs["name"])


class CommitteeFactory(DjangoModelFactory[Unit]):
    """The People's Committee of the province: the top."""

    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = "H29"
    name = "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    kind = UnitKind.PROVINCIAL_COMMITTEE
    level = Level.PROVINCE
    division = factory.SubFactory(ProvinceFactory)
    calendar = factory.SubFactory(CalendarFactory)
    valid_from = SINCE


class CommuneCommitteeFactory(CommitteeFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"H29.{300 + number % 400}")
    name = factory.LazyAttribute(lambda unit: f"Ủy ban nhân dân {unit.division.full_name}")
    kind = UnitKind.COMMUNE_COMMITTEE
    level = Level.COMMUNE
    parent = factory.SubFactory(CommitteeFactory)
    division = factory.SubFactory(WardFactory)


class PartFactory(CommitteeFactory):
    """A division of a commune's People's Committee; give `kind` and `slug` for its centre."""

    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    parent = factory.SubFactory(CommuneCommitteeFactory)
    code = factory.LazyAttributeSequence(lambda unit, number: f"{unit.parent.code}.{100 + number % 900}")
    slug = "van-hoa-xa-hoi"
    name = "Phòng Văn hóa - Xã hội"
    kind = UnitKind.COMMUNE_DIVISION
    level = Level.COMMUNE
    division = factory.LazyAttribute(lambda unit: unit.parent.division)


class CentreFactory(PartFactory):
    slug = "trung-tam"
    name = factory.LazyAttribute(lambda unit: f"Trung tâm Phục vụ hành chính công {unit.division.full_name}")
    kind = UnitKind.COMMUNE_CENTRE


def keep_codes_in_order() -> None:
    """Let what one test makes have ascending codes: which of two came first was chance where the numbers begin anew.

    Codes of sixty departments, four hundred communes and nine hundred parts come from one count.
    """
    count = CommitteeFactory._meta.next_sequence()
    while count % 60 > 25 or count % 400 > 350 or count % 900 > 850:
        count += 1
    CommitteeFactory.reset_sequence(count)


class DepartmentFactory(CommitteeFactory):
    parent = factory.SubFactory(CommitteeFactory)
    code = factory.Sequence(lambda number: f"H29.{20 + number % 60}")
    slug = "so-tu-phap"
    name = "Sở Tư pháp"
    kind = UnitKind.DEPARTMENT


class ProvincialCentreFactory(CommitteeFactory):
    parent = factory.SubFactory(CommitteeFactory)
    code = "H29.90"
    slug = "trung-tam"
    name = "Trung tâm Phục vụ hành chính công Thành phố Hồ Chí Minh"
    kind = UnitKind.PROVINCIAL_CENTRE


class CounterFactory(DjangoModelFactory[Counter]):
    class Meta:
        model = Counter

    unit = factory.SubFactory(CentreFactory)
    number = factory.Sequence(lambda number: number + 1)
    name = "Hộ tịch và chứng thực"
    valid_from = SINCE


class StaffRoleFactory(DjangoModelFactory[StaffRole]):
    class Meta:
        model = StaffRole

    user = factory.SubFactory(StaffFactory)
    unit = factory.SubFactory(CentreFactory)
    role = Role.CLERK
    valid_from = SINCE
