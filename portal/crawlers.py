"""What programs that visit by themselves are told: where to read, and whom to write to."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is public: procedures and units; never a person's pages."""
    closed = ("/tai-khoan/", "/ho-so/", "/can-bo/", "/phan-anh/PAKN-", "/quan-tri/", "/api/", "/o/")
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in closed)]
    lines.append(f"Sitemap: {settings.PORTAL_URL.rstrip('/')}{reverse('sitemap')}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@access_rule(PUBLIC)
@cache_control(max_age=3600)
def security_contact(request: HttpRequest) -> HttpResponse:
    """Tell finders of a weakness whom to write to (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: tel:{settings.PORTAL_HOTLINE}",
        f"Contact: {request.build_absolute_uri(reverse('help'))}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
