"""The language in the address (``?lang=en``): a link that is shared, or found by a search engine, opens as it was.

Without it the reader's own choice counts (cookie, browser). Pages name their address in either language, so that
search engines show each reader the right one (hreflang).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.encoding import escape_uri_path

PARAMETER = "lang"


class AddressLanguage:
    """Reads the page in the language of its address; stands after Django's LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate the language named, if it is one of ours; a stranger who chose none reads on in it."""
        named = request.GET.get(PARAMETER, "")
        if named not in dict(settings.LANGUAGES):
            return self.get_response(request)
        translation.activate(named)
        request.LANGUAGE_CODE = named
        response = self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in {*request.COOKIES, *response.cookies}:
            # Until the browser is closed: nobody pressed a button, and links of the page name no language.
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, named, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
            )
        return response


@dataclass(frozen=True)
class Addresses:
    """The addresses of a public page: the one to keep, and one a language (code, address)."""

    canonical: str
    alternates: tuple[tuple[str, str], ...]


def in_each_language(address: str) -> dict[str, str]:
    """The address of a page by language: bare in the site's own, named in others."""
    return {
        code: address if code == settings.LANGUAGE_CODE else f"{address}?{PARAMETER}={code}"
        for code, _name in settings.LANGUAGES
    }


def in_this_language(address: str) -> str:
    """The address of a page in the language that the reader has it in."""
    return in_each_language(address).get(translation.get_language() or "", address)


def addresses_of(request: HttpRequest) -> Addresses | None:
    """Where a page is for good, whatever was asked in its query; None for pages that are not everybody's."""
    if not _is_public(request):
        return None
    base = f"{settings.PORTAL_URL.rstrip('/')}{escape_uri_path(request.path)}"
    return Addresses(in_this_language(base), (*in_each_language(base).items(), ("x-default", base)))


def _is_public(request: HttpRequest) -> bool:
    """Whether the view of a page names the rule that lets everybody in (the rules themselves stand a layer above)."""
    match = request.resolver_match
    rule = getattr(match.func, "access_rule", None) if match else None
    return rule is not None and rule.name == "public" and request.method in ("GET", "HEAD")


def here_without_language(request: HttpRequest) -> str:
    """The address that a reader goes back to after choosing another language."""
    if PARAMETER not in request.GET:
        return request.get_full_path()
    query = [(name, value) for name, values in request.GET.lists() if name != PARAMETER for value in values]
    here = escape_uri_path(request.path)
    return f"{here}?{urlencode(query)}" if query else here


def named_here() -> str:
    """The language as an address names it: "" for the site's own, which needs no name."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    return "" if here == settings.LANGUAGE_CODE else here


def addresses(request: HttpRequest) -> dict[str, object]:
    """What templates may ask; callables, so a page that shows neither pays nothing."""
    return {
        "addresses": partial(addresses_of, request),
        "here_without_language": partial(here_without_language, request),
    }
