"""The receivers of webhooks: taken up, tried, rotated, stopped; what each was told, and told again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rules import SYSTEM, access_rule
from portal.outbox import subscribing
from portal.outbox.causes import words_of
from portal.outbox.desk import once
from portal.outbox.desk.clients import get_or_post
from portal.outbox.desk.forms import ReplayForm, WebhookForm
from portal.outbox.desk.words import in_words
from portal.outbox.models import State, WebhookSubscription
from portal.ui.list_address import ByKey, choice
from portal.ui.paging import page_by_key

_MOST_SHOWN = 500


@dataclass(frozen=True)
class Question(ByKey):
    """Which of the deliveries are asked for."""

    state: str = choice("trang_thai", State.values)


@access_rule(SYSTEM)
@require_safe
def list_receivers(request: HttpRequest) -> HttpResponse:
    """All receivers, the newest first."""
    rows = WebhookSubscription.objects.order_by("-pk")[:_MOST_SHOWN]
    return render(request, "outbox/desk/receivers.html", {"receivers": rows})


@access_rule(SYSTEM)
@get_or_post
def add_receiver(request: HttpRequest) -> HttpResponse:
    """Take up a receiver; its secret waits for the next page."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        made = subscribing.subscribe(typed["url"], typed["events"], typed["unit"], submission_key=form.key)
        once.keep(request, f"webhook {made.pk}", made.secret)
        return redirect("doors:receiver", made.pk)
    return render(request, "outbox/desk/form.html", {"form": form, "title": _("Thêm nơi nhận thông báo")})


@access_rule(SYSTEM)
@require_safe
def show_receiver(request: HttpRequest, pk: int) -> HttpResponse:
    """One receiver with what it was told."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    question = Question.read(request.GET)
    found = subscribing.deliveries(receiver).defer("payload")
    page = page_by_key(found.filter(state=question.state) if question.state else found, question)
    told: dict[str, Any] = {
        "receiver": receiver,
        "events": [words for _name, words in in_words(receiver.events)],
        "secret": once.show(request, f"webhook {pk}"),
        "has_two_secrets": len(receiver.secrets()) > 1,
        "states": State.choices,
        "state": question.state,
        "page": page,
        "deliveries": [(message, words_of(message)) for message in page.rows],
    }
    return once.unkept(render(request, "outbox/desk/receiver.html", told))


@access_rule(SYSTEM)
@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it a message that tells of nothing."""
    subscribing.try_out(get_object_or_404(WebhookSubscription, pk=pk, is_active=True))
    messages.success(request, _("Đang gửi một thông báo thử; kết quả hiện trong danh sách bên dưới."))
    return redirect("doors:receiver", pk)


@access_rule(SYSTEM)
@get_or_post
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give it a new secret beside the old one."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    if request.method == "POST":
        once.keep(request, f"webhook {pk}", subscribing.rotate(receiver).secret)
        return redirect("doors:receiver", pk)
    hours = {"hours": int(subscribing.OVERLAP.total_seconds() // 3600)}
    text = _("Trong %(hours)s giờ, mỗi thông báo được ký bằng cả khóa cũ và khóa mới; sau đó chỉ còn khóa mới.") % hours
    return _ask(request, receiver, _("Đổi khóa ký của nơi nhận này?"), text, _("Đổi khóa ký"))


@access_rule(SYSTEM)
@get_or_post
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then tell it no more; sent twice, it stays stopped."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    if request.method == "POST":
        WebhookSubscription.objects.filter(pk=pk).update(is_active=False)
        messages.success(request, _("Đã ngừng gửi."))
        return redirect("doors:receiver", pk)
    text = _("Những gì xảy ra từ lúc ngừng không được gửi, kể cả khi mở lại sau này.")
    return _ask(request, receiver, _("Ngừng gửi tới nơi này?"), text, _("Ngừng gửi"), is_dangerous=True)


@access_rule(SYSTEM)
@get_or_post
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then tell it again from now on."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    if request.method == "POST":
        WebhookSubscription.objects.filter(pk=pk).update(is_active=True)
        messages.success(request, _("Đã gửi trở lại."))
        return redirect("doors:receiver", pk)
    text = _("Nơi này lại nhận những gì xảy ra từ bây giờ.")
    return _ask(request, receiver, _("Gửi trở lại tới nơi này?"), text, _("Gửi trở lại"))


@access_rule(SYSTEM)
@require_POST
def tell_again(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Send one of its messages once more."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    is_told = subscribing.tell_again(get_object_or_404(subscribing.deliveries(receiver), pk=message))
    messages.success(request, _("Đang gửi lại.") if is_told else _("Thông báo này đang chờ gửi rồi."))
    return redirect("doors:receiver", pk)


@access_rule(SYSTEM)
@get_or_post
def tell_many_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which days, then send what was told then once more; sent twice, what waits already is left as it is."""
    receiver = get_object_or_404(WebhookSubscription, pk=pk)
    form = ReplayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not receiver.is_active:
        messages.error(request, _("Nơi nhận này đã ngừng."))
        return redirect("doors:receiver", pk)
    if request.method == "POST" and form.is_valid():
        number = subscribing.tell_many_again(receiver, **form.asked())
        told = ngettext("Đang gửi lại %(number)s thông báo.", "Đang gửi lại %(number)s thông báo.", number)
        messages.success(request, told % {"number": number})
        return redirect("doors:receiver", pk)
    text = _("Mỗi thông báo giữ mã cũ, nên nơi nhận biết thông báo nào đã có.")
    return _ask(request, receiver, _("Gửi lại nhiều thông báo"), text, _("Gửi lại"), form=form)


def _ask(
    request: HttpRequest,
    receiver: WebhookSubscription,
    title: str,
    text: str,
    action: str,
    *,
    is_dangerous: bool = False,
    form: ReplayForm | None = None,
) -> HttpResponse:
    told: dict[str, Any] = {"base": "staff/base.html", "title": title, "text": f"{receiver.url} – {text}"}
    told |= {"action": action, "form": form}
    back = redirect("doors:receiver", receiver.pk).url
    return render(request, "components/confirm_page.html", {**told, "back_url": back, "is_dangerous": is_dangerous})
