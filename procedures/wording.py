"""The words of search as publishers keep them: tried before saved, every change with its author, taken back at will."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.accounts.models import User
from procedures import page_cache
from procedures.models import Phrase, Wording
from procedures.search import SearchPage, search
from procedures.vocabulary_in_use import trying

# What a change is not made of.
_KEPT = {"id", "key", "created_at", "created_by", "changed_at", "changed_by"}
MOST_EVENTS = 20


class ChangedMeanwhile(Exception):
    """Somebody else saved it since it was shown."""


@transaction.atomic
def save(wording: Wording, person: User, seen: str = "") -> None:
    """Keep it; every process goes by it within a second, and pages found before are made anew.

    ``seen`` is the `state_of` what the person was shown. ChangedMeanwhile when that is not what stands there.
    """
    if wording.pk is None:
        if isinstance(wording, Phrase):
            wording.created_by = person
    elif seen and state_of(type(wording)._default_manager.select_for_update().get(pk=wording.pk)) != seen:
        raise ChangedMeanwhile
    wording.changed_by = person
    wording.save()
    transaction.on_commit(lambda: page_cache.forget([]))


def state_of(wording: Wording) -> str:
    """Names what stands there now; another one after each change. "" for what is not saved yet."""
    return wording.changed_at.isoformat() if wording.pk else ""


def tried(wording: Wording, question: str) -> SearchPage:
    """What a question would find if it were saved. Nothing is."""
    with trying(wording):
        return search(question, limit=5)


def history(wording: Wording) -> list[Any]:
    """Its last states, the newest first, each with who made it and when. One query."""
    events = wording.events.select_related("changed_by").order_by("-pgh_id")
    return list(events[:MOST_EVENTS])


@transaction.atomic
def restore(wording: Wording, event_id: int, person: User) -> None:
    """Put it back as it was in an earlier state, as a change of its own. DoesNotExist for a state of another one."""
    event = wording.events.get(pgh_id=event_id)
    for field in wording._meta.concrete_fields:
        if field.name not in _KEPT:
            setattr(wording, field.attname, getattr(event, field.attname))
    save(wording, person)
