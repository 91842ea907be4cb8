"""Receipts of chosen moments and a tax office that listens, for tests of the daily summaries."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from lxml import etree

from payments import receipts
from payments.models import BankAccount, Order, Receipt, TaxSummary
from payments.orders import Line
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.tax_office import collecting, sending
from portal.files import store
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage
from portal.simulating.serving import Request, Response, Server, as_json
from portal.vietnamese.moments import VIETNAM
from tests.payments.factories import FEE, make_account, place, report

TAX_CODE = "0301234567"
DAY = dt.date(2026, 11, 20)
NEXT_DAY = DAY + dt.timedelta(days=1)
#: Receipts wait for their paper from the true time on: drawn at a moment that no test reaches.
_LATER = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)


class TaxOffice:
    """A true HTTP server that keeps what it takes by number; `answers` are given first, one a try."""

    token = "token-of-the-tax-office"

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.kept: dict[str, bytes] = {}
        self.answers: list[Response] = []
        #: Takes the next file, and answers as if it had failed: the answer got lost on its way.
        self.loses_answer = False
        #: Cleared, the office thinks for so long.
        self.answers_now = threading.Event()
        self.answers_now.set()
        self.server = Server({("POST", "/bang-tong-hop"): self._take})

    def _take(self, request: Request) -> Response:
        number = etree.fromstring(request.body).findtext(".//SBTHDLieu") or ""
        self.tried.append(number)
        self.answers_now.wait(10)
        if self.answers:
            return self.answers.pop(0)
        if number in self.kept:
            return as_json({"detail": "Đã nhận bảng này"}, 409)
        self.kept[number] = request.body
        if self.loses_answer:
            self.loses_answer = False
            return Response(b"", status=504)
        return as_json({"MaGiaoDich": f"TCT-{len(self.kept)}"}, 202)


def at(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment of a day in Viet Nam."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=VIETNAM)


def collecting_account(**fields: Any) -> BankAccount:
    """The account of a unit that the tax office knows."""
    return make_account(**({"tax_code": TAX_CODE} | fields))


def paid_at(moment: dt.datetime, clock: Callable[[dt.datetime], None], account: BankAccount, *lines: Line) -> Order:
    """An order that was paid at this moment: its receipts are drawn, and of it."""
    clock(moment)
    order = place(account, *(lines or (FEE,)))
    if order.due_dong:
        receive(report(order, order.due_dong, occurred_at=moment))
    clock(_LATER)
    draw_receipts()
    clock(moment)
    return order


def replaced_at(moment: dt.datetime, clock: Callable[[dt.datetime], None], receipt: Receipt, user: Any) -> Receipt:
    """The receipt in the place of another, of this moment."""
    clock(moment)
    return receipts.replace(receipt, user, reason="Sai dấu", payer_name="Nguyễn Thị Hoà")


def tell(now: dt.datetime) -> int:
    """What the worker does at the moment; how many summaries are on their way."""
    collecting.collect_due(now)
    return sending.send_waiting()


def told() -> list[tuple[dt.date, int, int, int, int]]:
    """Every summary: day, edition, issued, replaced, cancelled."""
    return list(TaxSummary.objects.order_by("pk").values_list("day", "edition", "issued", "replaced", "cancelled"))


def content_of(summary: TaxSummary) -> bytes:
    """The file of a summary."""
    fresh = TaxSummary.objects.select_related("file").get(pk=summary.pk)
    assert fresh.file is not None
    return store.open(fresh.file)


def deliver() -> dict[str, int]:
    """Deliver what waits, whenever its next try would be."""
    OutboxMessage.objects.filter(state="waiting").update(next_attempt_at=timezone.now() - dt.timedelta(days=365))
    return dict(deliver_due(20))
