"""A publisher's desk in tests: a browser for somebody, the addresses of a decision, and what its forms send."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import catalogue
from procedures.draft_sections.whole import SECTIONS
from procedures.models import Decision, DecisionChange, ProcedureVersion
from tests.procedures.deciding_world import PDF


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str) -> str:
    """What somebody reads at an address."""
    response = of(user).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def at(decision: Decision, tail: str = "") -> str:
    """An address of a decision."""
    return f"/cong-khai/quyet-dinh/{decision.pk}/{tail}"


def section_at(change: DecisionChange, section: str = "", tail: str = "") -> str:
    """An address of the editor."""
    base = f"/cong-khai/quyet-dinh/{change.decision_id}/thu-tuc/{change.pk}/"
    return f"{base}{section}/{tail}" if section else base


def sent(*listed: dict[str, Any], **more: Any) -> dict[str, str]:
    """What a browser sends for a section of rows: a box without its tick is not sent."""
    management = {"row-TOTAL_FORMS": str(len(listed)), "row-INITIAL_FORMS": "0"}
    data = management | {"based_on": "0"} | {name: str(value) for name, value in more.items()}
    for place, row in enumerate(listed):
        given = {name: value for name, value in row.items() if value is not None and value is not False}
        data |= {f"row-{place}-{name}": "on" if value is True else str(value) for name, value in given.items()}
    return data


def version_of(change: DecisionChange) -> ProcedureVersion:
    """The draft as it is stored now."""
    return catalogue.find_version(change.version_id or 0)


def stored(change: DecisionChange, section: str) -> list[dict[str, Any]]:
    """The rows as the editor begins with them."""
    rows = SECTIONS[section].read(version_of(change))
    assert isinstance(rows, list)
    return rows


def date_boxes(name: str, day: date) -> dict[str, str]:
    """The three boxes of a date."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def approval(pdf: bytes | None = PDF, **changes: Any) -> dict[str, Any]:
    """What a leader of the committee sends to record a decision of today; without a file for None."""
    today = timezone.localdate()
    file = {"signed_copy": SimpleUploadedFile("quyet-dinh.pdf", pdf)} if pdf is not None else {}
    days = {**date_boxes("signed_on", today), **date_boxes("effective_on", today)}
    return {"number": "55/QĐ-UBND", **days, **file, **changes}
