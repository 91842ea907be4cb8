"""The page on which an order is paid: what, why, how much, how; it turns to "paid" by itself."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import hooks, order_page
from payments.forms import CodeForm
from payments.models import Order, Receipt
from portal.accounts.rules import PUBLIC, SIGNED_IN, access_rule
from portal.files.serve import file_response
from portal.ui.throttling import Limit, is_over

LOOKS = Limit("payments:looks", 30, 60)
#: An open page asks for its money part six times a minute, and an office or a network shares one address.
PARTS = Limit("payments:parts", 600, 60)


@access_rule(PUBLIC)
@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of an order, and lead to its page; an unknown code is told in words."""
    if "code" not in request.GET:
        return render(request, "payments/ask.html", {"form": CodeForm()})
    if _is_over(request, LOOKS):
        return _too_many(request)
    form = CodeForm(request.GET)
    if form.is_valid() and Order.objects.filter(code=form.cleaned_data["code"]).exists():
        return redirect("payments:order", code=form.cleaned_data["code"])
    if form.is_valid():
        form.add_error("code", _("Không có khoản thu nào mang mã này. Hãy xem lại từng chữ của mã."))
    return render(request, "payments/ask.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@access_rule(PUBLIC)
@never_cache
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The order; only the payer reads more than what it costs and how to pay. ?phan=tien gives the part that polls."""
    asks_for_part = request.GET.get("phan") == "tien"
    order = Order.objects.select_related("unit", "account").filter(code=code).first()
    # Whoever guesses at codes is stopped as soon through the part as through the page.
    if _is_over(request, PARTS if asks_for_part and order else LOOKS):
        return _too_many(request)
    if order is None:
        raise Http404
    context = order_page.shown(order) | {"is_back": "cho" in request.GET}
    if asks_for_part:
        return render(request, "payments/_money.html", context)
    if order_page.is_payer(order, request.user):
        context |= {"details": order_page.details_of(order), "subject": hooks.describe(order.subject_ref)}
    return render(request, "payments/order.html", context)


@access_rule(SIGNED_IN)
@require_safe
def show_receipt(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The PDF of a receipt, to the payer of the order."""
    of_payer = Receipt.objects.filter(order__code=code, order__payer=request.user.pk, document__isnull=False)
    receipt = get_object_or_404(of_payer.select_related("document__stored"), pk=number)
    assert receipt.document is not None  # noqa: S101 - asked for above
    return file_response(receipt.document.stored, f"{receipt}.pdf", inline=True, to_owner=True)


@access_rule(SIGNED_IN)
@require_safe
def show_receipt_xml(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The signed XML of a receipt, to the payer of the order."""
    of_payer = Receipt.objects.filter(order__code=code, order__payer=request.user.pk, xml__isnull=False)
    receipt = get_object_or_404(of_payer.select_related("xml"), pk=number)
    assert receipt.xml is not None  # noqa: S101 - asked for above
    return file_response(receipt.xml, f"{receipt}.xml", to_owner=True)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "documents/pages/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _is_over(request: HttpRequest, limit: Limit) -> bool:
    return is_over(limit, request.META.get("REMOTE_ADDR", ""))
