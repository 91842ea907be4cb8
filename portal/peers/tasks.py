"""What the worker does for connections with other systems. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from portal.peers.inbound import working
from portal.peers.postal import asking, manifest_paper


@shared_task(name="peers.take_in")
def take_in() -> dict[str, int]:
    """Does what came in from other systems; every ten seconds, and after each notice that comes."""
    return dict(working.take_due())


@shared_task(name="peers.ask_silent", ignore_result=True)
def ask_silent() -> None:
    """Asks after parcels of which nothing was heard for a day; once an hour."""
    asking.ask_silent()


@shared_task(name="peers.print_manifests", ignore_result=True)
def print_manifests() -> None:
    """Makes the sheets of parcels that are handed to the post; every minute, and as soon as one is asked for."""
    manifest_paper.print_due()
