"""What tests of the citizens' pages share: a signed-in mother, her draft, and its pages filled in."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks import _birth
from dossiers import drafts
from dossiers.models import Draft
from portal.accounts.models import User
from procedures import catalogue, eforms
from tests.dossiers.filings import BIRTH_FORM, BIRTH_PAPER, upload_for
from tests.dossiers.world import BIRTH, SAI_GON, World

APPLICANT = {
    **_birth.APPLICANT,
    "phone": "0901 234 567",
    "commune": SAI_GON,
    "street": _birth.STREET,
    "is_other": "no",
}


def signed_in(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def new_draft(world: World, case: str = "standard") -> Draft:
    """A filing of a birth that was just begun."""
    version = catalogue.published(BIRTH)
    return drafts.start(world.mother, version, version.case(case), SAI_GON)


def full_draft(world: World) -> Draft:
    """A filing in which every page is done, ready to be sent."""
    draft = new_draft(world)
    applicant = {**APPLICANT, "phone": "+84901234567"}
    applicant.pop("is_other")
    drafts.save_section(draft, "applicant", applicant, done="applicant")
    drafts.save_section(draft, "owner", {"is_other": "no"})
    drafts.save_section(draft, "form", dict(BIRTH_FORM))
    for page in eforms.pages(draft.case.eform.schema if draft.case.eform else {}):
        drafts.save_section(draft, "form", {}, done=f"form-{page.key}")
    paper = {"source": "uploaded", "upload": str(upload_for(world.mother))}
    drafts.save_section(draft, "papers", {BIRTH_PAPER: paper}, done="papers")
    return drafts.save_section(draft, "delivery", {"result_delivery": "online"}, done="delivery")


def page_url(draft: Draft, section: str) -> str:
    """The address of a page of the filing."""
    return reverse("dossiers:draft-page", args=[draft.public_id, section])


def kept(draft: Draft) -> dict[str, Any]:
    """What the database holds of the draft now."""
    data: dict[str, Any] = Draft.objects.get(pk=draft.pk).data
    return data


def words(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
