"""The clients of the REST interface: what each may do, a secret shown once, and an end to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from oauth2_provider.models import Application

from portal.accounts.rules import SYSTEM, access_rule
from portal.outbox.desk import once
from portal.outbox.desk.forms import ClientForm
from portal.outbox.desk.words import in_words
from portal.rest import clients, limits
from portal.rest.models import ClientGrant

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
#: Systems are few; more than this are found by name in the admin site.
_MOST_SHOWN = 500


@access_rule(SYSTEM)
@require_safe
def list_clients(request: HttpRequest) -> HttpResponse:
    """All clients, the newest first."""
    grants = ClientGrant.objects.select_related("application").order_by("-pk")[:_MOST_SHOWN]
    return render(request, "outbox/desk/clients.html", {"grants": grants, "limit": settings.API_CALLS_PER_MINUTE})


@access_rule(SYSTEM)
@get_or_post
def add_client(request: HttpRequest) -> HttpResponse:
    """Register a client; its secret waits for the next page."""
    form = ClientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        client, secret = clients.register_client(**_typed(form), submission_key=form.key)
        if secret:
            once.keep(request, f"client {client.pk}", secret)
        return redirect("doors:client", client.pk)
    return render(request, "outbox/desk/form.html", {"form": form, "title": _("Thêm hệ thống gọi vào")})


@access_rule(SYSTEM)
@require_safe
def show_client(request: HttpRequest, pk: int) -> HttpResponse:
    """One client, and its secret where it was just made."""
    grant = _grant(pk)
    told = {
        "grant": grant,
        "client": grant.application,
        "scopes": [words for _name, words in in_words(grant.scopes)],
        "secret": once.show(request, f"client {pk}"),
        "limit": grant.calls_per_minute or settings.API_CALLS_PER_MINUTE,
        "calls": limits.calls_now(grant.application.client_id),
    }
    return once.unkept(render(request, "outbox/desk/client.html", told))


@access_rule(SYSTEM)
@get_or_post
def change_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, what it may do and how often it may call."""
    grant = _grant(pk)
    kept = {"name": grant.application.name, "scopes": grant.scopes, "calls_per_minute": grant.calls_per_minute}
    form = ClientForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        clients.change(grant.application, **_typed(form))
        messages.success(request, _("Đã lưu."))
        return redirect("doors:client", pk)
    return render(request, "outbox/desk/form.html", {"form": form, "title": _("Sửa hệ thống gọi vào")})


@access_rule(SYSTEM)
@get_or_post
def change_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give it another secret."""
    client = _grant(pk).application
    if request.method == "POST":
        once.keep(request, f"client {pk}", clients.give_new_secret(client))
        return redirect("doors:client", pk)
    text = _("Mật khẩu cũ không lấy được mã truy cập nữa; mã đang dùng còn giá trị tối đa một giờ.")
    return _ask(request, client, _("Đổi mật khẩu của hệ thống này?"), text, _("Đổi mật khẩu"))


@access_rule(SYSTEM)
@get_or_post
def close_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let it in no more; sent twice, it stays closed."""
    client = _grant(pk).application
    if request.method == "POST":
        clients.close(client)
        messages.success(request, _("Đã ngừng."))
        return redirect("doors:client", pk)
    text = _("Mọi mã truy cập của hệ thống hết hiệu lực ngay.")
    return _ask(request, client, _("Ngừng hệ thống này?"), text, _("Ngừng"), is_dangerous=True)


@access_rule(SYSTEM)
@get_or_post
def open_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let it in again."""
    client = _grant(pk).application
    if request.method == "POST":
        clients.open_again(client)
        messages.success(request, _("Đã mở lại."))
        return redirect("doors:client", pk)
    text = _("Hệ thống lại lấy được mã truy cập bằng mật khẩu đang có.")
    return _ask(request, client, _("Mở lại cho hệ thống này?"), text, _("Mở lại"))


def _typed(form: ClientForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "scopes", "calls_per_minute")}


def _grant(pk: int) -> ClientGrant:
    return get_object_or_404(ClientGrant.objects.select_related("application"), application_id=pk)


def _ask(
    request: HttpRequest, client: Application, title: str, text: str, action: str, *, is_dangerous: bool = False
) -> HttpResponse:
    told = {"base": "staff/base.html", "title": title, "text": f"{client.name}. {text}", "action": action}
    back = redirect("doors:client", client.pk).url
    return render(request, "components/confirm_page.html", {**told, "back_url": back, "is_dangerous": is_dangerous})
