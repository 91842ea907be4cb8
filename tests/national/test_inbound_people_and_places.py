"""Whom and where a message means: the one account of a proven number, and the unit or commune of today."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.national.inbound import people, places
from tests.dossiers.world import BEN_THANH, SAI_GON, SINCE, World
from units.models import Division, Unit, UnitSuccession

NUMBER = "079190000111"


def account(number: str = NUMBER, kind: Kind = Kind.CITIZEN, level: int = 1, email: str | None = None) -> User:
    """Somebody whose number is known here."""
    user = User(full_name="Nguyễn Thị Lan", kind=kind, assurance_level=level, email=email)
    user.set_id_number(number)
    user.assurance_level = level
    user.save()
    return user


def asked(number: str = NUMBER, kind: Kind = Kind.CITIZEN, name: str = "Nguyễn Thị Lan") -> User:
    return people.account_of(kind, number, name, AssuranceLevel.LEVEL_2)


@pytest.mark.django_db
def test_the_first_time_makes_an_account_that_takes_nothing_from_anybody() -> None:
    made = asked()
    assert (made.kind, made.assurance_level, made.id_number) == (Kind.CITIZEN, AssuranceLevel.LEVEL_2, NUMBER)
    assert (made.email, made.phone, made.is_staff, made.is_superuser) == (None, None, False, False)
    assert not made.has_usable_password()
    assert asked() == made
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_name_is_kept_as_it_is_written_here() -> None:
    told = unicodedata.normalize("NFD", "Ðặng  Thị Lan")
    assert asked(name=told).full_name.startswith("Đặng")
    assert unicodedata.is_normalized("NFC", User.objects.get().full_name)


@pytest.mark.django_db
def test_another_name_under_the_same_number_is_the_same_person_as_before() -> None:
    first = asked()
    assert asked(name="Nguyễn Thị Lan Anh") == first
    first.refresh_from_db()
    assert first.full_name == "Nguyễn Thị Lan"


@pytest.mark.django_db
def test_a_number_with_or_without_its_dash_is_one_organisation() -> None:
    first = asked("0312345678-001", Kind.ORGANISATION, "Công ty Sao Mai")
    assert asked("0312345678001", Kind.ORGANISATION) == first
    assert asked("0312345678", Kind.ORGANISATION, "Công ty mẹ") != first
    assert first.id_number == "0312345678001"


@pytest.mark.django_db
def test_work_accounts_and_organisations_are_not_the_person() -> None:
    officer = account(kind=Kind.STAFF, email="can-bo@example.vn")
    company = account(kind=Kind.ORGANISATION)
    citizen = asked()
    assert citizen not in (officer, company)
    assert people.known(Kind.STAFF, NUMBER) == officer
    assert User.objects.count() == 3


@pytest.mark.django_db
def test_a_number_that_somebody_only_typed_is_nobodys_proof() -> None:
    typed = account(level=0, email="la@example.vn")
    assert people.known(Kind.CITIZEN, NUMBER) is None
    assert asked() != typed
    typed.refresh_from_db()
    assert typed.assurance_level == 0


@pytest.mark.django_db
def test_two_at_once_make_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    other, looks = account(), list[str]()

    def late(kind: Kind, number: str) -> User | None:
        looks.append(number)
        return None if len(looks) == 1 else other

    monkeypatch.setattr(people, "known", late)
    assert asked() == other
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_account_that_cannot_be_made_for_another_reason_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    account()
    monkeypatch.setattr(people, "known", lambda _kind, _number: None)
    with pytest.raises(IntegrityError):
        asked()


@given(number=st.from_regex(r"[0-9]{10}-?[0-9]{3}|[0-9]{12}|[0-9]{10}", fullmatch=True))
def test_a_tidied_number_is_digits_alone_and_tidying_again_changes_nothing(number: str) -> None:
    bare = people.tidy(number)
    assert bare.isdecimal()
    assert people.tidy(bare) == bare
    assert blind_index(bare) == blind_index(people.tidy(number))


def gone(unit: Unit, code: str, **changes: object) -> Unit:
    """A unit of before, of the same kind, that ended today."""
    old = Unit.objects.get(pk=unit.pk)
    old.pk, old.code, old.slug = None, code, f"cu-{code.lower().replace('.', '-')}"
    old.valid_from, old.valid_to = timezone.localdate() - timedelta(days=300), timezone.localdate()
    for name, value in changes.items():
        setattr(old, name, value)
    old.save(force_insert=True)
    return old


def followed(old: Unit, *heirs: Unit) -> None:
    """These took over in equal parts."""
    for heir in heirs:
        share = Decimal(1) / len(heirs)
        UnitSuccession.objects.create(
            predecessor=old, successor=heir, share=share, effective_from=old.valid_to or timezone.localdate()
        )


def old_ward(world: World, code: str, agency: str) -> Unit:
    """The committee of a commune that is no more."""
    city = world.ward.division.parent
    division = Division.objects.create(
        code=code, name=f"Cũ {code}", full_name=f"Phường Cũ {code}", kind="ward", parent=city, valid_from=SINCE
    )
    return gone(world.ward.committee, agency, division=division)


def test_a_unit_in_force_and_none_at_all_stay_as_they_are(world: World) -> None:
    assert places.unit_today(world.ward.centre.code) == world.ward.centre.code
    assert places.unit_today("") == ""
    for unknown in ("H29.404", "X", "h29.101", "' OR 1=1"):
        assert places.unit_today(unknown) == unknown


def test_a_unit_that_went_is_read_as_its_heir_through_all_changes(world: World) -> None:
    first = gone(world.ward.centre, "H29.900.9", valid_to=timezone.localdate() - timedelta(days=30))
    second = gone(world.ward.centre, "H29.901.9")
    followed(first, second)
    followed(second, world.ward.centre)
    assert places.unit_today("H29.900.9") == world.ward.centre.code
    assert places.unit_today("H29.901.9") == world.ward.centre.code


def test_a_unit_that_was_split_is_read_as_whoever_took_most(world: World) -> None:
    old = gone(world.ward.centre, "H29.900.9")
    for heir, share in ((world.ward.centre, "0.3"), (world.other_ward.centre, "0.7")):
        UnitSuccession.objects.create(
            predecessor=old, successor=heir, share=Decimal(share), effective_from=timezone.localdate()
        )
    assert places.unit_today("H29.900.9") == world.other_ward.centre.code


def test_a_unit_without_an_heir_stays_so_that_the_intake_refuses_it_in_words(world: World) -> None:
    gone(world.ward.centre, "H29.900.9")
    assert places.unit_today("H29.900.9") == "H29.900.9"


def test_a_commune_in_force_stays(world: World) -> None:
    assert [places.commune_today(code) for code in (SAI_GON, BEN_THANH)] == [SAI_GON, BEN_THANH]
    assert places.commune_today("99999") == "99999"


def test_a_commune_that_was_merged_is_read_as_the_new_one(world: World) -> None:
    followed(old_ward(world, "26700", "H29.900"), world.ward.committee)
    followed(old_ward(world, "26701", "H29.901"), world.ward.committee)
    assert [places.commune_today(code) for code in ("26700", "26701")] == [SAI_GON, SAI_GON]


def test_a_commune_that_was_split_is_nobodys_guess(world: World) -> None:
    followed(old_ward(world, "26700", "H29.900"), world.ward.committee, world.other_ward.committee)
    assert places.commune_today("26700") == "26700"


def test_a_commune_that_nobody_took_over_stays(world: World) -> None:
    old_ward(world, "26700", "H29.900")
    assert places.commune_today("26700") == "26700"
