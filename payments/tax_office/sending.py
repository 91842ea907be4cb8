"""Writing the file of a summary, signing it with the unit's seal, and putting it into the outbox.

A file is written once: what is sent again is the same. Without an address of the tax office the file waits here, to be
downloaded and handed in by hand; it is sent once there is one.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from payments.models import SummaryEntry, TaxSummary
from payments.models.tax_summaries import Obstacle
from payments.shared_accounts import receiving_account
from payments.tax_office import summary_xml
from payments.tax_office.driver import CHANNEL
from portal.documents.signing import registry
from portal.documents.signing.base import SigningUnavailable
from portal.files import store
from portal.outbox.delivery import retry
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from portal.outbox.waking import wake_on_commit

log = structlog.get_logger(__name__)
MIME = "application/xml"


def is_connected() -> bool:
    """Whether there is a tax office to send to."""
    return bool(settings.TAX_OFFICE_URL)


def send_waiting(limit: int = 1000) -> int:
    """Bring every summary that is not on its way as far as it goes; how many are on their way now."""
    waiting = TaxSummary.objects.filter(message=None)
    if not is_connected():
        waiting = waiting.filter(file=None)
    return sum(_brought_on(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def try_again(summary: TaxSummary) -> None:
    """What the button does: a file that was refused or waits leaves at once, one that lacks something is written."""
    with transaction.atomic():
        if summary.sent_at is not None:
            return
        if summary.message_id is None:
            wake_on_commit("payments.tell_tax_office")
            return
        messages = OutboxMessage.objects.filter(pk=summary.message_id)
        if not retry(messages):
            messages.filter(state=State.WAITING).update(next_attempt_at=timezone.now())
        wake_on_commit("outbox.deliver")


class _NoTaxCode(Exception):
    """The unit's account has none, and the tax office would not know whose receipts these are."""


def _brought_on(pk: int) -> bool:
    """Whether it is on its way; what stands in its way is kept with the summary, and the others go on."""
    try:
        return _send(pk)
    except _NoTaxCode:
        obstacle = Obstacle.NO_TAX_CODE
    except SigningUnavailable:
        obstacle = Obstacle.NOT_SIGNED
        log.warning("tax_summary_not_signed", summary=pk)
    except Exception:
        obstacle = Obstacle.FAILED
        log.exception("tax_summary_failed", summary=pk)
    TaxSummary.objects.filter(pk=pk).update(obstacle=obstacle)
    return False


@transaction.atomic
def _send(pk: int) -> bool:
    """Whether it is on its way."""
    of_nobody = TaxSummary.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, message=None)
    summary = of_nobody.select_related("unit").first()
    if summary is None:
        return False
    if summary.file_id is None:
        summary.file = store.save(_signed(summary), f"{summary.number}.xml", MIME)
    # What hindered an earlier round, also one after the file was written, is over.
    summary.obstacle = ""
    if is_connected():
        payload = {"number": summary.number, "file": summary.file_id}
        # Editions of one unit leave in order.
        summary.message = put(CHANNEL, summary.unit.code, payload, summary.number)
    summary.save(update_fields=["file", "obstacle", "message"])
    return summary.message_id is not None


def _signed(summary: TaxSummary) -> bytes:
    """The file under the unit's seal; unsigned where no signer is configured, as the receipts are then."""
    written = summary_xml.write(summary, entries_of(summary), _tax_code(summary))
    if not registry.configured():
        return written
    unit = summary.unit.name
    return registry.signer().sign_xml(written, signer_name=unit, signer_unit=unit)


def entries_of(summary: TaxSummary) -> list[SummaryEntry]:
    """What it tells, what was issued first, with what the file says of each receipt."""
    return list(summary.entries.select_related("receipt__replaces").order_by("pk"))


def _tax_code(summary: TaxSummary) -> str:
    """The code under which the unit collects: that of the newest receipt that has one, else of its account."""
    having = SummaryEntry.objects.filter(summary=summary).exclude(receipt__tax_code="")
    code = having.order_by("-receipt_id").values_list("receipt__tax_code", flat=True).first()
    account = None if code else receiving_account(summary.unit)
    if found := code or (account.tax_code if account else ""):
        return found
    raise _NoTaxCode
