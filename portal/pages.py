"""Pages of the site itself: home, help, accessibility, privacy, and what machines ask for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from dossiers import drafts
from portal.accounts.models import User
from portal.accounts.rules import PUBLIC, access_rule
from portal.crawlers import robots, security_contact
from portal.errors import (
    bad_request,
    csrf_failure,
    page_not_found,
    permission_denied,
    server_error,
    too_large,
)
from procedures.events import events
from procedures.views.freshness import public_page

__all__ = ["bad_request", "csrf_failure", "page_not_found", "permission_denied", "server_error", "too_large"]

DRAFTS_ON_HOME = 3


@access_rule(PUBLIC)
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page, with what a signed-in person has not sent yet on top."""
    context = {
        "life_events": events("life"),
        "business_events": events("business"),
        "open_drafts": _open_drafts(request),
    }
    return render(request, "pages/home.html", context)


def _open_drafts(request: HttpRequest) -> list[dict[str, Any]]:
    if not isinstance(request.user, User):
        return []
    return [
        {
            "title": draft.procedure_version.name,
            "url": reverse("dossiers:draft", args=[draft.public_id]),
            "saved_at": draft.saved_at,
        }
        for draft in drafts.open_drafts(request.user)[:DRAFTS_ON_HOME]
    ]


@access_rule(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """Tell citizens how to find, file, follow and verify."""
    return render(request, "pages/help.html")


@access_rule(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Tell what was done so that everybody can use the portal, and what to do when somebody can't."""
    return render(request, "pages/accessibility.html")


@access_rule(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is kept about people, why, for how long, and what they may ask for."""
    return render(request, "pages/privacy.html")


@access_rule(PUBLIC)
@csrf_exempt  # It only changes the language of the page, and a token would keep public pages out of caches.
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language and go back to the page that was left (POST `language`, `next`)."""
    return set_language(request)


urlpatterns = [
    path("", home, name="home"),
    path("huong-dan/", help_page, name="help"),
    path("tro-nang/", accessibility, name="accessibility"),
    path("du-lieu-ca-nhan/", privacy, name="privacy"),
    path("doi-ngon-ngu/", switch_language, name="switch_language"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_contact, name="security-contact"),
]
