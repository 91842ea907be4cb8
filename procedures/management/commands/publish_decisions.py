"""`publish_decisions`: what the worker does every minute, by hand and with its progress in the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from procedures.decision_publishing import Progress, publish_due
from procedures.models import Decision, DecisionState


class Command(BaseCommand):
    """Puts decisions in force whose day has come; can be stopped and run again."""

    help = "Put decisions of announcement in force whose day has come. Safe to stop and to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what is due and say what could not be."""
        published = publish_due(self._tell)
        self.stdout.write(f"{len(published)} decisions put in force")
        for decision in Decision.objects.filter(state=DecisionState.APPROVED).exclude(problem=""):
            self.stderr.write(f"{decision.number}: {decision.problem}")

    def _tell(self, decision: Decision, progress: Progress) -> None:
        self.stdout.write(f"{decision.number}: {progress.stage} {progress.done}/{progress.total}")
