"""Whose request it is, for views behind the rule SIGNED_IN."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from portal.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person. PermissionDenied for strangers, whom the access rule stops before."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
