"""What the API says of other units that are asked about a dossier."""

from __future__ import annotations

from typing import Any

from dossiers.actors import ApiClient
from dossiers.models import Consultation, Dossier
from portal.accounts.models import User


def consultations_as_json(dossier: Dossier, caller: User | ApiClient) -> list[dict[str, Any]]:
    """Names and states for everybody; what is asked and said only for who works on the dossier (TT 01/2018 Đ16).

    One query where nobody is asked, two more for a person where somebody is.
    """
    rows = list(dossier.consultations.select_related("unit"))
    is_inside = bool(rows) and isinstance(caller, User) and Dossier.objects.worked_by(caller).contains(dossier)
    return [_told(row) | (_said(row) if is_inside else {}) for row in rows]


def _told(row: Consultation) -> dict[str, Any]:
    return {
        "unit": row.unit.code,
        "asked_for": row.asked_for,
        "unit_name": row.unit.name,
        "state": "overdue" if row.is_open and row.is_overdue() else row.state,
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
    }


def _said(row: Consultation) -> dict[str, Any]:
    return {"question": row.question, "opinion": row.opinion, "text": row.text}
