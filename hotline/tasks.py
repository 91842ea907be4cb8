"""What the worker does for the hotline. Every task can run again at any time."""

from __future__ import annotations

from celery import shared_task

from hotline import escalating
from hotline.broadcasts import answering_together, telling
from hotline.duplicates import answering as duplicate_answers
from hotline.mail import fetching
from hotline.monthly import keeping as monthly_reports
from hotline.roster import passing_on, rises, watching
from hotline.samples import drawing


@shared_task(name="hotline.climb", ignore_result=True)
def climb() -> None:
    """Lets unanswered tickets climb the ladder."""
    escalating.climb()


@shared_task(name="hotline.tell_of_broadcasts", ignore_result=True)
def tell_of_broadcasts() -> None:
    """Writes the letters that broadcasts still owe."""
    telling.tell_all()


@shared_task(name="hotline.answer_together", ignore_result=True)
def answer_together() -> None:
    """Sends approved joint answers to the tickets that still wait for them."""
    answering_together.carry_on()


@shared_task(name="hotline.answer_duplicates", ignore_result=True)
def answer_duplicates() -> None:
    """Passes the answer of a leading ticket on to those that follow it."""
    duplicate_answers.carry_on()


@shared_task(name="hotline.watch_rosters", ignore_result=True)
def watch_rosters() -> None:
    """Looks a week ahead for hours that nobody has, and tells the leads."""
    watching.watch()


@shared_task(name="hotline.pass_on", ignore_result=True)
def pass_on() -> None:
    """Names the next one for calls that ring on, and for urgent tickets that nobody took."""
    passing_on.pass_on()


@shared_task(name="hotline.fetch_mail", ignore_result=True)
def fetch_mail() -> None:
    """Takes in the letters that wait in the hotline's mailbox."""
    fetching.fetch()


@shared_task(name="hotline.keep_monthly_report", ignore_result=True)
def keep_monthly_report() -> None:
    """Makes last month's report, from the first working day on."""
    monthly_reports.make_due()


@shared_task(name="hotline.draw_samples", ignore_result=True)
def draw_samples() -> None:
    """Draws the answers of last week that supervisors rate."""
    drawing.draw_due()


@shared_task(name="hotline.look_for_rises", ignore_result=True)
def look_for_rises() -> None:
    """Looks whether far more came in during the last hour than usual."""
    rises.look()
