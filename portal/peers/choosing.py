"""Which connection is for a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.peers.kinds import PeerKind
from portal.peers.models import Connection

if TYPE_CHECKING:
    from dossiers.models import Dossier


def post_office(dossier: Dossier) -> Connection | None:
    """The post office that fetches at the counter of a dossier: one named for it before one for all, else the oldest.

    Two queries, one where there is no post office.
    """
    offices = list(Connection.objects.on().filter(kind=PeerKind.POST).order_by("pk"))
    if not offices:
        return None
    unit, procedure = dossier.receiving_unit.code, dossier.procedure_version.procedure.code
    serving = [one for one in offices if one.serves(unit, procedure)]
    return min(serving, key=lambda one: (-_closeness(one, unit), one.pk), default=None)


def _closeness(connection: Connection, unit: str) -> int:
    """How closely it names the unit, whatever others it names; 0 for a connection for all."""
    return max((len(code) for code in connection.units if f"{unit}.".startswith(f"{code}.")), default=0)
