"""/thu-tuc/<code>/thay-doi/<n>/: what version n changed against the one before it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from procedures import change_words, history, page_cache
from procedures.comparing.told import Section
from procedures.comparing.whole import compare
from procedures.history import Edition
from procedures.views.freshness import public_page
from procedures.views.reading import page_of_version


@access_rule(PUBLIC)
@require_safe
@public_page
def show_changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The changes in words; a version that is the first says so. 404 for a number that was never announced."""
    editions = history.read_editions(code)
    edition = history.with_number(editions, number)
    if edition is None:
        raise Http404(_("Thủ tục này không có phiên bản mang số đó."))
    older = history.before(editions, edition)
    page = page_of_version(edition.pk)
    context = {
        "page": page,
        "edition": edition,
        "older": older,
        "is_ahead": edition.valid_from > timezone.localdate(),
        "sections": sections_between(older, edition) if older else [],
        "editions": editions,
        "crumbs": [
            (_("Thủ tục"), reverse("procedures:find")),
            (page.name, reverse("procedures:detail", args=[code])),
        ],
    }
    return render(request, "procedures/changes.html", context)


def sections_between(older: Edition, newer: Edition) -> list[Section]:
    """What changed from one version to another, kept, since neither can change any more."""
    key = change_words.key_of(older.pk, newer.pk)
    found: list[Section] = page_cache.kept(key, lambda: compare(page_of_version(older.pk), page_of_version(newer.pk)))
    return found
