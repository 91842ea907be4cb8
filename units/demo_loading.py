"""Give the invented people of `demo_people` their accounts and roles, once."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import AssuranceLevel, User

from . import lookup
from .demo_people import CITY, CITY_CENTRE, DEMO_PEOPLE, DEMO_WARDS, OTHER_WARD, DemoPerson, DemoRole
from .models import Division, StaffRole, Unit


class NotDemo(RuntimeError):
    """The settings do not say that this is a demo."""


@transaction.atomic
def load_people() -> int:
    """Make the accounts and roles that are missing; how many accounts are new.

    NotDemo outside demo mode; UnknownUnit before the units are loaded.
    """
    if not settings.PORTAL_DEMO:
        raise NotDemo("demo people exist in demo mode only")
    known = set(User.objects.filter(email__endswith="@demo.example").values_list("email", flat=True))
    fresh = [person for person in DEMO_PEOPLE if person.email not in known]
    for person in fresh:
        _make(person)
    return len(fresh)


def _make(person: DemoPerson) -> None:
    now = timezone.now()
    user = User.objects.create_user(
        email=person.email,
        password=person.password,
        phone=person.phone,
        full_name=person.full_name,
        kind=person.kind,
        phone_verified_at=now,
        is_demo=True,
        is_staff=person.is_system_admin,
        is_superuser=person.is_system_admin,
    )
    if person.id_number:
        user.set_id_number(person.id_number)
        user.assurance_level = AssuranceLevel.LEVEL_2
        user.save()
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    StaffRole.objects.bulk_create(StaffRole(user=user, unit=_unit(held), role=held.role) for held in person.roles)


def _unit(held: DemoRole) -> Unit:
    if held.place == CITY:
        return lookup.department(held.slug) if held.slug else lookup.provincial_committee()
    if held.place == CITY_CENTRE:
        return lookup.centre_of(lookup.provincial_committee())
    committee = lookup.committee_of(demo_wards()[held.place == OTHER_WARD])
    return lookup.part_of(committee, held.slug) if held.slug else committee


def demo_wards() -> tuple[str, str]:
    """Codes of the two wards where demo staff work."""
    if chosen := DEMO_WARDS.get(settings.PORTAL_PROVINCE):
        return chosen
    wards = Division.objects.current().filter(parent__code=settings.PORTAL_PROVINCE, kind=Division.Kind.WARD)
    first, second = wards.order_by("code").values_list("code", flat=True)[:2]
    return first, second
