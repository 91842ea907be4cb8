"""The fields that a centre receives: added, given to other counters, ended; each from a day on."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.rules import access_rule
from units import services
from units.desk.plans import get_or_post, person, posted
from units.desk.reach import UNIT_ADMIN, unit_of
from units.desk.service_forms import LastDayForm, PlacesForm, ReceivedFieldsForm
from units.desk.unit_pages import form_page
from units.models import Unit, today_in_vietnam
from units.offered_fields import offered_fields


def _centre_of(request: HttpRequest, code: str) -> Unit:
    """The centre of an address; 404 for one of others and for a unit that receives nobody."""
    unit = unit_of(request, code)
    if not unit.is_centre:
        raise Http404
    return unit


def _standing(unit: Unit, field: str) -> services.Received:
    """What the unit receives today or later of a field; 404 when nothing."""
    rows = [each for each in services.received_from(unit, today_in_vietnam()) if each.code == field]
    if not rows:
        raise Http404
    return rows[-1]


@access_rule(UNIT_ADMIN)
@get_or_post
def add_services(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to receive fields, several at once."""
    unit = _centre_of(request, code)
    known = {each.code for each in services.received_from(unit, today_in_vietnam())}
    offered = [(field, name) for field, name in offered_fields() if field not in known]
    form = ReceivedFieldsForm(unit, offered, posted(request))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for field in form.chosen:
                services.receive(person(request), unit, field, form.places, form.cleaned_data["valid_from"])
        messages.success(request, _("Đã ghi lĩnh vực tiếp nhận. Trang công khai hiện từ ngày bắt đầu."))
        return redirect("unit-desk:unit", code)
    return form_page(request, unit, form, _("Thêm lĩnh vực tiếp nhận"))


@access_rule(UNIT_ADMIN)
@get_or_post
def change_service(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Let other counters receive a field from a day on."""
    unit = _centre_of(request, code)
    standing = _standing(unit, field)
    chosen = unit.counters.filter(number__in=standing.counters, valid_to=None)
    form = PlacesForm(unit, posted(request), initial={"counters": list(chosen)})
    if request.method == "POST" and form.is_valid():
        named = (field, standing.name)
        services.receive(person(request), unit, named, form.places, form.cleaned_data["valid_from"])
        messages.success(request, _("Đã lưu quầy tiếp nhận."))
        return redirect("unit-desk:unit", code)
    return form_page(request, unit, form, _("Quầy tiếp nhận: %(field)s") % {"field": standing.name})


@access_rule(UNIT_ADMIN)
@get_or_post
def end_service(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Receive a field no more after a day."""
    unit = _centre_of(request, code)
    standing = _standing(unit, field)
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        first_without = form.cleaned_data["last_day"] + dt.timedelta(days=1)
        services.receive(person(request), unit, (field, standing.name), [], first_without)
        messages.success(request, _("Đã ghi ngày cuối tiếp nhận."))
        return redirect("unit-desk:unit", code)
    return form_page(request, unit, form, _("Thôi tiếp nhận: %(field)s") % {"field": standing.name})
