"""People who are signed in already: the way in is walked by the journey of the birth, not by every other one."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from portal.accounts.models import User
from tests.journeys.site import Site


def let_in(page: Page, site: Site, user: User) -> None:
    """Gives the browser a session of the person."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])


def lose_session(page: Page) -> None:
    """What an expired session looks like to the site."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
