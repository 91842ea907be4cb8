"""The review queue for tests: a publisher, a queue filled from soiled records, and the pages by their forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from procedures.models import ReviewItem
from procedures.national.importing import Outcome
from procedures.review.running import import_and_accept
from tests.procedures.national_records import CLEAN, written
from tests.units import factories as make
from units.models import StaffRole
from units.roles import Role

CODE: str = CLEAN["code"]
OTHER = "1.000002"


def queued(folder: Path, *records: Any, accept_doubtful: bool = False) -> Outcome:
    """Put these records into the queue, as the command does."""
    return import_and_accept(written(folder, *records), accept_doubtful=accept_doubtful)


def first_load(path: Path) -> Outcome:
    """A first load: through the queue at once, doubts kept as marks."""
    return import_and_accept(path, accept_doubtful=True)


def waiting(code: str = CODE) -> ReviewItem:
    """The item that waits for a code."""
    return ReviewItem.objects.waiting().get(code=code)


def staff(role: str) -> User:
    """A person of the staff with one role at the province."""
    user: User = make.StaffFactory()
    StaffRole.objects.create(user=user, unit=make.CommitteeFactory(), role=role, valid_from=make.SINCE)
    return user


def publisher() -> User:
    """Somebody who publishes procedures."""
    return staff(Role.PUBLISHER)


def signed_in(user: User) -> Client:
    """The person's browser."""
    client = Client()
    client.force_login(user)
    return client


def item_url(item: ReviewItem, query: str = "") -> str:
    """The page of an item."""
    return reverse("review:item", args=(item.pk,)) + query


def press(client: Client, item: ReviewItem, action: str, query: str = "", **told: Any) -> Any:
    """Send one form of the item's page, as it stands now."""
    seen = {"version": item.version_id or "", "standing": ""} if action == "accept" else {}
    return client.post(item_url(item, query), {"action": action, **seen, **told})
