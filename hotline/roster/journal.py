"""The journal of a roster: who did what when, in words that stay true when the roster has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from hotline.actors import SYSTEM_NAME
from hotline.models import RosterEvent
from portal.vietnamese import moments

if TYPE_CHECKING:
    from datetime import datetime

    from hotline.models import RosterAction, Team
    from portal.accounts.models import User

LONGEST_WORDS = 500


def note(team: Team, action: RosterAction, by: User | None, words: str = "") -> RosterEvent:
    """Write one line, in the transaction of the act; `by` is None for the worker."""
    name = by.full_name[:200] if by else SYSTEM_NAME
    return RosterEvent.objects.create(
        team=team, action=action, actor=by, actor_name=name, at=timezone.now(), words=words[:LONGEST_WORDS]
    )


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """`22:00 thứ Hai, 23/11/2026 – 06:00 thứ Ba, 24/11/2026`."""
    return f"{moments.say_moment(starts_at)} – {moments.say_moment(ends_at)}"
