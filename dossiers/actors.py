"""Who acts on a dossier: a person, another system through the API, or the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from units.access import stands_in_for

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit

SYSTEM_NAME = "Hệ thống"


@dataclass(frozen=True)
class ApiClient:
    """Another system that files for people; it sees and acts on the dossiers that it filed."""

    client_id: str
    name: str


@dataclass(frozen=True)
class Actor:
    """The author of an event: `user` is None for the worker and for API clients, who have only a name."""

    user: User | None
    name: str
    unit: Unit | None = None
    client_id: str = ""

    @classmethod
    def of(cls, filer: User | ApiClient) -> Actor:
        """Whoever filed, as author of an event."""
        if isinstance(filer, ApiClient):
            return cls(user=None, name=filer.name, client_id=filer.client_id)
        return cls.person(filer)

    @classmethod
    def person(cls, user: User, unit: Unit | None = None, role: str = "") -> Actor:
        """A signed-in person, acting for `unit` where they are staff; in a role of somebody away, in whose place.

        The log is kept in Vietnamese: "Lê Thị Hồng (thay Phạm Quốc Bảo)".
        """
        absent = stands_in_for(user, role, unit) if role and unit is not None else None
        name = f"{user.full_name} (thay {absent.full_name})"[:200] if absent else user.full_name
        return cls(user=user, name=name, unit=unit)

    @classmethod
    def system(cls) -> Actor:
        """The worker."""
        return cls(user=None, name=SYSTEM_NAME)
