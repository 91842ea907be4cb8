"""The shape of an act that has a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from dossiers.models import Dossier
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.forms.typed import Words


@dataclass(frozen=True)
class SideAct:
    """What the page asks and says, and what the act does with what was typed.

    `form` makes the form of a dossier for a person, bound where data is given; `act` raises DossierError. `warning`
    stands above the button of what can't be undone; `done` names the dossier by %(code)s.
    """

    label: Words
    form: Callable[[Dossier, User, QueryDict | None], forms.Form]
    act: Callable[[Dossier, User, dict[str, Any]], object]
    done: Words
    warning: Words = ""
    template: str = "dossiers/staff/side_act.html"

    @property
    def is_final(self) -> bool:
        """Whether the act can't be undone, which its button shows."""
        return bool(self.warning)
