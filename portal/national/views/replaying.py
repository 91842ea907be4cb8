"""Sending again what a channel sent, as after the other side was restored from an older copy."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from dossiers.menus import SYSTEM_ADMIN
from portal.accounts.rules import access_rule
from portal.outbox.delivery import replay
from portal.outbox.drivers import registry
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import kick
from portal.ui.fields import DatePartsField, today
from portal.vietnamese import normalise

#: More at once is no restored copy any more, and an hour of sending for nothing.
MOST_DAYS = 31


class SentForm(forms.Form):
    """Which of the messages that a channel sent are meant."""

    since = DatePartsField(label=gettext_lazy("Gửi từ ngày"), latest=today)
    until = DatePartsField(label=gettext_lazy("Đến hết ngày"), latest=today, required=False)
    key = forms.CharField(
        label=gettext_lazy("Thuộc về"),
        help_text=gettext_lazy("Ví dụ mã hồ sơ. Để trống: mọi thư của những ngày này."),
        max_length=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and more days than are sent again at once."""
        typed: dict[str, Any] = super().clean() or {}
        since, until = typed.get("since"), typed.get("until") or today()
        if since and until < since:
            self.add_error("until", _("Ngày cuối không được trước ngày đầu."))
        elif since and until - since >= timedelta(days=MOST_DAYS):
            self.add_error("since", _("Mỗi lần gửi lại tối đa %(days)d ngày.") % {"days": MOST_DAYS})
        return typed

    def asked(self) -> dict[str, Any]:
        """The conditions: by when a message left, in days of Ho Chi Minh City, and what it belongs to."""
        until: date | None = self.cleaned_data["until"]
        told: dict[str, Any] = {"finished_at__gte": _midnight(self.cleaned_data["since"])}
        if until:
            told["finished_at__lt"] = _midnight(until + timedelta(days=1))
        key = normalise(self.cleaned_data["key"])
        return told | ({"key": key} if key else {})


@access_rule(SYSTEM_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, channel: str) -> HttpResponse:
    """Ask which days, then let what left then leave once more; what waits already is left as it is.

    404 for a channel that nobody serves, and for one whose messages people read: they would read them twice.
    """
    if channel not in registry.channels() or registry.driver_of(channel).is_read_by_people:
        raise Http404
    form = SentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number = replay(OutboxMessage.objects.filter(channel=channel, **form.asked()))
        if number:
            kick()
        words = ngettext("Đã đưa %(number)d thư vào hàng chờ gửi.", "Đã đưa %(number)d thư vào hàng chờ gửi.", number)
        messages.success(request, words % {"number": number})
        return redirect("national:health")
    told = {
        "form": form,
        "title": _("Gửi lại những gì kênh «%(channel)s» đã gửi") % {"channel": registry.name_of(channel)},
        "text": _("Dùng khi nơi nhận mất dữ liệu. Mỗi thư giữ mã cũ: thư nào nơi nhận đã có thì không bị ghi hai lần."),
        "action": _("Gửi lại"),
        "back_url": reverse("national:health"),
        "base": "staff/base.html",
    }
    return render(request, "components/confirm_page.html", told)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
