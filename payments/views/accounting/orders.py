"""Orders as accountants see them: the list and one order with all its money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import order_exports, order_file, order_list
from payments.accountants import ACCOUNTANT, accountant, named_units_of, orders_of
from payments.models import Order, Receipt
from payments.order_list import Question
from payments.order_page import state_of
from payments.vocabulary import LineKind, OrderState
from portal.accounts.rules import access_rule
from portal.files.serve import file_response
from portal.ui.csv_files import csv_file


def order_of(request: HttpRequest, code: str) -> Order:
    """The order of an address; 404 when its unit's accounts are others' to keep."""
    return get_object_or_404(orders_of(accountant(request)).select_related("unit", "account"), code=code)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_orders(request: HttpRequest) -> HttpResponse:
    """The orders of the person's units, the newest first."""
    question, user = Question.read(request.GET.dict()), accountant(request)
    page = order_list.page_of(user, question)
    context = {
        "question": question,
        "page": page,
        "rows": [(order, state_of(order)) for order in page.rows],
        "states": OrderState.choices,
        "kinds": LineKind.choices,
        "units": named_units_of(user).values_list("code", "name"),
    }
    return render(request, "payments/accounting/orders.html", context)


@access_rule(ACCOUNTANT)
@require_safe
def export_orders(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, whole."""
    question = Question.read(request.GET.dict())
    lines = order_exports.lines(accountant(request), question, get_language() or "vi")
    return csv_file(lines, "khoan-thu.csv", "private, no-store")


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def show_order(request: HttpRequest, code: str) -> HttpResponse:
    """One order: lines, payments, refunds, receipts, the ledger and the history."""
    order = order_of(request, code)
    context = {"order": order, "state": state_of(order), "file": order_file.read(order)}
    return render(request, "payments/accounting/order.html", context)


@access_rule(ACCOUNTANT)
@require_safe
def show_receipt(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The PDF of a receipt of an order."""
    drawn = Receipt.objects.filter(order=order_of(request, code), document__isnull=False)
    receipt = get_object_or_404(drawn.select_related("document__stored"), pk=number)
    assert receipt.document is not None  # noqa: S101 - asked for above
    return file_response(receipt.document.stored, f"{receipt}.pdf", inline=True)
