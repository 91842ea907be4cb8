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
    """An order whose payer owes nothing any more, told once; `order.paid_at` is the moment."""

    order: Order


@dataclass(frozen=True)
class Refunded:
    """Money of an order that has gone back."""

    order: Order
    refund: Refund


@dataclass(frozen=True)
class Follower:
    """What an app does then. `lock_subject` locks what a `subject_ref` names; all ignore what isn't their own."""

    lock_subject: Callable[[str], None]
    on_paid: Callable[[Paid], None]
    on_refunded: Callable[[Refunded], None]


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
