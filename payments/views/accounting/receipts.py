"""Receipts that were issued wrongly: replaced by a new number, or cancelled, with the reason (NĐ 254/2026)."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from payments import platform_receipts, receipts
from payments.accountants import ACCOUNTANT, accountant
from payments.models import Receipt
from payments.problems import PaymentProblem
from payments.views.accounting.orders import order_of
from portal.accounts.rules import access_rule
from portal.files.serve import file_response


class CancelForm(forms.Form):
    """Why the receipt counts no more."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Hãy ghi lý do.")},
    )


class ReplaceForm(CancelForm):
    """The name as it should stand, and why the receipt is replaced."""

    payer_name = forms.CharField(
        label=gettext_lazy("Họ tên người nộp"),
        max_length=200,
        error_messages={"required": gettext_lazy("Hãy ghi họ tên người nộp.")},
    )
    field_order = ("payer_name", "reason")


@access_rule(ACCOUNTANT)
class CancelPage(View):
    """Cancelling a receipt: its number stays used, and its paper says that it counts no more."""

    form_class: type[forms.Form] = CancelForm
    template = "payments/accounting/receipt_cancel.html"

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        """Ask, with what was typed before the session ended."""
        receipt = self.receipt(request, code, number)
        data = getattr(request, "rescued_post", None)
        form = self.form_class(data, initial={"payer_name": receipt.payer_name})
        return self._show(request, receipt, form)

    def post(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        """Do it, or say what is wrong with everything typed kept."""
        receipt, form = self.receipt(request, code, number), self.form_class(request.POST)
        if form.is_valid():
            try:
                done = self.act(request, receipt, form.cleaned_data)
            except PaymentProblem as problem:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
            else:
                messages.success(request, done)
                return redirect("accounting:order", code)
        return self._show(request, receipt, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def act(self, request: HttpRequest, receipt: Receipt, told: dict[str, str]) -> str:
        """Cancel it; what the next page says."""
        receipts.cancel(receipt, accountant(request), reason=told["reason"])
        return _("Đã hủy biên lai %(receipt)s.") % {"receipt": receipt}

    def receipt(self, request: HttpRequest, code: str, number: int) -> Receipt:
        """The receipt of the address, of an order whose accounts the person keeps."""
        return receipt_of(request, code, number)

    def _show(
        self, request: HttpRequest, receipt: Receipt, form: forms.Form, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        return render(request, self.template, {"receipt": receipt, "order": receipt.order, "form": form}, status=status)


@access_rule(ACCOUNTANT)
class ReplacePage(CancelPage):
    """Replacing a receipt whose payer's name is wrong: the new one has a number of its own and names the old."""

    form_class = ReplaceForm
    template = "payments/accounting/receipt_replace.html"

    def act(self, request: HttpRequest, receipt: Receipt, told: dict[str, str]) -> str:
        """Issue the new one; what the next page says."""
        user, reason = accountant(request), told["reason"]
        new = receipts.replace(receipt, user, reason=reason, payer_name=told["payer_name"])
        return _("Biên lai %(new)s thay thế biên lai %(old)s.") % {"new": new, "old": receipt}


@access_rule(ACCOUNTANT)
@require_safe
def show_xml(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The signed XML of a receipt."""
    receipt = get_object_or_404(
        Receipt.objects.filter(order=order_of(request, code), xml__isnull=False).select_related("xml"), pk=number
    )
    assert receipt.xml is not None  # noqa: S101 - asked for above
    return file_response(receipt.xml, f"{receipt}.xml")


@access_rule(ACCOUNTANT)
@require_safe
def show_platform_receipt(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The national platform's own receipt for a payment of an order."""
    here = platform_receipts.of_order(order_of(request, code)).filter(file__isnull=False)
    receipt = get_object_or_404(here.select_related("file"), pk=number)
    assert receipt.file is not None  # noqa: S101 - asked for above
    return file_response(receipt.file, f"{receipt.reference}.pdf", inline=True)


def receipt_of(request: HttpRequest, code: str, number: int) -> Receipt:
    """A receipt of an order whose accounts the person keeps; 404 otherwise."""
    receipt: Receipt = get_object_or_404(order_of(request, code).receipts.select_related("order"), pk=number)
    return receipt
