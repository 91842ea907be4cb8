"""Exports for tests: asked for by the form, written by the worker."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from procedures import tasks
from procedures.models import ImportRun
from tests.procedures.workbooks import EXPORT


def ask(client: Client, **told: str) -> Any:
    """Send the form of the export page."""
    return client.post(EXPORT, {"submission_key": str(uuid4())} | told)


def made(client: Client, **told: str) -> ImportRun:
    """An export that was asked for and written."""
    ask(client, **told)
    tasks.run_imports()
    return ImportRun.objects.latest("pk")


def page_url(run: ImportRun) -> str:
    """Where a run shows how far it is."""
    return reverse("review:run", args=(run.pk,))


def file_url(run: ImportRun) -> str:
    """Where the file of an export is taken away."""
    return reverse("review:take-export", args=(run.pk,))
