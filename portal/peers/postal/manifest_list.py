"""The list of manifests of a counter, and the parcels of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from portal.peers.models import PostalManifest, PostalOrder
from portal.peers.models.manifests import ManifestState
from portal.peers.postal.parcel_list import ROLES
from portal.ui.list_address import ByKey, choice, words
from portal.ui.paging import Page, page_by_key
from units.access import units_of

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    state: str = choice("tinh-trang", ManifestState.values)
    text: str = words("tim", most=60)


def visible_to(user: User) -> QuerySet[PostalManifest]:
    """The manifests of the person's counters."""
    return PostalManifest.objects.filter(unit__in=units_of(user, *ROLES))


def page_of(user: User, question: Question) -> Page[PostalManifest]:
    """One page in one query, the newest first, each with how many parcels it has."""
    found = visible_to(user).select_related("unit", "connection", "handed_by").annotate(count=Count("parcels"))
    if question.state:
        found = found.filter(state=question.state)
    if question.text:
        found = found.filter(number__icontains=question.text.replace(" ", "").upper())
    return page_by_key(found, question)


def parcels_of(manifest: PostalManifest) -> list[PostalOrder]:
    """In the order of its sheet, without the recipients."""
    return list(manifest.parcels.select_related("dossier").defer("told").order_by("pk"))


def scanned(parcels: list[PostalOrder], code: str) -> PostalOrder | None:
    """The parcel that a code means: that of the post, our number, or the dossier's."""
    wanted = code.replace(" ", "").upper()
    return next((one for one in parcels if wanted in (one.item_code, one.number, one.dossier.code)), None)
