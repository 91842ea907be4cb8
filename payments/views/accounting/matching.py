"""The matching desk: what waits with suggestions, one payment with the decision about it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import desk_list, matching_desk
from payments.accountants import ACCOUNTANT, accountant
from payments.desk_forms.matching import MatchForm, PartForm, ReasonForm
from payments.matching_desk import Part
from payments.models import Payment
from payments.problems import NotPossibleNow, PaymentProblem
from payments.views.accounting.acting import form_page, get_or_post, is_done, posted
from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey, ByMoment, tab
from portal.ui.paging import page_by_key
from portal.ui.paging_by_moment import page_by_moment

_PARTS = 4
Parts = forms.formset_factory(PartForm, extra=_PARTS)


class View(models.TextChoices):
    """What the desk shows beside what waits."""

    DECIDED = "da-quyet-dinh", gettext_lazy("Đã quyết định")


@dataclass(frozen=True)
class Decided(ByKey):
    """Which page of what was decided."""

    view: str = tab("xem", View, View.DECIDED)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_payments(request: HttpRequest) -> HttpResponse:
    """What waits, the newest first, each with the best suggestion; or what was decided (?xem=da-quyet-dinh)."""
    user, asked = accountant(request), request.GET.dict()
    is_decided = asked.get("xem") == View.DECIDED
    context: dict[str, Any] = {"is_decided": is_decided}
    if is_decided:
        context["page"] = page_by_key(desk_list.decisions_of(user), Decided.read(asked))
    else:
        page = page_by_moment(desk_list.waiting_for(user), ByMoment.read(asked), "-received_at")
        context |= {"page": page, "rows": desk_list.with_matches(page.rows, desk_list.open_orders_of(user))}
    return render(request, "payments/accounting/matching.html", context)


@access_rule(ACCOUNTANT)
@never_cache
@get_or_post
def match_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: what it may be for, and the choice."""
    payment, user = _payment_of(request, pk), accountant(request)
    form = MatchForm(desk_list.orders_for(payment, user), posted(request))
    remaining = matching_desk.remaining_dong(payment)
    if is_done(request, form, lambda: matching_desk.match(payment, [(form.cleaned_data["code"], remaining)], user)):
        messages.success(request, _("Đã ghi tiền vào khoản thu %(code)s.") % {"code": form.cleaned_data["code"]})
        return redirect("accounting:matching")
    found, counterparty = desk_list.match_of(payment, remaining, user)
    context = {
        "payment": payment,
        "remaining": remaining,
        "form": form,
        "found": found,
        "counterparty": counterparty,
        "closed": None if found.order else desk_list.closed_order_named(payment, user),
        "decisions": _decisions(payment),
    }
    status = 422 if form.is_bound else 200
    return render(request, "payments/accounting/payment.html", context, status=status)


@access_rule(ACCOUNTANT)
@get_or_post
def split_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Give parts of one payment to several orders."""
    payment, user = _payment_of(request, pk), accountant(request)
    parts = Parts(posted(request))
    for part in parts:
        field: Any = part.fields["code"]
        field.orders = desk_list.orders_for(payment, user)
    problem = ""
    if request.method == "POST" and parts.is_valid():
        try:
            matching_desk.match(payment, _told(parts), user)
        except PaymentProblem as refused:
            problem = refused.message
        else:
            messages.success(request, _("Đã chia tiền cho các khoản thu."))
            return redirect("accounting:payment", pk)
    context = {
        "payment": payment,
        "remaining": matching_desk.remaining_dong(payment),
        "parts": parts,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "payments/accounting/split.html", context, status=status)


@access_rule(ACCOUNTANT)
@get_or_post
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the money is not ours, and why."""
    payment, user = _payment_of(request, pk), accountant(request)
    form = ReasonForm(posted(request))
    if is_done(request, form, lambda: matching_desk.set_aside(payment, form.cleaned_data["reason"], user)):
        messages.success(request, _("Đã ghi: không phải tiền của đơn vị."))
        return redirect("accounting:matching")
    return form_page(
        request,
        form,
        caption=payment.provider_reference,
        title=_("Không phải tiền của đơn vị"),
        text=_("Tiền vẫn nằm trong sổ, ngoài mọi khoản thu, cho đến khi ngân hàng trả lại người chuyển. Gỡ lại được."),
        button=_("Ghi là không phải"),
        back_url=reverse("accounting:payment", args=[pk]),
    )


@access_rule(ACCOUNTANT)
@get_or_post
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, after asking."""
    user = accountant(request)
    decision = get_object_or_404(desk_list.decisions_of(user), pk=pk)
    back_url = reverse("accounting:payment", args=[decision.payment_id])
    form = forms.Form(posted(request))
    if is_done(request, form, lambda: matching_desk.undo(decision, user)):
        messages.success(request, _("Đã gỡ. Tiền trở lại bàn đối chiếu."))
        return redirect(back_url)
    return form_page(
        request,
        form,
        caption=decision.payment.provider_reference,
        title=_("Gỡ quyết định đối chiếu"),
        text=_("Tiền trở lại bàn đối chiếu. Việc gỡ được ghi vào lịch sử."),
        button=_("Gỡ"),
        is_dangerous=True,
        back_url=back_url,
    )


def _payment_of(request: HttpRequest, pk: int) -> Payment:
    """The payment of an address; 404 when it came into an account of others."""
    return get_object_or_404(desk_list.payments_of(accountant(request)), pk=pk)


def _decisions(payment: Payment) -> list[tuple[Any, str]]:
    """What was decided, each with why it can't be undone; "" where it can."""
    made = payment.decisions.select_related("order", "made_by", "undone_by")
    return [(each, matching_desk.why_not_undo(each.order) if each.order else "") for each in made]


def _told(parts: Any) -> list[Part]:
    """The parts that were filled in. Raises NotPossibleNow for none."""
    told = [(part.cleaned_data["code"], part.cleaned_data["amount_dong"]) for part in parts if part.cleaned_data]
    filled = [(order, amount) for order, amount in told if order is not None]
    if not filled:
        raise NotPossibleNow(_("Hãy ghi ít nhất một khoản thu và số tiền."))
    return filled
