"""Counting what a page asks when nobody asked before, and what it asks the second time."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.ui import banners
from procedures import catalogue, page_cache, search_memory
from units import calendars, kept


def forget_everything() -> None:
    """Be a process that has just started, beside an empty cache."""
    cache.clear()
    page_cache.ask_anew()
    catalogue.forget()
    search_memory.forget()
    calendars.forget()
    kept.forget()
    banners.forget()


def asked_by(client: Client, address: str) -> list[str]:
    """The statements that a page costs; it must be there."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200, address
    return [query["sql"] for query in asked]


def cold_and_warm(address: str) -> tuple[list[str], list[str]]:
    """What a page asks in a new process for a stranger, and what it asks for the next one."""
    forget_everything()
    return asked_by(Client(), address), asked_by(Client(), address)
