"""The codes that other systems give our dossiers: kept as aliases, so that whatever code people hold finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossiers import aliases
from dossiers.models import Dossier
from portal.peers.drivers.base import Done, Rejected, Schema

if TYPE_CHECKING:
    from portal.peers.models import Connection

SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "dossier": {"type": "string", "minLength": 4, "maxLength": 40},
        "code": {"type": "string", "minLength": 1, "maxLength": aliases.LONGEST, "pattern": r"^[!-~]+\Z"},
    },
    "required": ["dossier", "code"],
    "additionalProperties": False,
}


def take(connection: Connection, data: dict[str, Any]) -> Done:
    """Keep a code that a notice gives. Raises Rejected for a dossier that it was never told of, or a code taken."""
    dossier = Dossier.objects.filter(code=aliases.tidy(data["dossier"])).select_related("procedure_version").first()
    if dossier is None or not is_served(connection, dossier):
        raise Rejected("Hồ sơ không thuộc kết nối này.")
    note(connection, dossier, data["code"])
    return Done("Đã ghi mã ở hệ thống kia", dossier)


def note(connection: Connection, dossier: Dossier, code: str) -> None:
    """Keep it; again the same is no change. Raises Rejected where it means another dossier."""
    try:
        aliases.note(dossier, connection.short_name, code)
    except aliases.CodeTaken as error:
        raise Rejected("Mã này đã thuộc hồ sơ khác, hoặc hồ sơ đã có mã khác ở hệ thống đó.") from error


def is_served(connection: Connection, dossier: Dossier) -> bool:
    """Whether a connection is for a dossier: by the unit that received it or decides, and by its procedure."""
    procedure = dossier.procedure_version.procedure.code
    units = (dossier.receiving_unit.code, dossier.competent_unit.code)
    return any(connection.serves(unit, procedure) for unit in units)
