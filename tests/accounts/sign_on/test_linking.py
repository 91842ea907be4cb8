"""Rules proved, every combination: which account somebody who signs on gets; a refusal changes nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import RequestFactory

from portal.accounts.models import AssuranceLevel, Kind, User
from portal.accounts.sign_on import linking
from portal.accounts.sign_on.claims import Identity
from portal.accounts.sign_on.linking import NotLinked, Refusal, connect, person_of
from portal.accounts.sign_on.provider import provider
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
NUMBER, OTHER_NUMBER = "079194000123", "079194000999"
LAN = Identity("lan", Kind.CITIZEN, NUMBER, "Nguyễn Thị Ngọc Lan", AssuranceLevel.LEVEL_2)
NONE, ONE, TWO = AssuranceLevel.SELF_DECLARED, AssuranceLevel.LEVEL_1, AssuranceLevel.LEVEL_2


@dataclass(frozen=True)
class There:
    """An account that is here before: its kind, its number and how that is known, the name there it is tied to."""

    kind: str = Kind.CITIZEN
    number: str = NUMBER
    level: AssuranceLevel = NONE
    tied_to: str = ""

    def make(self) -> User:
        person = make_user(kind=self.kind)
        if self.number:
            person.set_id_number(self.number)
        person.assurance_level = self.level
        person.save()
        if self.tied_to:
            account_of(replace(LAN, subject=self.tied_to), self.kind == Kind.STAFF, user=person).save()
        return person


def account_of(identity: Identity, as_staff: bool, **fields: Any) -> SocialAccount:
    made = provider(RequestFactory().get("/")).sociallogin(identity, as_staff=as_staff, end="", there="").account
    return SocialAccount(provider=made.provider, uid=made.uid, extra_data=made.extra_data, **fields)


def sign_on(identity: Identity = LAN, *, as_staff: bool = False) -> User:
    return person_of(identity, account_of(identity, as_staff), as_staff=as_staff, language="vi")


def tie(person: User, identity: Identity = LAN) -> None:
    connect(person, identity, account_of(identity, person.kind == Kind.STAFF))


def everything() -> list[Any]:
    """All that the tables say of accounts, but for ciphertexts, which differ each time."""
    people = User.objects.order_by("pk")
    told = [(one.pk, one.kind, one.id_number, one.id_number_index, one.assurance_level, one.email) for one in people]
    return [*told, *SocialAccount.objects.order_by("pk").values_list("user_id", "uid", "extra_data")]


def refusal_of(act: Any) -> Refusal | None:
    """Why it was refused, and then nothing changed; None where it was done."""
    before = everything()
    try:
        act()
    except NotLinked as refused:
        assert everything() == before
        return refused.reason
    return None


# -- signing on


ENTERS, MAKES = "enters", "makes a new one"
#: Kind of the account here, number, level, tied to → what a citizen finds who signs on.
AS_CITIZEN = {
    There(): MAKES,
    There(level=ONE): ENTERS,
    There(level=TWO): ENTERS,
    There(number=OTHER_NUMBER, level=TWO): MAKES,
    There(number=""): MAKES,
    There(kind=Kind.STAFF, level=TWO): MAKES,
    There(kind=Kind.ORGANISATION, level=TWO): MAKES,
    There(level=TWO, tied_to="lan"): ENTERS,
    There(level=TWO, tied_to="lan-of-before"): ENTERS,
    There(level=NONE, tied_to="lan"): ENTERS,
    There(number=OTHER_NUMBER, level=TWO, tied_to="lan"): Refusal.NUMBER_CHANGED,
    There(number="", tied_to="lan"): Refusal.NUMBER_CHANGED,
    There(kind=Kind.STAFF, level=TWO, tied_to="lan"): MAKES,
    There(kind=Kind.ORGANISATION, level=TWO, tied_to="lan"): Refusal.NUMBER_CHANGED,
}
#: The same where the work account was asked for.
AS_STAFF = {
    There(kind=Kind.STAFF): Refusal.NO_WORK_ACCOUNT,
    There(kind=Kind.STAFF, level=ONE): ENTERS,
    There(kind=Kind.STAFF, level=TWO, tied_to="lan"): ENTERS,
    There(kind=Kind.STAFF, number=OTHER_NUMBER, level=TWO): Refusal.NO_WORK_ACCOUNT,
    There(kind=Kind.STAFF, number=OTHER_NUMBER, level=TWO, tied_to="lan"): Refusal.NUMBER_CHANGED,
    There(level=TWO): Refusal.NO_WORK_ACCOUNT,
    There(level=TWO, tied_to="lan"): Refusal.NO_WORK_ACCOUNT,
}
DOORS = [(False, *row) for row in AS_CITIZEN.items()] + [(True, *row) for row in AS_STAFF.items()]


@pytest.mark.parametrize(("as_staff", "there", "expected"), DOORS)
def test_whose_account_it_is_is_decided_by_the_proven_number(as_staff: bool, there: There, expected: Any) -> None:
    before = there.make()
    found: list[User] = []
    refused = refusal_of(lambda: found.append(sign_on(as_staff=as_staff)))
    if refused:
        assert refused == expected
        return
    [person] = found
    assert expected == (ENTERS if person == before else MAKES)
    kept = User.objects.get(pk=person.pk)
    assert (kept.id_number, kept.assurance_level) == (NUMBER, TWO)
    assert SocialAccount.objects.get(uid=account_of(LAN, as_staff).uid).user == person
    # and the next time is the same account, whatever it was the first time
    assert sign_on(as_staff=as_staff) == person


def test_who_was_made_has_no_way_in_but_this_one() -> None:
    made = sign_on(replace(LAN, level=ONE))
    assert (made.kind, made.full_name, made.email, made.phone) == (Kind.CITIZEN, LAN.full_name, None, None)
    assert (made.has_usable_password(), made.is_staff, made.is_superuser, made.is_demo) == (False,) * 4
    assert made.assurance_level == ONE


def test_the_highest_level_ever_proven_stays_and_the_name_here_is_not_overwritten() -> None:
    first = sign_on()
    again = sign_on(replace(LAN, level=ONE, full_name="Tên Khác"))
    kept = User.objects.get()
    assert (again, kept.assurance_level, kept.full_name) == (first, TWO, LAN.full_name)


def test_an_organisation_never_works_here_and_never_meets_a_person_of_the_same_number() -> None:
    company = replace(LAN, subject="company", kind=Kind.ORGANISATION, number="0316000321")
    There(kind=Kind.STAFF, number="", level=NONE).make()
    assert refusal_of(lambda: sign_on(company, as_staff=True)) == Refusal.NO_WORK_ACCOUNT
    person = There(level=TWO).make()
    assert sign_on(replace(company, number=NUMBER)).pk != person.pk


def test_the_same_person_in_two_windows_at_once_is_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other window made the account between our looking and our making."""
    looked, real = [], linking._proven

    def blind_at_first(identity: Identity, kind: str) -> User | None:
        looked.append(kind)
        return real(identity, kind) if len(looked) > 1 else None

    other = There(level=ONE).make()
    monkeypatch.setattr(linking, "_proven", blind_at_first)
    assert sign_on() == other
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)


