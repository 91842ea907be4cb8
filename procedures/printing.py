"""Papers to print from the catalogue: the list of a unit, the checklist of a case. Vietnamese, as all papers are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.documents import qr
from procedures import page_cache
from procedures.choosing import Choice
from procedures.print_store import printed
from procedures.showing import ProcedurePage
from procedures.structured_data import address_of
from procedures.unit_lists import list_of
from units.models import Unit

KEPT_SECONDS = 86_400


def unit_list_pdf(unit: Unit) -> bytes:
    """The unit's list on A4, for its notice board. Raises PrintersBusy."""
    key = f"pdf:list:{unit.code}:{page_cache.edition()}:{timezone.localdate()}"
    made: bytes = page_cache.kept(key, lambda: _unit_list(unit), KEPT_SECONDS)
    return made


def _unit_list(unit: Unit) -> bytes:
    with override("vi"):
        groups = list_of(unit)
        title = _("Danh mục thủ tục hành chính – %(unit)s") % {"unit": unit.name}
    address = address_of(reverse("procedures-of-unit:list", args=[unit.code]))
    context = {
        "unit": unit,
        "groups": groups,
        "total": sum(len(group.cards) for group in groups),
        **_foot(address),
    }
    return printed("procedures/print/unit_list.html", context, title=title)


def checklist_pdf(page: ProcedurePage, choice: Choice, fees: Any, times: Any, *, on: str) -> bytes:
    """One case of a procedure on A4: papers to tick off, money, time, where to look again. Raises PrintersBusy.

    ``on`` names a day of the version where it is not the one of today. The address has nothing of the reader's own:
    what one reader is given, the next is given, too.
    """
    address = address_of(reverse("procedures:detail", args=[page.code]) + choice.address(commune="", on=on))
    context = {"page": page, "case": choice.case, "fees": fees, "times": times, **_foot(address)}
    return printed("procedures/print/checklist.html", context, title=page.name)


def _foot(address: str) -> dict[str, Any]:
    return {"address": address, "code_picture": qr.data_uri(address)}
