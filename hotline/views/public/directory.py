"""The directory of hotlines: whom to call at each unit, where it is, whether its doors are open; made for printing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline.roster import on_duty
from portal.accounts.rules import PUBLIC, access_rule
from units import calendars, directory
from units.forms import DirectoryForm


@access_rule(PUBLIC)
def list_hotlines(request: HttpRequest) -> HttpResponse:
    """Show units with their numbers; the filters are the address. A unit without a number has the province's."""
    form = DirectoryForm(request.GET or None)
    filters = form.chosen() if form.is_bound else {}
    found = directory.find(filters.get("q", ""), filters.get("kind", ""), filters.get("commune", ""))
    after, before = (request.GET.get(name, "").replace("\0", "")[:35] for name in ("after", "before"))
    page = directory.page(found.select_related("parent__parent", "division", "calendar"), filters, after, before)
    now = timezone.now()
    answered = on_duty.numbers_answered([unit.pk for unit in page.units], now)
    context = {
        "form": form,
        "page": page,
        "lines": [(unit, calendars.door_of(unit, now), answered.get(unit.pk, [])) for unit in page.units],
        "crumbs": [(_("Phản ánh, kiến nghị"), reverse("hotline:door"))],
    }
    return render(request, "hotline/public/directory.html", context)