# -- tying an account that one is in


#: Kind, number and level of the account one is in → what tying it to Lan says.
TYING = {
    There(number=""): None,
    There(): None,
    There(number=OTHER_NUMBER): None,
    There(level=ONE): None,
    There(level=TWO): None,
    There(number=OTHER_NUMBER, level=ONE): Refusal.NUMBER_CHANGED,
    There(level=TWO, tied_to="lan"): None,
    There(kind=Kind.STAFF, number=""): None,
    There(kind=Kind.STAFF, number=OTHER_NUMBER, level=TWO): Refusal.NUMBER_CHANGED,
    There(kind=Kind.ORGANISATION, number=""): Refusal.OTHER_KIND,
    There(kind=Kind.ORGANISATION, level=TWO): Refusal.OTHER_KIND,
}


@pytest.mark.parametrize(("there", "expected"), TYING.items())
def test_an_account_is_tied_unless_another_number_was_proven_on_it(there: There, expected: Refusal | None) -> None:
    person = there.make()
    assert refusal_of(lambda: tie(person)) == expected
    if expected is None:
        kept = User.objects.get()
        assert (kept.id_number, kept.assurance_level) == (NUMBER, TWO)
        assert sign_on(as_staff=there.kind == Kind.STAFF) == person


@pytest.mark.parametrize(("kind", "level"), [*product([Kind.CITIZEN, Kind.STAFF], [ONE, TWO])])
def test_what_another_account_of_the_kind_has_proven_or_tied_is_not_taken_from_it(
    kind: str, level: AssuranceLevel
) -> None:
    holder = There(kind=kind, level=level).make()
    taker = There(kind=kind, number="").make()
    assert refusal_of(lambda: tie(taker)) == Refusal.NUMBER_TAKEN
    # nor where the number there changed, and only the name there is the holder's
    tie(holder)
    assert refusal_of(lambda: tie(taker, replace(LAN, number=OTHER_NUMBER))) == Refusal.NUMBER_TAKEN


def test_a_person_ties_their_own_and_their_work_account_one_beside_the_other() -> None:
    own, work = There(number="").make(), There(kind=Kind.STAFF, number="").make()
    tie(own)
    tie(work)
    assert (sign_on(), sign_on(as_staff=True)) == (own, work)


@pytest.mark.parametrize("kind", [Kind.CITIZEN, Kind.STAFF])
def test_behind_the_account_of_a_person_stands_no_organisation(kind: str) -> None:
    """Else an officer's work account would carry a company's tax code, and nobody could enter it by signing on."""
    person = There(kind=kind, number="").make()
    company = replace(LAN, subject="company", kind=Kind.ORGANISATION, number="0316000321")
    assert refusal_of(lambda: tie(person, company)) == Refusal.OTHER_KIND


def test_a_number_that_somebody_else_only_typed_stands_in_nobodys_way() -> None:
    stranger, lan = There().make(), There(number="").make()
    tie(lan)
    stranger.refresh_from_db()
    assert (stranger.id_number, stranger.assurance_level) == (NUMBER, NONE)
    assert sign_on() == lan


def test_names_there_are_kept_as_fingerprints_that_differ_for_work_and_for_oneself() -> None:
    kept = {account_of(LAN, as_staff).uid for as_staff in (False, True)}
    kept |= {account_of(replace(LAN, subject="tuan"), False).uid}
    assert len(kept) == 3
    assert not any(name in uid for uid in kept for name in ("lan", "tuan", NUMBER))


def test_what_the_national_portal_calls_an_account_is_kept_of_those_who_file() -> None:
    lan = sign_on(replace(LAN, tech_id="T-1"))
    assert User.objects.get(pk=lan.pk).tech_id == "T-1"
    # A sign-on that tells none takes nothing away, and one that tells another is the newer word.
    assert sign_on().tech_id == "T-1"
    assert sign_on(replace(LAN, tech_id="T-2")).tech_id == "T-2"
    officer = There(kind=Kind.STAFF, level=TWO).make()
    assert sign_on(replace(LAN, tech_id="T-2"), as_staff=True) == officer
    officer.refresh_from_db()
    assert officer.tech_id == ""
