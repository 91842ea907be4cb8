"""Refunds by what has to be done next, and one refund with what this person may do about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import refund_list
from payments.accountants import REFUND_DECIDERS, accountant, is_accountant, orders_of
from payments.models import Payment, Refund
from payments.models.refunds import RefundState
from payments.refund_list import Question, View
from portal.accounts.rules import access_rule


def refund_of(request: HttpRequest, pk: int) -> Refund:
    """The refund of an address; 404 when its unit is neither led nor kept by this person."""
    return get_object_or_404(refund_list.refunds_of(accountant(request)), pk=pk)


def keeps(request: HttpRequest, refund: Refund) -> bool:
    """Whether the person keeps the accounts of the refund's unit: heads decide, accountants also carry out."""
    return orders_of(accountant(request)).filter(pk=refund.order_id).exists()


@access_rule(REFUND_DECIDERS)
@never_cache
@require_safe
def list_refunds(request: HttpRequest) -> HttpResponse:
    """One tab of the refunds."""
    question = Question.read(request.GET.dict())
    page = refund_list.page_of(accountant(request), question)
    context = {
        "page": page,
        "rows": [(refund, refund_list.state_of(refund)) for refund in page.rows],
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View],
        "keeps_accounts": is_accountant(request),
    }
    return render(request, "payments/accounting/refunds.html", context)


@access_rule(REFUND_DECIDERS)
@never_cache
@require_safe
def show_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """One refund: what for, by which channel the money came, who decided, and how it went on."""
    refund, user = refund_of(request, pk), accountant(request)
    context = {
        "refund": refund,
        "state": refund_list.state_of(refund),
        "payments": _payments(refund),
        "failures": list(refund.failures.select_related("noted_by")),
        "may_decide": refund.state == RefundState.ASKED and refund.asked_by_id != user.pk,
        "keeps_accounts": keeps(request, refund),
    }
    return render(request, "payments/accounting/refund.html", context)


def _payments(refund: Refund) -> list[Payment]:
    """The payments by which the money came, named by the payer or given at the desk: it goes back the same way."""
    named = Payment.objects.filter(order=refund.order_id)
    given = Payment.objects.filter(decisions__order=refund.order_id, decisions__undone_at=None)
    return list((named | given).distinct().order_by("received_at", "pk"))
