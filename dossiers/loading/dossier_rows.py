"""The row of an invented dossier and of its first paper: one shape for each matter and status."""

from __future__ import annotations

from dossiers.loading.copying import Hole, Table
from dossiers.loading.matters import Matter
from dossiers.loading.ways import WAYS, place_of
from dossiers.statuses import Action, PaperCheck, PaperSource, ResultDelivery, Status

UNIT_HOLES = {f"{part}_unit_id": Hole(part) for part in ("receiving", "competent", "handling")}


def dossier_shape(table: Table, matter: Matter, status: Status) -> str:
    """The row of `dossiers_dossier`; its own id is one of the holes."""
    handed_over = _moment(status, Action.HAND_OVER)
    return table.shape(
        {
            **{name: Hole(name) for name in ("id", "public_id", "code", "channel", "due_at", "due_sum")},
            **{name: Hole(name) for name in ("due_soon_from", "due_soon_at", "overdue_at")},
            **UNIT_HOLES,
            "procedure_version_id": matter.version.pk,
            "case_id": matter.case.pk,
            "process_id": matter.process.pk,
            "title": matter.version.name[:1000],
            "status": int(status),
            "delivery_state": "handed_out" if status == Status.RETURNED else "nothing",
            "last_sequence": len(WAYS[status]),
            "result_delivery": ResultDelivery.ONLINE.value,
            "submitted_at": Hole("at0"),
            "received_at": _moment(status, Action.RECEIVE),
            "handed_over_at": handed_over,
            "competent_received_at": handed_over,
            "clock_started_at": Hole("at0"),
            "finished_at": _moment(status, Action.ISSUE),
            "returned_at": _moment(status, Action.RETURN_RESULT),
        }
    )


def paper_shape(table: Table, matter: Matter, status: Status) -> str | None:
    """The row of the first paper, where the case asks for one; it stands in a database."""
    if matter.component_id is None:
        return None
    is_checked = status not in (Status.SUBMITTED, Status.NOT_RECEIVED)
    return table.shape(
        {
            "dossier_id": Hole("id"),
            "component_id": matter.component_id,
            "position": 1,
            "source": PaperSource.IN_DATABASE.value,
            "check_state": (PaperCheck.ACCEPTED if is_checked else PaperCheck.UNCHECKED).value,
            "added_at": Hole("at0"),
        }
    )


def _moment(status: Status, action: Action) -> Hole | None:
    place = place_of(status, action)
    return None if place is None else Hole(f"at{place}")
