"""Whether a paper lies with an agency already and can be fetched there: asked by pages here, told by apps above.

As `followed_elsewhere`: the dossier does not know which stores there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from dossiers.models import Dossier, Draft
    from portal.accounts.models import User
    from procedures.models import Component


@dataclass(frozen=True)
class Offer:
    """A page on which the paper can be looked for, and what its link says.

    `upload`: public id of the person's file that was fetched there and waits to be handed in; "" where none does.
    """

    url: str
    words: str | Promise
    upload: str = ""


class Store(Protocol):
    """A system above that may hold papers. All give offers by the primary key of the component."""

    def of_draft(self, draft: Draft, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For the person who writes a filing."""

    def of_dossier(self, dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For staff who handle a dossier."""

    def of_answer(self, dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For whoever answers a request for papers: the person who filed, or the clerk who filed for them."""


_stores: dict[str, Store] = {}


def register(name: str, store: Store) -> None:
    """Register a store by name. ValueError when the name is taken by another."""
    if _stores.get(name, store) is not store:
        raise ValueError(f"{name} is a store already")
    _stores[name] = store


def of_draft(draft: Draft, user: User, components: Sequence[Component]) -> dict[int, Offer]:
    """What every store offers for a filing; where two offer the same paper, the last by name."""
    found: dict[int, Offer] = {}
    for name in sorted(_stores):
        found |= _stores[name].of_draft(draft, user, components)
    return found


def of_dossier(dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
    """What every store offers staff for a dossier; as `of_draft`."""
    found: dict[int, Offer] = {}
    for name in sorted(_stores):
        found |= _stores[name].of_dossier(dossier, user, components)
    return found


def of_answer(dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
    """What every store offers for the answer to a request for papers; as `of_draft`."""
    found: dict[int, Offer] = {}
    for name in sorted(_stores):
        found |= _stores[name].of_answer(dossier, user, components)
    return found
