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
    """A page on which the paper can be looked for, and what its link says."""

    url: str
    words: str | Promise


class Store(Protocol):
    """A system above that may hold papers. Both give offers by the primary key of the component."""

    def of_draft(self, draft: Draft, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For the person who writes a filing."""

    def of_dossier(self, dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For staff who handle a dossier."""


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
