"""Taking one payment: what is due, what was given, the change; then the receipt."""

from __future__ import annotations

from http import HTTPStatus

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import order_page
from payments.counter import rights, shifts, taking
from payments.counter.forms import CardForm, CashForm, FindForm
from payments.counter.views.parts import add_problem, clerk_of, entry_or_404, order_by_code
from payments.models import Order, Receipt, Shift, ShiftEntry
from payments.problems import PaymentProblem
from portal.accounts.rules import access_rule
from portal.files.serve import file_response


@access_rule(rights.CLERK)
@method_decorator(never_cache, name="dispatch")
class TakePage(View):
    """The order in one glance, and two ways to pay it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show it, the cursor in the box for what is given."""
        return self._show(request, self._order(code), CashForm(), CardForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take the payment into the open shift, or say what is wrong with everything typed kept."""
        order = self._order(code)
        by_card = request.POST.get("way") == "card"
        cash = CashForm() if by_card else CashForm(request.POST)
        card = CardForm(request.POST) if by_card else CardForm()
        form: Form = card if by_card else cash
        shift = shifts.open_shift_of(clerk_of(request))
        if shift is None:
            return redirect("till:show")
        if form.is_valid():
            try:
                entry = self._take(shift, order, request, form)
            except PaymentProblem as problem:
                add_problem(form, problem)
            else:
                return redirect("till:taken", entry.pk)
        return self._show(request, order, cash, card, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _order(self, code: str) -> Order:
        order = order_by_code(code)
        if order is None:
            raise Http404
        return order

    def _take(self, shift: Shift, order: Order, request: HttpRequest, form: Form) -> ShiftEntry:
        clerk = clerk_of(request)
        if isinstance(form, CashForm):
            return taking.take_cash(shift, order, clerk, form.cleaned_data["given_dong"], form.key)
        return taking.take_card(shift, order, clerk, form.cleaned_data["slip"])

    def _show(
        self, request: HttpRequest, order: Order, cash: CashForm, card: CardForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        clerk = clerk_of(request)
        takes = rights.takes_for(clerk, order)
        context = {
            "order": order,
            "state": order_page.state_of(order),
            "takes": takes,
            "lines": list(order.lines.all()) if takes else [],
            "shift": shifts.open_shift_of(clerk),
            "cash": cash,
            "card": card,
        }
        return render(request, "payments/counter/take.html", context, status=status)


@access_rule(rights.CLERK)
@never_cache
@require_safe
def taken(request: HttpRequest, pk: int) -> HttpResponse:
    """What was taken, the change, and its receipts; ?phan=bien-lai gives the part that waits for their signature."""
    entry = entry_or_404(request, pk)
    assert entry.payment is not None  # noqa: S101 - asked for with one
    order = entry.payment.order
    receipts = list(Receipt.objects.filter(order=order).select_related("document"))
    context = {
        "entry": entry,
        "order": order,
        "receipts": receipts,
        "is_drawn": all(each.document for each in receipts),
    }
    if request.GET.get("phan") == "bien-lai":
        return render(request, "payments/counter/_receipts.html", context)
    reversal = entry.reversals.order_by("-pk").select_related("moved_to").first()
    return render(request, "payments/counter/taken.html", context | {"find": FindForm(), "reversal": reversal})


@access_rule(rights.CLERK)
@require_safe
def show_receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The PDF of a receipt for what the clerk took, to print it."""
    entry = entry_or_404(request, pk)
    drawn = Receipt.objects.filter(order__payments=entry.payment_id, document__isnull=False)
    receipt = get_object_or_404(drawn.select_related("document__stored"), pk=number)
    assert receipt.document is not None  # noqa: S101 - asked for above
    return file_response(receipt.document.stored, f"{receipt}.pdf", inline=True)
