"""/sitemap.xml: every public page of the catalogue and of the units, for search engines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.address_language import in_each_language
from procedures import page_cache
from procedures.structured_data import sitemap


@access_rule(PUBLIC)
@require_safe
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap (sitemaps.org 0.9), made anew when the catalogue changes."""
    body: str = page_cache.kept(f"sitemap:{page_cache.edition()}", _write)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _write() -> str:
    rows = "".join(_page(place, day) for place, day in sitemap())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{rows}</urlset>\n"
    )


def _page(place: str, day: str) -> str:
    """A page under its address of each language; each of them names all, as search engines ask."""
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    known = in_each_language(place)
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in known.items()
    )
    return "".join(f"<url><loc>{escape(address)}</loc>{changed}{links}</url>\n" for address in known.values())
