"""What every page of a decision begins with: who asks, and the decision if it is theirs to see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.accounts.models import User
from procedures.deciding import DecisionRefused
from procedures.decision_rights import units_seen
from procedures.models import Decision, DecisionChange

View = Callable[..., HttpResponse]


def person(request: HttpRequest) -> User:
    """Who asks; the access rule has made sure that it is somebody."""
    return cast(User, request.user)


def decision_of(request: HttpRequest, pk: int) -> Decision:
    """The decision, 404 when it is not theirs to see."""
    seen = Decision.objects.visible_to(units_seen(person(request)))
    return get_object_or_404(seen.select_related("unit", "drafted_by", "checked_by", "approved_by"), pk=pk)


def change_of(request: HttpRequest, pk: int, change_id: int) -> DecisionChange:
    """A change of a decision that is theirs to see."""
    decision = decision_of(request, pk)
    changes = decision.changes.select_related("decision__unit", "procedure", "version__field", "base", "replaced")
    return get_object_or_404(changes, pk=change_id)


def told_why_not(view: View) -> View:
    """A refused act leads back to the decision, which then says why."""

    @wraps(view)
    def act(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except DecisionRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("publisher:decision", pk)

    return act
