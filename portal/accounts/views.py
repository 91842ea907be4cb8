"""The account pages that allauth has not: the person's own details."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.forms import DetailsForm, PhoneForm
from portal.accounts.language import set_language_cookie
from portal.accounts.models import AccessLogEntry, User
from portal.accounts.rules import SIGNED_IN, access_rule

LOOKS_SHOWN = 50


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@access_rule(SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, and what can be changed."""
    return render(request, "account/home.html", {"person": _user(request)})


@access_rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Change name and language."""
    form = DetailsForm(request.POST or getattr(request, "rescued_post", None), instance=_user(request))
    if request.method == "POST" and form.is_valid():
        person = form.save()
        messages.success(request, _("Đã lưu thông tin của bạn."))
        response = redirect("account_home")
        set_language_cookie(response, person.language)
        return response
    return render(request, "account/details.html", {"form": form})


@access_rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Change the phone number."""
    form = PhoneForm(_user(request), request.POST or None, typed_before=getattr(request, "rescued_post", None))
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, _("Đã lưu số điện thoại."))
        return HttpResponseRedirect(redirect("account_home").url)
    return render(request, "account/phone.html", {"form": form})


@access_rule(SIGNED_IN)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show who looked at this person's guarded data, and why (Luật 91/2025/QH15)."""
    entries = AccessLogEntry.objects.filter(owner=_user(request)).select_related("actor")[:LOOKS_SHOWN]
    return render(request, "account/looks.html", {"entries": entries})
