"""Agencies that may ask for results that were issued here: kept by system administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.menus import SYSTEM_ADMIN
from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.national.models import AskingAgency
from portal.national.results_door import agencies
from portal.national.results_door.forms import CODE_TAKEN, AgencyForm
from portal.national.results_store import signatures
from portal.outbox.desk import once
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key
from portal.ui.templatetags.portal_ui import error_summary

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Question(ByKey):
    """What the list is asked for."""


@access_rule(SYSTEM_ADMIN)
@require_safe
def list_agencies(request: HttpRequest) -> HttpResponse:
    """All agencies with what they asked and got lately, the newest first."""
    page = page_by_key(agencies.with_figures(), Question.read(request.GET))
    secret = settings.RESULTS_DOOR_SECRET
    key = signatures.public_key(signatures.seed_of(secret)) if secret else ""
    return render(request, "national/store/agencies.html", {"page": page, "key": key})


@access_rule(SYSTEM_ADMIN)
@get_or_post
def add_agency(request: HttpRequest) -> HttpResponse:
    """Take up an agency; its secret waits for the next page."""
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = agencies.add(form.cleaned_data, person(request))
        except agencies.CodeTaken:  # two at once
            form.add_error("agency_code", CODE_TAKEN)
        else:
            once.keep(request, _about(made.pk), made.secret)
            return redirect("store-desk:agency", made.pk)
    return _form(request, form, {"title": _("Thêm cơ quan"), "back_url": reverse("store-desk:agencies")})


@access_rule(SYSTEM_ADMIN)
@get_or_post
def show_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: its addresses, its secret once, and what can be changed."""
    agency = get_object_or_404(AskingAgency, pk=pk)
    form = AgencyForm(request.POST if request.method == "POST" else None, agency=agency)
    if request.method == "POST" and form.is_valid():
        agencies.change(agency, form.cleaned_data, person(request))
        messages.success(request, _("Đã lưu cơ quan."))
        return redirect("store-desk:agency", pk)
    site = settings.PORTAL_URL.rstrip("/")
    doors = [site + reverse(f"results-door:{name}", args=[agency.public_id]) for name in ("look-up", "file")]
    told = {"title": agency.name, "agency": agency, "doors": doors, "secret": once.show(request, _about(pk))}
    return _form(request, form, told | {"back_url": reverse("store-desk:agencies")})


@access_rule(SYSTEM_ADMIN)
@get_or_post
def renew_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret after asking: the one before opens nothing any more."""
    agency = get_object_or_404(AskingAgency, pk=pk)
    if request.method == "POST":
        once.keep(request, _about(pk), agencies.renew_secret(agency, person(request)))
        return redirect("store-desk:agency", pk)
    context = {
        "base": "staff/base.html",
        "title": _("Đổi khóa của cơ quan này?"),
        "text": _("Khóa cũ hết dùng ngay. Hãy đưa khóa mới cho cơ quan đó trước khi họ hỏi tiếp."),
        "action": _("Đổi khóa"),
        "back_url": reverse("store-desk:agency", args=[pk]),
        "is_dangerous": True,
    }
    return render(request, "components/confirm_page.html", context)


def _about(pk: int) -> str:
    return f"asking agency {pk}"


def _form(request: HttpRequest, form: AgencyForm, told: dict[str, object]) -> HttpResponse:
    status = 422 if form.errors else 200
    page = render(request, "national/store/agency.html", {"form": form, **told, **error_summary(form)}, status=status)
    return once.unkept(page)
