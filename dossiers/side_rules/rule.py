"""The shape of a rule about an act beside the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from units.access import has_role, holds_any

if TYPE_CHECKING:
    from dossiers.models import Dossier, Task
    from portal.accounts.models import User
    from units.models import Unit

MayAct: TypeAlias = "Callable[[Dossier, Task | None, User], bool]"
"""Whether a person may act on a dossier whose open task is given (None when nobody has work with it)."""


def holds(user: User, role: str, unit: Unit) -> bool:
    """Whether the person has the role for the unit; no query for whoever has the role nowhere."""
    return holds_any(user, role) and has_role(user, role, unit)
