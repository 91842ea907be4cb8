"""What the worker does for connections with other systems. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from portal.peers.inbound import working
from portal.peers.postal import asking


@shared_task(name="peers.take_in")
def take_in() -> dict[str, int]:
    """Does what came in from other systems; every ten seconds, and after each notice that comes."""
    return dict(working.take_due())


@shared_task(name="peers.ask_silent", ignore_result=True)
def ask_silent() -> None:
    """Asks after parcels of which nothing was heard for a day; once an hour."""
    asking.ask_silent()
