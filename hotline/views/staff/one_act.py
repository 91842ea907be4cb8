"""What an act of staff is: its address, its form, its words, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise

from hotline import log, rights
from hotline.kinds import Action

if TYPE_CHECKING:
    from hotline.models import Ticket
    from portal.accounts.models import User

Do = Callable[["Ticket", "User", Any], object]
Words = str | Promise


@dataclass(frozen=True)
class Act:
    """One act: the last part of its address, its form, its words; `do` gets the valid form."""

    slug: str
    action: Action
    form: type[forms.Form]
    title: Words
    text: Words
    button: Words
    done: Words
    do: Do
    initial: Callable[[Ticket], dict[str, Any]] = lambda _ticket: {}
    is_fitting: Callable[[Ticket, User], bool] = lambda _ticket, _user: True
    is_dangerous: bool = False

    def is_open(self, ticket: Ticket, user: User) -> bool:
        """Whether state and roles let the person do it now."""
        is_possible = log.is_possible(ticket, self.action)
        return is_possible and rights.may(user, self.action, ticket) and self.is_fitting(ticket, user)
