"""Which account somebody is who signed on: found by the proven identity number, never by e-mail or telephone.

A number that somebody only typed proves nothing: an account made with another's number would be waiting for its true
holder. E-mail proves less: whoever writes your address into their profile there would be you here.
A work account is never made by signing on, and is another one than the holder's own as a citizen.
"""

from __future__ import annotations

from enum import StrEnum

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.accounts.sign_on.claims import Identity


class Refusal(StrEnum):
    """Why somebody was not signed on."""

    CANCELLED = "cancelled"
    STALE = "stale"
    AWAY = "away"
    NOT_TRUSTED = "not_trusted"
    INCOMPLETE = "incomplete"
    NO_WORK_ACCOUNT = "no_work_account"
    NUMBER_CHANGED = "number_changed"
    NUMBER_TAKEN = "number_taken"
    OTHER_KIND = "other_kind"


class NotLinked(Exception):
    """No account of ours is this person's; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def person_of(identity: Identity, account: SocialAccount, *, as_staff: bool, language: str) -> User:
    """The account of somebody who signed on, made at their first time here; NotLinked, and then nothing changed."""
    try:
        with transaction.atomic():
            return _known_or_made(identity, account, as_staff=as_staff, language=language)
    except IntegrityError:
        # The same person in two windows at once: the other one made the account.
        with transaction.atomic():
            return _known_or_made(identity, account, as_staff=as_staff, language=language)


@transaction.atomic
def connect(user: User, identity: Identity, account: SocialAccount) -> None:
    """Tie the account of somebody signed in here to who they are there; NotLinked, and then nothing changed."""
    # Behind a work account stands a person, never an organisation.
    if identity.kind != (Kind.CITIZEN if user.kind == Kind.STAFF else user.kind):
        raise NotLinked(Refusal.OTHER_KIND)
    holder = _proven(identity, user.kind)
    if holder is not None and holder.pk != user.pk:
        raise NotLinked(Refusal.NUMBER_TAKEN)
    known = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).first()
    if known is not None and known.user_id != user.pk:
        raise NotLinked(Refusal.NUMBER_TAKEN)
    if user.assurance_level and user.id_number_index not in ("", blind_index(identity.number)):
        raise NotLinked(Refusal.NUMBER_CHANGED)
    _prove(user, identity)
    _tie(user, account)


def _known_or_made(identity: Identity, account: SocialAccount, *, as_staff: bool, language: str) -> User:
    if as_staff and identity.kind != Kind.CITIZEN:
        raise NotLinked(Refusal.NO_WORK_ACCOUNT)
    kind = Kind.STAFF if as_staff else identity.kind
    tied = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).select_related("user").first()
    user = tied.user if tied else _proven(identity, kind)
    if user is None and as_staff:
        raise NotLinked(Refusal.NO_WORK_ACCOUNT)
    if user is None:
        user = User(full_name=identity.full_name, kind=kind, language=language)
        user.set_unusable_password()
    elif user.id_number_index != blind_index(identity.number) or user.kind != kind:
        raise NotLinked(Refusal.NUMBER_CHANGED)
    _prove(user, identity)
    _tie(user, account)
    return user


def _proven(identity: Identity, kind: str) -> User | None:
    """The one account of this kind whose number was proven."""
    proven = User.objects.filter(assurance_level__gte=AssuranceLevel.LEVEL_1, kind=kind)
    return proven.filter(id_number_index=blind_index(identity.number)).select_for_update().first()


def _prove(user: User, identity: Identity) -> None:
    """Write down the number, and the highest level at which it was ever proven; costs nothing when all is there.

    An officer's work account files nothing, so what the national portal calls them in dossiers is not kept there.
    """
    index = blind_index(identity.number)
    tech_id = user.tech_id if user.kind == Kind.STAFF else (identity.tech_id or user.tech_id)
    is_there = user.id_number_index == index and user.assurance_level >= identity.level and user.tech_id == tech_id
    if user.pk and is_there:
        return
    user.id_number, user.id_number_index, user.tech_id = identity.number, index, tech_id
    user.assurance_level = max(user.assurance_level, identity.level)
    user.save(update_fields=["id_number", "id_number_index", "tech_id", "assurance_level"] if user.pk else None)


def _tie(user: User, account: SocialAccount) -> None:
    SocialAccount.objects.update_or_create(
        provider=account.provider, uid=account.uid, defaults={"user": user, "extra_data": account.extra_data}
    )
