"""HTTP requests from many connections, as fast as they go or each at its time: standard library only.

Runs as a process of its own, so that the client neither imports the site nor shares its Python; reads a plan as JSON
from its input and writes what came of it as JSON.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 120


@dataclass
class Outcome:
    """What came back: status and where it led, by number of the request, and the seconds that each took."""

    answers: dict[int, tuple[int, str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: int = 0


def main() -> None:
    """Carry out the plan: `requests` at `rate` a second (0: as fast as `connections` go), `readers` meanwhile."""
    plan = json.load(sys.stdin)
    begins_at, outcome, seen = time.monotonic() + 0.2, Outcome(), Outcome()
    is_over = threading.Event()
    readers = [
        threading.Thread(target=_read_on, args=(plan, reader, is_over, seen), daemon=True)
        for reader in plan.get("readers", [])
    ]
    numbers, lock = iter(range(len(plan["requests"]))), threading.Lock()
    senders = [
        threading.Thread(target=_send, args=(plan, numbers, lock, begins_at, outcome))
        for _connection in range(plan["connections"])
    ]
    for thread in (*readers, *senders):
        thread.start()
    for thread in senders:
        thread.join()
    elapsed = time.monotonic() - begins_at
    is_over.set()
    for thread in readers:
        thread.join(PATIENCE_SECONDS)
    told = {"elapsed": elapsed, "failed": outcome.failed, "answers": [list(one) for one in outcome.answers.values()]}
    told |= {"seconds": sorted(outcome.seconds), "read": len(seen.answers), "unread": seen.failed}
    told["read_seconds"] = sorted(seen.seconds)
    told["read_statuses"] = sorted({status for status, _where in seen.answers.values()})
    json.dump(told, sys.stdout)


def _send(plan: dict[str, Any], numbers: Any, lock: Any, begins_at: float, outcome: Outcome) -> None:
    """One connection: takes the next request, waits for its time, sends it."""
    line = _line(plan)
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        request = plan["requests"][number]
        if plan["rate"]:
            time.sleep(max(begins_at + number / plan["rate"] - time.monotonic(), 0))
        line = _ask(plan, line, request, number, outcome)


def _read_on(plan: dict[str, Any], reader: dict[str, Any], is_over: threading.Event, seen: Outcome) -> None:
    """One console: asks for its page again and again, every so many seconds.

    Each time on a fresh connection: the server gives an idle one up meanwhile, and a browser then opens another.
    """
    number = 0
    while not is_over.wait(reader["every"]):
        number += 1
        _ask(plan, _line(plan), reader, id(reader) * 10_000 + number, seen).close()


def _ask(
    plan: dict[str, Any], line: http.client.HTTPConnection, request: dict[str, Any], number: int, outcome: Outcome
) -> http.client.HTTPConnection:
    """Send one request and keep what came back; a broken connection counts as a failure and is replaced."""
    began = time.monotonic()
    try:
        line.request(request["method"], request["path"], request.get("body"), request["headers"])
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        outcome.failed += 1
        line.close()
        return _line(plan)
    outcome.answers[number] = (answer.status, answer.headers.get("Location", ""))
    outcome.seconds.append(time.monotonic() - began)
    return line


def _line(plan: dict[str, Any]) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=PATIENCE_SECONDS)


if __name__ == "__main__":
    main()
