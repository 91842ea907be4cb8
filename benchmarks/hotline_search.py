"""The search of the hotline's console among a million tickets, beside the same among 10,000 (aim: under 1.5).

By phone, by name without accents, by dossier: the page as the operator gets it, and the query alone. `BENCH_TICKETS`
takes another number than a million.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.test import Client
from django.urls import reverse

from benchmarks import _hotline_tickets, _loaded
from hotline import callers, calls
from hotline.models import Ticket
from portal.accounts.models import User
from portal.commands.measurement import Measurement
from portal.vietnamese import without_accents
from units.models import StaffRole
from units.roles import Role

SMALL, LARGE = 10_000, int(os.environ.get("BENCH_TICKETS", "1000000"))
ROUNDS = 20
#: Tickets that are there among few and among many, and are asked for in turn.
ASKED = tuple(range(1_002, 9_000, 400))


def run() -> Iterator[Measurement]:
    """Milliseconds of each search with few and with many."""
    with _loaded.copy_of_the_site("bench_hotline_search") as environment:
        _loaded.ask(environment, "hotline_search", "fill_few")
        few = _loaded.ask(environment, "hotline_search", "measured")
        start = time.perf_counter()
        _loaded.ask(environment, "hotline_search", "fill_many")
        filled = time.perf_counter() - start
        many = _loaded.ask(environment, "hotline_search", "measured")
    yield Measurement(f"hotline search: {LARGE - SMALL:,} tickets by COPY", round(filled, 1), "s")
    for name, milliseconds in many.items():
        ratio = round(milliseconds / few[name], 2)
        beside = f"{few[name]:.2f} ms among {SMALL:,}"
        yield Measurement(f"hotline search among {LARGE:,}: {name}", round(milliseconds, 2), "ms", ratio, beside)


def fill_few() -> int:
    """Ten thousand."""
    return _hotline_tickets.fill(0, SMALL)


def fill_many() -> int:
    """The rest of the million."""
    return _hotline_tickets.fill(SMALL, LARGE - SMALL)


def measured() -> dict[str, float]:
    """The mean milliseconds of a round over all that is asked, the best of the rounds, by what is searched."""
    settings.ALLOWED_HOSTS = ["*"]
    operator = _operator()
    client = Client()
    client.force_login(operator)
    page = reverse("hotline:call", args=[calls.begin(operator, "").public_id])
    found: dict[str, float] = {}
    for name, texts in _texts().items():
        found[f"{name}, page"] = _best(lambda text: _look(client, page, text), texts)
        found[f"{name}, query"] = _best(lambda text: _query(operator, text), texts)
    return found


def _texts() -> dict[str, list[str]]:
    of = _hotline_tickets
    return {
        "phone": [of.phone_of(number).replace("+84", "0") for number in ASKED],
        "name without accents": [without_accents(of.name_of(number)) for number in ASKED],
        "dossier": [of.dossier_of(number - number % 2) for number in ASKED],
    }


def _best(call: Callable[[str], None], texts: list[str]) -> float:
    rounds = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            call(text)
        rounds.append((time.perf_counter() - start) / len(texts))
    return min(rounds) * 1000


def _look(client: Client, page: str, text: str) -> None:
    answer = client.post(page, {"do": "find", "find": text})
    if answer.status_code != 200 or b"PAKN-" not in answer.content:
        raise RuntimeError(f"{text!r}: {answer.status_code}, nothing found")


def _query(operator: User, text: str) -> None:
    asked = callers._asked(text)
    if asked is None:
        raise RuntimeError(f"{text!r} is nothing that can be asked")
    found = Ticket.objects.visible_to(operator).filter(asked[1]).order_by("-received_at", "-pk")[: callers.MOST]
    if not list(found):
        raise RuntimeError(f"{text!r}: nothing found")


def _operator() -> User:
    held = StaffRole.objects.current().filter(role=Role.HOTLINE_OPERATOR).select_related("user").order_by("pk")
    return held[0].user
