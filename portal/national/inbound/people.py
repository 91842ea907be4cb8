"""Whose account a person is whom the national portal names: found or made by the number that it proved.

Never by e-mail or telephone: whoever wrote your address there would be you here. What was written stands in the dossier
alone, and an account made here gets neither, so it can take nothing from anybody.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.national.inbound.problems import Impossible
from portal.vietnamese import normalise


def account_of(kind: Kind, number: str, full_name: str, level: AssuranceLevel, tech_id: str = "") -> User:
    """The one account of this kind with this proven number, made when there is none, within the caller's transaction.

    Whoever signs on with the national portal later is that account (`portal.accounts.sign_on.linking`). `tech_id`: what
    the national portal calls it, "" where it did not say. Raises Impossible where one would have no name.
    """
    found = _found_or_made(kind, number, full_name, level)
    if tech_id and found.tech_id != tech_id:
        found.tech_id = tech_id
        found.save(update_fields=["tech_id"])
    return found


def _found_or_made(kind: Kind, number: str, full_name: str, level: AssuranceLevel) -> User:
    try:
        with transaction.atomic():
            return known(kind, number) or _made(kind, number, full_name, level)
    except IntegrityError:
        # Two messages about the same person at once: the other one made the account.
        found = known(kind, number)
        if found is None:
            raise
        return found


def known(kind: Kind, number: str) -> User | None:
    """The account of this kind whose number was proven."""
    proven = User.objects.filter(assurance_level__gte=AssuranceLevel.LEVEL_1, kind=kind)
    return proven.filter(id_number_index=blind_index(tidy(number))).first()


def tidy(number: str) -> str:
    """A number as sign-on keeps it: digits alone."""
    return number.replace("-", "")


def _made(kind: Kind, number: str, full_name: str, level: AssuranceLevel) -> User:
    bare, name = tidy(number), normalise(full_name)
    if not name:
        raise Impossible("HoTen của người nộp để trống.")
    user = User(full_name=name, kind=kind, assurance_level=level)
    user.id_number, user.id_number_index = bare, blind_index(bare)
    user.set_unusable_password()
    user.save()
    return user
