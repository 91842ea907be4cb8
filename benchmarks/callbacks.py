"""Callbacks of a bank as fast as one client offers them, most told again: none lost, none doubled, the ledger exact.

The client offers 500 a second for 20 seconds to the WSGI handlers of two processes, signed anew each as banks do. The
reference is pgbench writing the same rows on the same database in the same run, one client beside one client.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg import ClientCursor

from benchmarks._pgbench import rate_of
from benchmarks._wsgi_client import WsgiClient
from payments import nightly_check, orders
from payments.models import BankAccount, Order, Payment
from payments.orders import Line, Placing
from payments.vocabulary import LineKind
from portal.commands.measurement import Measurement
from portal.outbox.standard_webhooks import sign
from units.models import Unit

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

OFFERED_A_SECOND, SECONDS, PROCESSES = 500, 20, 2
#: Each transfer is told so many times on average: banks repeat until they hear that we have it.
TOLD = 10
TRANSFERS = OFFERED_A_SECOND * SECONDS // TOLD
PRICE_DONG = 50_000
#: Callbacks that one client sends alone, one after another.
ALONE = 200


def run() -> Iterator[Measurement]:
    """The sustained rate beside pgbench; RuntimeError when a callback is lost or doubled, or the books disagree."""
    placed = _place(TRANSFERS + 2 * ALONE + 1)
    # One order after another, as they were placed, is what the reference pays.
    for_reference = [placed.pop() for _number in range(ALONE)][-1].pk
    writes = _writes_of(placed.pop())
    alone = [_notice(placed.pop()) for _number in range(ALONE)]
    booking, again = _rate_of(alone), _rate_of(alone)
    told = [_notice(order) for order in placed] * TOLD
    random.Random(7).shuffle(told)
    rate, answered = _offer(told)
    _require_exact(placed, answered)
    reference = rate_of(writes, clients=1, transactions=ALONE, counting_from={"order": for_reference})
    share = round(rate / OFFERED_A_SECOND, 3)
    yield Measurement("callbacks: same writes in pgbench", round(reference, 1), "transactions/s")
    yield Measurement(f"callbacks: sustained of {OFFERED_A_SECOND}/s", rate, "callbacks/s", share, "offered")
    ratio = round(booking / reference, 3)
    yield Measurement("callbacks: new ones, one client", booking, "callbacks/s", ratio, "pgbench, same writes")
    yield Measurement("callbacks: told again, one client", again, "callbacks/s")


def _place(count: int) -> list[Order]:
    """Orders of this run, each of one fee, of a unit that has an account."""
    unit = Unit.objects.filter(kind="commune_committee").order_by("code")[0]
    if not BankAccount.objects.current().filter(unit=unit).exists():
        today = timezone.localdate()
        names = {"bank_bin": "970436", "bank_name": "Vietcombank", "number": "0011004", "holder": "UBND"}
        BankAccount.objects.create(unit=unit, valid_from=today, **names)
    line = Line(LineKind.FEE, "LP-HT", "Lệ phí hộ tịch", PRICE_DONG)
    run = f"{int(time.time()) % 10**8:08}"
    codes = (f"BENCH-{run}-{number:05}" for number in range(count))
    return [orders.place(Placing(code, unit, "Nguyễn Thị Hoa", "Lệ phí hộ tịch", [line])) for code in codes]


def _notice(order: Order) -> bytes:
    assert order.account is not None
    data = {
        "transaction": f"FT{order.code}",
        "account": order.account.number,
        "amount": PRICE_DONG,
        "currency": "VND",
        "occurred_at": timezone.now().isoformat(),
        "text": f"MBVCB.6997056113.{order.code}.CT tu 0881000956868",
        "counterparty": "NGUYEN THI HOA",
    }
    return json.dumps({"type": "bank.credit", "data": data}).encode()


def _knock(client: WsgiClient, body: bytes) -> int:
    signed = sign(body, "msg", int(time.time()), settings.BANK_NOTICE_SECRETS[0])
    return client.post_json(reverse("providers:bank-notices"), body, signed.headers)


def _rate_of(bodies: list[bytes]) -> float:
    client = WsgiClient()
    _knock(client, bodies[0])
    start = time.perf_counter()
    for body in bodies:
        if _knock(client, body) != 200:
            raise RuntimeError("a callback was not taken")
    return round(len(bodies) / (time.perf_counter() - start), 1)


def _serve(bodies: list[bytes], begins_at: float, results: Any) -> None:
    """One process: takes its share of what is offered, none before its time."""
    client, statuses = WsgiClient(), Counter[int]()
    share = OFFERED_A_SECOND / PROCESSES
    for number, body in enumerate(bodies):
        wait = begins_at + number / share - time.time()
        if wait > 0:
            time.sleep(wait)
        statuses[_knock(client, body)] += 1
    results.put((time.time(), dict(statuses)))


def _offer(told: list[bytes]) -> tuple[float, Counter[int]]:
    """Callbacks a second over the whole, and how many were answered how."""
    # A forked process opens connections of its own.
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()
    context = multiprocessing.get_context("fork")
    results, begins_at = context.SimpleQueue(), time.time() + 0.5
    processes = [
        context.Process(target=_serve, args=(told[number::PROCESSES], begins_at, results))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise RuntimeError("a process that took callbacks failed")
    ends = [results.get() for _process in processes]
    answered: Counter[int] = Counter()
    for _end, statuses in ends:
        answered.update(statuses)
    return round(len(told) / (max(end for end, _statuses in ends) - begins_at), 1), answered


def _require_exact(placed: list[Order], answered: Counter[int]) -> None:
    """RuntimeError where a callback was lost or doubled, or the nightly check finds anything."""
    told, own = len(placed) * TOLD, [order.pk for order in placed]
    booked = Payment.objects.filter(order__in=own).count()
    paid = Order.objects.filter(pk__in=own, state="paid", received_dong=PRICE_DONG).count()
    if answered != {200: told} or booked != len(own) or paid != len(own):
        raise RuntimeError(f"{told} told of {len(own)}: answered {dict(answered)}, booked {booked}, paid {paid}")
    problems = nightly_check.run().problems
    if problems:
        raise RuntimeError(f"the books disagree: {[problem['rule'] for problem in problems]}")


def _writes_of(order: Order) -> list[str]:
    """The INSERTs and UPDATEs of one callback that books money, made repeatable: fresh references and ids."""
    writes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE")):
            writes.append(ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    before = Payment.objects.count()
    with connection.execute_wrapper(note):
        _knock(WsgiClient(), _notice(order))
    if Payment.objects.count() != before + 1:
        raise RuntimeError("the callback to be copied booked nothing")
    payment = Payment.objects.latest("pk")
    return [_repeatable(write, order, payment) for write in writes]


def _repeatable(write: str, order: Order, payment: Payment) -> str:
    own_id = "currval(pg_get_serial_sequence('payments_payment', 'id'))"
    fresh = "md5(':client_id-:run-:number')::uuid"
    series = f"(SELECT last FROM documents_numberseries WHERE series = 'receipt/{order.unit_id}/fee')"  # noqa: S608 - ours
    receipt, booked = order.receipts.get(), payment.entries.all()[0].transaction.hex
    write = write.replace(payment.provider_reference, "FT-:client_id-:run-:number")
    # Two rows are written as arrays: '{7,7}'::int2[].
    for told, again in ((booked, fresh), (payment.pk, own_id), (order.pk, ":order")):
        write = re.sub(rf"'\{{{told},{told}\}}'::\w+\[\]", f"ARRAY[{again}, {again}]", write)
    write = write.replace(f", {receipt.year}, {receipt.number},", f", {receipt.year}, {series},")
    write = re.sub(rf"(?<![\w.'-]){order.pk}(?![\w.'-])", ":order", write)
    return re.sub(rf"(?<![\w.'-]){payment.pk}(?![\w.'-])", own_id, write)
