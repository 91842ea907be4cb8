"""Access rules: every view of ours names one, and the middleware refuses a view that names none.

A rule answers "may this request come in at all"; which rows it then sees is the querysets' matter
(`.visible_to(user)`). REST views are guarded by their permission classes, which must be named on the class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

Check = Callable[[HttpRequest], bool]
ViewOrClass = TypeVar("ViewOrClass", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """A named condition on a request; `needs_sign_in` sends strangers to the sign-in page instead of refusing them."""

    name: str
    check: Check
    needs_sign_in: bool = True

    def allows(self, request: HttpRequest) -> bool:
        """Whether the request may come in; never asks `check` about strangers when the rule needs a sign-in."""
        if self.needs_sign_in and not request.user.is_authenticated:
            return False
        return self.check(request)


PUBLIC = Rule("public", lambda request: True, needs_sign_in=False)
SIGNED_IN = Rule("signed in", lambda request: request.user.is_authenticated)
#: Never: a page of a third party that this site does not offer.
CLOSED = Rule("closed", lambda request: False, needs_sign_in=False)
#: REST views guard themselves: their permission classes know tokens, which a session does not.
BY_PERMISSION_CLASSES = Rule("by permission classes", lambda request: True, needs_sign_in=False)
SYSTEM = Rule("system administrator", lambda request: bool(getattr(request.user, "is_superuser", False)))


def access_rule(rule: Rule) -> Callable[[ViewOrClass], ViewOrClass]:
    """Name the rule of a view function or view class: `@access_rule(PUBLIC)` as the outermost decorator."""

    def name_rule(view: ViewOrClass) -> ViewOrClass:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return name_rule


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """Give the rule that a view, or the class behind it, names; None when it names none."""
    places = (view, getattr(view, "view_class", None), getattr(view, "cls", None))
    named = (getattr(place, "access_rule", None) for place in places)
    return next((rule for rule in named if isinstance(rule, Rule)), None)
