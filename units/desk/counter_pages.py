"""The counters of a unit: opened, renamed, closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.rules import access_rule
from units.desk import keeping
from units.desk.forms import CounterForm, CounterNameForm
from units.desk.plans import get_or_post, person, posted
from units.desk.reach import UNIT_ADMIN, unit_of
from units.desk.unit_pages import form_page
from units.models import Counter


@access_rule(UNIT_ADMIN)
@get_or_post
def open_counter(request: HttpRequest, code: str) -> HttpResponse:
    """Open a counter from today on."""
    unit = unit_of(request, code)
    form = CounterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.open_counter(person(request), unit, form.cleaned_data["number"], form.cleaned_data["name"])
            messages.success(request, _("Đã mở quầy."))
            return redirect("unit-desk:unit", code)
        except ValidationError as error:
            form.add_error(None, error)
    return form_page(request, unit, form, _("Mở quầy"))


@access_rule(UNIT_ADMIN)
@get_or_post
def rename_counter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Another sign over the counter."""
    unit = unit_of(request, code)
    counter = get_object_or_404(Counter, pk=pk, unit=unit)
    form = CounterNameForm(posted(request), initial={"name": counter.name})
    if request.method == "POST" and form.is_valid():
        keeping.rename_counter(person(request), counter, form.cleaned_data["name"])
        messages.success(request, _("Đã đổi tên quầy."))
        return redirect("unit-desk:unit", code)
    return form_page(request, unit, form, _("Đổi tên quầy %(number)s") % {"number": counter.number})


@access_rule(UNIT_ADMIN)
@require_POST
def close_counter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Today is its last day."""
    counter = get_object_or_404(Counter, pk=pk, unit=unit_of(request, code))
    keeping.close_counter(person(request), counter)
    messages.success(request, _("Hôm nay là ngày cuối của quầy %(number)s.") % {"number": counter.number})
    return redirect("unit-desk:unit", code)
