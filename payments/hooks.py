"""What follows when an order is paid or money goes back, in apps above this one: a typed registry.

Filled in their `AppConfig.ready`; called inside the transaction in the order of the names, and an error in a follower
rolls everything back. Rows are locked in one order, whoever begins: the subject of an order first, then the order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payments.models import Order, Refund


@dataclass(frozen=True)
class Paid:
    """An order whose payer owes nothing any more, told once, and again only after `Reversed`."""

    order: Order


@dataclass(frozen=True)
class Refunded:
    """Money of an order that has gone back."""

    order: Order
    refund: Refund


@dataclass(frozen=True)
class CameBack:
    """Money that was told as `Refunded` and did not reach the payer; `Refunded` is told anew when it is sent again.

    `reference` is of the transfer that failed, `attempt` how many have failed.
    """

    order: Order
    refund: Refund
    reference: str
    attempt: int


@dataclass(frozen=True)
class Reversed:
    """An order that was paid at the till by mistake and awaits its money again; `Paid` is told anew when it comes."""

    order: Order


def _ignore(_told: Reversed | CameBack) -> None:
    """What an app does that has nothing to take back."""


@dataclass(frozen=True)
class Subject:
    """What an order is for, as the national platform asks for it; `page` is where its owner reads of it."""

    page: str
    procedure_code: str
    procedure_name: str
    payer_id_number: str = ""
    payer_address: str = ""
    payer_province: str = ""


def _knows_nothing(_subject_ref: str) -> Subject | None:
    return None


@dataclass(frozen=True)
class Follower:
    """What an app does then. `lock_subject` locks what a `subject_ref` names; all ignore what isn't their own."""

    lock_subject: Callable[[str], None]
    on_paid: Callable[[Paid], None]
    on_refunded: Callable[[Refunded], None]
    on_reversed: Callable[[Reversed], None] = _ignore
    describe: Callable[[str], Subject | None] = _knows_nothing
    on_came_back: Callable[[CameBack], None] = _ignore


_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Add a follower under a unique name. ValueError when the name is taken by another."""
    if _followers.setdefault(name, follower) != follower:
        raise ValueError(f"a follower named {name} is registered already")


def followers() -> list[Follower]:
    """The followers in the order of their names, so that the order never depends on imports."""
    return [_followers[name] for name in sorted(_followers)]


def lock_subject(subject_ref: str) -> None:
    """Let whoever owns the subject lock it, before the order itself is locked."""
    if subject_ref:
        for follower in followers():
            follower.lock_subject(subject_ref)


def describe(subject_ref: str) -> Subject | None:
    """What an order is for, from whoever owns the subject; None where nobody knows it."""
    told = (follower.describe(subject_ref) for follower in followers()) if subject_ref else ()
    return next((subject for subject in told if subject is not None), None)
