"""Sitting at a desk in tests: looking at a dossier and pressing a button."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from portal.accounts.models import User


def look(client: Client, user: User, dossier: Dossier) -> Any:
    """The workbench as a person sees it."""
    client.force_login(user)
    return client.get(reverse("dossiers:work", args=[dossier.code]))


def act(client: Client, user: User, dossier: Dossier, action: str, **typed: str) -> Any:
    """The answer to a pressed button."""
    client.force_login(user)
    return client.post(reverse("dossiers:work-action", args=[dossier.code, action]), typed)


def paper_of(dossier: Dossier) -> int:
    """The id of the only paper."""
    return int(dossier.papers.get(replaced_by=None).pk)
