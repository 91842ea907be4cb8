"""The buttons of sign-on; nothing where it is not configured."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.http import urlencode

from portal.accounts.models import AssuranceLevel, User
from portal.accounts.sign_on import server

register = template.Library()


@register.inclusion_tag("account/sign_on/_buttons.html")
def sign_on_buttons(next_url: str | None = None) -> dict[str, Any]:
    """Offer the national portal, for people and for staff; `next_url` is where to go on."""
    tail = {"next": next_url} if next_url else {}
    return {
        "is_offered": server.is_configured(),
        "is_simulated": settings.NATIONAL_SIGN_ON_IS_SIMULATED,
        "for_people": urlencode(tail),
        "for_staff": urlencode({"vai": "can-bo", **tail}),
    }


@register.simple_tag
def sign_on_is_offered() -> bool:
    """Whether the national portal is there to sign on with."""
    return server.is_configured()


@register.inclusion_tag("account/sign_on/_link.html")
def sign_on_link(person: User) -> dict[str, Any]:
    """Offer to tie an account here to the one there; say so where that was done."""
    return {"is_offered": server.is_configured(), "is_proven": person.assurance_level > AssuranceLevel.SELF_DECLARED}
