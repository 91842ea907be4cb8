"""Who acts on a ticket: the reporter, of whom the log names nobody; a person of the staff; or the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit

REPORTER_NAME = "Người phản ánh"
SYSTEM_NAME = "Hệ thống"


@dataclass(frozen=True)
class Actor:
    """The author of an event; the reporter is never named, signed in or not: the log is read by everybody at work."""

    user: User | None
    name: str
    unit: Unit | None = None

    @classmethod
    def reporter(cls) -> Actor:
        """Whoever sent the ticket."""
        return cls(None, REPORTER_NAME)

    @classmethod
    def staff(cls, user: User, unit: Unit | None = None) -> Actor:
        """A person at work, for a unit."""
        return cls(user, user.full_name[:200], unit)

    @classmethod
    def system(cls) -> Actor:
        """The worker."""
        return cls(None, SYSTEM_NAME)
