"""A procedure of the world that asks how surely its filers are known, announced as publishers announce it."""

from __future__ import annotations

from django.test import Client

from portal.accounts.models import User
from procedures import catalogue
from procedures.copying import copy_versions
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from tests.dossiers.desk import signed_in
from tests.dossiers.world import BIRTH


def asking_for(level: int, code: str = BIRTH) -> ProcedureVersion:
    """A new version of the procedure, in force from today, that asks for an account of this level."""
    standing = catalogue.in_force(code)
    version = copy_versions([standing], {standing.pk: standing.procedure})[standing.pk]
    version.assurance_level = level
    version.save()
    publish([version])
    return catalogue.in_force(code)


def known_as(person: User, level: int | None) -> Client:
    """The person's browser, signed on at the national portal with a level; by password for None."""
    browser = signed_in(person)
    if level is not None:
        session = browser.session
        session["sign_on"] = {"level": level}
        session.save()
    return browser
