"""The receiving accounts of the person's units: begun, looked at through their QR, ended."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments import bank_accounts, shared_accounts, vietqr
from payments.accountants import ACCOUNTANT, accountant, named_units_of, units_kept_by
from payments.desk_forms.accounts import AccountForm, LastDayForm
from payments.models import BankAccount
from payments.views.accounting.acting import form_page, get_or_post, is_done, posted
from portal.accounts.rules import access_rule
from portal.documents import qr
from units.models import today_in_vietnam


def account_of(request: HttpRequest, pk: int) -> BankAccount:
    """The account of an address; 404 when it is another agency's."""
    kept = BankAccount.objects.filter(unit__in=units_kept_by(accountant(request))).select_related("unit")
    return get_object_or_404(kept, pk=pk)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def list_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts in use, to come and past, and the units that cannot be paid by transfer."""
    user, today = accountant(request), today_in_vietnam()
    kept = BankAccount.objects.filter(unit__in=units_kept_by(user)).select_related("unit", "entered_by", "ended_by")
    accounts = list(kept.order_by("unit__code", "-valid_from"))
    without_own = shared_accounts.sharing(named_units_of(user).current())
    context = {
        "rows": [(account, account.is_current(today), account.valid_from > today) for account in accounts],
        "without": [each.unit for each in without_own if each.account is None],
        "sharing": [each for each in without_own if each.account is not None],
    }
    return render(request, "payments/accounting/accounts.html", context)


@access_rule(ACCOUNTANT)
@get_or_post
def add_account(request: HttpRequest) -> HttpResponse:
    """Begin a new account; its QR is then shown to be tried out."""
    user = accountant(request)
    initial = {"unit": request.GET.get("don-vi", "").replace("\0", "")}
    form = AccountForm(named_units_of(user).current(), posted(request), initial=initial)
    made: list[BankAccount] = []

    def begin() -> None:
        said = form.cleaned_data
        made.append(bank_accounts.begin(said["unit"], form.details, said["first_day"], user))

    if is_done(request, form, begin):
        messages.success(request, _("Đã ghi tài khoản thu. Hãy quét thử mã dưới đây trước khi dùng."))
        return redirect("accounting:account", made[0].pk)
    back_url = reverse("accounting:accounts")
    return form_page(request, form, title=_("Thêm tài khoản thu"), button=_("Lưu tài khoản"), back_url=back_url)


@access_rule(ACCOUNTANT)
@never_cache
@require_safe
def show_account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with a QR without an amount: a bank's app shows by it whose account it is."""
    account = account_of(request, pk)
    text = vietqr.encode(bank_bin=account.bank_bin, account=account.number)
    context = {
        "account": account,
        "code": qr.data_uri(text),
        "today": today_in_vietnam(),
        "sharing": shared_accounts.units_sharing(account) if account.is_current(today_in_vietnam()) else [],
    }
    return render(request, "payments/accounting/account.html", context)


@access_rule(ACCOUNTANT)
@get_or_post
def end_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive into it no longer after a day."""
    account = account_of(request, pk)
    form = LastDayForm(posted(request))
    user = accountant(request)
    if is_done(request, form, lambda: bank_accounts.end(account, form.cleaned_data["last_day"], user)):
        messages.success(request, _("Đã ghi ngày cuối dùng tài khoản."))
        return redirect("accounting:accounts")
    return form_page(
        request,
        form,
        title=_("Thôi dùng tài khoản %(account)s") % {"account": account},
        text=_("Khoản thu lập sau ngày này dùng tài khoản của cơ quan; cơ quan không có thì người dân nộp tại quầy."),
        button=_("Thôi dùng"),
        is_dangerous=True,
        back_url=reverse("accounting:accounts"),
    )


@access_rule(ACCOUNTANT)
@get_or_post
def take_account_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an account typed wrongly, as long as nothing names it."""
    account = account_of(request, pk)
    form = forms.Form(posted(request))
    if is_done(request, form, lambda: bank_accounts.take_away(account)):
        messages.success(request, _("Đã gỡ tài khoản."))
        return redirect("accounting:accounts")
    return form_page(
        request,
        form,
        title=_("Gỡ tài khoản %(account)s") % {"account": account},
        text=_("Chỉ gỡ tài khoản ghi nhầm. Tài khoản bị xóa hẳn khỏi danh sách."),
        button=_("Gỡ tài khoản"),
        is_dangerous=True,
        back_url=reverse("accounting:account", args=[pk]),
    )
