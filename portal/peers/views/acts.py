"""What an administrator does to a connection: pause, resume, send dead letters again, do dead notices again."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.models import User
from portal.accounts.rules import access_rule
from portal.outbox import circuits
from portal.outbox.delivery import retry
from portal.outbox.putting import kick
from portal.peers import figures, trying
from portal.peers.inbound import working
from portal.peers.models import Connection
from portal.peers.views.connections import get_or_post


@access_rule(SYSTEM_ADMIN)
@get_or_post
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let nothing leave for it; sent twice, it stays paused."""
    connection = get_object_or_404(Connection, pk=pk)
    if request.method == "POST":
        circuits.pause(trying.circuit_of(connection), cast("User", request.user))
        messages.success(request, _("Đã tạm dừng: bản tin mới vẫn được ghi lại và chờ."))
        return redirect("peers:connection", pk)
    told = {
        "base": "staff/base.html",
        "title": _("Tạm dừng kết nối với %(name)s?") % {"name": connection.name},
        "text": _(
            "Không bản tin nào được gửi cho đến khi bạn mở lại. Không bản tin nào mất: tất cả được ghi lại và chờ."
        ),
        "action": _("Tạm dừng"),
        "back_url": reverse("peers:connection", args=[pk]),
    }
    return render(request, "components/confirm_page.html", told)


@access_rule(SYSTEM_ADMIN)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everything leave again, and try at once; nothing is lost by it, so nobody is asked."""
    if circuits.resume(trying.circuit_of(get_object_or_404(Connection, pk=pk))):
        kick()
        messages.success(request, _("Đã mở lại: bản tin đang chờ được gửi ngay."))
    else:
        messages.info(request, _("Kết nối này đang gửi, không cần mở lại."))
    return redirect("peers:connection", pk)


@access_rule(SYSTEM_ADMIN)
@require_POST
def retry_dead(request: HttpRequest, pk: int, message: int | None = None) -> HttpResponse:
    """Send one dead letter again, or all of this connection; the receiver knows what it has."""
    get_object_or_404(Connection, pk=pk)
    found = figures.messages_to(str(pk))
    number = retry(found.filter(pk=message) if message else found)
    kick()
    words = ngettext(
        "Đã đưa %(number)d bản tin vào hàng chờ gửi.", "Đã đưa %(number)d bản tin vào hàng chờ gửi.", number
    )
    messages.success(request, words % {"number": number})
    return redirect("peers:connection", pk)


@access_rule(SYSTEM_ADMIN)
@require_POST
def retry_notice(request: HttpRequest, pk: int, notice: int) -> HttpResponse:
    """Let a notice that could not be done try again; nothing is done twice."""
    connection = get_object_or_404(Connection, pk=pk)
    if working.retry(connection.notices.filter(pk=notice)):
        messages.success(request, _("Đã đưa bản tin vào hàng chờ xử lý."))
    else:
        messages.info(request, _("Bản tin này không còn trong danh sách: có người vừa cho xử lý lại rồi."))
    return redirect("peers:connection", pk)
