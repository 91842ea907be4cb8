"""The page on which a person says how to reach them, and the browsers that show notices."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Kind, User
from portal.accounts.rules import PUBLIC, SIGNED_IN, access_rule
from portal.notices import choosing
from portal.notices.forms import WaysForm
from portal.notices.models import PushDevice
from portal.notices.push import devices, identity


@access_rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_ways(request: HttpRequest) -> HttpResponse:
    """Show and keep by which ways notices come."""
    user = cast(User, request.user)
    form = WaysForm(user, request.POST or getattr(request, "rescued_post", None) or _ticked_nothing(request))
    if request.method == "POST" and form.is_valid():
        choosing.choose(user, form.cleaned_data["ways"])
        messages.success(request, _("Đã lưu cách nhận tin của bạn."))
        return redirect("notices:ways")
    context = {
        "form": form,
        "is_offered": bool(choosing.ways_open_to(user)),
        "last_text": choosing.last_text_to(user),
        "devices": PushDevice.objects.filter(user=user),
        "is_staff_account": user.kind == Kind.STAFF,
        "push_key": identity.public_key() if identity.is_on() else "",
    }
    return render(request, "notices/ways.html", context)


@access_rule(SIGNED_IN)
@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """Take up the browser that its person just allowed to show notices."""
    told = request.POST
    asked = devices.Subscription(*(told.get(name, "") for name in ("endpoint", "public_key", "auth")))
    try:
        if not identity.is_on():
            raise devices.NoSubscription(_("Trang này chưa gửi thông báo tới trình duyệt."))
        devices.add(cast(User, request.user), asked, request.headers.get("User-Agent", ""))
    except devices.NoSubscription as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thiết bị này sẽ hiện thông báo khi có tin mới cho bạn."))
    return redirect("notices:ways")


@access_rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then forget one of the person's own browsers."""
    device = get_object_or_404(PushDevice.objects.select_related("user"), pk=pk, user=cast(User, request.user))
    if request.method == "POST":
        devices.remove(device)
        messages.success(request, _("Thiết bị này không còn nhận thông báo."))
        return redirect("notices:ways")
    context = {
        "title": _("Ngừng thông báo trên “%(device)s”?") % {"device": device.label},
        "text": _("Các cách nhận tin khác của bạn không đổi."),
        "action": _("Ngừng thông báo"),
        "back_url": reverse("notices:ways"),
    }
    return render(request, "components/confirm_page.html", context)


@access_rule(PUBLIC)
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser runs to show a notice; at an address of its own, which no new release changes."""
    return render(request, "notices/worker.js", content_type="text/javascript; charset=utf-8")


def _ticked_nothing(request: HttpRequest) -> dict[str, str] | None:
    """A form without a tick holds nothing that Django would call data."""
    return {} if request.method == "POST" else None
