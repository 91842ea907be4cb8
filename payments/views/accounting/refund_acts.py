"""What is done about a refund: asked, approved or refused by somebody else, sent, confirmed, failed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from payments import refund_channels, refund_following, refunding
from payments.accountants import ACCOUNTANT, REFUND_DECIDERS, accountant
from payments.desk_forms.matching import ReasonForm
from payments.desk_forms.refunds import AskByChannelForm, RefuseForm, SentForm
from payments.models import Refund
from payments.views.accounting.acting import form_page, get_or_post, is_done, posted
from payments.views.accounting.orders import order_of
from payments.views.accounting.refunds import keeps, refund_of
from payments.vocabulary import Provider
from portal.accounts.rules import access_rule
from portal.ui import speaking


@access_rule(ACCOUNTANT)
@get_or_post
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask that money of an order goes back, whole or in part."""
    order, user = order_of(request, code), accountant(request)
    most = refunding.refundable_dong(order)
    left = refund_channels.left_by(order)
    form = AskByChannelForm(posted(request), left=left, initial={"amount_dong": most or ""})
    made: list[Refund] = []

    def act() -> None:
        said = form.cleaned_data
        told = {name: said[name] for name in ("reason", "legal_ground", "other_channel_reason")}
        channel = Provider(said["channel"]) if said["channel"] else None
        made.append(refunding.ask(order, user, said["amount_dong"], channel=channel, **told))

    if is_done(request, form, act):
        messages.success(request, _("Đã gửi đề nghị. Một người khác duyệt thì mới chuyển tiền được."))
        return redirect("accounting:refund", made[0].pk)
    return form_page(
        request,
        form,
        caption=order.code,
        title=_("Đề nghị hoàn trả"),
        text=_("Còn hoàn trả được nhiều nhất %(most)s.") % {"most": speaking.dong(most)},
        button=_("Gửi đề nghị"),
        back_url=reverse("accounting:order", args=[code]),
    )


@access_rule(REFUND_DECIDERS)
@get_or_post
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what somebody else asked."""
    refund, form = refund_of(request, pk), forms.Form(posted(request))
    if is_done(request, form, lambda: refunding.approve(refund, accountant(request))):
        return _done(request, refund, _("Đã duyệt. Tiền chờ chuyển cho người nộp."))
    words = _("Hoàn trả %(amount)s cho %(name)s. Duyệt rồi thì không rút lại được.")
    text = words % {"amount": speaking.dong(refund.amount_dong), "name": refund.order.payer_name}
    if refund.other_channel_reason:
        other = _("Không trả theo kênh đã nộp mà qua «%(channel)s», vì: %(reason)s")
        told = {"channel": refund.get_channel_display(), "reason": refund.other_channel_reason}
        text = f"{text} {other % told}"
    return _page(request, refund, form, _("Duyệt hoàn trả"), _("Duyệt"), text)


@access_rule(REFUND_DECIDERS)
@get_or_post
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what somebody else asked, with the reason."""
    refund, form = refund_of(request, pk), RefuseForm(posted(request))
    if is_done(
        request, form, lambda: refunding.refuse(refund, accountant(request), form.cleaned_data["decision_note"])
    ):
        return _done(request, refund, _("Đã ghi: không duyệt hoàn trả."))
    return _page(request, refund, form, _("Không duyệt hoàn trả"), _("Không duyệt"))


@access_rule(ACCOUNTANT)
@get_or_post
def note_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the transfer by which the money left."""
    refund, form = _kept(request, pk), SentForm(posted(request))
    user = accountant(request)
    if is_done(request, form, lambda: refunding.note_sent(refund, form.cleaned_data["sent_reference"], user)):
        return _done(request, refund, _("Đã ghi chuyển tiền. Chờ ngân hàng xác nhận."))
    text = _("Chuyển theo đúng kênh người nộp đã trả, rồi ghi mã giao dịch.")
    return _page(request, refund, form, _("Đã chuyển tiền hoàn"), _("Ghi đã chuyển"), text)


@access_rule(ACCOUNTANT)
@get_or_post
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the money has arrived."""
    refund, form = _kept(request, pk), forms.Form(posted(request))
    if is_done(request, form, lambda: refund_following.confirm(refund, accountant(request))):
        return _done(request, refund, _("Đã xác nhận. Việc hoàn trả đã xong."))
    text = _("Chỉ xác nhận khi ngân hàng báo đã chuyển thành công, hoặc người nộp đã ký nhận.")
    return _page(request, refund, form, _("Tiền hoàn đã đến"), _("Xác nhận"), text)


@access_rule(ACCOUNTANT)
@get_or_post
def note_failed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the transfer came back; it can be sent again."""
    refund, form = _kept(request, pk), ReasonForm(posted(request))
    user = accountant(request)
    if is_done(request, form, lambda: refund_following.note_failed(refund, form.cleaned_data["reason"], user)):
        return _done(request, refund, _("Đã ghi. Tiền chờ chuyển lại, không cần duyệt lần nữa."))
    return _page(request, refund, form, _("Chuyển tiền hoàn không thành"), _("Ghi không thành"))


def _kept(request: HttpRequest, pk: int) -> Refund:
    """The refund of an address, for who keeps its accounts. PermissionDenied to heads who only decide."""
    refund = refund_of(request, pk)
    if not keeps(request, refund):
        raise PermissionDenied
    return refund


def _done(request: HttpRequest, refund: Refund, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounting:refund", refund.pk)


def _page(
    request: HttpRequest, refund: Refund, form: forms.Form, title: str, button: str, text: str = ""
) -> HttpResponse:
    back_url = reverse("accounting:refund", args=[refund.pk])
    told = {"title": title, "button": button, "text": text, "caption": refund.order.code, "back_url": back_url}
    return form_page(request, form, **told)
