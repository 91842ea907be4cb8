"""A process as if it had just started: what the site keeps in its caches is forgotten."""

from __future__ import annotations

from django.core.cache import cache

from hotline.answer_base import finding
from hotline.broadcasts import showing
from portal.outbox import outside
from portal.ui import banners
from procedures import catalogue, page_cache
from units import calendars, kept


def forget() -> None:
    """Whatever is asked next is asked of the database."""
    cache.clear()
    page_cache.ask_anew()
    catalogue.forget()
    finding.forget()
    banners.forget()
    # As on a site that has looked up already, in the last five minutes, that nothing is announced.
    cache.set(showing.KEY, [])
    kept.forget()
    calendars.forget()
    outside.close_kept()
