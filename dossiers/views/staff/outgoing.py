"""Messages that could not leave, for the system administrator: why, and another try. Their content stays closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.outbox.delivery import retry
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import kick
from portal.ui.parts import KeysetPage

PAGE_SIZE = 50


class _Neighbours:
    """Only forward: the newest come first, and nobody pages back through failures."""

    def __init__(self, following: str) -> None:
        self.next: str | None = following
        self.previous: str | None = None


@access_rule(SYSTEM_ADMIN)
def list_dead(request: HttpRequest) -> HttpResponse:
    """Show what died, newest first, by key."""
    dead = OutboxMessage.objects.filter(state=State.DEAD).defer("payload").order_by("-pk")
    before = request.GET.get("truoc", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        dead = dead.filter(pk__lt=int(before))
    found = list(dead[: PAGE_SIZE + 1])
    has_next = len(found) > PAGE_SIZE
    page: KeysetPage = _Neighbours(f"?truoc={found[PAGE_SIZE - 1].pk}" if has_next else "")
    return render(request, "dossiers/staff/outgoing.html", {"letters": found[:PAGE_SIZE], "page": page})


@access_rule(SYSTEM_ADMIN)
class RetryView(View):
    """Sending one of them again, after asking."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first: the other side may have got it."""
        letter = get_object_or_404(OutboxMessage.objects.defer("payload"), pk=pk, state=State.DEAD)
        context = {
            "title": _("Gửi lại thư của %(key)s?") % {"key": letter.key or letter.idempotency_key},
            "text": _("Nếu nơi nhận thật ra đã có thư này, họ có thể nhận hai lần. Lỗi lần trước: %(error)s")
            % {"error": letter.last_error},
            "action": _("Gửi lại"),
            "back_url": reverse("dossiers:outgoing"),
            "base": "staff/base.html",
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let it try again; a letter that somebody else sent off already is no error."""
        if retry(OutboxMessage.objects.filter(pk=pk)):
            kick()
            messages.success(request, _("Đã đưa thư vào hàng chờ gửi."))
        else:
            messages.info(request, _("Thư này không còn trong danh sách: có người vừa gửi lại rồi."))
        return redirect("dossiers:outgoing")
