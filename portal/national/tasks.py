"""What the worker does for the exchange with the national portal. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from portal.national import proving, reconciling
from portal.national.catalogue import fetching
from portal.national.feedback import asking
from portal.national.figures import rounds
from portal.national.inbound import working
from portal.national.results_door import answering as answering_door
from portal.national.results_store import ROUND, answering
from portal.national.results_store import fetching as store_fetching


@shared_task(name="national.forget_proofs", ignore_result=True)
def forget_proofs() -> None:
    """Forgets what need not be proved any more, and files that nobody may fetch any more."""
    proving.forget_old()
    answering_door.forget_ended()


@shared_task(name="national.reconcile", ignore_result=True)
def reconcile() -> None:
    """Compares a sample with the national portal; nothing while none is set."""
    reconciling.check_sample()


@shared_task(name="national.reconcile_all", ignore_result=True)
def reconcile_all() -> None:
    """Compares everything; once a week."""
    reconciling.check_all()


@shared_task(name="national.take_in")
def take_in() -> dict[str, int]:
    """Does what came in from the national portal; every ten seconds, and after each message that comes."""
    return dict(working.take_due())


@shared_task(name="national.fetch_catalogue", ignore_result=True)
def fetch_catalogue() -> None:
    """Begins to bring the national catalogue down; once a week."""
    fetching.begin()


@shared_task(name="national.go_on_fetching", ignore_result=True)
def go_on_fetching() -> None:
    """Fetches a few more of the round that was begun; nothing while there is none."""
    fetching.go_on()


@shared_task(name="national.ask_questions", ignore_result=True)
def ask_questions() -> None:
    """Takes in what people asked us on the national portal and it did not hand in."""
    asking.ask()


@shared_task(name="national.compare_questions", ignore_result=True)
def compare_questions() -> None:
    """Tells again which public answers of ours stand otherwise there; once a night."""
    asking.compare_public()


@shared_task(name=ROUND)
def ask_results_store() -> dict[str, int]:
    """Asks the store of results for what waits and fetches what was chosen; every ten seconds, and after each wish."""
    return dict(answering.answer_due() + store_fetching.fetch_due())


@shared_task(name="national.ask_for_figures", ignore_result=True)
def ask_for_figures() -> None:
    """Asks for the figures of the month that runs, ours and the national ones; once a night."""
    rounds.ask_for_tonight()


@shared_task(name="national.bring_figures_together", ignore_result=True)
def bring_figures_together() -> None:
    """Brings together what was asked for."""
    rounds.bring_together()
