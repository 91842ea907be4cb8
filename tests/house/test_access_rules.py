"""Nobody sees what is not theirs: every address of ours names the rule that guards it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from portal.accounts.rules import Rule

#: allauth's sign-in pages guard themselves, and so does the admin site, whose every view asks for staff.
GUARDED_ELSEWHERE = ("allauth.",)
ADMIN = "quan-tri/"


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Walk every address of the site."""
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, where)
        else:
            yield where, entry


def is_guarded(pattern: URLPattern) -> bool:
    """Tell whether a view of ours has an access rule, or an endpoint has permission classes of its own."""
    view = pattern.callback
    endpoint = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if isinstance(getattr(view, "access_rule", None), Rule) or isinstance(getattr(endpoint, "access_rule", None), Rule):
        return True
    # The house's default is "signed in", so an endpoint without a word of its own is guarded too.
    return isinstance(endpoint, type) and issubclass(endpoint, APIView) and bool(endpoint.permission_classes)


def test_every_address_has_a_rule() -> None:
    unguarded = [
        where
        for where, pattern in patterns(get_resolver())
        if not where.startswith(ADMIN)
        and not pattern.callback.__module__.startswith(GUARDED_ELSEWHERE)
        and not is_guarded(pattern)
    ]
    assert unguarded == []


def test_the_walk_sees_the_whole_site() -> None:
    found = {where for where, _ in patterns(get_resolver())}
    assert {"healthz", "readyz", "metrics", "api/schema/", "o/token/"} <= found


@pytest.mark.django_db
def test_the_admin_site_refuses_everybody_but_staff(client: Client) -> None:
    pages = [where for where, _ in patterns(get_resolver()) if where.startswith(ADMIN) and "<" not in where]
    assert pages
    open_to_all = {"quan-tri/login/", "quan-tri/jsi18n/", "quan-tri/logout/"}
    for where in set(pages) - open_to_all:
        if "(?P" not in where:
            assert client.get(f"/{where}").status_code in {302, 403}, where
