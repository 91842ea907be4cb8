"""Giving our own results to the store: the next agency need not ask for what this one issued.

In the transaction of issuing, replacing or recalling, one row goes into the outbox; what it says is written when it
leaves: every paper that is or was the dossier's result, with its standing, those in force with their file. Told twice
it says the same, since the store knows each by `GiayToId`. Results are stored there by law (NĐ 45/2020/NĐ-CP), so no
consent is asked. Refusals, results of procedures whose results have no published code, and those of owners without a
number (of older systems) are not given.

The service that takes results is **assumed**, so an operator has to switch giving on (`RESULTS_STORE_GIVES`).
"""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dossiers.hooks import Moved
from dossiers.models import Dossier
from dossiers.statuses import Action
from portal.documents import issuing
from portal.documents.models import DocumentState, IssuedDocument
from portal.national.messages.fields import moment_text
from portal.national.results_store.connection import is_connected
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import Away, Given, Rejected
from portal.outbox.drivers.base import Driver, Refused, Unreachable
from portal.outbox.putting import put

CHANNEL = "results_store"
TOLD = (Action.ISSUE, Action.REPLACE_RESULT, Action.RECALL)
#: TrangThai: in force, replaced by another, recalled.
STANDINGS: dict[str, str] = {DocumentState.ACTIVE: "1", DocumentState.REPLACED: "2", DocumentState.RECALLED: "3"}


def tell_move(moved: Moved) -> None:
    """Put a change of the result into the outbox; nothing unless giving is switched on and a store is set."""
    if settings.RESULTS_STORE_GIVES and is_connected() and moved.event.action in TOLD:
        event = moved.event
        put(CHANNEL, moved.dossier.code, {"dossier": moved.dossier.pk}, f"{moved.dossier.code}/{event.sequence}")


def given(dossier: Dossier) -> list[Given]:
    """What the store is told of a dossier's results, oldest first; [] where it has none to give."""
    named = dossier.procedure_version.results
    code = str(named[0].get("code", "")) if named else ""
    result = getattr(dossier, "result", None)
    if not code or result is None or result.document_id is None or result.is_refusal or not dossier.owner.id_number:
        return []
    before = dossier.corrections.values_list("replaces_id", flat=True)
    papers = IssuedDocument.objects.filter(pk__in=[result.document_id, *before]).select_related("stored")
    return [_given(dossier, code, paper) for paper in papers.order_by("pk")]


class ResultsChannel(Driver):
    """Payload: {"dossier": primary key}; in order for each dossier."""

    channel = CHANNEL
    name = _("Kho kết quả giải quyết thủ tục")
    max_attempts = 48

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Tell how the results of the dossier stand now."""
        rows = Dossier.objects.select_related("procedure_version__procedure", "competent_unit", "result")
        papers = given(rows.prefetch_related("parties").get(pk=payload["dossier"]))
        try:
            driver = registry.current()
            for paper in papers:
                driver.give(paper)
        except LookupError as failure:
            raise Unreachable("chưa khai báo địa chỉ kho kết quả quốc gia") from failure
        except Rejected as failure:
            raise Refused(str(failure)) from failure
        except Away as failure:
            raise Unreachable(str(failure)) from failure


def _given(dossier: Dossier, code: str, paper: IssuedDocument) -> Given:
    is_active = paper.state == DocumentState.ACTIVE
    return Given(
        document_id=str(paper.public_id),
        dossier_code=dossier.code,
        procedure=dossier.procedure_version.procedure.code,
        owner_number=dossier.owner.id_number,
        result_code=code,
        title=paper.title,
        number=paper.number,
        agency=dossier.competent_unit.agency_code,
        issued_at=moment_text(paper.issued_at),
        standing=STANDINGS[paper.state],
        file_name=f"{paper.public_id}.pdf",
        content=base64.b64encode(issuing.content(paper)).decode() if is_active else "",
    )
